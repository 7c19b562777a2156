package io.uploadlens.source.sqs.reader;

import static io.uploadlens.source.sqs.reader.ReaderHarness.QUEUE;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.uploadlens.source.sqs.metrics.SqsSourceMetrics;
import io.uploadlens.testing.FakeSqsQueue.Request;
import java.io.IOException;
import java.time.Duration;
import java.util.List;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import software.amazon.awssdk.awscore.exception.AwsErrorDetails;
import software.amazon.awssdk.core.exception.SdkClientException;
import software.amazon.awssdk.services.sqs.model.SqsException;

/** How many receives are in flight, what bounds them, and what failures do to them. */
class ReceivingTest {

  @Test
  void anIdleQueueCostsOneLongPoll() throws Exception {
    ReaderHarness harness = ReaderHarness.create(settings -> {}).start();
    assertThat(harness.queue().openPolls()).isEqualTo(1);

    harness.clock.advance(Duration.ofMinutes(10));

    assertThat(harness.queue().maxOpenPolls()).isEqualTo(1);
    assertThat(harness.queue().requests(Request.RECEIVE)).isEqualTo(31);
    assertThat(harness.counter(SqsSourceMetrics.RECEIVES_EMPTY)).isEqualTo(30);
  }

  @Test
  void fullAnswersRaiseTheConcurrencyAndEmptyOnesLowerIt() throws Exception {
    ReaderHarness harness =
        ReaderHarness.create(settings -> settings.setMaxConcurrentReceives(8)).start();
    harness.queue().sendMany("a", 2_000);
    harness.drain();
    assertThat(harness.output.records()).hasSize(2_000);
    assertThat(harness.queue().maxOpenPolls()).isEqualTo(8);

    harness.clock.advance(Duration.ofMinutes(2));
    assertThat(harness.gauge(SqsSourceMetrics.CONCURRENT_RECEIVES)).isEqualTo(1);
    assertThat(harness.queue().openPolls()).isEqualTo(1);
  }

  @Test
  void nothingIsReceivedBeyondThePrefetch() throws Exception {
    ReaderHarness harness =
        ReaderHarness.create(settings -> settings.setMaxPrefetch(35).setMaxConcurrentReceives(8))
            .start();
    harness.queue().sendMany("a", 200);
    harness.clock.run();
    assertThat(harness.gauge(SqsSourceMetrics.PREFETCHED)).isEqualTo(30);
    assertThat(harness.queue().openPolls()).isZero();

    // What is emitted makes room; a receive waits until ten fit.
    int before = harness.queue().requests(Request.RECEIVE);
    harness.poll(5);
    harness.clock.run();
    assertThat(harness.queue().requests(Request.RECEIVE)).isEqualTo(before);
    harness.poll(2);
    harness.clock.run();
    assertThat(harness.queue().requests(Request.RECEIVE)).isEqualTo(before + 1);
    harness.drain();
    assertThat(harness.output.records()).hasSize(200).doesNotHaveDuplicates();
  }

  @Test
  void receivingStopsAtThisSubtasksShareOfTheInFlightLimitAndSaysSo() throws Exception {
    ReaderHarness harness =
        new ReaderHarness(List.of(QUEUE), 4, settings -> settings.setMaxInFlight(200)).start();
    harness.queue().sendMany("a", 300);
    harness.drain();
    assertThat(harness.output.records()).hasSize(50);
    assertThat(harness.gauge(SqsSourceMetrics.IN_FLIGHT)).isEqualTo(50);
    assertThat(harness.gauge(SqsSourceMetrics.AT_IN_FLIGHT_LIMIT)).isEqualTo(1);
    assertThat(harness.queue().openPolls()).isZero();
    harness.clock.advance(Duration.ofMinutes(10));
    harness.drain();
    assertThat(harness.output.records()).hasSize(50);

    harness.snapshot(1);
    harness.complete(1);
    harness.drain();
    assertThat(harness.output.records()).hasSize(100).doesNotHaveDuplicates();

    for (int checkpoint = 2; checkpoint <= 6; checkpoint++) {
      harness.snapshot(checkpoint);
      harness.complete(checkpoint);
      harness.drain();
    }
    assertThat(harness.output.records()).hasSize(300).doesNotHaveDuplicates();
    assertThat(harness.gauge(SqsSourceMetrics.AT_IN_FLIGHT_LIMIT)).isZero();
  }

