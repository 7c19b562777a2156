package io.uploadlens.config;

import java.time.Duration;

/** The settings of the group {@code analytics}, checked. Immutable. */
public final class AnalyticsConfig {

  private final Duration windowSize;
  private final Duration allowedLateness;
  private final int prefixDepth;
  private final int maxPrefixes;
  private final long smallObjectBytes;
  private final int shards;
  private final int maxIdentitiesInMemory;

  AnalyticsConfig(ParsedSettings settings) {
    this.windowSize = settings.get(AnalyticsOptions.WINDOW_SIZE);
    this.allowedLateness = settings.get(AnalyticsOptions.ALLOWED_LATENESS);
    this.prefixDepth = settings.get(AnalyticsOptions.PREFIX_DEPTH);
    this.maxPrefixes = settings.get(AnalyticsOptions.MAX_PREFIXES);
    this.smallObjectBytes = settings.get(AnalyticsOptions.SMALL_OBJECT_BYTES).getBytes();
    this.shards = settings.get(AnalyticsOptions.SHARDS);
    this.maxIdentitiesInMemory = settings.get(AnalyticsOptions.MAX_IDENTITIES_IN_MEMORY);
  }

  /** Whole seconds that divide a day. */
  public Duration windowSize() {
    return windowSize;
  }

  /** 0 to 14 days. */
  public Duration allowedLateness() {
    return allowedLateness;
  }

  /** 0 to 10. */
  public int prefixDepth() {
    return prefixDepth;
  }

  /** Per bucket, level and window, 1 to 10,000. */
  public int maxPrefixes() {
    return maxPrefixes;
  }

  /** Objects below this many bytes are small. */
  public long smallObjectBytes() {
    return smallObjectBytes;
  }

  /** 1 to 1024. */
  public int shards() {
    return shards;
  }

  /** Per subtask, 1,000 to 100,000,000. */
  public int maxIdentitiesInMemory() {
    return maxIdentitiesInMemory;
  }
}
