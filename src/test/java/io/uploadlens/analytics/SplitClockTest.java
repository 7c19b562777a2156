package io.uploadlens.analytics;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.uploadlens.event.DecodedMessage;
import io.uploadlens.event.SourceProgress;
import io.uploadlens.testing.Events;
import java.time.Duration;
import org.junit.jupiter.api.Test;

class SplitClockTest {

  private static final long NOW = Events.TIME;
  private static final long NONE = Long.MIN_VALUE;
  private static final WatermarkSettings SETTINGS =
      new WatermarkSettings(
          Duration.ofMillis(1000), Duration.ofMillis(5000), Duration.ofMillis(60_000));

  private final SplitClock queue = new SplitClock(SETTINGS, NOW);

  private static DecodedMessage eventAt(long time) {
    return Events.created("b", "k").at(time).message();
  }

  private static DecodedMessage progress(SourceProgress progress) {
    return DecodedMessage.progress(progress);
  }

  @Test
  void aQueueHoldsUntilItHasToldItsBacklog() {
    queue.onMessage(eventAt(NOW - 10), NOW);
    assertThat(queue.watermark(NOW + 1)).isEqualTo(NONE);

    queue.onMessage(progress(SourceProgress.LIVE), NOW + 2);
    assertThat(queue.watermark(NOW + 2)).isEqualTo(NOW - 10 - 1000);
  }

  @Test
  void aBacklogHoldsTheWatermarkWhereItIs() {
    queue.onMessage(progress(SourceProgress.LIVE), NOW);
    queue.onMessage(eventAt(NOW), NOW);
    assertThat(queue.watermark(NOW)).isEqualTo(NOW - 1000);

    queue.onMessage(progress(SourceProgress.CATCHING_UP), NOW + 1);
    queue.onMessage(eventAt(NOW + 9000), NOW + 10_000);
    assertThat(queue.watermark(NOW + 10_000)).isEqualTo(NOW - 1000);

    queue.onMessage(progress(SourceProgress.LIVE), NOW + 10_001);
    assertThat(queue.watermark(NOW + 10_001)).isEqualTo(NOW + 8000);
  }

  @Test
  void aHoldEndsAtItsMaximumAndTheNextOneBeginsAnew() {
    queue.onMessage(eventAt(NOW), NOW);
    assertThat(queue.watermark(NOW + 60_000)).isEqualTo(NONE);
    assertThat(queue.watermark(NOW + 60_001)).isEqualTo(NOW - 1000);

    queue.onMessage(progress(SourceProgress.LIVE), NOW + 60_002);
    queue.onMessage(progress(SourceProgress.CATCHING_UP), NOW + 60_003);
    queue.onMessage(eventAt(NOW + 5000), NOW + 60_004);
    assertThat(queue.watermark(NOW + 120_003)).isEqualTo(NOW - 1000);
    assertThat(queue.watermark(NOW + 120_004)).isEqualTo(NOW + 4000);
  }

  @Test
  void repeatedReportsOfABacklogDoNotProlongTheHold() {
    queue.onMessage(eventAt(NOW), NOW);
    queue.onMessage(progress(SourceProgress.CATCHING_UP), NOW + 50_000);
    assertThat(queue.watermark(NOW + 60_001)).isEqualTo(NOW - 1000);
  }

  @Test
  void aDrainedQueueFollowsTheClock() {
    queue.onMessage(eventAt(NOW), NOW);
    queue.onMessage(progress(SourceProgress.DRAINED), NOW + 4000);
    assertThat(queue.watermark(NOW + 4999)).isEqualTo(NOW - 1000);
    assertThat(queue.watermark(NOW + 5000)).isEqualTo(NOW + 5000 - 1000 - 5000);
    queue.onMessage(progress(SourceProgress.DRAINED), NOW + 20_000);
    assertThat(queue.watermark(NOW + 20_000)).isEqualTo(NOW + 20_000 - 6000);
  }

