package io.uploadlens.analytics;

import java.util.Objects;

/**
 * What an aggregate is about: one window, and in it one bucket or one prefix of a bucket.
 *
 * <p>Immutable. Times are epoch milliseconds in UTC.
 */
public final class WindowGroup {

  /** The level of a bucket's total. */
  public static final int BUCKET_LEVEL = 0;

  /**
   * The prefix of the group that holds everything beyond the largest prefixes. No real prefix is
   * like it: they are empty or end in a slash.
   */
  public static final String OTHER = "(other)";

  private final WindowType windowType;
  private final long windowStart;
  private final long windowEnd;
  private final String bucket;
  private final int level;
  private final String prefix;

  /**
   * @param windowType how the windows follow each other; not null
   * @param windowStart first millisecond of the window
   * @param windowEnd first millisecond after the window
   * @param bucket the bucket's name; not null
   * @param level {@link #BUCKET_LEVEL}, or the number of path components that the prefix may have
   * @param prefix the prefix, empty at the bucket's level and for objects without a directory; not
   *     null
   */
  public WindowGroup(
      WindowType windowType,
      long windowStart,
      long windowEnd,
      String bucket,
      int level,
      String prefix) {
    this.windowType = Objects.requireNonNull(windowType, "windowType");
    this.windowStart = windowStart;
    this.windowEnd = windowEnd;
    this.bucket = Objects.requireNonNull(bucket, "bucket");
    this.level = level;
    this.prefix = Objects.requireNonNull(prefix, "prefix");
  }

  /** How the windows follow each other. */
  public WindowType windowType() {
    return windowType;
  }

  /** First millisecond of the window. */
  public long windowStart() {
    return windowStart;
  }

  /** First millisecond after the window. */
  public long windowEnd() {
    return windowEnd;
  }

  /** The bucket's name. */
  public String bucket() {
    return bucket;
  }

  /** {@link #BUCKET_LEVEL}, or the number of path components that the prefix may have. */
  public int level() {
    return level;
  }

  /** The prefix, {@link #OTHER}, or empty. */
  public String prefix() {
    return prefix;
  }

  @Override
  public boolean equals(Object other) {
    if (!(other instanceof WindowGroup)) {
      return false;
    }
    WindowGroup that = (WindowGroup) other;
    return windowStart == that.windowStart
        && windowEnd == that.windowEnd
        && level == that.level
        && windowType == that.windowType
        && bucket.equals(that.bucket)
        && prefix.equals(that.prefix);
  }

  @Override
  public int hashCode() {
    return Objects.hash(windowType, windowStart, windowEnd, bucket, level, prefix);
  }

  @Override
  public String toString() {
    return windowType
        + "["
        + windowStart
        + ","
        + windowEnd
        + ") "
        + bucket
        + "/"
        + prefix
        + " level "
        + level;
  }
}
