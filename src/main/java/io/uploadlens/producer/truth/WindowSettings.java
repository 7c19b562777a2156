package io.uploadlens.producer.truth;

import java.time.Duration;

/** The settings of the pipeline that its numbers depend on. Immutable. */
public final class WindowSettings {

  private final Duration size;
  private final int prefixDepth;
  private final int maxPrefixes;
  private final long smallObjectBytes;

  /**
   * @param size the length of the tumbling windows, a whole number of milliseconds above 0
   * @param prefixDepth how many levels of prefixes have rows of their own, 0 or more
   * @param maxPrefixes how many prefixes of a bucket, level and window have rows of their own, at
   *     least 1
   * @param smallObjectBytes objects below this are small
   * @throws IllegalArgumentException if one is out of range; the message names it
   */
  public WindowSettings(Duration size, int prefixDepth, int maxPrefixes, long smallObjectBytes) {
    if (size.toMillis() <= 0) {
      throw new IllegalArgumentException("window size is " + size + ": must be above 0");
    }
    if (prefixDepth < 0) {
      throw new IllegalArgumentException("prefix depth is " + prefixDepth + ": must be 0 or more");
    }
    if (maxPrefixes < 1) {
      throw new IllegalArgumentException("max prefixes is " + maxPrefixes + ": must be at least 1");
    }
    if (smallObjectBytes < 0) {
      throw new IllegalArgumentException(
          "small object bytes is " + smallObjectBytes + ": must be 0 or more");
    }
    this.size = size;
    this.prefixDepth = prefixDepth;
    this.maxPrefixes = maxPrefixes;
    this.smallObjectBytes = smallObjectBytes;
  }

  /** The length of the windows. */
  public Duration size() {
    return size;
  }

  /** How many levels of prefixes have rows of their own. */
  public int prefixDepth() {
    return prefixDepth;
  }

  /** How many prefixes of a bucket, level and window have rows of their own. */
  public int maxPrefixes() {
    return maxPrefixes;
  }

  /** Objects below this are small. */
  public long smallObjectBytes() {
    return smallObjectBytes;
  }

  long windowStart(long eventTime) {
    return eventTime - Math.floorMod(eventTime, size.toMillis());
  }

  @Override
  public String toString() {
    return "windows of "
        + size
        + ", prefix depth "
        + prefixDepth
        + ", at most "
        + maxPrefixes
        + " prefixes, small below "
        + smallObjectBytes
        + " bytes";
  }
}