  @Test
  void aSilentQueueThatCannotBeAskedDoesNotFollowTheClock() {
    queue.onMessage(eventAt(NOW), NOW);
    queue.onMessage(progress(SourceProgress.DRAINED), NOW);
    assertThat(queue.watermark(NOW + 4999)).isEqualTo(NOW - 1000);
    assertThat(queue.watermark(NOW + 100_000)).as("that was long ago").isEqualTo(NOW - 1000);

    queue.onMessage(progress(SourceProgress.LIVE), NOW + 100_001);
    assertThat(queue.watermark(NOW + 100_001)).as("not drained").isEqualTo(NOW - 1000);
  }

  @Test
  void anUploadFromTheFutureDoesNotMakeTheOthersLate() {
    queue.onMessage(progress(SourceProgress.LIVE), NOW);
    queue.onMessage(eventAt(NOW + 1_000_000), NOW);
    assertThat(queue.watermark(NOW)).isEqualTo(NOW - 1000);
    assertThat(queue.watermark(NOW + 500)).isEqualTo(NOW - 500);
  }

  /** A stream's backlog is read in order and holds nothing: event time is where it was written. */
  @Test
  void anUploadFromTheFutureInABacklogDoesNotMakeTheOthersLate() {
    long hour = 3_600_000;
    queue.onMessage(progress(SourceProgress.LIVE), NOW);
    queue.onMessage(Events.created("b", "k").at(NOW + hour).arrivedAfter(-2 * hour).message(), NOW);
    assertThat(queue.watermark(NOW)).isEqualTo(NOW - hour - 1000);
  }

  @Test
  void aRejectedMessageBetweenOldEventsDoesNotMakeThemLate() {
    queue.onMessage(progress(SourceProgress.LIVE), NOW);
    queue.onMessage(eventAt(NOW - 3_600_000), NOW);
    queue.onMessageWithoutEvents(NOW, NOW + 4999);
    assertThat(queue.watermark(NOW + 4999)).isEqualTo(NOW - 3_601_000);
    queue.onMessageWithoutEvents(NOW + 4000, NOW + 5000);
    assertThat(queue.watermark(NOW + 5000)).as("no event for long").isEqualTo(NOW - 2000);
  }

  @Test
  void theWatermarkNeverGoesBack() {
    queue.onMessage(progress(SourceProgress.LIVE), NOW);
    queue.onMessage(eventAt(NOW), NOW);
    assertThat(queue.watermark(NOW)).isEqualTo(NOW - 1000);
    queue.onMessage(eventAt(NOW - 50_000), NOW);
    assertThat(queue.watermark(NOW)).isEqualTo(NOW - 1000);
    assertThat(queue.watermark(NOW - 10_000)).as("the clock was set back").isEqualTo(NOW - 1000);
  }

  @Test
  void aSplitThatNeverHadAMessageFollowsTheClock() {
    queue.onMessage(progress(SourceProgress.DRAINED), NOW + 4000);
    assertThat(queue.watermark(NOW + 4999)).isEqualTo(NONE);
    assertThat(queue.watermark(NOW + 5000)).isEqualTo(NOW - 1000);
  }

  @Test
  void settingsThatMakeNoSenseAreRefused() {
    assertThatThrownBy(
            () ->
                new WatermarkSettings(
                    Duration.ofSeconds(-1), Duration.ofSeconds(1), Duration.ofSeconds(1)))
        .hasMessage("out-of-orderness is PT-1S; allowed: 0 or more");
    assertThatThrownBy(
            () -> new WatermarkSettings(Duration.ZERO, Duration.ZERO, Duration.ofSeconds(1)))
        .hasMessage("idle timeout is PT0S; allowed: 1 ms or more");
    assertThatThrownBy(
            () -> new WatermarkSettings(Duration.ZERO, Duration.ofSeconds(1), Duration.ZERO))
        .hasMessage("max hold is PT0S; allowed: 1 ms or more");
  }
}
