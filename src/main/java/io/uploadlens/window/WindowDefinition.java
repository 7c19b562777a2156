package io.uploadlens.window;

import java.time.Duration;
import java.util.Objects;

/**
 * Windows of one type and size, as somebody asked for them. Immutable.
 *
 * <p>Types are those of Flink SQL's <a
 * href="https://nightlies.apache.org/flink/flink-docs-release-1.20/docs/dev/table/sql/queries/window-tvf/">windowing
 * table-valued functions</a>, whose rule that a slide or step divides the size holds here too.
 * Windows are aligned to the epoch in UTC; every day has the same ones.
 */
public final class WindowDefinition {

  /** The longest window. */
  public static final Duration LONGEST = Duration.ofDays(1);

  private static final long DAY_SECONDS = LONGEST.toSeconds();

  /** How windows follow each other. */
  public enum Type {
    /** Side by side. */
    TUMBLE(null),

    /** One beginning every slide: they overlap. */
    HOP("slide"),

    /** Beginning together and ending one step after the other. */
    CUMULATE("step");

    private final String stepName;

    Type(String stepName) {
      this.stepName = stepName;
    }

    /** What is given besides the size, or null. */
    String stepName() {
      return stepName;
    }
  }

  private final Type type;
  private final Duration size;
  private final Duration step;

  private WindowDefinition(Type type, Duration size, Duration step) {
    this.type = type;
    this.size = checked("size", size);
    this.step = checked(type.stepName(), step);
    if (size.toSeconds() % step.toSeconds() != 0) {
      throw new IllegalArgumentException(
          type.stepName()
              + " is "
              + text(step)
              + ", which does not divide the size, "
              + text(size)
              + ", without a rest");
    }
    // Windows of a day are those of every day if they begin at the same times.
    if (type == Type.HOP) {
      dividesADay("slide", step);
    } else {
      dividesADay("size", size);
    }
  }

  /**
   * Windows side by side.
   *
   * @param size whole seconds that divide a day
   * @throws IllegalArgumentException if it is anything else; the message says what is wrong
   */
  public static WindowDefinition tumble(Duration size) {
    return of(Type.TUMBLE, size, null);
  }

  /**
   * Windows of which one begins every slide.
   *
   * @param size whole seconds, at most a day
   * @param slide whole seconds that divide the size and a day
   * @throws IllegalArgumentException if one is anything else; the message says what is wrong
   */
  public static WindowDefinition hop(Duration size, Duration slide) {
    return of(Type.HOP, size, Objects.requireNonNull(slide, "slide"));
  }

  /**
   * Windows that begin together and end one step after the other.
   *
   * @param size of the largest: whole seconds that divide a day
   * @param step whole seconds that divide the size
   * @throws IllegalArgumentException if one is anything else; the message says what is wrong
   */
  public static WindowDefinition cumulate(Duration size, Duration step) {
    return of(Type.CUMULATE, size, Objects.requireNonNull(step, "step"));
  }

  static WindowDefinition of(Type type, Duration size, Duration step) {
    return new WindowDefinition(type, size, step == null ? size : step);
  }

  private static Duration checked(String name, Duration value) {
    boolean wholeSeconds = value.getNano() == 0;
    if (!wholeSeconds || value.toSeconds() < 1 || value.compareTo(LONGEST) > 0) {
      throw new IllegalArgumentException(
          name + " is " + text(value) + ", which is not whole seconds from 1 s to 1 d");
    }
    return value;
  }

  private static void dividesADay(String name, Duration value) {
    if (DAY_SECONDS % value.toSeconds() != 0) {
      throw new IllegalArgumentException(
          name
              + " is "
              + text(value)
              + ", which does not divide a day without a rest, so that days would have different"
              + " windows");
    }
  }

  /** How the windows follow each other. */
  public Type type() {
    return type;
  }

  /** The length of a window, of the largest for {@link Type#CUMULATE}. */
  public Duration size() {
    return size;
  }

  /** The slide or step; for {@link Type#TUMBLE} the size. */
  public Duration step() {
    return step;
  }

  /** How many of these windows hold the same moment, at most. */
  public long overlap() {
    return size.toSeconds() / step.toSeconds();
  }

  @Override
  public boolean equals(Object other) {
    return other instanceof WindowDefinition
        && type == ((WindowDefinition) other).type
        && size.equals(((WindowDefinition) other).size)
        && step.equals(((WindowDefinition) other).step);
  }

  @Override
  public int hashCode() {
    return Objects.hash(type.ordinal(), size, step);
  }

  /** In the syntax that {@link WindowSyntax} reads. */
  @Override
  public String toString() {
    String more = type.stepName() == null ? "" : ", " + type.stepName() + " " + text(step);
    return type + "(size " + text(size) + more + ")";
  }

  /** A duration in the largest unit that tells it as a whole number. */
  private static String text(Duration value) {
    if (value.isZero() || value.getNano() != 0) {
      return value.toMillis() + " ms";
    }
    long seconds = value.toSeconds();
    if (seconds % DAY_SECONDS == 0) {
      return seconds / DAY_SECONDS + " d";
    }
    if (seconds % 3_600 == 0) {
      return seconds / 3_600 + " h";
    }
    return seconds % 60 == 0 ? seconds / 60 + " min" : seconds + " s";
  }
}
