package io.uploadlens.benchmark.exact;

import com.dynatrace.hash4j.hashing.Hasher64;
import com.dynatrace.hash4j.hashing.Hashing;
import java.util.HashSet;
import java.util.Set;
import org.apache.datasketches.hll.HllSketch;
import org.apache.datasketches.hll.TgtHllType;
import org.apache.datasketches.hll.Union;

/**
 * How many different strings a row must tell: of few, exactly; of more, the library's estimate from
 * one sketch of all of their hashes. Not thread-safe.
 */
final class ExpectedDistinct {

  private static final int LG_REGISTERS = 12;
  private static final int FEW = 16;
  private static final Hasher64 HASHER = Hashing.komihash5_0();

  /** At most one more than few. */
  private final Set<Long> first = new HashSet<>();

  private HllSketch sketch = new HllSketch(LG_REGISTERS, TgtHllType.HLL_8);

  /** Adds a string, or null for none. */
  void add(String value) {
    if (value != null) {
      long hash = HASHER.hashCharsToLong(value);
      sketch.update(hash);
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
    Union union = new Union(LG_REGISTERS);
    union.update(sketch);
    union.update(other.sketch);
    sketch = union.getResult(TgtHllType.HLL_8);
  }

  long count() {
    // The composite estimate knows of no order.
    return first.size() <= FEW ? first.size() : Math.round(sketch.getCompositeEstimate());
  }
}
