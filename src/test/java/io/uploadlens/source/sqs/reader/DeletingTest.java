package io.uploadlens.source.sqs.reader;

import static io.uploadlens.source.sqs.reader.ReaderHarness.OTHER_QUEUE;
import static io.uploadlens.source.sqs.reader.ReaderHarness.QUEUE;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.uploadlens.source.sqs.metrics.SqsSourceMetrics;
import io.uploadlens.source.sqs.queue.ReceiveRequest;
import io.uploadlens.source.sqs.split.Receipt;
import io.uploadlens.source.sqs.split.SqsSplit;
import io.uploadlens.testing.FakeSqsQueue;
import io.uploadlens.testing.FakeSqsQueue.Request;
import java.time.Duration;
import java.util.List;
import java.util.concurrent.RejectedExecutionException;
import java.util.stream.Collectors;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;
import software.amazon.awssdk.awscore.exception.AwsErrorDetails;
import software.amazon.awssdk.core.exception.SdkClientException;
import software.amazon.awssdk.services.sqs.model.SqsException;

/** When messages are deleted, and what happens to deletes that fail. */
class DeletingTest {

  private final ReaderHarness harness = ReaderHarness.create(settings -> {}).start();

  @Test
  void g3DeletesOnlyWhatACompletedCheckpointHolds() throws Exception {
    harness.queue().sendMany("a", 3);
    harness.drain();
    harness.snapshot(1);
    harness.queue().sendMany("b", 2);
    harness.drain();
    assertThat(harness.output.records()).containsExactly("a0", "a1", "a2", "b0", "b1");
    assertThat(harness.queue().deleted()).isEmpty();

    harness.complete(1);

    assertThat(harness.queue().deleted()).containsExactly("m0", "m1", "m2");
    assertThat(harness.counter(SqsSourceMetrics.DELETED)).isEqualTo(3);
  }

  @Test
  void g3MessagesReceivedButNotEmittedAreInNoCheckpoint() throws Exception {
    harness.queue().sendMany("a", 5);
    harness.clock.run();
    // The first poll tells the progress.
    harness.poll(3);
    assertThat(harness.output.records()).containsExactly("a0", "a1");

    assertThat(harness.snapshot(1)).extracting(Receipt::messageId).containsExactly("m0", "m1");
    harness.complete(1);

    assertThat(harness.queue().deleted()).containsExactly("m0", "m1");
  }

  @Test
  void g3AnAbortedCheckpointIsCoveredByTheNextThatCompletes() throws Exception {
    harness.queue().send("a");
    harness.drain();
    harness.snapshot(1);
    harness.reader.notifyCheckpointAborted(1);
    harness.clock.run();
    assertThat(harness.queue().deleted()).isEmpty();

    harness.queue().send("b");
    harness.drain();
    assertThat(harness.snapshot(2)).extracting(Receipt::messageId).containsExactly("m0", "m1");
    harness.complete(2);

    assertThat(harness.queue().deleted()).containsExactly("m0", "m1");
  }

  @Test
  void g3ACheckpointDoesNotCoverALaterSavepoint() throws Exception {
    harness.queue().send("a");
    harness.drain();
    harness.snapshot(1);
    harness.queue().send("b");
    harness.drain();
    harness.snapshot(2);

    harness.complete(1);
    assertThat(harness.queue().deleted()).containsExactly("m0");

    // Nothing is said of savepoint 2: checkpoint 3 covers it, though nothing was emitted since.
    harness.snapshot(3);
    harness.complete(3);
    assertThat(harness.queue().deleted()).containsExactly("m0", "m1");
  }

  @Test
  void aReceiptStaysInTheStateUntilItsDeleteSucceeded() throws Exception {
    harness.queue().send("a");
    harness.drain();
    harness.snapshot(1);
    harness.queue().holdAnswers(Request.DELETE);
    harness.complete(1);
    assertThat(harness.snapshot(2)).hasSize(1);

    harness.queue().answerHeld(Request.DELETE);
    harness.clock.run();

    assertThat(harness.snapshot(3)).isEmpty();
    assertThat(harness.gauge(SqsSourceMetrics.IN_FLIGHT)).isZero();
  }

