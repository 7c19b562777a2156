package io.uploadlens.source.sqs.reader;

import static io.uploadlens.source.sqs.reader.ReaderHarness.QUEUE;
import static org.assertj.core.api.Assertions.assertThat;

import io.uploadlens.source.sqs.metrics.SqsSourceMetrics;
import io.uploadlens.source.sqs.split.Receipt;
import io.uploadlens.source.sqs.split.SqsSplit;
import io.uploadlens.testing.FakeSqsQueue.Request;
import java.time.Duration;
import java.util.List;
import org.junit.jupiter.api.Test;
import software.amazon.awssdk.awscore.exception.AwsErrorDetails;
import software.amazon.awssdk.services.sqs.model.SqsException;

/** Messages stay hidden while they are held, and come back when the reader ends. */
class VisibilityTest {

  private static final Duration VISIBILITY = Duration.ofSeconds(60);

  private final ReaderHarness harness =
      ReaderHarness.create(settings -> settings.setVisibilityTimeout(VISIBILITY)).start();

  @Test
  void everyHeldMessageIsExtendedBeforeHalfOfItsTimeHasPassed() throws Exception {
    harness.queue().sendMany("a", 25);
    harness.clock.run();
    // The first tells the progress: ten are emitted, fifteen wait.
    harness.poll(11);
    assertThat(harness.output.records()).hasSize(10);
    harness.clock.advance(Duration.ofSeconds(30));
    assertThat(harness.counter(SqsSourceMetrics.VISIBILITY_EXTENSIONS)).isEqualTo(25);
    assertThat(harness.queue().visibilityChanges()).hasSize(25).containsOnly(60L);

    harness.clock.advance(Duration.ofHours(1));

    assertThat(harness.counter(SqsSourceMetrics.REDELIVERED)).isZero();
    assertThat(harness.queue().visible()).isZero();
    // In batches of ten, and not oftener than needed.
    assertThat(harness.queue().requests(Request.CHANGE_VISIBILITY)).isBetween(3 * 120, 3 * 190);
  }

  @Test
  void aMessageWhoseDeleteIsPendingStaysHidden() throws Exception {
    harness.queue().send("a");
    harness.drain();
    harness.snapshot(1);
    harness.queue().failAlways(Request.DELETE, error("InternalError", 500));
    harness.complete(1);

    harness.clock.advance(Duration.ofMinutes(20));

    assertThat(harness.queue().isHidden("m0")).isTrue();
    assertThat(harness.counter(SqsSourceMetrics.REDELIVERED)).isZero();
  }

  @Test
  void aDeletedMessageIsExtendedNoMore() throws Exception {
    harness.queue().send("a");
    harness.drain();
    harness.snapshot(1);
    harness.complete(1);
    harness.clock.advance(Duration.ofMinutes(20));
    assertThat(harness.queue().requests(Request.CHANGE_VISIBILITY)).isZero();
  }

  @Test
  void extensionsEndAtTwelveHoursAndTheMessageIsRecognisedWhenItComesBack() throws Exception {
    harness.queue().send("a");
    harness.drain();
    harness.clock.advance(Duration.ofHours(12).minusSeconds(10));
    assertThat(harness.queue().isHidden("m0")).isTrue();
    assertThat(harness.counter(SqsSourceMetrics.EXPIRED_HANDLES)).isLessThanOrEqualTo(1);
    assertThat(harness.counter(SqsSourceMetrics.REDELIVERED)).isZero();

    harness.clock.advance(Duration.ofSeconds(20));
    harness.drain();

    assertThat(harness.counter(SqsSourceMetrics.EXPIRED_HANDLES)).isEqualTo(1);
    assertThat(harness.counter(SqsSourceMetrics.REDELIVERED)).isEqualTo(1);
    assertThat(harness.output.records()).containsExactly("a");
    // The new handle has twelve hours of its own.
    harness.clock.advance(Duration.ofHours(6));
    assertThat(harness.queue().isHidden("m0")).isTrue();
    assertThat(harness.counter(SqsSourceMetrics.REDELIVERED)).isEqualTo(1);
  }

  @Test
  void aHandleThatSqsRefusesIsExtendedNoMoreAndCounted() throws Exception {
    harness.queue().holdAnswers(Request.RECEIVE);
    harness.queue().send("a");
    harness.clock.run();
    // The answer is older than the visibility timeout when it arrives.
    harness.clock.advance(VISIBILITY.plusSeconds(1));
    harness.queue().answerHeld(Request.RECEIVE);
    harness.queue().holdAnswers(Request.RECEIVE);
    harness.clock.advance(VISIBILITY);
    assertThat(harness.counter(SqsSourceMetrics.EXPIRED_HANDLES)).isEqualTo(1);
    int requests = harness.queue().requests(Request.CHANGE_VISIBILITY);
    harness.clock.advance(VISIBILITY.multipliedBy(3));
    assertThat(harness.queue().requests(Request.CHANGE_VISIBILITY)).isEqualTo(requests);
  }