  @Test
  void aLimitBelowTenStillReads() throws Exception {
    ReaderHarness harness =
        new ReaderHarness(List.of(QUEUE), 3, settings -> settings.setMaxInFlight(7)).start();
    harness.queue().sendMany("a", 5);
    harness.drain();
    assertThat(harness.output.records()).containsExactly("a0", "a1");
  }

  @Test
  void throttlingBacksOffAndIsCounted() throws Exception {
    ReaderHarness harness = ReaderHarness.create(settings -> {});
    harness.queue().failAlways(Request.RECEIVE, error("RequestThrottled", 400));
    harness.start();
    harness.clock.advance(Duration.ofMinutes(5));
    int requests = harness.queue().requests(Request.RECEIVE);
    assertThat(requests).isBetween(15, 60);
    assertThat(harness.counter(SqsSourceMetrics.THROTTLED)).isEqualTo(requests);
    harness.drain();

    harness.queue().repair(Request.RECEIVE);
    harness.queue().send("a");
    harness.clock.advance(Duration.ofSeconds(20));
    harness.drain();
    assertThat(harness.output.records()).containsExactly("a");
  }

  @ParameterizedTest
  @CsvSource({"InternalError, 500", "ServiceUnavailable, 503", "OverLimit, 403"})
  void serverErrorsPass(String code, int status) throws Exception {
    ReaderHarness harness = ReaderHarness.create(settings -> {});
    harness.queue().failNext(Request.RECEIVE, error(code, status));
    harness
        .queue()
        .failNext(Request.RECEIVE, SdkClientException.create("reset", new IOException("reset")));
    harness.queue().send("a");
    harness.start();
    harness.clock.advance(Duration.ofSeconds(5));
    harness.drain();
    assertThat(harness.output.records()).containsExactly("a");
    assertThat(harness.counter(SqsSourceMetrics.REQUESTS_FAILED)).isEqualTo(2);
  }

  @ParameterizedTest
  @CsvSource({
    "AccessDenied, 403",
    "AWS.SimpleQueueService.NonExistentQueue, 400",
    "KmsAccessDenied, 400",
    "InvalidClientTokenId, 403",
    "InvalidParameterValue, 400"
  })
  void whatDoesNotPassFailsTheJobAndNamesTheQueue(String code, int status) {
    ReaderHarness harness = ReaderHarness.create(settings -> {});
    harness.queue().failNext(Request.RECEIVE, error(code, status));
    harness.start();

    assertThat(harness.reader.isAvailable()).isDone();
    assertThatThrownBy(() -> harness.reader.pollNext(harness.output))
        .hasMessageContaining(QUEUE)
        .hasMessageContaining(code)
        .hasMessageContaining("sqs:ReceiveMessage");
    harness.clock.advance(Duration.ofMinutes(10));
    assertThat(harness.queue().requests(Request.RECEIVE)).isEqualTo(1);
  }

  @Test
  void shortPollsOfAnIdleQueueArePaced() throws Exception {
    ReaderHarness harness =
        ReaderHarness.create(settings -> settings.setReceiveWait(Duration.ZERO)).start();
    harness.clock.advance(Duration.ofMinutes(1));
    assertThat(harness.queue().requests(Request.RECEIVE)).isBetween(55, 61);
  }

  private static Throwable error(String code, int status) {
    return SqsException.builder()
        .awsErrorDetails(AwsErrorDetails.builder().errorCode(code).build())
        .statusCode(status)
        .message("scripted")
        .build();
  }
}
