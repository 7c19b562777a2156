package io.uploadlens.analytics;

import com.datadoghq.sketch.ddsketch.DDSketch;
import com.datadoghq.sketch.ddsketch.encoding.ByteArrayInput;
import com.datadoghq.sketch.ddsketch.encoding.GrowingByteArrayOutput;
import com.datadoghq.sketch.ddsketch.mapping.CubicallyInterpolatedMapping;
import com.datadoghq.sketch.ddsketch.mapping.IndexMapping;
import com.datadoghq.sketch.ddsketch.store.UnboundedSizeDenseStore;
import io.uploadlens.event.StateEncoding;
import java.io.IOException;
import java.util.Arrays;
import org.apache.flink.core.memory.DataInputView;
import org.apache.flink.core.memory.DataOutputView;

/**
 * Quantiles of whole, non-negative numbers with 1% relative error, and their exact minimum and
 * maximum.
 *
 * <p>A <a href="https://arxiv.org/abs/1908.10693">DDSketch</a> with an unbounded store: its state
 * is a count per logarithmic bucket, so it depends on the numbers alone and not on the order in
 * which they came or were merged (guarantee G4). The first few numbers are kept as they are, since
 * most groups of a slice never see more; what they answer is what the sketch would. Not
 * thread-safe.
 */
final class QuantileSketch {

  private static final double RELATIVE_ACCURACY = 0.01;
  private static final IndexMapping MAPPING = new CubicallyInterpolatedMapping(RELATIVE_ACCURACY);

  /** How many numbers are kept as they are. */
  static final int FEW = 16;

  /** In place of their number, where there are more than {@link #FEW}. */
  private static final int SKETCHED = 255;

  private static final long[] NONE = new long[0];

  private long[] few = NONE;
  private int count;

  /** Null while there are few. */
  private DDSketch sketch;

  private long min = Long.MAX_VALUE;
  private long max = Long.MIN_VALUE;

  /**
   * Adds one number.
   *
   * @param value at least 0
   */
  void add(long value) {
    min = Math.min(min, value);
    max = Math.max(max, value);
    if (sketch != null) {
      sketch.accept(value);
    } else if (count < FEW) {
      if (count == few.length) {
        few = Arrays.copyOf(few, Math.max(2, 2 * few.length));
      }
      few[count++] = value;
    } else {
      promote();
      sketch.accept(value);
    }
  }

  private void promote() {
    sketch = new DDSketch(MAPPING, UnboundedSizeDenseStore::new);
    for (int i = 0; i < count; i++) {
      sketch.accept(few[i]);
    }
    few = NONE;
    count = 0;
  }

  void merge(QuantileSketch other) {
    for (int i = 0; i < other.count; i++) {
      add(other.few[i]);
    }
    if (other.sketch == null) {
      return;
    }
    if (sketch == null) {
      promote();
    }
    sketch.mergeWith(other.sketch);
    min = Math.min(min, other.min);
    max = Math.max(max, other.max);
  }

  /** The smallest number, or null where there is none. */
  Long min() {
    return isEmpty() ? null : (Long) min;
  }

  /** The largest number, or null where there is none. */
  Long max() {
    return isEmpty() ? null : (Long) max;
  }

  private boolean isEmpty() {
    return sketch == null && count == 0;
  }

  /**
   * A quantile in whole units, never outside the exact minimum and maximum; null where there is
   * none.
   *
   * @param quantile from 0 to 1
   */
  Long quantile(double quantile) {
    if (isEmpty()) {
      return null;
    }
    double value = sketch == null ? ofFew(quantile) : sketch.getValueAtQuantile(quantile);
    return Math.min(max, Math.max(min, Math.round(value)));
  }

  /**
   * The same as a sketch of these numbers would answer: the middle of the bucket of one of them.
   */
  private double ofFew(double quantile) {
    Arrays.sort(few, 0, count);
    long value = few[(int) (quantile * (count - 1))];
    return value == 0 ? 0 : MAPPING.value(MAPPING.index(value));
  }

  void write(DataOutputView out) throws IOException {
    if (sketch == null) {
      out.writeByte(count);
      for (int i = 0; i < count; i++) {
        StateEncoding.writeVarLong(out, few[i]);
      }
      return;
    }
    out.writeByte(SKETCHED);
    GrowingByteArrayOutput bytes = GrowingByteArrayOutput.withDefaultInitialCapacity();
    sketch.encode(bytes, true);
    StateEncoding.writeVarLong(out, bytes.numWrittenBytes());
    out.write(bytes.backingArray(), 0, bytes.numWrittenBytes());
    StateEncoding.writeVarLong(out, min);
    StateEncoding.writeVarLong(out, max);
  }

  static QuantileSketch read(DataInputView in) throws IOException {
    QuantileSketch read = new QuantileSketch();
    int count = in.readUnsignedByte();
    if (count != SKETCHED) {
      for (int i = 0; i < count; i++) {
        read.add(StateEncoding.readVarLong(in));
      }
      return read;
    }
    byte[] bytes = StateEncoding.readBytes(in);
    read.sketch =
        DDSketch.decode(ByteArrayInput.wrap(bytes), UnboundedSizeDenseStore::new, MAPPING);
    read.min = StateEncoding.readVarLong(in);
    read.max = StateEncoding.readVarLong(in);
    return read;
  }
}
