package io.uploadlens.producer.truth;

import com.dynatrace.hash4j.distinctcount.UltraLogLog;
import com.dynatrace.hash4j.hashing.Hasher64;
import com.dynatrace.hash4j.hashing.Hashing;
import java.util.HashSet;
import java.util.Set;

/**
 * How many different strings there were, as the rows tell it: up to 256 exactly, and of more the
 * estimate of one sketch of all of their hashes. Not thread-safe.
 */
final class DistinctTally {

  private static final int COUNTED = 256;
  private static final int PRECISION = 11;
  private static final Hasher64 HASHER = Hashing.komihash5_0();

  private final Set<Long> counted = new HashSet<>();

  /** Null while all are counted. */
  private UltraLogLog sketch;

  void add(String value) {
    add(HASHER.hashCharsToLong(value));
  }

  private void add(long hash) {
    if (sketch != null) {
      sketch.add(hash);
      return;
    }
    counted.add(hash);
    if (counted.size() > COUNTED) {
      sketch = UltraLogLog.create(PRECISION);
      counted.forEach(sketch::add);
      counted.clear();
    }
  }

  void add(DistinctTally other) {
    other.counted.forEach(this::add);
    if (other.sketch != null) {
      UltraLogLog sum = sketch == null ? UltraLogLog.create(PRECISION) : sketch;
      counted.forEach(sum::add);
      counted.clear();
      sketch = sum.add(other.sketch);
    }
  }

  long count() {
    return sketch == null ? counted.size() : Math.round(sketch.getDistinctCountEstimate());
  }
}
