package io.uploadlens.source.sqs.reader;

import static org.assertj.core.api.Assertions.assertThat;

import io.uploadlens.source.sqs.metrics.SqsSourceMetrics;
import io.uploadlens.testing.FakeSqsQueue;
import io.uploadlens.testing.FakeSqsQueue.Request;
import java.time.Duration;
import org.junit.jupiter.api.Test;
import software.amazon.awssdk.awscore.exception.AwsErrorDetails;
import software.amazon.awssdk.services.sqs.model.SqsException;

/** A hundred thousand messages are kept hidden, at an even pace and at nobody's cost. */
class HeartbeatTest {

  private static final int HELD = 100_000;
  private static final int VISIBILITY_SECONDS = 60;
  private static final Duration VISIBILITY = Duration.ofSeconds(VISIBILITY_SECONDS);
  private static final int BATCH = 10;

  private final ReaderHarness harness =
      ReaderHarness.create(
              settings ->
                  settings
                      .setVisibilityTimeout(VISIBILITY)
                      .setMaxInFlight(120_000)
                      .setMaxConcurrentDeletes(16))
          .start();
  private final FakeSqsQueue queue = harness.queue();

  @Test
  void g2AHundredThousandMessagesStayHiddenWhileNoCheckpointCompletes() throws Exception {
    receiveAll(HELD);
    int busiestSecond = 0;
    for (int second = 1; second <= 300; second++) {
      int before = queue.requests(Request.CHANGE_VISIBILITY);
      harness.clock.advance(Duration.ofSeconds(1));
      busiestSecond = Math.max(busiestSecond, queue.requests(Request.CHANGE_VISIBILITY) - before);
      if (second % 30 == 0) {
        assertThat(harness.snapshot(second)).hasSize(HELD);
        harness.reader.notifyCheckpointAborted(second);
      }
    }
    assertThat(harness.counter(SqsSourceMetrics.REDELIVERED)).isZero();
    assertThat(harness.counter(SqsSourceMetrics.EXPIRED_HANDLES)).isZero();
    assertThat(queue.visible()).isZero();
    // Each at the latest after half of the timeout, and not oftener than after a third.
    assertThat(queue.shortestLeft()).isGreaterThanOrEqualTo(VISIBILITY.dividedBy(2).minusMillis(1));
    int sweeps = HELD / BATCH;
    assertThat(queue.requests(Request.CHANGE_VISIBILITY))
        .isBetween(sweeps * 300 / 30 - sweeps, sweeps * 300 / 20);
    // All came at once; their extensions take the sixth of the timeout that is there for them.
    assertThat(busiestSecond).isLessThanOrEqualTo(sweeps / (VISIBILITY_SECONDS / 6) * 5 / 4);

    harness.snapshot(301);
    harness.complete(301);
    assertThat(queue.deleted()).hasSize(HELD);
    assertThat(harness.gauge(SqsSourceMetrics.IN_FLIGHT)).isZero();
  }

  @Test
  void receivesAreNotStarvedAndExtensionsKeepToTheirShareOfTheConnections() throws Exception {
    receiveAll(HELD);
    queue.answerAfter(Duration.ofMillis(10));
    queue.maxOpenVisibilityChanges();
    harness.clock.advance(VISIBILITY.dividedBy(3));
    // In the midst of the extensions as many are read as without any.
    int rounds = 8;
    for (int round = 0; round < rounds; round++) {
      queue.sendMany("more" + round + "-", 200);
      for (int i = 0; i < 10; i++) {
        harness.clock.advance(Duration.ofMillis(100));
        harness.drain();
      }
    }
    assertThat(harness.output.records()).hasSize(HELD + rounds * 200);
    assertThat(harness.counter(SqsSourceMetrics.VISIBILITY_EXTENSIONS))
        .isGreaterThan(HELD * 6 / 10);
    assertThat(queue.maxOpenVisibilityChanges()).isEqualTo(8);
    harness.clock.advance(Duration.ofMinutes(2));
    assertThat(harness.counter(SqsSourceMetrics.REDELIVERED)).isZero();
  }

  @Test
  void slowAnswersCostNoMessageItsTime() throws Exception {
    receiveAll(20_000);
    // Sixteen at a time, each a quarter of a second: less than is needed at an even pace.
    queue.answerAfter(Duration.ofMillis(250));
    harness.clock.advance(Duration.ofMinutes(10));
    assertThat(harness.counter(SqsSourceMetrics.REDELIVERED)).isZero();
    assertThat(queue.maxOpenVisibilityChanges()).isEqualTo(16);
  }

  @Test
  void whatIsThrottledIsTriedAgainBeforeItsVisibilityEnds() throws Exception {
    receiveAll(HELD);
    harness.clock.advance(VISIBILITY.dividedBy(3).minusSeconds(1));
    queue.failAlways(Request.CHANGE_VISIBILITY, throttled());
    // Nearly all the time that there is.
    harness.clock.advance(Duration.ofSeconds(37));
    int tries = queue.requests(Request.CHANGE_VISIBILITY);
    assertThat(tries).isBetween(5, 100);
    assertThat(harness.counter(SqsSourceMetrics.THROTTLED)).isEqualTo(tries);
    queue.repair(Request.CHANGE_VISIBILITY);

    harness.clock.advance(Duration.ofMinutes(2));

    assertThat(harness.counter(SqsSourceMetrics.REDELIVERED)).isZero();
    assertThat(queue.visible()).isZero();
  }

  @Test
  void whatIsAboutToBeDeletedIsExtendedLater() throws Exception {
    receiveAll(10_000);
    harness.snapshot(1);
    queue.answerAfter(Duration.ofMillis(400));
    harness.clock.advance(VISIBILITY.dividedBy(3).minusSeconds(1));
    // A thousand requests, sixteen at a time: 25 seconds of deleting.
    harness.complete(1);
    harness.clock.advance(Duration.ofSeconds(30));
    assertThat(queue.deleted()).hasSize(10_000);
    // At the even pace for messages that nobody deletes it were nearly all.
    assertThat(harness.counter(SqsSourceMetrics.VISIBILITY_EXTENSIONS)).isLessThan(6_000);
    assertThat(harness.counter(SqsSourceMetrics.EXPIRED_HANDLES)).isZero();
    int requests = queue.requests(Request.CHANGE_VISIBILITY);
    harness.clock.advance(Duration.ofMinutes(5));
    assertThat(queue.requests(Request.CHANGE_VISIBILITY)).isEqualTo(requests);
  }

  private void receiveAll(int messages) throws Exception {
    queue.sendMany("a", messages);
    harness.drain();
    assertThat(harness.output.records()).hasSize(messages);
    assertThat(harness.gauge(SqsSourceMetrics.IN_FLIGHT)).isEqualTo(messages);
  }

  private static Throwable throttled() {
    return SqsException.builder()
        .awsErrorDetails(AwsErrorDetails.builder().errorCode("RequestThrottled").build())
        .statusCode(400)
        .message("scripted")
        .build();
  }
}
