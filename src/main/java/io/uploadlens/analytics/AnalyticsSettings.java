package io.uploadlens.analytics;

import java.io.Serializable;
import java.time.Duration;
import java.util.ArrayList;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Set;

/** How events become aggregates. Immutable; made by {@link #builder()}. */
public final class AnalyticsSettings implements Serializable {

  private static final long serialVersionUID = 1L;

  /** In how many windows a moment may be at most, over all specifications. */
  public static final int MAX_WINDOWS_PER_SLICE = 300;

  private final ArrayList<WindowSpec> windows;
  private final long sliceSize;
  private final long allowedLateness;
  private final int prefixDepth;
  private final int maxPrefixes;
  private final int maxGroups;
  private final long smallObjectBytes;
  private final int shards;
  private final long maxIdentitiesInMemory;
  private final int maxGroupsInMemory;

  private AnalyticsSettings(Builder builder) {
    this.windows = new ArrayList<>(builder.windows);
    this.sliceSize = greatestCommonDivisor(builder.windows);
    this.allowedLateness = builder.allowedLateness;
    this.prefixDepth = builder.prefixDepth;
    this.maxPrefixes = builder.maxPrefixes;
    this.maxGroups = builder.maxGroups;
    this.smallObjectBytes = builder.smallObjectBytes;
    this.shards = builder.shards;
    this.maxIdentitiesInMemory = builder.maxIdentitiesInMemory;
    this.maxGroupsInMemory = builder.maxGroupsInMemory;
  }

  private static long greatestCommonDivisor(List<WindowSpec> windows) {
    long divisor = 0;
    for (WindowSpec window : windows) {
      // A step divides its size.
      long step = window.step();
      while (step != 0) {
        long rest = divisor % step;
        divisor = step;
        step = rest;
      }
    }
    return divisor;
  }

  /** A builder that holds the defaults. */
  public static Builder builder() {
    return new Builder();
  }

  /** Which windows there are; not empty. */
  public List<WindowSpec> windows() {
    return List.copyOf(windows);
  }

  /**
   * Length of a slice, milliseconds: what all windows are made of, the greatest common divisor of
   * their steps.
   */
  public long sliceSize() {
    return sliceSize;
  }

  /** How long after its end a slice still takes events, milliseconds. */
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

  /** How many prefixes of a bucket and level one window tells apart at most. */
  public int maxGroups() {
    return maxGroups;
  }

  /** Objects below this size are small, bytes. */
  public long smallObjectBytes() {
    return smallObjectBytes;
  }

  /** Over how many keys the events of one slice spread. */
  public int shards() {
    return shards;
  }

  /**
   * How many identities a subtask keeps on the heap before it leaves cold slices to the state; what
   * a shard of a slice takes besides counts as {@value Slices#SET_COST} more.
   */
  public long maxIdentitiesInMemory() {
    return maxIdentitiesInMemory;
  }

  /** Of how many groups a subtask of either operator keeps the numbers on the heap. */
  public int maxGroupsInMemory() {
    return maxGroupsInMemory;
  }

  /** First millisecond of the slice that a time is in; correct before 1970 too. */
  long sliceStart(long time) {
    return Math.floorDiv(time, sliceSize) * sliceSize;
  }

  /** The watermark that has passed a slice. */
  long lastMillisecond(long sliceStart) {
    return sliceStart + sliceSize - 1;
  }

  /** The watermark from which on a slice takes no more events and its identities are gone. */
  long closingTime(long sliceStart) {
    return lastMillisecond(sliceStart) + allowedLateness;
  }

  /** The watermark from which on a window does not change any more and its state is gone. */
  long closingTime(Window window) {
    // That of its last slice.
    return window.end() - 1 + allowedLateness;
  }

  /** The windows that a slice is in, each once, though several specifications may give it. */
  Set<Window> windowsOf(long sliceStart) {
    Set<Window> ofSlice = new LinkedHashSet<>();
    for (WindowSpec spec : windows) {
      spec.forEachWindow(sliceStart, ofSlice::add);
    }
    return ofSlice;
  }

  /** Collects settings; each method refuses what makes no sense and names it. */
  public static final class Builder {

    private List<WindowSpec> windows = List.of(WindowSpec.tumble(Duration.ofMinutes(1)));
    private long allowedLateness = Duration.ofHours(1).toMillis();
    private int prefixDepth = 2;
    private int maxPrefixes = 100;
    private int maxGroups = 20_000;
    private long smallObjectBytes = 128 * 1024;
    private int shards = 32;
    private long maxIdentitiesInMemory = 5_000_000;
    private int maxGroupsInMemory = 50_000;

    private Builder() {}

    /**
     * Which windows there are: at least one specification, and no moment in more than {@value
     * AnalyticsSettings#MAX_WINDOWS_PER_SLICE} windows.
     */
    public Builder windows(List<WindowSpec> specs) {
      require(!specs.isEmpty(), "windows", specs, "at least one");
      long overlap = specs.stream().mapToLong(WindowSpec::overlap).sum();
      require(
          overlap <= MAX_WINDOWS_PER_SLICE,
          "windows",
          specs,
          "each moment in at most "
              + MAX_WINDOWS_PER_SLICE
              + " windows, which here is in "
              + overlap);
      this.windows = List.copyOf(specs);
      return this;
    }

    /** How long after its end a slice still takes events: not negative. */
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

    /** How many prefixes of a bucket and level one window tells apart: at least 1. */
    public Builder maxGroups(int max) {
      require(max >= 1, "max groups", max, "1 or more");
      this.maxGroups = max;
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

    /** Of how many groups a subtask keeps the numbers on the heap: at least 1. */
    public Builder maxGroupsInMemory(int max) {
      require(max >= 1, "groups in memory", max, "1 or more");
      this.maxGroupsInMemory = max;
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
