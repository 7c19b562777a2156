package io.uploadlens.analytics;

import io.uploadlens.event.UploadEvent;
import org.apache.flink.api.java.functions.KeySelector;

/**
 * The key of an event in the {@link SliceAggregator}: its slice and its shard in one number.
 *
 * <p>Both come from what two deliveries of one event have in common, so a duplicate always meets
 * its twin. The shard comes from the identity's hash, so that a bucket that takes most of the
 * traffic spreads over all of them. Not thread-safe: it keeps the keys of the slice it saw last, so
 * that one object serves many events.
 */
final class SliceKeySelector implements KeySelector<UploadEvent, Long> {

  private static final long serialVersionUID = 2L;

  private final long sliceSize;
  private final int shards;
  private transient Long[] keys;
  private transient long keysOf;

  SliceKeySelector(AnalyticsSettings settings) {
    this.sliceSize = settings.sliceSize();
    this.shards = settings.shards();
  }

  @Override
  public Long getKey(UploadEvent event) {
    long slice = Math.floorDiv(event.eventTime(), sliceSize);
    if (keys == null || keysOf != slice) {
      keys = new Long[shards];
      keysOf = slice;
    }
    int shard = shardOf(event.idHigh());
    Long key = keys[shard];
    if (key == null) {
      key = slice * shards + shard;
      keys[shard] = key;
    }
    return key;
  }

  /** Over which of the shards of its slice an event is counted. */
  int shardOf(long idHigh) {
    return Math.floorMod(idHigh, shards);
  }

  /** The key of a shard of a slice. */
  Long keyOf(long sliceStart, int shard) {
    return Math.floorDiv(sliceStart, sliceSize) * shards + shard;
  }

  /** The shard that a key is about. */
  int shardOfKey(long key) {
    return Math.floorMod(key, shards);
  }

  /** First millisecond of the slice that a key is about. */
  long sliceStart(long key) {
    return Math.floorDiv(key, shards) * sliceSize;
  }
}
