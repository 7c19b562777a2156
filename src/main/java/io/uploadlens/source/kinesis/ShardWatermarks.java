package io.uploadlens.source.kinesis;

import java.io.IOException;
import java.util.ArrayList;
import java.util.List;
import org.apache.flink.streaming.api.functions.AssignerWithPeriodicWatermarks;
import org.apache.flink.streaming.api.watermark.Watermark;
import org.apache.flink.streaming.connectors.kinesis.model.KinesisStreamShardState;
import org.apache.flink.streaming.connectors.kinesis.model.SentinelSequenceNumber;
import org.apache.flink.util.InstantiationUtil;

/**
 * The watermark of the shards that one subtask reads: the lowest of them.
 *
 * <p>The connector's own asks a shard's assigner only when the shard brings a record: a silent
 * stream would never close its last windows, and a shard without a first record would not hold back
 * the others. Here each is asked whenever a watermark is due, and one that has none yet holds all;
 * only a shard that was read to its end says nothing any more.
 *
 * <p>Used under the checkpoint lock.
 */
@SuppressWarnings("deprecation") // The connector's per-shard watermarks know no other type.
final class ShardWatermarks<T> {

  private final AssignerWithPeriodicWatermarks<T> prototype;
  private final ClassLoader classLoader;
  private final List<KinesisStreamShardState> shards = new ArrayList<>();
  private final List<AssignerWithPeriodicWatermarks<T>> assigners = new ArrayList<>();
  private long last = Long.MIN_VALUE;

  ShardWatermarks(AssignerWithPeriodicWatermarks<T> prototype, ClassLoader classLoader) {
    this.prototype = prototype;
    this.classLoader = classLoader;
  }

  /** Takes a shard, in the order of the fetcher's indices. */
  void add(KinesisStreamShardState shard) {
    try {
      assigners.add(InstantiationUtil.clone(prototype, classLoader));
    } catch (IOException | ClassNotFoundException e) {
      throw new IllegalStateException("can't copy " + prototype.getClass() + " for a shard", e);
    }
    shards.add(shard);
  }

  /** The timestamp of a record of a shard, which may move that shard's watermark. */
  long onRecord(int shard, T value, long arrivalTime) {
    return assigners.get(shard).extractTimestamp(value, arrivalTime);
  }

  /** The watermark to emit, or null where it has not advanced. */
  Watermark next() {
    long lowest = Long.MAX_VALUE;
    for (int i = 0; i < shards.size(); i++) {
      if (!isAtEnd(shards.get(i))) {
        Watermark watermark = assigners.get(i).getCurrentWatermark();
        lowest = Math.min(lowest, watermark == null ? Long.MIN_VALUE : watermark.getTimestamp());
      }
    }
    if (lowest == Long.MAX_VALUE || lowest <= last) {
      return null;
    }
    last = lowest;
    return new Watermark(lowest);
  }

  private static boolean isAtEnd(KinesisStreamShardState shard) {
    return shard
        .getLastProcessedSequenceNum()
        .equals(SentinelSequenceNumber.SENTINEL_SHARD_ENDING_SEQUENCE_NUM.get());
  }
}
