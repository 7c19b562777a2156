package io.uploadlens.source.sqs.reader;

import static org.assertj.core.api.Assertions.assertThat;

import io.uploadlens.source.sqs.metrics.SqsSourceMetrics;
import io.uploadlens.source.sqs.split.Receipt;
import io.uploadlens.source.sqs.split.SqsSplit;
import io.uploadlens.testing.FakeSqsQueue.Request;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import org.junit.jupiter.api.Test;
import software.amazon.awssdk.awscore.exception.AwsErrorDetails;
import software.amazon.awssdk.services.sqs.model.SqsException;

/** What bounds the messages in flight, and what the source says when it meets the bound. */
class InFlightLimitTest {

  private final CheckpointTimes checkpoints = new CheckpointTimes();
  private final InFlightLimit limit =
      new InFlightLimit(ReaderHarness.QUEUE, 25_000, 100_000, checkpoints);

  @Test
  void theFormulaHasTheNumbersOfThisJob() {
    assertThat(limit.formula())
        .isEqualTo(
            "A queue's rate is at most its messages in flight / (checkpoint interval + duration).");
    checkpoints.begun(1, 0);
    checkpoints.completed(1, 4_000);
    checkpoints.begun(2, 60_000);
    checkpoints.completed(2, 64_200);
    assertThat(limit.formula())
        .isEqualTo(
            "A queue's rate is at most its messages in flight / (checkpoint interval + duration),"
                + " here 100,000 / (60.0 s + 4.2 s) = 1,557 messages a second.");
    assertThat(limit.hint()).startsWith("Shorten the checkpoint interval");
  }

  @Test
  void theHintTellsWhatIsWrongWithTheCheckpoints() {
    assertThat(limit.hint()).contains("is checkpointing switched on");
    checkpoints.begun(1, 0);
    checkpoints.begun(2, 10_000);
    assertThat(limit.hint()).contains("of 2 that have begun");
    checkpoints.completed(2, 25_000);
    assertThat(limit.hint()).contains("take longer than their interval");
    checkpoints.begun(3, 35_000);
    checkpoints.begun(4, 65_000);
    assertThat(limit.hint()).startsWith("Shorten the checkpoint interval");
    checkpoints.begun(5, 75_000);
    assertThat(limit.hint()).contains("last 3 checkpoints have not completed");
    // One that is complete makes up for all before it.
    checkpoints.completed(5, 76_000);
    assertThat(limit.hint()).startsWith("Shorten the checkpoint interval");
  }

  @Test
  void checkpointsThatNeverCompleteAreForgotten() {
    for (int id = 1; id <= 10_000; id++) {
      checkpoints.begun(id, id);
    }
    assertThat(limit.hint()).contains("of 10000 that have begun");
    checkpoints.completed(10_000, 10_005);
    assertThat(checkpoints.durationMillis()).isEqualTo(5);
    assertThat(checkpoints.withoutCompletion()).isZero();
  }

  @Test
  void theShareIsAMetric() {
    ReaderHarness harness =
        new ReaderHarness(List.of(ReaderHarness.QUEUE), 3, settings -> settings.setMaxInFlight(100))
            .start();
    assertThat(harness.gauge(SqsSourceMetrics.IN_FLIGHT_LIMIT)).isEqualTo(33);
  }

  @Test
  void moreSubtasksThanMessagesReadOneEach() throws Exception {
    ReaderHarness harness =
        new ReaderHarness(List.of(ReaderHarness.QUEUE), 50, settings -> settings.setMaxInFlight(10))
            .start();
    harness.queue().sendMany("a", 3);
    harness.drain();
    assertThat(harness.output.records()).containsExactly("a0");
    harness.snapshot(1);
    harness.complete(1);
    harness.drain();
    assertThat(harness.output.records()).containsExactly("a0", "a1");
  }

  @Test
  void moreRestoredReceiptsThanTheShareAreDeletedAndThenItReads() throws Exception {
    ReaderHarness harness =
        new ReaderHarness(
            List.of(ReaderHarness.QUEUE), 4, settings -> settings.setMaxInFlight(200));
    List<Receipt> receipts = new ArrayList<>();
    for (int i = 0; i < 500; i++) {
      receipts.add(new Receipt("restored" + i, "handle" + i, harness.clock.now()));
    }
    harness.queue().sendMany("a", 60);
    harness.queue().failNext(Request.DELETE, error("InternalError", 500));
    harness.restore(List.of(new SqsSplit(ReaderHarness.QUEUE, 0, receipts)));
    assertThat(harness.queue().requests(Request.RECEIVE)).isZero();
    harness.clock.advance(Duration.ofSeconds(10));
    harness.drain();
    assertThat(harness.output.records()).hasSize(50);
    assertThat(harness.gauge(SqsSourceMetrics.IN_FLIGHT)).isEqualTo(50);
  }

  @Test
  void restoredReceiptsThatCannotBeDeletedNeitherStopReadingForEverNorPassTheLimit()
      throws Exception {
    ReaderHarness harness =
        new ReaderHarness(
            List.of(ReaderHarness.QUEUE), 4, settings -> settings.setMaxInFlight(200));
    List<Receipt> receipts = new ArrayList<>();
    for (int i = 0; i < 45; i++) {
      receipts.add(new Receipt("restored" + i, "handle" + i, harness.clock.now()));
    }
    harness.queue().sendMany("a", 60);
    harness.queue().failAlways(Request.DELETE, error("InternalError", 500));
    harness.restore(List.of(new SqsSplit(ReaderHarness.QUEUE, 0, receipts)));
    harness.clock.advance(Duration.ofMinutes(10));
    harness.drain();
    assertThat(harness.output.records()).isEmpty();
    assertThat(harness.gauge(SqsSourceMetrics.IN_FLIGHT)).isEqualTo(45);
    assertThat(harness.gauge(SqsSourceMetrics.AT_IN_FLIGHT_LIMIT)).isEqualTo(1);

    harness.queue().repair(Request.DELETE);
    harness.clock.advance(Duration.ofMinutes(1));
    harness.drain();
    assertThat(harness.output.records()).hasSize(50);
  }

  @Test
  void overLimitOfSqsBacksOffAndIsCounted() throws Exception {
    ReaderHarness harness = ReaderHarness.create(settings -> {});
    harness.queue().failAlways(Request.RECEIVE, error("OverLimit", 403));
    harness.start();
    harness.clock.advance(Duration.ofMinutes(5));
    int requests = harness.queue().requests(Request.RECEIVE);
    assertThat(requests).isBetween(15, 60);
    assertThat(harness.counter(SqsSourceMetrics.THROTTLED)).isEqualTo(requests);
    harness.queue().repair(Request.RECEIVE);
    harness.queue().send("a");
    harness.clock.advance(Duration.ofSeconds(20));
    harness.drain();
    assertThat(harness.output.records()).containsExactly("a");
  }

  private static Throwable error(String code, int status) {
    return SqsException.builder()
        .awsErrorDetails(AwsErrorDetails.builder().errorCode(code).build())
        .statusCode(status)
        .message("scripted")
        .build();
  }
}
