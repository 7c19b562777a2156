package io.uploadlens.source.sqs.reader;

import static org.assertj.core.api.Assertions.assertThat;

import io.uploadlens.source.sqs.metrics.SqsSourceMetrics;
import io.uploadlens.testing.FakeSqsQueue.Request;
import java.time.Duration;
import org.junit.jupiter.api.Test;

/** Nothing is received that can't be emitted soon, and no more than memory should hold. */
class PrefetchTest {

  private static final Duration VISIBILITY = Duration.ofSeconds(60);
  private static final int MIB = 1 << 20;

  @Test
  void underBackPressureNothingWaitsLongerThanAQuarterOfItsVisibility() throws Exception {
    ReaderHarness harness =
        ReaderHarness.create(settings -> settings.setVisibilityTimeout(VISIBILITY)).start();
    harness.queue().sendMany("a", 2_000);
    // The task takes two a second, from a queue that would give all at once.
    long longest = 0;
    for (int i = 0; i < 2_000 && harness.output.records().size() < 1_200; i++) {
      harness.clock.advance(Duration.ofMillis(500));
      harness.poll(1);
      longest = Math.max(longest, harness.gauge(SqsSourceMetrics.PREFETCHED));
    }
    // At the start nothing is known of the task; these wait and are extended.
    assertThat(longest).isEqualTo(320);
    int received = (int) harness.counter(SqsSourceMetrics.RECEIVED);
    long shortest = Long.MAX_VALUE;
    for (int i = 0; i < 600; i++) {
      harness.clock.advance(Duration.ofMillis(500));
      harness.poll(1);
      long waiting = harness.gauge(SqsSourceMetrics.PREFETCHED);
      // Two a second, fifteen seconds.
      assertThat(waiting).isLessThanOrEqualTo(30);
      shortest = Math.min(shortest, waiting);
    }
    assertThat(shortest).isPositive();
    assertThat(harness.counter(SqsSourceMetrics.RECEIVED))
        .isBetween(received + 550L, received + 650L);
    assertThat(harness.counter(SqsSourceMetrics.REDELIVERED)).isZero();
  }

  @Test
  void aTaskThatCatchesUpIsGivenAsMuchAsBefore() throws Exception {
    ReaderHarness harness =
        ReaderHarness.create(settings -> settings.setVisibilityTimeout(VISIBILITY)).start();
    harness.queue().sendMany("a", 3_000);
    for (int i = 0; i < 1_000; i++) {
      harness.clock.advance(Duration.ofMillis(500));
      harness.poll(1);
    }
    assertThat(harness.gauge(SqsSourceMetrics.PREFETCHED)).isLessThanOrEqualTo(30);
    harness.drain();
    assertThat(harness.output.records()).hasSize(3_000).doesNotHaveDuplicates();
  }

  @Test
  void aBlockedTaskIsGivenNothingMore() throws Exception {
    ReaderHarness harness =
        ReaderHarness.create(settings -> settings.setVisibilityTimeout(VISIBILITY)).start();
    harness.queue().sendMany("a", 320);
    harness.clock.run();
    assertThat(harness.gauge(SqsSourceMetrics.PREFETCHED)).isEqualTo(320);
    harness.queue().sendMany("b", 320);
    harness.clock.advance(VISIBILITY.dividedBy(4).plusMillis(1));
    harness.poll(200);
    harness.clock.run();
    // There would be room for nearly two hundred; the oldest has waited too long.
    assertThat(harness.gauge(SqsSourceMetrics.PREFETCHED)).isBetween(110L, 130L);
    harness.drain();
    assertThat(harness.output.records()).hasSize(640);
  }

  @Test
  void largeBodiesAreBoundedBySize() throws Exception {
    ReaderHarness harness =
        ReaderHarness.create(settings -> settings.setMaxPrefetchBytes(16L * MIB)).start();
    String body = "x".repeat(MIB - 10);
    for (int i = 0; i < 60; i++) {
      harness.queue().send(body + i);
    }
    harness.clock.run();
    assertThat(harness.gauge(SqsSourceMetrics.PREFETCHED)).isEqualTo(10);
    assertThat(harness.gauge(SqsSourceMetrics.PREFETCHED_BYTES)).isBetween(9L * MIB, 10L * MIB);
    assertThat(harness.queue().openPolls()).isZero();
    harness.drain();
    assertThat(harness.output.records()).hasSize(60).doesNotHaveDuplicates();
    assertThat(harness.gauge(SqsSourceMetrics.PREFETCHED_BYTES)).isZero();

    // Small ones soon get as many receives as ever.
    harness.queue().sendMany("small", 2_000);
    harness.drain();
    assertThat(harness.queue().maxOpenPolls()).isEqualTo(16);
    assertThat(harness.output.records()).hasSize(2_060);
  }

  @Test
  void bodiesLargerThanTheBoundAreReadOneReceiveAtATime() throws Exception {
    ReaderHarness harness =
        ReaderHarness.create(settings -> settings.setMaxPrefetchBytes(MIB)).start();
    String body = "x".repeat(MIB - 10);
    for (int i = 0; i < 30; i++) {
      harness.queue().send(body + i);
    }
    harness.drain();
    assertThat(harness.output.records()).hasSize(30);
    assertThat(harness.queue().maxOpenPolls()).isEqualTo(1);
    assertThat(harness.queue().requests(Request.RECEIVE)).isLessThanOrEqualTo(5);
  }
}
