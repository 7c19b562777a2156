package io.uploadlens.producer.truth;

import java.time.Instant;
import java.util.Comparator;
import java.util.Objects;

/** One window: its type and its bounds. Immutable. */
public final class WindowKey implements Comparable<WindowKey> {

  private static final Comparator<WindowKey> ORDER =
      Comparator.comparingLong(WindowKey::start)
          .thenComparingLong(WindowKey::end)
          .thenComparing(WindowKey::type);

  private final String type;
  private final long start;
  private final long end;

  /**
   * @param type the type's name in the output, for example {@code TUMBLE}; not null
   * @param start first millisecond
   * @param end first millisecond after it
   */
  public WindowKey(String type, long start, long end) {
    this.type = Objects.requireNonNull(type, "type");
    this.start = start;
    this.end = end;
  }

  /** The type's name in the output. */
  public String type() {
    return type;
  }

  /** First millisecond. */
  public long start() {
    return start;
  }

  /** First millisecond after it. */
  public long end() {
    return end;
  }

  @Override
  public int compareTo(WindowKey other) {
    return ORDER.compare(this, other);
  }

  @Override
  public boolean equals(Object other) {
    return other instanceof WindowKey && compareTo((WindowKey) other) == 0;
  }

  @Override
  public int hashCode() {
    return Objects.hash(type, start, end);
  }

  @Override
  public String toString() {
    return "window "
        + Instant.ofEpochMilli(start)
        + " to "
        + Instant.ofEpochMilli(end)
        + " ("
        + type
        + ")";
  }
}
