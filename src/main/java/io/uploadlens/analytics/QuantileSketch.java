package io.uploadlens.analytics;

import com.datadoghq.sketch.ddsketch.DDSketch;
import com.datadoghq.sketch.ddsketch.DDSketches;
import com.datadoghq.sketch.ddsketch.encoding.ByteArrayInput;
import com.datadoghq.sketch.ddsketch.encoding.GrowingByteArrayOutput;
import com.datadoghq.sketch.ddsketch.store.UnboundedSizeDenseStore;
import java.io.IOException;
import org.apache.flink.core.memory.DataInputView;
import org.apache.flink.core.memory.DataOutputView;

/**
 * Quantiles of whole, non-negative numbers with 1% relative error, and their exact minimum and
 * maximum.
 *
 * <p>A <a href="https://arxiv.org/abs/1908.10693">DDSketch</a> with an unbounded store: its state
 * is a count per logarithmic bucket, so it depends on the numbers alone and not on the order in
 * which they came or were merged (guarantee G4). Not thread-safe.
 */
final class QuantileSketch {

  private static final double RELATIVE_ACCURACY = 0.01;

  /** Null while nothing was added: most groups of a slice never see a size or a delay. */
  private DDSketch sketch;

  private long min = Long.MAX_VALUE;
  private long max = Long.MIN_VALUE;

  /**
   * Adds one number.
   *
   * @param value at least 0
   */
  void add(long value) {
    if (sketch == null) {
      sketch = DDSketches.unboundedDense(RELATIVE_ACCURACY);
    }
    sketch.accept(value);
    min = Math.min(min, value);
    max = Math.max(max, value);
  }

  void merge(QuantileSketch other) {
    if (other.sketch == null) {
      return;
    }
    if (sketch == null) {
      sketch = other.sketch.copy();
    } else {
      sketch.mergeWith(other.sketch);
    }
    min = Math.min(min, other.min);
    max = Math.max(max, other.max);
  }

  /** The smallest number, or null where there is none. */
  Long min() {
    return sketch == null ? null : (Long) min;
  }

  /** The largest number, or null where there is none. */
  Long max() {
    return sketch == null ? null : (Long) max;
  }

  /**
   * A quantile in whole units, never outside the exact minimum and maximum; null where there is
   * none.
   *
   * @param quantile from 0 to 1
   */
  Long quantile(double quantile) {
    if (sketch == null) {
      return null;
    }
    return Math.min(max, Math.max(min, Math.round(sketch.getValueAtQuantile(quantile))));
  }

  void write(DataOutputView out) throws IOException {
    if (sketch == null) {
      out.writeInt(0);
      return;
    }
    GrowingByteArrayOutput bytes = GrowingByteArrayOutput.withDefaultInitialCapacity();
    sketch.encode(bytes, false);
    out.writeInt(bytes.numWrittenBytes());
    out.write(bytes.backingArray(), 0, bytes.numWrittenBytes());
    out.writeLong(min);
    out.writeLong(max);
  }

  static QuantileSketch read(DataInputView in) throws IOException {
    QuantileSketch read = new QuantileSketch();
    int length = in.readInt();
    if (length == 0) {
      return read;
    }
    byte[] bytes = new byte[length];
    in.readFully(bytes);
    read.sketch = DDSketch.decode(ByteArrayInput.wrap(bytes), UnboundedSizeDenseStore::new);
    read.min = in.readLong();
    read.max = in.readLong();
    return read;
  }
}
