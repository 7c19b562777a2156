package io.uploadlens.benchmark.engine;

/** What a row of a result is about: a window, and in it a bucket or a prefix of it. Immutable. */
final class GroupKey {

  private final long windowStart;
  private final int level;
  private final String bucket;
  private final String prefix;

  /**
   * @param level 0 for the bucket, else how many directories the prefix has
   */
  GroupKey(long windowStart, int level, String bucket, String prefix) {
    this.windowStart = windowStart;
    this.level = level;
    this.bucket = bucket;
    this.prefix = prefix;
  }

  int level() {
    return level;
  }

  /** The row that this one is part of, one directory up; there is none above a bucket's. */
  GroupKey parent() {
    if (level == 1) {
      return new GroupKey(windowStart, 0, bucket, "");
    }
    return new GroupKey(
        windowStart,
        level - 1,
        bucket,
        prefix.substring(0, prefix.lastIndexOf('/', prefix.length() - 2) + 1));
  }

  @Override
  public boolean equals(Object other) {
    if (!(other instanceof GroupKey)) {
      return false;
    }
    GroupKey that = (GroupKey) other;
    return windowStart == that.windowStart
        && level == that.level
        && prefix.equals(that.prefix)
        && bucket.equals(that.bucket);
  }

  @Override
  public int hashCode() {
    return (Long.hashCode(windowStart / 1000) * 31 + bucket.hashCode()) * 31 + prefix.hashCode();
  }

  @Override
  public String toString() {
    return windowStart + " " + bucket + "/" + prefix + " level " + level;
  }
}
