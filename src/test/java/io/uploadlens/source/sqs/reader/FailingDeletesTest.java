package io.uploadlens.source.sqs.reader;

import static io.uploadlens.source.sqs.reader.ReaderHarness.QUEUE;
import static io.uploadlens.source.sqs.reader.SqsErrors.serverError;
import static io.uploadlens.source.sqs.reader.SqsErrors.sqsError;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.uploadlens.source.sqs.metrics.SqsSourceMetrics;
import io.uploadlens.testing.FakeSqsQueue.Request;
import java.time.Duration;
import org.junit.jupiter.api.Test;

/** What happens to deletes that fail. */
class FailingDeletesTest {

  private final ReaderHarness harness = ReaderHarness.create(settings -> {}).start();

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
    assertThat(few.counter(SqsSourceMetrics.DELETES_FAILED)).isGreaterThanOrEqualTo(5);
    assertThat(largest).isEqualTo(5);
  }
}