  @Test
  void deletesGoInBatchesOfTenConcurrently() throws Exception {
    ReaderHarness many =
        ReaderHarness.create(settings -> settings.setMaxConcurrentDeletes(3)).start();
    many.queue().sendMany("a", 45);
    many.drain();
    assertThat(many.output.records()).hasSize(45);
    many.snapshot(1);
    many.queue().holdAnswers(Request.DELETE);
    many.complete(1);
    assertThat(many.queue().requests(Request.DELETE)).isEqualTo(3);

    many.queue().answerHeld(Request.DELETE);
    many.clock.run();

    assertThat(many.queue().deleteBatchSizes()).containsExactly(10, 10, 10, 10, 5);
    assertThat(many.queue().size()).isZero();
  }

  @Test
  void anEntryThatFailsForTheMomentIsTriedAgain() throws Exception {
    harness.queue().sendMany("a", 3);
    harness.queue().failDeletes("m1", "InternalError", false, 2);
    harness.drain();
    harness.snapshot(1);
    harness.complete(1);
    assertThat(harness.queue().deleted()).containsExactly("m0", "m2");

    harness.clock.advance(Duration.ofSeconds(5));

    assertThat(harness.queue().deleted()).containsExactly("m0", "m2", "m1");
    assertThat(harness.counter(SqsSourceMetrics.DELETES_FAILED)).isZero();
    assertThat(harness.snapshot(2)).isEmpty();
  }

  @Test
  void aDeleteThatKeepsFailingIsGivenUpAndCounted() throws Exception {
    ReaderHarness few = ReaderHarness.create(settings -> settings.setMaxDeleteAttempts(3)).start();
    few.queue().send("a");
    few.queue().failDeletes("m0", "InternalError", false, 100);
    few.drain();
    few.snapshot(1);
    few.complete(1);

    few.clock.advance(Duration.ofMinutes(1));

    assertThat(few.queue().requests(Request.DELETE)).isEqualTo(3);
    assertThat(few.counter(SqsSourceMetrics.DELETES_FAILED)).isEqualTo(1);
    assertThat(few.counter(SqsSourceMetrics.DELETED)).isZero();
    assertThat(few.snapshot(2)).isEmpty();
    assertThat(few.gauge(SqsSourceMetrics.IN_FLIGHT)).isZero();
  }

  @Test
  void aHandleThatSqsRefusesIsDroppedAndCounted() throws Exception {
    harness.queue().send("a");
    harness.queue().failDeletes("m0", "ReceiptHandleIsInvalid", true, 1);
    harness.drain();
    harness.snapshot(1);
    harness.complete(1);
    harness.clock.advance(Duration.ofMinutes(1));

    assertThat(harness.queue().requests(Request.DELETE)).isEqualTo(1);
    assertThat(harness.counter(SqsSourceMetrics.EXPIRED_HANDLES)).isEqualTo(1);
    assertThat(harness.snapshot(2)).isEmpty();
  }

  @Test
  void anOutageOfDeletesLosesNoReceipt() throws Exception {
    harness.queue().sendMany("a", 25);
    harness.drain();
    harness.snapshot(1);
    harness.queue().failAlways(Request.DELETE, serverError());
    harness.complete(1);
    harness.clock.advance(Duration.ofMinutes(30));
    assertThat(harness.snapshot(2)).hasSize(25);
    assertThat(harness.counter(SqsSourceMetrics.DELETES_FAILED)).isZero();

    harness.queue().repair(Request.DELETE);
    harness.clock.advance(Duration.ofMinutes(1));

    assertThat(harness.queue().size()).isZero();
    assertThat(harness.snapshot(3)).isEmpty();
    // Backing off: not a request every moment.
    assertThat(harness.queue().requests(Request.DELETE)).isBetween(50, 500);
  }

  @Test
  void deniedDeletesFailTheJobAndNameTheQueue() throws Exception {
    harness.queue().send("a");
    harness.queue().failDeletes("m0", "AccessDenied", true, 1);
    harness.drain();
    harness.snapshot(1);
    harness.complete(1);

    assertThatThrownBy(() -> harness.reader.pollNext(harness.output))
        .hasMessageContaining(QUEUE)
        .hasMessageContaining("AccessDenied")
        .hasMessageContaining("sqs:DeleteMessage");
    assertThat(harness.snapshot(2)).hasSize(1);
  }

  @Test
  void g2AMessageDeliveredAgainWhileHeldIsEmittedOnceAndDeletedByItsNewestHandle()
      throws Exception {
    harness.queue().send("a");
    harness.drain();
    Receipt first = harness.snapshot(1).get(0);
    harness.queue().expire("m0");
    harness.drain();

    assertThat(harness.output.records()).containsExactly("a");
    assertThat(harness.counter(SqsSourceMetrics.REDELIVERED)).isEqualTo(1);
    assertThat(harness.gauge(SqsSourceMetrics.IN_FLIGHT)).isEqualTo(1);
    // The older handle would delete nothing.
    harness.complete(1);
    assertThat(harness.queue().deleted()).containsExactly("m0");
    assertThat(first.handle()).isEqualTo("m0-handle0");
  }

