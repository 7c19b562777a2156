package io.uploadlens.source.sqs.reader;

import static io.uploadlens.source.sqs.reader.ReaderHarness.QUEUE;
import static io.uploadlens.source.sqs.reader.SqsErrors.serverError;
import static org.assertj.core.api.Assertions.assertThat;

import io.uploadlens.source.sqs.metrics.SqsSourceMetrics;
import io.uploadlens.source.sqs.split.Receipt;
import io.uploadlens.source.sqs.split.SqsSplit;
import io.uploadlens.testing.FakeSqsQueue.Request;
import java.time.Duration;
import java.util.List;
import org.junit.jupiter.api.Test;

/** When messages are deleted. */
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
    Receipt receipt = receiveElsewhere(restored);
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
    Receipt receipt = receiveElsewhere(restored);
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

  /** A message that another attempt of the job received. */
  private static Receipt receiveElsewhere(ReaderHarness harness) throws Exception {
    harness.queue().send("a");
    return harness.receiveElsewhere(harness.queue());
  }
}
