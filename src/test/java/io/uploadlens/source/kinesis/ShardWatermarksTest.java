package io.uploadlens.source.kinesis;

import static org.assertj.core.api.Assertions.assertThat;

import org.apache.flink.kinesis.shaded.com.amazonaws.services.kinesis.model.Shard;
import org.apache.flink.streaming.api.functions.AssignerWithPeriodicWatermarks;
import org.apache.flink.streaming.api.watermark.Watermark;
import org.apache.flink.streaming.connectors.kinesis.internals.KinesisDataFetcher;
import org.apache.flink.streaming.connectors.kinesis.model.KinesisStreamShardState;
import org.apache.flink.streaming.connectors.kinesis.model.SentinelSequenceNumber;
import org.apache.flink.streaming.connectors.kinesis.model.StreamShardHandle;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;

@SuppressWarnings("deprecation") // The connector's per-shard watermarks know no other type.
class ShardWatermarksTest {

  /** What "the clock" of {@link Following} says. */
  private static long clock;

  private final ShardWatermarks<Long> watermarks =
      new ShardWatermarks<>(new Following(), getClass().getClassLoader());

  @BeforeEach
  void resetClock() {
    clock = Long.MIN_VALUE;
  }

  @Test
  void theSlowestShardHoldsTheOthers() {
    watermarks.add(shard("0"));
    watermarks.add(shard("1"));
    assertThat(watermarks.onRecord(0, 100L, 7)).isEqualTo(100);
    watermarks.onRecord(1, 40L, 7);
    assertThat(watermarks.next()).isEqualTo(new Watermark(40));
    watermarks.onRecord(1, 120L, 7);
    assertThat(watermarks.next()).isEqualTo(new Watermark(100));
  }

  @Test
  void aShardWithoutItsFirstRecordHoldsTheOthers() {
    watermarks.add(shard("0"));
    watermarks.add(shard("1"));
    watermarks.onRecord(0, 100L, 7);
    assertThat(watermarks.next()).isNull();
  }

  @Test
  void isEmittedOnceAndNeverGoesBack() {
    watermarks.add(shard("0"));
    watermarks.onRecord(0, 100L, 7);
    assertThat(watermarks.next()).isEqualTo(new Watermark(100));
    assertThat(watermarks.next()).isNull();
    watermarks.add(shard("1"));
    watermarks.onRecord(1, 50L, 7);
    assertThat(watermarks.next()).isNull();
  }

  @Test
  void movesOnWithoutRecordsWhereTheAssignerDoes() {
    watermarks.add(shard("0"));
    watermarks.add(shard("1"));
    watermarks.onRecord(0, 100L, 7);
    clock = 200;
    assertThat(watermarks.next()).isEqualTo(new Watermark(200));
  }

  @Test
  void aShardThatIsReadToItsEndHoldsNobody() {
    KinesisStreamShardState parent = shard("0");
    watermarks.add(parent);
    watermarks.add(shard("1"));
    watermarks.onRecord(0, 10L, 7);
    watermarks.onRecord(1, 100L, 7);
    assertThat(watermarks.next()).isEqualTo(new Watermark(10));
    parent.setLastProcessedSequenceNum(
        SentinelSequenceNumber.SENTINEL_SHARD_ENDING_SEQUENCE_NUM.get());
    assertThat(watermarks.next()).isEqualTo(new Watermark(100));
  }

  @Test
  void withoutAnyShardLeftThereIsNoWatermark() {
    assertThat(watermarks.next()).isNull();
    KinesisStreamShardState only = shard("0");
    watermarks.add(only);
    watermarks.onRecord(0, 10L, 7);
    only.setLastProcessedSequenceNum(
        SentinelSequenceNumber.SENTINEL_SHARD_ENDING_SEQUENCE_NUM.get());
    assertThat(watermarks.next()).isNull();
  }

  private static KinesisStreamShardState shard(String id) {
    StreamShardHandle handle = new StreamShardHandle("stream", new Shard().withShardId(id));
    return new KinesisStreamShardState(
        KinesisDataFetcher.convertToStreamShardMetadata(handle),
        handle,
        SentinelSequenceNumber.SENTINEL_EARLIEST_SEQUENCE_NUM.get());
  }

  /** The youngest record, or the clock where that is later. */
  private static final class Following implements AssignerWithPeriodicWatermarks<Long> {

    private static final long serialVersionUID = 1L;

    private long youngest = Long.MIN_VALUE;

    @Override
    public long extractTimestamp(Long record, long arrivalTime) {
      youngest = Math.max(youngest, record);
      return record;
    }

    @Override
    public Watermark getCurrentWatermark() {
      long reached = Math.max(youngest, clock);
      return reached == Long.MIN_VALUE ? null : new Watermark(reached);
    }
  }
}
