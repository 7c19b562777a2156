package io.uploadlens.config;

import io.uploadlens.window.WindowDefinition;
import io.uploadlens.window.WindowSyntax;
import java.time.Duration;
import java.util.List;

/** The settings of the group {@code analytics}, checked. Immutable. */
public final class AnalyticsConfig {

  private final List<WindowDefinition> windows;
  private final Duration allowedLateness;
  private final int prefixDepth;
  private final int maxPrefixes;
  private final int maxGroups;
  private final long smallObjectBytes;
  private final int shards;
  private final int maxIdentitiesInMemory;
  private final int maxGroupsInMemory;

  AnalyticsConfig(ParsedSettings settings) {
    this.windows = WindowSyntax.parse(settings.get(AnalyticsOptions.WINDOWS));
    this.allowedLateness = settings.get(AnalyticsOptions.ALLOWED_LATENESS);
    this.prefixDepth = settings.get(AnalyticsOptions.PREFIX_DEPTH);
    this.maxPrefixes = settings.get(AnalyticsOptions.MAX_PREFIXES);
    this.maxGroups = settings.get(AnalyticsOptions.MAX_GROUPS);
    this.smallObjectBytes = settings.get(AnalyticsOptions.SMALL_OBJECT_BYTES).getBytes();
    this.shards = settings.get(AnalyticsOptions.SHARDS);
    this.maxIdentitiesInMemory = settings.get(AnalyticsOptions.MAX_IDENTITIES_IN_MEMORY);
    this.maxGroupsInMemory = settings.get(AnalyticsOptions.MAX_GROUPS_IN_MEMORY);
  }

  /** At least one, all different. */
  public List<WindowDefinition> windows() {
    return windows;
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

  /** Prefixes that a window tells apart, per bucket and level, 100 to 1,000,000. */
  public int maxGroups() {
    return maxGroups;
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

  /** Per subtask of either operator, 1,000 to 10,000,000. */
  public int maxGroupsInMemory() {
    return maxGroupsInMemory;
  }
}