  @Test
  void aHandleRenewedWhileItsDeleteIsUnderWayIsDeletedAgain() throws Exception {
    harness.queue().send("a");
    harness.drain();
    harness.snapshot(1);
    harness.queue().failAlways(Request.CHANGE_VISIBILITY, serverError());
    harness.queue().failNext(Request.DELETE, serverError());
    harness.complete(1);
    harness.queue().expire("m0");
    harness.drain();
    harness.clock.advance(Duration.ofSeconds(1));

    assertThat(harness.queue().deleted()).containsExactly("m0");
    assertThat(harness.output.records()).containsExactly("a");
    assertThat(harness.snapshot(2)).isEmpty();
  }

  @Test
  void g3AfterARestoreTheRestoredReceiptsAreDeletedBeforeAnythingIsReceived() throws Exception {
    ReaderHarness restored = ReaderHarness.create(settings -> {});
    Receipt receipt = receiveElsewhere(restored, "a");
    restored.queue().send("b");
    restored.queue().holdAnswers(Request.DELETE);
    restored.restore(List.of(new SqsSplit(QUEUE, 0, List.of(receipt))));
    restored.clock.advance(Duration.ofSeconds(5));
    assertThat(restored.queue().requests(Request.RECEIVE)).isZero();
    assertThat(restored.snapshot(1)).containsExactly(receipt);

    restored.queue().answerHeld(Request.DELETE);
    restored.drain();

    assertThat(restored.queue().deleted()).containsExactly("m0");
    assertThat(restored.output.records()).containsExactly("b");
    assertThat(restored.snapshot(2)).extracting(Receipt::messageId).containsExactly("m1");
  }

  @Test
  void restoredReceiptsThatCanNotBeDeletedHoldReadingUpForAMinuteOnly() throws Exception {
    ReaderHarness restored = ReaderHarness.create(settings -> {});
    Receipt receipt = receiveElsewhere(restored, "a");
    restored.queue().send("b");
    restored.queue().failAlways(Request.DELETE, serverError());
    restored.restore(List.of(new SqsSplit(QUEUE, 0, List.of(receipt))));
    restored.clock.advance(Duration.ofSeconds(59));
    assertThat(restored.queue().requests(Request.RECEIVE)).isZero();

    restored.clock.advance(Duration.ofSeconds(1));
    restored.drain();

    assertThat(restored.output.records()).containsExactly("b");
    assertThat(restored.snapshot(1)).extracting(Receipt::messageId).containsExactly("m0", "m1");
  }

  @Test
  void aQueueThatIsReadNoMoreAndIsDeletedDoesNotStopTheJob() throws Exception {
    ReaderHarness restored = ReaderHarness.create(settings -> {});
    FakeSqsQueue gone = removedQueue(restored);
    gone.failAlways(Request.DELETE, missingQueue());
    gone.failAlways(Request.CHANGE_VISIBILITY, missingQueue());
    restored.queue().send("a");
    restoreWithRemoved(restored);
    restored.drain();
    assertThat(restored.output.records()).containsExactly("a");
    restored.clock.advance(Duration.ofMinutes(59));
    assertThat(queuesInState(restored, 1)).contains(OTHER_QUEUE);

    restored.clock.advance(Duration.ofMinutes(2));

    assertThat(queuesInState(restored, 2))
        .as("there is nothing left to be deleted")
        .containsExactly(QUEUE);
    assertThat(restored.counter(OTHER_QUEUE, SqsSourceMetrics.DELETES_FAILED)).isEqualTo(1);
    assertThat(restored.gauge(OTHER_QUEUE, SqsSourceMetrics.IN_FLIGHT)).isZero();
    gone.resetRequests();
    restored.clock.advance(Duration.ofMinutes(10));
    assertThat(gone.requests(Request.DELETE) + gone.requests(Request.CHANGE_VISIBILITY)).isZero();
    assertThat(restored.reader.pollNext(restored.output)).isNotNull();
  }

