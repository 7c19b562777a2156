package io.uploadlens.analytics;

import io.uploadlens.event.UploadEvent;
import io.uploadlens.testing.Events;
import java.time.Duration;
import java.util.List;

/** The settings and events that the tests of the aggregation have in common. */
final class AggregationFixture {

  static final long MINUTE = 60_000;
  static final long LATENESS = 10 * MINUTE;
  static final AnalyticsSettings SETTINGS =
      settings().allowedLateness(Duration.ofMillis(LATENESS)).build();

  static AnalyticsSettings.Builder settings() {
    return AnalyticsSettings.builder()
        .windows(List.of(WindowSpec.tumble(Duration.ofMillis(MINUTE))))
        .prefixDepth(2)
        .maxPrefixes(3)
        .smallObjectBytes(1000)
        .shards(4);
  }

  static UploadEvent put(String key, long at) {
    return Events.created("b", key).at(at).build();
  }

  private AggregationFixture() {}
}
