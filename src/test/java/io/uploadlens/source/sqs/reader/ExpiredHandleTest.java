package io.uploadlens.source.sqs.reader;

import static org.assertj.core.api.Assertions.assertThat;

import io.uploadlens.source.sqs.metrics.SqsSourceMetrics;
import io.uploadlens.testing.FakeSqsQueue;
import io.uploadlens.testing.FakeSqsQueue.Request;
import java.time.Duration;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** A handle that SQS takes no more is counted once, leaves the state, and costs no duplicate. */
class ExpiredHandleTest {

  private static final Duration VISIBILITY = Duration.ofSeconds(60);

  private final ReaderHarness harness =
      ReaderHarness.create(settings -> settings.setVisibilityTimeout(VISIBILITY)).start();
  private final FakeSqsQueue queue = harness.queue();

  @ParameterizedTest
  @ValueSource(strings = {"ReceiptHandleIsInvalid", "InvalidParameterValue"})
  void g2ADurableMessageWhoseHandleIsRefusedLeavesTheStateAndIsNotEmittedAgain(String code)
      throws Exception {
    queue.sendMany("a", 3);
    harness.drain();
    assertThat(harness.snapshot(1)).hasSize(3);
    queue.failDeletes("m1", code, true, 1);
    harness.complete(1);

    assertThat(queue.deleted()).containsExactly("m0", "m2");
    assertThat(harness.counter(SqsSourceMetrics.EXPIRED_HANDLES)).isEqualTo(1);
    assertThat(harness.snapshot(2)).isEmpty();
    assertThat(harness.gauge(SqsSourceMetrics.IN_FLIGHT)).isZero();

    harness.clock.advance(VISIBILITY);
    harness.drain();
    assertThat(queue.deleted()).containsExactly("m0", "m2", "m1");
    assertThat(harness.output.records()).containsExactly("a0", "a1", "a2");
    assertThat(harness.counter(SqsSourceMetrics.REDELIVERED)).isEqualTo(1);
    assertThat(harness.snapshot(3)).isEmpty();
  }

  @Test
  void g2ADeleteThatIsGivenUpIsMadeUpForWhenTheMessageComesBack() throws Exception {
    queue.send("a");
    harness.drain();
    harness.snapshot(1);
    queue.failDeletes("m0", "InternalError", false, 8);
    harness.complete(1);
    harness.clock.advance(Duration.ofMinutes(2));
    assertThat(harness.counter(SqsSourceMetrics.DELETES_FAILED)).isEqualTo(1);

    harness.clock.advance(VISIBILITY);
    harness.drain();
    assertThat(queue.deleted()).containsExactly("m0");
    assertThat(harness.output.records()).containsExactly("a");
    assertThat(harness.snapshot(2)).isEmpty();
  }

  @Test
  void twelveHoursOnTheSubtaskThatHoldsItOnlyItsHandleIsNew() throws Exception {
    queue.sendMany("a", 40);
    harness.drain();
    harness.clock.advance(Duration.ofHours(13));
    harness.drain();
    assertThat(harness.counter(SqsSourceMetrics.EXPIRED_HANDLES)).isEqualTo(40);
    assertThat(harness.counter(SqsSourceMetrics.REDELIVERED)).isEqualTo(40);
    assertThat(harness.output.records()).hasSize(40);
    assertThat(harness.gauge(SqsSourceMetrics.IN_FLIGHT)).isEqualTo(40);
    assertThat(harness.snapshot(1)).hasSize(40);

    harness.complete(1);
    assertThat(queue.deleted()).hasSize(40);
    assertThat(harness.snapshot(2)).isEmpty();
  }

