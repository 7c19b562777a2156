package io.uploadlens.analytics;

import java.io.IOException;
import java.util.Locale;
import org.apache.datasketches.hll.HllSketch;
import org.apache.datasketches.hll.TgtHllType;
import org.apache.datasketches.hll.Union;
import org.apache.flink.core.memory.DataInputView;
import org.apache.flink.core.memory.DataOutputView;

/**
 * About how many different strings were added: HyperLogLog with 4,096 registers, a relative
 * standard error of about 1.6%; a short list holds the first some hundred strings all but exactly.
 *
 * <p>Asks for the composite estimate of a <a
 * href="https://datasketches.apache.org/docs/HLL/HLL.html">union</a>, which is a function of the
 * registers alone; the sketch's ordinary estimate remembers the order in which strings came and
 * would break guarantee G4. Adding a string twice changes nothing. Not thread-safe.
 */
final class DistinctCounter {

  private static final int LG_REGISTERS = 12;

  /** Null while nothing was added. */
  private Union union;

  /** Adds a string; null and the empty string name nobody and are not counted. */
  void add(String value) {
    if (value == null || value.isEmpty()) {
      return;
    }
    if (union == null) {
      union = new Union(LG_REGISTERS);
    }
    union.update(value);
  }

  void merge(DistinctCounter other) {
    if (other.union == null) {
      return;
    }
    if (union == null) {
      union = new Union(LG_REGISTERS);
    }
    union.update(other.union.getResult(TgtHllType.HLL_8));
  }

  long estimate() {
    return union == null ? 0 : Math.round(union.getCompositeEstimate());
  }

  void write(DataOutputView out) throws IOException {
    if (union == null) {
      out.writeInt(0);
      return;
    }
    byte[] bytes = union.getResult(TgtHllType.HLL_4).toCompactByteArray();
    out.writeInt(bytes.length);
    out.write(bytes);
  }

  static DistinctCounter read(DataInputView in) throws IOException {
    DistinctCounter read = new DistinctCounter();
    int length = in.readInt();
    if (length == 0) {
      return read;
    }
    byte[] bytes = new byte[length];
    in.readFully(bytes);
    read.union = new Union(LG_REGISTERS);
    read.union.update(HllSketch.heapify(bytes));
    return read;
  }

  @Override
  public String toString() {
    return String.format(Locale.ROOT, "about %d distinct", estimate());
  }
}
