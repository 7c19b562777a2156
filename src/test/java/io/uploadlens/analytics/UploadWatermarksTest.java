package io.uploadlens.analytics;

import static org.assertj.core.api.Assertions.assertThat;

import io.uploadlens.event.DecodedMessage;
import io.uploadlens.event.MessageOrigin;
import io.uploadlens.event.RejectReason;
import io.uploadlens.event.RejectedMessage;
import io.uploadlens.event.SourceProgress;
import io.uploadlens.testing.Events;
import java.time.Duration;
import org.apache.flink.api.common.eventtime.TimestampAssigner;
import org.apache.flink.api.common.eventtime.Watermark;
import org.apache.flink.api.common.eventtime.WatermarkGenerator;
import org.apache.flink.api.common.eventtime.WatermarkOutput;
import org.apache.flink.api.common.eventtime.WatermarkStrategy;
import org.apache.flink.streaming.api.functions.AssignerWithPeriodicWatermarks;
import org.junit.jupiter.api.Test;

/** What moves the watermark of a split in which hardly anything counts. */
class UploadWatermarksTest {

  private static final long NOW = Events.TIME;
  private static final WatermarkSettings SETTINGS =
      new WatermarkSettings(
          Duration.ofMillis(1000), Duration.ofMillis(5000), Duration.ofMillis(60_000));

  /** Shared with the generators, which take no clock that a test can reach into otherwise. */
  private static long now = NOW;

  private final WatermarkStrategy<DecodedMessage> strategy =
      UploadWatermarks.forQueues(SETTINGS, () -> now);
  private final TimestampAssigner<DecodedMessage> timestamps =
      strategy.createTimestampAssigner(() -> null);
  private final WatermarkGenerator<DecodedMessage> queue = generator();
  private final LastWatermark output = new LastWatermark();

  @Test
  void g6AQueueThatBringsNothingButRejectedMessagesDoesNotHoldTheOthersBack() {
    inQueue(DecodedMessage.progress(SourceProgress.LIVE), Long.MIN_VALUE);
    for (int second = 0; second <= 60; second++) {
      now = NOW + second * 1000L;
      inQueue(rejectedAt(now - 10), now - 10);
      inQueue(DecodedMessage.ignored(), now - 20);
      inQueue(DecodedMessage.progress(SourceProgress.LIVE), Long.MIN_VALUE);
    }
    queue.onPeriodicEmit(output);
    assertThat(output.last).isEqualTo(now - 10 - 1000 - 5000);
  }

  @Test
  void g6AShardThatBringsNothingButRejectedRecordsDoesNotHoldTheOthersBack() {
    now = NOW;
    AssignerWithPeriodicWatermarks<DecodedMessage> shard =
        UploadWatermarks.forShards(SETTINGS, () -> now);
    for (int second = 0; second <= 60; second++) {
      now = NOW + second * 1000L;
      shard.extractTimestamp(rejectedAt(now - 10), now - 10);
      shard.extractTimestamp(DecodedMessage.progress(SourceProgress.LIVE), Long.MIN_VALUE);
    }
    assertThat(shard.getCurrentWatermark().getTimestamp()).isEqualTo(now - 10 - 1000 - 5000);
  }

  @Test
  void rejectedMessagesOfABacklogHoldTheWatermarkAsAllOthersDo() {
    inQueue(DecodedMessage.progress(SourceProgress.CATCHING_UP), Long.MIN_VALUE);
    now = NOW + 30_000;
    inQueue(rejectedAt(now), now);
    queue.onPeriodicEmit(output);
    assertThat(output.last).isEqualTo(Long.MIN_VALUE);
  }

  @Test
  void aRejectedMessageMovesTheWatermarkLessThanAnEventOfItsTime() {
    inQueue(DecodedMessage.progress(SourceProgress.LIVE), Long.MIN_VALUE);
    inQueue(Events.created("b", "k").at(NOW - 300).message(), NOW);
    inQueue(rejectedAt(NOW), NOW);
    queue.onPeriodicEmit(output);
    assertThat(output.last).isEqualTo(NOW - 300 - 1000);
  }

  private WatermarkGenerator<DecodedMessage> generator() {
    now = NOW;
    return strategy.createWatermarkGenerator(() -> null);
  }

  /** As Flink does it: the timestamp first. */
  private void inQueue(DecodedMessage message, long recordTimestamp) {
    queue.onEvent(message, timestamps.extractTimestamp(message, recordTimestamp), output);
  }

  private static DecodedMessage rejectedAt(long arrival) {
    return DecodedMessage.rejected(
        new RejectedMessage(
            new byte[0],
            new MessageOrigin(Events.SOURCE, "m", arrival, arrival),
            RejectReason.EMPTY,
            "no bytes"));
  }

  private static final class LastWatermark implements WatermarkOutput {
    private long last = Long.MIN_VALUE;

    @Override
    public void emitWatermark(Watermark watermark) {
      last = watermark.getTimestamp();
    }

    @Override
    public void markIdle() {
      throw new AssertionError("An idle split would let the others run ahead of it");
    }

    @Override
    public void markActive() {
      throw new AssertionError("Nothing marks it idle");
    }
  }
}
