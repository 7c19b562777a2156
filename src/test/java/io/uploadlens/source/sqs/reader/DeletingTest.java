package io.uploadlens.source.sqs.reader;

import static io.uploadlens.source.sqs.reader.ReaderHarness.OTHER_QUEUE;
import static io.uploadlens.source.sqs.reader.ReaderHarness.QUEUE;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.uploadlens.source.sqs.metrics.SqsSourceMetrics;
import io.uploadlens.source.sqs.split.Receipt;
import io.uploadlens.source.sqs.split.SqsSplit;
import io.uploadlens.testing.FakeSqsQueue;
import io.uploadlens.testing.FakeSqsQueue.Request;
import java.time.Duration;
import java.util.List;
import org.junit.jupiter.api.Test;
import software.amazon.awssdk.awscore.exception.AwsErrorDetails;
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
    FakeSqsQueue gone = new FakeSqsQueue(OTHER_QUEUE, restored.clock);
    gone.failAlways(Request.DELETE, missingQueue());
    gone.failAlways(Request.CHANGE_VISIBILITY, missingQueue());
    restored.queues.put(OTHER_QUEUE, gone);
    restored.queue().send("a");
    Receipt receipt = new Receipt("m9", "m9-handle0", restored.clock.now());
    restored.restore(
        List.of(new SqsSplit(QUEUE, 0, List.of()), new SqsSplit(OTHER_QUEUE, 0, List.of(receipt))));
    restored.drain();

    assertThat(restored.output.records()).containsExactly("a");
    assertThat(restored.reader.snapshotState(1))
        .as("there is nothing left to be deleted")
        .extracting(SqsSplit::queueUrl)
        .containsExactly(QUEUE);
    restored.clock.advance(Duration.ofMinutes(10));
    assertThat(gone.requests(Request.CHANGE_VISIBILITY)).isZero();
  }

  /** A message that another attempt of the job received. */
  private static Receipt receiveElsewhere(ReaderHarness harness, String body) throws Exception {
    harness.queue().send(body);
    var received =
        harness
            .queue()
            .receive(
                new io.uploadlens.source.sqs.queue.ReceiveRequest(
                    1, Duration.ZERO, Duration.ofMinutes(10), null));
    harness.clock.run();
    var message = received.get().get(0);
    Receipt receipt =
        new Receipt(message.message().messageId(), message.receiptHandle(), harness.clock.now());
    assertThat(harness.queue().requests(Request.RECEIVE)).isEqualTo(1);
    harness.queue().resetRequests();
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
    return SqsException.builder()
        .awsErrorDetails(AwsErrorDetails.builder().errorCode("InternalError").build())
        .statusCode(500)
        .message("scripted")
        .build();
  }
}