  @Test
  void g2OneThatCameBackUnseenIsDeletedByItsNewHandleAfterItsCheckpoint() throws Exception {
    queue.send("a");
    harness.drain();
    harness.clock.advance(Duration.ofHours(12).minusSeconds(15));
    queue.holdAnswers(Request.RECEIVE);
    // Its twelve hours are over, and the delivery that follows has not arrived yet.
    harness.clock.advance(Duration.ofSeconds(13));
    harness.snapshot(1);
    harness.complete(1);
    // SQS takes the old handle and deletes nothing.
    assertThat(queue.size()).isEqualTo(1);
    assertThat(harness.gauge(SqsSourceMetrics.IN_FLIGHT)).isZero();

    queue.answerHeld(Request.RECEIVE);
    harness.drain();
    assertThat(queue.deleted()).containsExactly("m0");
    assertThat(harness.output.records()).containsExactly("a");
  }

  @Test
  void anExtensionAskedForInTheMillisecondOfTheDeliveryCounts() throws Exception {
    queue.send("a");
    harness.drain();
    // It is due, and its extension is held up, when it is delivered again.
    queue.failAlways(Request.CHANGE_VISIBILITY, new java.io.IOException("reset"));
    harness.clock.advance(Duration.ofSeconds(40));
    queue.expire("m0");
    harness.clock.run();
    assertThat(harness.counter(SqsSourceMetrics.REDELIVERED)).isEqualTo(1);
    queue.repair(Request.CHANGE_VISIBILITY);
    harness.clock.advance(Duration.ofMinutes(10));
    assertThat(harness.counter(SqsSourceMetrics.EXPIRED_HANDLES)).isZero();
    assertThat(harness.counter(SqsSourceMetrics.REDELIVERED)).isEqualTo(1);
    assertThat(queue.isHidden("m0")).isTrue();
  }

  @ParameterizedTest(name = "the extension is answered first: {0}")
  @ValueSource(booleans = {true, false})
  void aMessageDeletedWhileItsExtensionIsUnderWayIsNoExpiredHandle(boolean extensionFirst)
      throws Exception {
    queue.send("a");
    harness.drain();
    harness.snapshot(1);
    queue.holdAnswers(Request.DELETE);
    harness.complete(1);
    // SQS has deleted it and not answered yet: the extension is refused.
    queue.holdAnswers(Request.CHANGE_VISIBILITY);
    harness.clock.advance(Duration.ofSeconds(50));
    queue.answerHeld(extensionFirst ? Request.CHANGE_VISIBILITY : Request.DELETE);
    harness.clock.run();
    queue.answerHeld(extensionFirst ? Request.DELETE : Request.CHANGE_VISIBILITY);
    harness.clock.run();
    assertThat(queue.requests(Request.CHANGE_VISIBILITY)).isPositive();
    assertThat(harness.counter(SqsSourceMetrics.EXPIRED_HANDLES)).isZero();
    assertThat(harness.counter(SqsSourceMetrics.DELETED)).isEqualTo(1);
    int requests = queue.requests(Request.CHANGE_VISIBILITY);
    harness.clock.advance(Duration.ofMinutes(5));
    assertThat(queue.requests(Request.CHANGE_VISIBILITY)).isEqualTo(requests);
  }

  @Test
  void aRejectedExtensionSaysNothingOfAMessageThatWasDeliveredAgainMeanwhile() throws Exception {
    queue.send("a");
    harness.drain();
    queue.holdAnswers(Request.CHANGE_VISIBILITY);
    queue.failNext(Request.CHANGE_VISIBILITY, SqsErrors.sqsError("InvalidParameterValue", 400));
    harness.clock.advance(VISIBILITY.dividedBy(2));
    assertThat(queue.requests(Request.CHANGE_VISIBILITY)).isEqualTo(1);
    queue.expire("m0");
    harness.clock.run();
    assertThat(harness.counter(SqsSourceMetrics.REDELIVERED)).isEqualTo(1);
    queue.answerHeld(Request.CHANGE_VISIBILITY);
    harness.clock.run();

    assertThat(harness.counter(SqsSourceMetrics.EXPIRED_HANDLES)).isZero();
    harness.clock.advance(Duration.ofMinutes(10));
    assertThat(harness.counter(SqsSourceMetrics.REDELIVERED)).isEqualTo(1);
    assertThat(queue.isHidden("m0")).isTrue();
  }
}
