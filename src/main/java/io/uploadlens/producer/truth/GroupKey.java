package io.uploadlens.producer.truth;

import java.util.Comparator;
import java.util.Objects;

/** What a row is about: a window, and a bucket or a prefix of it. Immutable. */
public final class GroupKey implements Comparable<GroupKey> {

  /** The prefix of the row that holds what is beyond the largest prefixes. */
  public static final String OTHER = "(other)";

  private static final Comparator<GroupKey> ORDER =
      Comparator.comparing(GroupKey::window)
          .thenComparing(GroupKey::bucket)
          .thenComparingInt(GroupKey::level)
          .thenComparing(GroupKey::prefix);

  private final WindowKey window;
  private final String bucket;
  private final int level;
  private final String prefix;

  /**
   * @param window the window; not null
   * @param bucket the bucket; not null
   * @param level 0 for the bucket, else the depth of the prefix
   * @param prefix the prefix; not null
   */
  public GroupKey(WindowKey window, String bucket, int level, String prefix) {
    this.window = Objects.requireNonNull(window, "window");
    this.bucket = Objects.requireNonNull(bucket, "bucket");
    this.level = level;
    this.prefix = Objects.requireNonNull(prefix, "prefix");
  }

  /** The window. */
  public WindowKey window() {
    return window;
  }

  /** The bucket. */
  public String bucket() {
    return bucket;
  }

  /** 0 for the bucket, else the depth of the prefix. */
  public int level() {
    return level;
  }

  /** The prefix, {@link #OTHER}, or empty. */
  public String prefix() {
    return prefix;
  }

  @Override
  public int compareTo(GroupKey other) {
    return ORDER.compare(this, other);
  }

  @Override
  public boolean equals(Object other) {
    return other instanceof GroupKey && compareTo((GroupKey) other) == 0;
  }

  @Override
  public int hashCode() {
    return Objects.hash(window, bucket, level, prefix);
  }

  @Override
  public String toString() {
    return window + " bucket " + bucket + " level " + level + " prefix '" + prefix + "'";
  }
}
