package io.uploadlens.analytics;

/** One window: its type and its bounds, epoch milliseconds. Immutable. */
final class Window {

  private final WindowType type;
  private final long start;
  private final long end;

  Window(WindowType type, long start, long end) {
    this.type = type;
    this.start = start;
    this.end = end;
  }

  WindowType type() {
    return type;
  }

  /** First millisecond. */
  long start() {
    return start;
  }

  /** First millisecond after it. */
  long end() {
    return end;
  }

  @Override
  public boolean equals(Object other) {
    return other instanceof Window
        && type == ((Window) other).type
        && start == ((Window) other).start
        && end == ((Window) other).end;
  }

  /** The same in every process: it decides which subtask a window goes to. */
  @Override
  public int hashCode() {
    return 31 * (31 * Long.hashCode(start) + Long.hashCode(end)) + type.ordinal();
  }

  @Override
  public String toString() {
    return type + "[" + start + "," + end + ")";
  }
}
