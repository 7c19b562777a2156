package io.uploadlens.analytics;

import io.uploadlens.event.DecodedMessage;
import org.apache.flink.api.common.eventtime.TimestampAssigner;
import org.apache.flink.api.common.eventtime.WatermarkGenerator;
import org.apache.flink.api.common.eventtime.WatermarkGeneratorSupplier;
import org.apache.flink.api.common.eventtime.WatermarkOutput;
import org.apache.flink.api.common.eventtime.WatermarkStrategy;
import org.apache.flink.streaming.api.functions.AssignerWithPeriodicWatermarks;
import org.apache.flink.streaming.api.watermark.Watermark;

/**
 * Watermarks of S3 upload events, per split: S3's event time is the time of an event. {@link
 * SplitClock} says how it moves on.
 */
public final class UploadWatermarks {

  private UploadWatermarks() {}

  /** For queues, which tell their progress between the messages. */
  public static WatermarkStrategy<DecodedMessage> forQueues(
      WatermarkSettings settings, WallClock clock) {
    return new QueueStrategy(settings, clock);
  }

  /** For a Kinesis stream: one of these for each shard, which is told the progress of the shard. */
  @SuppressWarnings(
      "deprecation") // The Kinesis consumer's per-shard watermarks know no other type.
  public static AssignerWithPeriodicWatermarks<DecodedMessage> forShards(
      WatermarkSettings settings, WallClock clock) {
    return new ShardWatermarks(settings, clock);
  }

  /**
   * Tells a clock of a message.
   *
   * @param timestamp where the message has no events, its arrival
   */
  private static void tell(SplitClock time, DecodedMessage message, long timestamp, long now) {
    if (message.rejection() != null || message.isIgnored()) {
      time.onMessageWithoutEvents(timestamp, now);
    } else {
      time.onMessage(message, now);
    }
  }

  /** The youngest event of a message; no timestamp for a message without events. */
  private static long timestampOf(DecodedMessage message, long without) {
    long youngest = Long.MIN_VALUE;
    for (int i = 0; i < message.events().size(); i++) {
      youngest = Math.max(youngest, message.events().get(i).eventTime());
    }
    return youngest == Long.MIN_VALUE ? without : youngest;
  }

  private static final class QueueStrategy implements WatermarkStrategy<DecodedMessage> {

    private static final long serialVersionUID = 1L;

    private final WatermarkSettings settings;
    private final WallClock clock;

    QueueStrategy(WatermarkSettings settings, WallClock clock) {
      this.settings = settings;
      this.clock = clock;
    }

    @Override
    public WatermarkGenerator<DecodedMessage> createWatermarkGenerator(
        WatermarkGeneratorSupplier.Context context) {
      return new QueueWatermarks(new SplitClock(settings, clock.now()), clock);
    }

    @Override
    public TimestampAssigner<DecodedMessage> createTimestampAssigner(
        org.apache.flink.api.common.eventtime.TimestampAssignerSupplier.Context context) {
      return UploadWatermarks::timestampOf;
    }
  }

  private static final class QueueWatermarks implements WatermarkGenerator<DecodedMessage> {

    private final SplitClock time;
    private final WallClock clock;

    QueueWatermarks(SplitClock time, WallClock clock) {
      this.time = time;
      this.clock = clock;
    }

    @Override
    public void onEvent(DecodedMessage message, long eventTimestamp, WatermarkOutput output) {
      tell(time, message, eventTimestamp, clock.now());
    }

    @Override
    public void onPeriodicEmit(WatermarkOutput output) {
      long watermark = time.watermark(clock.now());
      if (watermark != Long.MIN_VALUE) {
        output.emitWatermark(new org.apache.flink.api.common.eventtime.Watermark(watermark));
      }
    }
  }

  @SuppressWarnings("deprecation") // see forShards
  private static final class ShardWatermarks
      implements AssignerWithPeriodicWatermarks<DecodedMessage> {

    private static final long serialVersionUID = 1L;

    private final WatermarkSettings settings;
    private final WallClock clock;

    /** Made on the task: the connector copies the assigner for each shard by serialization. */
    private transient SplitClock time;

    ShardWatermarks(WatermarkSettings settings, WallClock clock) {
      this.settings = settings;
      this.clock = clock;
    }

    private SplitClock time() {
      if (time == null) {
        time = new SplitClock(settings, clock.now());
      }
      return time;
    }

    @Override
    public long extractTimestamp(DecodedMessage message, long recordTimestamp) {
      tell(time(), message, recordTimestamp, clock.now());
      return timestampOf(message, recordTimestamp);
    }

    @Override
    public Watermark getCurrentWatermark() {
      return new Watermark(time().watermark(clock.now()));
    }
  }
}
