package io.uploadlens.analytics;

import java.io.Serializable;
import java.time.Duration;
import java.util.function.Consumer;

/**
 * Which windows there are: a type, a size and how far apart they begin or end.
 *
 * <p>Windows are aligned to the epoch, in UTC, as those of Flink SQL's <a
 * href="https://nightlies.apache.org/flink/flink-docs-release-1.20/docs/dev/table/sql/queries/window-tvf/">windowing
 * table-valued functions</a> are. Immutable.
 */
public final class WindowSpec implements Serializable {

  private static final long serialVersionUID = 1L;

  private final WindowType type;
  private final long size;
  private final long step;

  private WindowSpec(WindowType type, Duration size, Duration step, String stepName) {
    this.type = type;
    this.size = wholeSeconds(type, "size", size);
    this.step = wholeSeconds(type, stepName, step);
    if (this.size % this.step != 0) {
      throw new IllegalArgumentException(
          type + ": " + stepName + " is " + step + "; allowed: a divisor of the size, " + size);
    }
  }

  /**
   * Windows of one size, side by side.
   *
   * @param size whole seconds, at least one, since EventBridge tells no finer times
   * @throws IllegalArgumentException if it is anything else
   */
  public static WindowSpec tumble(Duration size) {
    return new WindowSpec(WindowType.TUMBLE, size, size, "size");
  }

  /**
   * Windows of one size, one beginning every slide.
   *
   * @param size whole seconds, at least one
   * @param slide whole seconds, a divisor of the size
   * @throws IllegalArgumentException if one is anything else
   */
  public static WindowSpec hop(Duration size, Duration slide) {
    return new WindowSpec(WindowType.HOP, size, slide, "slide");
  }

  /**
   * Windows that begin together and end one step after the other.
   *
   * @param size of the largest, whole seconds, at least one
   * @param step whole seconds, a divisor of the size
   * @throws IllegalArgumentException if one is anything else
   */
  public static WindowSpec cumulate(Duration size, Duration step) {
    return new WindowSpec(WindowType.CUMULATE, size, step, "step");
  }

  private static long wholeSeconds(WindowType type, String name, Duration value) {
    boolean whole = !value.isNegative() && !value.isZero() && value.toNanos() % 1_000_000_000 == 0;
    if (!whole) {
      throw new IllegalArgumentException(
          type + ": " + name + " is " + value + "; allowed: whole seconds from 1 s");
    }
    return value.toMillis();
  }

  /** How the windows follow each other. */
  public WindowType type() {
    return type;
  }

  /** Length of a window, of the largest for {@link WindowType#CUMULATE}; milliseconds. */
  public long size() {
    return size;
  }

  /**
   * How far apart windows begin or, for {@link WindowType#CUMULATE}, end; for {@link
   * WindowType#TUMBLE} the size. Milliseconds. All bounds of windows are multiples of it.
   */
  public long step() {
    return step;
  }

  /** In how many windows each moment is, at most. */
  long overlap() {
    return size / step;
  }

  /**
   * Hands over the windows that a slice is in.
   *
   * @param sliceStart first millisecond of a slice whose length divides {@link #step()}
   */
  void forEachWindow(long sliceStart, Consumer<Window> windows) {
    if (type == WindowType.CUMULATE) {
      long start = Math.floorDiv(sliceStart, size) * size;
      long firstEnd = Math.floorDiv(sliceStart, step) * step + step;
      for (long end = firstEnd; end <= start + size; end += step) {
        windows.accept(new Window(type, start, end));
      }
      return;
    }
    long lastStart = Math.floorDiv(sliceStart, step) * step;
    for (long start = lastStart - size + step; start <= lastStart; start += step) {
      windows.accept(new Window(type, start, start + size));
    }
  }

  @Override
  public boolean equals(Object other) {
    return other instanceof WindowSpec
        && type == ((WindowSpec) other).type
        && size == ((WindowSpec) other).size
        && step == ((WindowSpec) other).step;
  }

  @Override
  public int hashCode() {
    return 31 * (31 * type.ordinal() + Long.hashCode(size)) + Long.hashCode(step);
  }

  /** For people: the type and its lengths, in seconds. */
  @Override
  public String toString() {
    String length = "size " + size / 1000 + " s";
    switch (type) {
      case HOP:
        return "HOP(" + length + ", slide " + step / 1000 + " s)";
      case CUMULATE:
        return "CUMULATE(" + length + ", step " + step / 1000 + " s)";
      default:
        return "TUMBLE(" + length + ")";
    }
  }
}
