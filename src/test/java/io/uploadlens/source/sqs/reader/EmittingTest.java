package io.uploadlens.source.sqs.reader;

import static io.uploadlens.source.sqs.reader.ReaderHarness.OTHER_QUEUE;
import static io.uploadlens.source.sqs.reader.ReaderHarness.QUEUE;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.uploadlens.source.sqs.split.Receipt;
import io.uploadlens.source.sqs.split.SqsSplit;
import io.uploadlens.testing.FakeSqsQueue;
import io.uploadlens.testing.ManualClock;
import java.io.IOException;
import java.time.Duration;
import java.util.List;
import java.util.concurrent.CompletableFuture;
import org.apache.flink.core.io.InputStatus;
import org.junit.jupiter.api.Test;

/** What leaves the reader, through which output, and how splits meet. */
class EmittingTest {

  @Test
  void recordsCarryTheTimeTheirMessageWasSentAndLeaveThroughTheirSplitsOutput() throws Exception {
    ReaderHarness harness = twoQueues().start();
    harness.queues.get(QUEUE).send("a");
    harness.clock.advance(Duration.ofSeconds(1));
    harness.queues.get(OTHER_QUEUE).send("b");
    harness.drain();

    assertThat(harness.output.bySplit().get(QUEUE + "#0")).containsExactly("~CATCHING_UP", "a");
    assertThat(harness.output.bySplit().get(OTHER_QUEUE + "#0"))
        .containsExactly("~CATCHING_UP", "b");
    assertThat(harness.output.timestamps())
        .containsExactly(ManualClock.START, ManualClock.START + 1_000);
  }

  @Test
  void queuesTakeTurns() throws Exception {
    ReaderHarness harness = twoQueues().start();
    harness.queues.get(QUEUE).sendMany("a", 10);
    harness.queues.get(OTHER_QUEUE).sendMany("b", 10);
    harness.clock.run();
    harness.poll(10);
    assertThat(harness.output.records())
        .containsExactly("a0", "b0", "a1", "b1", "a2", "b2", "a3", "b3");
  }

  @Test
  void whileNothingIsThereTheTaskSleeps() throws Exception {
    ReaderHarness harness = ReaderHarness.create(settings -> {}).start();
    harness.drain();
    CompletableFuture<Void> available = harness.reader.isAvailable();
    assertThat(harness.reader.pollNext(harness.output)).isEqualTo(InputStatus.NOTHING_AVAILABLE);
    harness.clock.advance(Duration.ofMinutes(5));
    assertThat(available).isNotDone();

    harness.queue().send("a");
    harness.clock.run();
    assertThat(available).isDone();
    assertThat(harness.reader.pollNext(harness.output)).isEqualTo(InputStatus.MORE_AVAILABLE);
    assertThat(harness.reader.pollNext(harness.output)).isEqualTo(InputStatus.NOTHING_AVAILABLE);
    assertThat(harness.reader.isAvailable()).isNotDone();
  }

  @Test
  void g3SplitsOfOneQueueAreMergedWithoutLosingAReceiptAndTheirOutputsReleased() throws Exception {
    ReaderHarness harness = ReaderHarness.create(settings -> {});
    harness.queue().failAlways(FakeSqsQueue.Request.DELETE, new IOException("down"));
    harness.restore(
        List.of(
            new SqsSplit(QUEUE, 0, List.of(receipt("x"))),
            new SqsSplit(QUEUE, 2, List.of(receipt("y"), receipt("z")))));
    // The enumerator's own comes on top.
    harness.reader.addSplits(List.of(new SqsSplit(QUEUE, 1, List.of(receipt("late")))));
    harness.drain();

    assertThat(harness.output.released()).containsExactly(QUEUE + "#2", QUEUE + "#1");
    List<SqsSplit> state = harness.reader.snapshotState(1);
    assertThat(state).hasSize(1);
    assertThat(state.get(0).splitId()).isEqualTo(QUEUE + "#0");
    assertThat(state.get(0).receipts())
        .extracting(Receipt::messageId)
        .containsExactlyInAnyOrder("x", "y", "z", "late");
  }

  @Test
  void g3AQueueTakenOutOfTheSettingsIsDeletedFromAndNotRead() throws Exception {
    ReaderHarness harness = ReaderHarness.create(settings -> {});
    FakeSqsQueue gone = new FakeSqsQueue(OTHER_QUEUE, harness.clock);
    harness.queues.put(OTHER_QUEUE, gone);
    gone.send("read before");
    var received =
        gone.receive(
            new io.uploadlens.source.sqs.queue.ReceiveRequest(
                1, Duration.ZERO, Duration.ofMinutes(10), null));
    harness.clock.run();
    gone.send("unread");
    gone.resetRequests();
    Receipt receipt = new Receipt("m0", received.get().get(0).receiptHandle(), harness.clock.now());
    gone.holdAnswers(FakeSqsQueue.Request.DELETE);
    harness.restore(
        List.of(new SqsSplit(QUEUE, 0, List.of()), new SqsSplit(OTHER_QUEUE, 0, List.of(receipt))));
    assertThat(harness.reader.snapshotState(1)).hasSize(2);

    gone.answerHeld(FakeSqsQueue.Request.DELETE);
    harness.clock.advance(Duration.ofMinutes(5));
    harness.drain();

    assertThat(gone.deleted()).containsExactly("m0");
    assertThat(gone.requests(FakeSqsQueue.Request.RECEIVE)).isZero();
    assertThat(harness.output.released()).containsExactly(OTHER_QUEUE + "#0");
    assertThat(harness.reader.snapshotState(2)).containsExactly(new SqsSplit(QUEUE, 0, List.of()));
  }

  @Test
  void aPausedSplitEmitsNothingUntilItIsResumed() throws Exception {
    ReaderHarness harness = twoQueues().start();
    harness.drain();
    harness.reader.pauseOrResumeSplits(List.of(QUEUE + "#0"), List.of());
    harness.queues.get(QUEUE).send("a");
    harness.queues.get(OTHER_QUEUE).send("b");
    harness.drain();
    assertThat(harness.output.records()).containsExactly("b");
    assertThat(harness.reader.isAvailable()).isNotDone();

    harness.reader.pauseOrResumeSplits(List.of(), List.of(QUEUE + "#0"));
    assertThat(harness.reader.isAvailable()).isDone();
    harness.drain();
    assertThat(harness.output.records()).containsExactly("b", "a");
  }

  @Test
  void g1AMessageThatTheSchemaThrowsOnFailsTheJobAndIsInNoCheckpoint() throws Exception {
    ReaderHarness harness = ReaderHarness.create(settings -> {}).start();
    harness.queue().send("poison");
    harness.clock.run();
    harness.poll(1);
    assertThatThrownBy(() -> harness.reader.pollNext(harness.output))
        .isInstanceOf(IOException.class);
    assertThat(harness.snapshot(1)).isEmpty();
  }

  private static ReaderHarness twoQueues() {
    return new ReaderHarness(List.of(QUEUE, OTHER_QUEUE), 1, settings -> {});
  }

  private static Receipt receipt(String id) {
    return new Receipt(id, id + "-handle", ManualClock.START);
  }
}
