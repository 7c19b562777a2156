package io.uploadlens.analytics;

import com.dynatrace.hash4j.hashing.Hasher64;
import com.dynatrace.hash4j.hashing.Hashing;
import io.uploadlens.event.StateEncoding;
import java.io.IOException;
import java.util.Arrays;
import java.util.Locale;
import org.apache.datasketches.hll.HllSketch;
import org.apache.datasketches.hll.TgtHllType;
import org.apache.datasketches.hll.Union;
import org.apache.flink.core.memory.DataInputView;
import org.apache.flink.core.memory.DataOutputView;

/**
 * About how many different strings were added: HyperLogLog with 4,096 registers, a relative
 * standard error of about 1.6%; the first some hundred strings are counted all but exactly.
 *
 * <p>Counts 64-bit hashes of the strings. Asks for the composite estimate of a <a
 * href="https://datasketches.apache.org/docs/HLL/HLL.html">union</a>, which is a function of the
 * registers alone; the sketch's ordinary estimate remembers the order in which strings came and
 * would break guarantee G4. The hashes of the first few strings are kept as they are, since most
 * groups of a slice never see more. Adding a string twice changes nothing. Not thread-safe.
 */
final class DistinctCounter {

  private static final int LG_REGISTERS = 12;
  private static final Hasher64 HASHER = Hashing.komihash5_0();

  /** How many hashes are kept as they are. */
  static final int FEW = 16;

  /** In place of their number, where there are more than {@link #FEW}. */
  private static final int SKETCHED = 255;

  private static final long[] NONE = new long[0];

  private long[] few = NONE;
  private int count;

  /** Null while there are few. */
  private Union union;

  /** Spares hashing a string, often the same object, many times in a row. */
  private String last;

  /** Adds a string; null and the empty string name nobody and are not counted. */
  @SuppressWarnings("ReferenceEquality") // Another object that is equal is counted once as well.
  void add(String value) {
    if (value == null || value == last || value.isEmpty()) {
      return;
    }
    last = value;
    add(HASHER.hashCharsToLong(value));
  }

  private void add(long hash) {
    if (union != null) {
      union.update(hash);
      return;
    }
    for (int i = 0; i < count; i++) {
      if (few[i] == hash) {
        return;
      }
    }
    if (count == FEW) {
      promote();
      union.update(hash);
      return;
    }
    if (count == few.length) {
      few = Arrays.copyOf(few, Math.max(2, 2 * few.length));
    }
    few[count++] = hash;
  }

  private void promote() {
    union = new Union(LG_REGISTERS);
    for (int i = 0; i < count; i++) {
      union.update(few[i]);
    }
    few = NONE;
    count = 0;
  }

  void merge(DistinctCounter other) {
    for (int i = 0; i < other.count; i++) {
      add(other.few[i]);
    }
    if (other.union == null) {
      return;
    }
    if (union == null) {
      promote();
    }
    union.update(other.union.getResult(TgtHllType.HLL_8));
  }

  long estimate() {
    return union == null ? count : Math.round(union.getCompositeEstimate());
  }

  void write(DataOutputView out) throws IOException {
    if (union == null) {
      out.writeByte(count);
      for (int i = 0; i < count; i++) {
        out.writeLong(few[i]);
      }
      return;
    }
    out.writeByte(SKETCHED);
    StateEncoding.writeBytes(out, union.getResult(TgtHllType.HLL_4).toCompactByteArray());
  }

  static DistinctCounter read(DataInputView in) throws IOException {
    DistinctCounter read = new DistinctCounter();
    int count = in.readUnsignedByte();
    if (count != SKETCHED) {
      for (int i = 0; i < count; i++) {
        read.add(in.readLong());
      }
      return read;
    }
    read.union = new Union(LG_REGISTERS);
    read.union.update(HllSketch.heapify(StateEncoding.readBytes(in)));
    return read;
  }

  @Override
  public String toString() {
    return String.format(Locale.ROOT, "about %d distinct", estimate());
  }
}
