package io.uploadlens.source.sqs.reader;

import static io.uploadlens.source.sqs.reader.ReaderHarness.OTHER_QUEUE;
import static io.uploadlens.source.sqs.reader.ReaderHarness.QUEUE;
import static io.uploadlens.source.sqs.reader.SqsErrors.missingQueue;
import static io.uploadlens.source.sqs.reader.SqsErrors.serverError;
import static io.uploadlens.source.sqs.reader.SqsErrors.sqsError;
import static org.assertj.core.api.Assertions.assertThat;

import io.uploadlens.source.sqs.metrics.SqsSourceMetrics;
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
import org.junit.jupiter.params.provider.ValueSource;
import software.amazon.awssdk.core.exception.SdkClientException;

/** A queue that is read no more is deleted from, and cannot stop the job. */
class RemovedQueueTest {

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
    Receipt receipt = restored.receiveElsewhere(removed);
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

  @ParameterizedTest
  @ValueSource(strings = {"AccessDenied", "InternalError"})
  void g3AQueueThatIsReadNoMoreLosesNoReceiptToEntriesThatFailForAWhile(String code)
      throws Exception {
    ReaderHarness restored = ReaderHarness.create(settings -> {});
    FakeSqsQueue removed = removedQueue(restored);
    removed.send("x");
    removed.send("never");
    removed.failDeletes("m0", code, false, 20);
    removed.failDeletes("m1", code, false, 10_000);
    Receipt receipt = restored.receiveElsewhere(removed);
    Receipt never = restored.receiveElsewhere(removed);
    restored.restore(
        List.of(
            new SqsSplit(QUEUE, 0, List.of()),
            new SqsSplit(OTHER_QUEUE, 0, List.of(receipt, never))));
    restored.clock.advance(Duration.ofMinutes(50));
    assertThat(removed.deleted()).containsExactly("m0");
    assertThat(queuesInState(restored, 1)).contains(OTHER_QUEUE);

    restored.clock.advance(Duration.ofMinutes(11));
    assertThat(queuesInState(restored, 2)).containsExactly(QUEUE);
    assertThat(restored.counter(OTHER_QUEUE, SqsSourceMetrics.DELETES_FAILED)).isEqualTo(1);
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
}