  @ParameterizedTest
  @MethodSource("errorsThatMayPass")
  void g3AQueueThatIsReadNoMoreLosesNoReceiptToAnErrorThatPasses(Throwable error) throws Exception {
    ReaderHarness restored = ReaderHarness.create(settings -> {});
    FakeSqsQueue removed = removedQueue(restored);
    removed.send("x");
    removed.failAlways(Request.DELETE, error);
    removed.failAlways(Request.CHANGE_VISIBILITY, error);
    Receipt receipt = receiveElsewhere(restored, removed);
    restored.restore(
        List.of(new SqsSplit(QUEUE, 0, List.of()), new SqsSplit(OTHER_QUEUE, 0, List.of(receipt))));
    restored.clock.advance(Duration.ofMinutes(50));
    assertThat(queuesInState(restored, 1)).contains(OTHER_QUEUE);

    removed.repair(Request.DELETE);
    restored.clock.advance(Duration.ofMinutes(1));

    assertThat(removed.deleted()).containsExactly("m0");
    assertThat(queuesInState(restored, 2)).containsExactly(QUEUE);
    restored.drain();
  }

  static List<Throwable> errorsThatMayPass() {
    return List.of(
        missingQueue(),
        sqsError("AccessDenied", 403),
        sqsError("ExpiredToken", 403),
        sqsError("InvalidClientTokenId", 403),
        new NullPointerException("out of the client"),
        new RejectedExecutionException("event loop shut down"),
        SdkClientException.create("Unable to load credentials from any of the providers"),
        serverError());
  }

  @Test
  void anErrorThatMayNotPassFailsTheJobAfterFiveMinutes() throws Exception {
    harness.queue().send("a");
    harness.drain();
    harness.snapshot(1);
    harness.queue().failAlways(Request.DELETE, sqsError("ExpiredToken", 403));
    harness.complete(1);
    harness.clock.advance(Duration.ofMinutes(4));
    harness.drain();
    harness.queue().repair(Request.DELETE);
    harness.clock.advance(Duration.ofSeconds(30));
    assertThat(harness.queue().deleted()).containsExactly("m0");

    // A success begins the time anew.
    harness.queue().send("b");
    harness.drain();
    harness.snapshot(2);
    harness.queue().failAlways(Request.DELETE, sqsError("ExpiredToken", 403));
    harness.complete(2);
    harness.clock.advance(Duration.ofMinutes(4));
    harness.drain();
    harness.clock.advance(Duration.ofMinutes(2));
    assertThatThrownBy(() -> harness.reader.pollNext(harness.output))
        .hasMessageContaining(QUEUE)
        .hasMessageContaining("ExpiredToken")
        .hasMessageContaining("credentials");
    assertThat(harness.snapshot(3)).as("nothing is lost").hasSize(1);
  }

  @Test
  void throttledEntriesAreNeverGivenUp() throws Exception {
    ReaderHarness few = ReaderHarness.create(settings -> settings.setMaxDeleteAttempts(3)).start();
    few.queue().send("a");
    few.queue().failDeletes("m0", "RequestThrottled", true, 20);
    few.drain();
    few.snapshot(1);
    few.complete(1);

    few.clock.advance(Duration.ofMinutes(10));

    assertThat(few.queue().deleted()).containsExactly("m0");
    assertThat(few.counter(SqsSourceMetrics.THROTTLED)).isEqualTo(20);
    assertThat(few.counter(SqsSourceMetrics.DELETES_FAILED)).isZero();
  }

  @Test
  void deletingNeverHoldsTheTaskUp() throws Exception {
    harness.queue().send("a");
    harness.drain();
    harness.snapshot(1);
    harness.queue().holdAnswers(Request.DELETE);
    harness.reader.notifyCheckpointComplete(1);
    assertThat(harness.queue().requests(Request.DELETE))
        .as("requests made by the task's thread")
        .isZero();
    harness.clock.run();
    assertThat(harness.queue().requests(Request.DELETE)).isEqualTo(1);

    harness.queue().send("b");
    harness.drain();

    assertThat(harness.output.records()).containsExactly("a", "b");
  }

  @Test
  void deletesThatOutlastTheNextCheckpointsAreMadeOnceAndStayInTheirState() throws Exception {
    harness.queue().sendMany("a", 12);
    harness.drain();
    harness.snapshot(1);
    harness.queue().holdAnswers(Request.DELETE);
    harness.complete(1);
    harness.queue().sendMany("b", 3);
    harness.drain();
    assertThat(harness.snapshot(2)).hasSize(15);
    harness.complete(2);
    assertThat(harness.snapshot(3)).hasSize(15);
    harness.complete(3);
    assertThat(harness.queue().deleteBatchSizes()).containsExactly(10, 2, 3);

    harness.queue().answerHeld(Request.DELETE);
    harness.clock.run();

    assertThat(harness.counter(SqsSourceMetrics.DELETED)).isEqualTo(15);
    assertThat(harness.queue().deleteBatchSizes()).containsExactly(10, 2, 3);
    assertThat(harness.snapshot(4)).isEmpty();
  }

