package io.uploadlens.analytics;

import io.uploadlens.event.UploadEvent;
import org.apache.flink.api.java.functions.KeySelector;

/**
 * The key of an event in the {@link SliceAggregator}: its slice and its shard in one number.
 *
 * <p>Both come from what two deliveries of one event have in common, so a duplicate always meets
 * its twin. The shard comes from the identity's hash, so that a bucket that takes most of the
 * traffic spreads over all of them.
 */
final class SliceKeySelector implements KeySelector<UploadEvent, Long> {

  private static final long serialVersionUID = 1L;

  private final AnalyticsSettings settings;

  SliceKeySelector(AnalyticsSettings settings) {
    this.settings = settings;
  }

  @Override
  public Long getKey(UploadEvent event) {
    return keyOf(event.eventTime(), event.idHigh());
  }

  private long keyOf(long eventTime, long idHigh) {
    long slice = Math.floorDiv(eventTime, settings.windowSize());
    return slice * settings.shards() + Math.floorMod(idHigh, settings.shards());
  }

  /** First millisecond of the slice that a key is about. */
  long sliceStart(long key) {
    return Math.floorDiv(key, settings.shards()) * settings.windowSize();
  }
}
