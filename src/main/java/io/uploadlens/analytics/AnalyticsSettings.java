package io.uploadlens.analytics;

import java.io.Serializable;
import java.time.Duration;

/** How events become aggregates. Immutable; made by {@link #builder()}. */
public final class AnalyticsSettings implements Serializable {

  private static final long serialVersionUID = 1L;

  private final long windowSize;
  private final long allowedLateness;
  private final int prefixDepth;
  private final int maxPrefixes;
  private final long smallObjectBytes;
  private final int shards;
  private final long maxIdentitiesInMemory;

  private AnalyticsSettings(Builder builder) {
    this.windowSize = builder.windowSize;
    this.allowedLateness = builder.allowedLateness;
    this.prefixDepth = builder.prefixDepth;
    this.maxPrefixes = builder.maxPrefixes;
    this.smallObjectBytes = builder.smallObjectBytes;
    this.shards = builder.shards;
    this.maxIdentitiesInMemory = builder.maxIdentitiesInMemory;
  }

  /** A builder that holds the defaults. */
  public static Builder builder() {
    return new Builder();
  }

  /** Length of a window, milliseconds. */
  public long windowSize() {
    return windowSize;
  }

  /** How long after its end a window still takes events, milliseconds. */
  public long allowedLateness() {
    return allowedLateness;
  }

  /** How many directories deep prefixes are told apart. */
  public int prefixDepth() {
    return prefixDepth;
  }

  /** How many prefixes per bucket, level and window have rows of their own. */
  public int maxPrefixes() {
    return maxPrefixes;
  }

  /** Objects below this size are small, bytes. */
  public long smallObjectBytes() {
    return smallObjectBytes;
  }

  /** Over how many keys the events of one slice spread. */
  public int shards() {
    return shards;
  }

  /** How many identities a subtask keeps on the heap before it leaves cold slices to the state. */
  public long maxIdentitiesInMemory() {
    return maxIdentitiesInMemory;
  }

  /** First millisecond of the slice that a time is in; correct before 1970 too. */
  long sliceStart(long time) {
    return Math.floorDiv(time, windowSize) * windowSize;
  }

  /** The watermark from which on a slice takes no more events and its state is gone. */
  long closingTime(long sliceStart) {
    return sliceStart + windowSize - 1 + allowedLateness;
  }

  /** Collects settings; each method refuses what makes no sense and names it. */
  public static final class Builder {

    private long windowSize = Duration.ofMinutes(1).toMillis();
    private long allowedLateness = Duration.ofHours(1).toMillis();
    private int prefixDepth = 2;
    private int maxPrefixes = 100;
    private long smallObjectBytes = 128 * 1024;
    private int shards = 32;
    private long maxIdentitiesInMemory = 5_000_000;

    private Builder() {}

    /** Length of a window: whole seconds, at least one, since EventBridge tells no finer times. */
    public Builder windowSize(Duration size) {
      long millis = size.toMillis();
      require(millis >= 1000 && millis % 1000 == 0, "window size", size, "whole seconds from 1 s");
      this.windowSize = millis;
      return this;
    }

    /** How long after its end a window still takes events: not negative. */
    public Builder allowedLateness(Duration lateness) {
      require(!lateness.isNegative(), "allowed lateness", lateness, "0 or more");
      this.allowedLateness = lateness.toMillis();
      return this;
    }

    /** How many directories deep prefixes are told apart: 0 for buckets only. */
    public Builder prefixDepth(int depth) {
      require(depth >= 0, "prefix depth", depth, "0 or more");
      this.prefixDepth = depth;
      return this;
    }

    /** How many prefixes per bucket, level and window have rows of their own: at least 1. */
    public Builder maxPrefixes(int max) {
      require(max >= 1, "max prefixes", max, "1 or more");
      this.maxPrefixes = max;
      return this;
    }

    /** Objects below this size are small, bytes: not negative. */
    public Builder smallObjectBytes(long bytes) {
      require(bytes >= 0, "small object size", bytes, "0 or more");
      this.smallObjectBytes = bytes;
      return this;
    }

    /** Over how many keys the events of one slice spread: at least 1. */
    public Builder shards(int shards) {
      require(shards >= 1, "shards", shards, "1 or more");
      this.shards = shards;
      return this;
    }

    /** How many identities a subtask keeps on the heap: at least 1. */
    public Builder maxIdentitiesInMemory(long max) {
      require(max >= 1, "identities in memory", max, "1 or more");
      this.maxIdentitiesInMemory = max;
      return this;
    }

    /** The settings. */
    public AnalyticsSettings build() {
      return new AnalyticsSettings(this);
    }

    private static void require(boolean holds, String name, Object value, String allowed) {
      if (!holds) {
        throw new IllegalArgumentException(name + " is " + value + "; allowed: " + allowed);
      }
    }
  }
}
