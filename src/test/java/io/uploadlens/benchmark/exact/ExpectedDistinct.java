package io.uploadlens.benchmark.exact;

import com.dynatrace.hash4j.distinctcount.UltraLogLog;
import com.dynatrace.hash4j.hashing.Hasher64;
import com.dynatrace.hash4j.hashing.Hashing;
import java.util.HashSet;
import java.util.Set;

/**
 * How many different strings a row must tell: of few, exactly; of more, the library's estimate from
 * one sketch of all of their hashes. Not thread-safe.
 */
final class ExpectedDistinct {

  private static final int PRECISION = 11;
  private static final int FEW = 256;
  private static final Hasher64 HASHER = Hashing.komihash5_0();

  /** At most one more than few. */
  private final Set<Long> first = new HashSet<>();

  private final UltraLogLog sketch = UltraLogLog.create(PRECISION);

  /** Adds a string, or null for none. */
  void add(String value) {
    if (value != null) {
      long hash = HASHER.hashCharsToLong(value);
      sketch.add(hash);
      addFirst(hash);
    }
  }

  private void addFirst(long hash) {
    if (first.size() <= FEW) {
      first.add(hash);
    }
  }

  void add(ExpectedDistinct other) {
    other.first.forEach(this::addFirst);
    sketch.add(other.sketch);
  }

  long count() {
    return first.size() <= FEW ? first.size() : Math.round(sketch.getDistinctCountEstimate());
  }
}
