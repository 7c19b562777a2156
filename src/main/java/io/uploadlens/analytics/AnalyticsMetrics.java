package io.uploadlens.analytics;

import org.apache.flink.metrics.MetricGroup;
import org.apache.flink.streaming.runtime.tasks.ProcessingTimeService;

/**
 * The names of this package's metrics, all in the group {@value #GROUP}, which Managed Service for
 * Apache Flink forwards to CloudWatch.
 */
public final class AnalyticsMetrics {

  /** The group of all metrics. */
  public static final String GROUP = "kinesisanalytics";

  /** Counter: deliveries of events that had been counted. */
  public static final String DUPLICATES = "duplicates";

  /** Counter: events whose window took no more events. */
  public static final String LATE_EVENTS = "lateEvents";

  /** Counter: events that were counted. */
  public static final String UNIQUE_EVENTS = "uniqueEvents";

  /** Counter: shards of slices that were left to the state because memory was short. */
  public static final String EVICTED_SLICES = "evictedSlices";

  /** Gauge: identities on the heap. */
  public static final String IDENTITIES_IN_MEMORY = "identitiesInMemory";

  /** Gauge: groups whose numbers wait on the heap to be merged into windows. */
  public static final String PENDING_GROUPS = "pendingGroups";

  /** Gauge: groups of windows whose numbers are on the heap. */
  public static final String GROUPS_IN_MEMORY = "groupsInMemory";

  /** Counter: windows of a bucket that were left to the state because memory was short. */
  public static final String EVICTED_WINDOWS = "evictedWindows";

  /**
   * Counter: levels of a window of a bucket that are not told apart, since they have more prefixes
   * than the settings allow.
   */
  public static final String OVERFLOWED_LEVELS = "overflowedLevels";

  /** Gauge: how far the watermark is behind the clock, milliseconds; -1 while there is none. */
  public static final String WATERMARK_LAG = "watermarkLagMs";

  /** Counter: first revisions of aggregates. */
  public static final String AGGREGATES_EMITTED = "aggregatesEmitted";

  /** Counter: later revisions of aggregates. */
  public static final String REVISIONS_EMITTED = "revisionsEmitted";

  /** Counter: revisions that retract a prefix that left the largest. */
  public static final String RETRACTIONS_EMITTED = "retractionsEmitted";

  private AnalyticsMetrics() {}

  static MetricGroup group(MetricGroup operator) {
    return operator.addGroup(GROUP);
  }

  static long lag(ProcessingTimeService time, long watermark) {
    return watermark == Long.MIN_VALUE
        ? -1
        : Math.max(0, time.getCurrentProcessingTime() - watermark);
  }
}