  @Test
  void deletesThatCanNotKeepUpStopReadingAtTheLimit() throws Exception {
    ReaderHarness small = ReaderHarness.create(settings -> settings.setMaxInFlight(40)).start();
    small.queue().failAlways(Request.DELETE, serverError());
    for (int checkpoint = 1; checkpoint <= 20; checkpoint++) {
      small.queue().sendMany("c" + checkpoint + "-", 20);
      small.clock.advance(Duration.ofSeconds(30));
      small.drain();
      assertThat(small.snapshot(checkpoint)).hasSizeLessThanOrEqualTo(40);
      small.complete(checkpoint);
    }
    assertThat(small.output.records()).hasSize(40);
    assertThat(small.gauge(SqsSourceMetrics.IN_FLIGHT)).isEqualTo(40);

    small.queue().repair(Request.DELETE);
    small.clock.advance(Duration.ofMinutes(1));
    small.drain();
    assertThat(small.output.records()).hasSizeGreaterThan(40);
  }

  @Test
  void messagesThatCanNeverBeDeletedDoNotGrowTheState() throws Exception {
    ReaderHarness few =
        ReaderHarness.create(
                settings ->
                    settings.setMaxDeleteAttempts(3).setVisibilityTimeout(Duration.ofSeconds(60)))
            .start();
    for (int i = 0; i < 5; i++) {
      few.queue().failDeletes(few.queue().send("a" + i), "InternalError", false, 10_000);
    }
    int largest = 0;
    for (int checkpoint = 1; checkpoint <= 30; checkpoint++) {
      few.drain();
      largest = Math.max(largest, few.snapshot(checkpoint).size());
      few.complete(checkpoint);
      few.clock.advance(Duration.ofSeconds(60));
    }
    // They come back whenever their visibility timeout has passed, and are tried again.
    assertThat(few.counter(SqsSourceMetrics.DELETES_FAILED)).isGreaterThanOrEqualTo(5 * 10);
    assertThat(few.output.records().size()).isGreaterThanOrEqualTo(5 * 10);
    assertThat(largest).isEqualTo(5);
  }

  private static FakeSqsQueue removedQueue(ReaderHarness harness) {
    FakeSqsQueue removed = new FakeSqsQueue(OTHER_QUEUE, harness.clock);
    harness.queues.put(OTHER_QUEUE, removed);
    return removed;
  }

  private static void restoreWithRemoved(ReaderHarness harness) {
    Receipt receipt = new Receipt("m9", "m9-handle0", harness.clock.now());
    harness.restore(
        List.of(new SqsSplit(QUEUE, 0, List.of()), new SqsSplit(OTHER_QUEUE, 0, List.of(receipt))));
  }

  private static List<String> queuesInState(ReaderHarness harness, long checkpointId) {
    return harness.reader.snapshotState(checkpointId).stream()
        .map(SqsSplit::queueUrl)
        .collect(Collectors.toList());
  }

  /** A message that another attempt of the job received. */
  private static Receipt receiveElsewhere(ReaderHarness harness, String body) throws Exception {
    harness.queue().send(body);
    return receiveElsewhere(harness, harness.queue());
  }

  private static Receipt receiveElsewhere(ReaderHarness harness, FakeSqsQueue queue)
      throws Exception {
    var received =
        queue.receive(new ReceiveRequest(1, Duration.ZERO, Duration.ofMinutes(10), null));
    harness.clock.run();
    var message = received.get().get(0);
    Receipt receipt =
        new Receipt(message.message().messageId(), message.receiptHandle(), harness.clock.now());
    assertThat(queue.requests(Request.RECEIVE)).isEqualTo(1);
    queue.resetRequests();
    return receipt;
  }

  private static Throwable missingQueue() {
    return SqsException.builder()
        .awsErrorDetails(
            AwsErrorDetails.builder().errorCode("AWS.SimpleQueueService.NonExistentQueue").build())
        .statusCode(400)
        .message("The specified queue does not exist.")
        .build();
  }

  private static Throwable serverError() {
    return sqsError("InternalError", 500);
  }

  private static Throwable sqsError(String code, int status) {
    return SqsException.builder()
        .awsErrorDetails(AwsErrorDetails.builder().errorCode(code).build())
        .statusCode(status)
        .message("scripted")
        .build();
  }
}
