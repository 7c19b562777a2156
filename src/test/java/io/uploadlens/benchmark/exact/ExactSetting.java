package io.uploadlens.benchmark.exact;

import io.uploadlens.analytics.AnalyticsSettings;
import io.uploadlens.analytics.WindowSpec;
import java.time.Duration;
import java.util.List;

/** What is run: how much, how fast, and what happens meanwhile. */
final class ExactSetting {

  /** How far behind the youngest event of its split another may come. */
  static final Duration OUT_OF_ORDERNESS = Duration.ofMinutes(1);

  /** Two days and the hour of the event itself are the longest that a delivery is late. */
  static final Duration ALLOWED_LATENESS = Duration.ofHours(50);

  static final int PREFIX_DEPTH = 2;
  static final long SMALL_OBJECT_BYTES = 128 * 1024;

  final int events;
  final long seed;
  final int parallelism;
  final Duration checkpointInterval;
  final Duration failureInterval;

  /** Of each bucket. */
  int prefixes = 2000;

  /** Rows of a bucket, level and window; the default leaves no prefix out. */
  int maxPrefixes = 2500;

  /** Instead of the interval, how much is read between failures, as a share of all; 0 for time. */
  double failureShare;

  /** Deliveries a second of the whole job; 0 for as many as it can. */
  int rate;

  long identitiesInMemory = 1_000_000;
  int groupsInMemory = 100_000;
  Duration watermarkInterval = Duration.ofMillis(200);
  Duration restartDelay = Duration.ofSeconds(1);

  ExactSetting(
      int events,
      long seed,
      int parallelism,
      Duration checkpointInterval,
      Duration failureInterval) {
    this.events = events;
    this.seed = seed;
    this.parallelism = parallelism;
    this.checkpointInterval = checkpointInterval;
    this.failureInterval = failureInterval;
  }

  /** The parallelism of each part of the run; between them the job is rescaled. */
  List<Integer> parallelisms() {
    int other = parallelism == 1 ? 2 : (parallelism + 1) / 2;
    return List.of(parallelism, other, parallelism);
  }

  AnalyticsSettings analytics() {
    return AnalyticsSettings.builder()
        .windows(
            List.of(
                WindowSpec.tumble(Duration.ofHours(1)),
                WindowSpec.hop(Duration.ofHours(2), Duration.ofHours(1))))
        .allowedLateness(ALLOWED_LATENESS)
        .prefixDepth(PREFIX_DEPTH)
        .maxPrefixes(maxPrefixes)
        .maxGroups(2 * (prefixes + History.DIRECTORIES + 1))
        .smallObjectBytes(SMALL_OBJECT_BYTES)
        .maxIdentitiesInMemory(identitiesInMemory)
        .maxGroupsInMemory(groupsInMemory)
        .build();
  }
}
