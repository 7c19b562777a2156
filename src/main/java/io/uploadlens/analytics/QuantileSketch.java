package io.uploadlens.analytics;

import com.datadoghq.sketch.ddsketch.mapping.CubicallyInterpolatedMapping;
import com.datadoghq.sketch.ddsketch.mapping.IndexMapping;
import io.uploadlens.event.StateEncoding;
import java.io.IOException;
import java.util.Arrays;
import org.apache.flink.core.memory.DataInputView;
import org.apache.flink.core.memory.DataOutputView;

/**
 * Quantiles of whole, non-negative numbers with 1% relative error, and their exact minimum and
 * maximum.
 *
 * <p>A <a href="https://arxiv.org/abs/1908.10693">DDSketch</a> with unbounded room: a count for
 * each of the classes whose bounds grow by a constant factor, so it depends on the numbers alone
 * and not on the order in which they came or were merged (guarantee G4). The classes are those of
 * Datadog's library; the counts are {@linkplain ClassCounts our own}, since the library's grow and
 * merge several times as slowly. The first few numbers are kept as they are, since most groups of a
 * slice never see more; what they answer is what the sketch would. Not thread-safe.
 */
final class QuantileSketch {

  private static final double RELATIVE_ACCURACY = 0.01;
  private static final IndexMapping CLASSES = new CubicallyInterpolatedMapping(RELATIVE_ACCURACY);

  /** Has no logarithm, and is below the class of 1, which is 0. */
  private static final int CLASS_OF_ZERO = -1;

  /** How many numbers are kept as they are. */
  static final int FEW = 32;

  /** In place of their number, where there are more than {@link #FEW}. */
  private static final int SKETCHED = 255;

  private static final long[] NONE = new long[0];

  private long[] few = NONE;
  private int count;

  /** Null while there are few. */
  private ClassCounts sketch;

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
    if (sketch == null && count == FEW) {
      promote();
    }
    if (sketch != null) {
      sketch.add(classOf(value), 1);
      return;
    }
    if (count == few.length) {
      few = Arrays.copyOf(few, Math.max(2, 2 * few.length));
    }
    few[count++] = value;
  }

  private void promote() {
    sketch = new ClassCounts();
    if (count > 0) {
      sketch.extendTo(classOf(min), classOf(max));
    }
    for (int i = 0; i < count; i++) {
      sketch.add(classOf(few[i]), 1);
    }
    few = NONE;
    count = 0;
  }

  private static int classOf(long value) {
    return value == 0 ? CLASS_OF_ZERO : CLASSES.index(value);
  }

  /** The middle of a class. */
  private static double valueOf(int valueClass) {
    return valueClass == CLASS_OF_ZERO ? 0 : CLASSES.value(valueClass);
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
    sketch.merge(other.sketch);
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
   * none. Of <i>n</i> numbers in ascending order it is about the one with ⌊quantile · (n − 1)⌋
   * before it.
   *
   * @param quantile from 0 to 1
   */
  Long quantile(double quantile) {
    if (isEmpty()) {
      return null;
    }
    int valueClass;
    if (sketch == null) {
      Arrays.sort(few, 0, count);
      valueClass = classOf(few[(int) (quantile * (count - 1))]);
    } else {
      valueClass = sketch.classAt((long) (quantile * (sketch.total() - 1)));
    }
    return Math.min(max, Math.max(min, Math.round(valueOf(valueClass))));
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
    sketch.write(out);
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
    read.sketch = ClassCounts.read(in);
    read.min = StateEncoding.readVarLong(in);
    read.max = StateEncoding.readVarLong(in);
    return read;
  }
}