  @Test
  void anExtensionThatFailsForTheMomentIsTriedAgainInTime() throws Exception {
    harness.queue().send("a");
    harness.drain();
    harness.queue().failNext(Request.CHANGE_VISIBILITY, error("RequestThrottled", 400));
    harness.queue().failNext(Request.CHANGE_VISIBILITY, error("InternalError", 500));
    harness.clock.advance(Duration.ofMinutes(10));
    assertThat(harness.counter(SqsSourceMetrics.REDELIVERED)).isZero();
    assertThat(harness.counter(SqsSourceMetrics.THROTTLED)).isEqualTo(1);
    assertThat(harness.counter(SqsSourceMetrics.REQUESTS_FAILED)).isEqualTo(2);
  }

  @Test
  void g1OnCloseWhatNoCompletedCheckpointCoversIsReleasedAndTheRestDeleted() throws Exception {
    harness.queue().sendMany("a", 3);
    harness.drain();
    harness.snapshot(1);
    harness.queue().sendMany("b", 12);
    harness.clock.run();
    harness.poll(2);
    harness.snapshot(2);
    harness.queue().failNext(Request.DELETE, error("InternalError", 500));
    harness.complete(1);
    assertThat(harness.queue().deleted()).isEmpty();

    harness.reader.notifyCheckpointAborted(2);
    var closing = harness.shutDown();
    harness.clock.advance(Duration.ofSeconds(5));

    assertThat(closing).isDone();
    assertThat(harness.queue().deleted()).containsExactlyInAnyOrder("m0", "m1", "m2");
    assertThat(harness.queue().size()).isEqualTo(12);
    assertThat(harness.queue().visible()).isEqualTo(12);
    assertThat(harness.counter(SqsSourceMetrics.RELEASED)).isGreaterThanOrEqualTo(12);
  }

  @Test
  void aReleaseThatFailsForTheMomentIsTriedAgain() throws Exception {
    harness.queue().sendMany("a", 12);
    harness.drain();
    harness.queue().failEntries(Request.CHANGE_VISIBILITY, "m1", "InternalError", false, 2);
    harness.queue().failEntries(Request.CHANGE_VISIBILITY, "m11", "InternalError", false, 3);
    harness.queue().failEntries(Request.CHANGE_VISIBILITY, "m5", "InvalidParameterValue", true, 1);

    var closing = harness.shutDown();
    harness.clock.advance(Duration.ofSeconds(1));

    assertThat(closing).isDone();
    assertThat(harness.queue().isHidden("m1")).isFalse();
    assertThat(harness.queue().isHidden("m11")).as("three attempts are enough").isTrue();
    assertThat(harness.queue().isHidden("m5")).as("its handle is at fault").isTrue();
    assertThat(harness.queue().visible()).isEqualTo(10);
  }

  @Test
  void aLongPollThatTakesReleasedMessagesBackReleasesThemAgain() throws Exception {
    harness.queue().sendMany("a", 3);
    harness.drain();
    assertThat(harness.queue().openPolls()).isGreaterThanOrEqualTo(1);

    var closing = harness.shutDown();
    harness.clock.advance(Duration.ofSeconds(1));

    assertThat(closing).isDone();
    assertThat(harness.counter(SqsSourceMetrics.REDELIVERED)).isEqualTo(3);
    assertThat(harness.queue().visible()).isEqualTo(3);
  }

  @Test
  void closingTakesNoLongerThanAllowedAndClosesTheQueue() throws Exception {
    harness.queue().sendMany("a", 3);
    harness.drain();
    // In a test's own time the releases never end: closing must not wait for them.
    harness.reader.close();
    assertThat(harness.queue().isClosed()).isTrue();
  }

  @Test
  void g2AMessageThatTheRestoredStateHoldsIsDeletedAndNotEmittedWhenItComesBack() throws Exception {
    ReaderHarness restored = ReaderHarness.create(settings -> {});
    restored.queue().send("a");
    // The handle of an attempt before, which has released the message since.
    Receipt stale = new Receipt("m0", "long-gone", restored.clock.now());
    restored.restore(List.of(new SqsSplit(QUEUE, 0, List.of(stale))));
    restored.drain();

    assertThat(restored.output.records()).isEmpty();
    assertThat(restored.queue().deleted()).containsExactly("m0");
    assertThat(restored.counter(SqsSourceMetrics.REDELIVERED)).isEqualTo(1);
    assertThat(restored.snapshot(1)).isEmpty();
  }

  private static Throwable error(String code, int status) {
    return SqsException.builder()
        .awsErrorDetails(AwsErrorDetails.builder().errorCode(code).build())
        .statusCode(status)
        .message("scripted")
        .build();
  }
}
