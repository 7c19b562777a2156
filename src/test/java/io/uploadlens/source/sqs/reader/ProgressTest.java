package io.uploadlens.source.sqs.reader;

import static org.assertj.core.api.Assertions.assertThat;

import io.uploadlens.source.sqs.metrics.SqsSourceMetrics;
import java.time.Duration;
import java.util.List;
import org.junit.jupiter.api.Test;

/** When a split is catching up, live and drained, and where in its records it says so. */
class ProgressTest {

  private final ReaderHarness harness =
      ReaderHarness.create(
              settings ->
                  settings
                      .setReceiveWait(Duration.ofSeconds(1))
                      .setBacklogInterval(Duration.ofSeconds(1)))
          .start();

  @Test
  void aSplitIsCatchingUpBeforeItsFirstMessageAndUntilTheBacklogIsKnown() throws Exception {
    harness.queue().sendMany("a", 2);
    harness.drain();
    harness.clock.advance(Duration.ofMinutes(1));
    harness.drain();
    assertThat(harness.output.all()).containsExactly("~CATCHING_UP", "a0", "a1");
  }

  @Test
  void drainedIsToldOnceNothingWaitsAnywhereAndAgainWithEveryReport() throws Exception {
    harness.drain();
    harness.output.clear();
    // The reader has not received anything yet, nor an empty answer.
    harness.report(0);
    harness.drain();
    assertThat(harness.output.progress()).containsExactly("CATCHING_UP");

    harness.clock.advance(Duration.ofSeconds(2));
    harness.report(0);
    harness.drain();
    harness.report(0);
    harness.drain();
    assertThat(harness.output.progress()).containsExactly("CATCHING_UP", "DRAINED", "DRAINED");
  }

  @Test
  void silenceTellsNothing() throws Exception {
    harness.clock.advance(Duration.ofSeconds(2));
    harness.report(0);
    harness.drain();
    harness.output.clear();
    harness.clock.advance(Duration.ofMinutes(10));
    harness.drain();
    assertThat(harness.output.all()).isEmpty();
  }

  @Test
  void aMessageAfterDrainedIsPrecededByLive() throws Exception {
    harness.clock.advance(Duration.ofSeconds(2));
    harness.report(0);
    harness.drain();
    harness.output.clear();
    harness.queue().sendMany("a", 2);
    harness.drain();
    assertThat(harness.output.all()).containsExactly("~LIVE", "a0", "a1");
  }

  @Test
  void drainedIsNotToldWhileMessagesWaitInTheReader() throws Exception {
    harness.clock.advance(Duration.ofSeconds(2));
    harness.drain();
    harness.output.clear();
    harness.queue().sendMany("a", 2);
    harness.clock.advance(Duration.ofSeconds(3));
    // The last answer was empty and the queue shows nothing, but two messages wait here.
    harness.report(0);
    harness.report(0);
    harness.drain();
    assertThat(harness.output.all()).containsExactly("a0", "a1", "~LIVE");
  }

  @Test
  void liveIsToldBehindTheMessagesThatWereWaitingInTheReaderAndAfterTwoReports() throws Exception {
    harness.queue().sendMany("a", 3);
    harness.clock.run();
    harness.poll(2);
    harness.report(3);
    harness.poll(1);
    harness.report(3);
    harness.drain();
    assertThat(harness.output.all())
        .containsExactly("~CATCHING_UP", "a0", "~CATCHING_UP", "a1", "a2", "~LIVE");
  }

  @Test
  void aBacklogWorthMoreThanTheThresholdIsCaughtUpWithHysteresis() throws Exception {
    // 1,000 a second: a backlog of 5,000 is worth the threshold of five seconds.
    for (int second = 0; second < 3; second++) {
      harness.queue().sendMany("a" + second + "-", 1_000);
      harness.drain();
      harness.report(0);
      harness.drain();
      harness.clock.advance(Duration.ofSeconds(1));
    }
    assertThat(harness.output.progress()).endsWith("LIVE");
    harness.output.clear();
    report(4_000, 6_000, 4_000, 1_500, 4_000, 1_500, 1_500, 4_000);
    assertThat(harness.output.progress())
        .containsExactly(
            "LIVE",
            "CATCHING_UP",
            "CATCHING_UP",
            "CATCHING_UP",
            "CATCHING_UP",
            "CATCHING_UP",
            "LIVE",
            "LIVE");
  }

  @Test
  void aSmallBacklogIsLiveHoweverSlowlyItIsRead() throws Exception {
    harness.drain();
    harness.report(0);
    harness.report(0);
    harness.drain();
    harness.output.clear();
    report(100, 100, 101);
    assertThat(harness.output.progress()).containsExactly("LIVE", "LIVE", "CATCHING_UP");
  }

  @Test
  void g5MessagesThatAKilledAttemptLeftInFlightHoldTheWatermarkUntilTheyMustBeBack()
      throws Exception {
    harness.clock.advance(Duration.ofSeconds(2));
    for (int i = 0; i < 3; i++) {
      harness.report(0, 500, 0);
      harness.drain();
    }
    assertThat(harness.output.progress()).containsOnly("CATCHING_UP");

    // The visibility timeout has passed: what is in flight now is another consumer's.
    harness.clock.advance(Duration.ofMinutes(3));
    harness.report(0, 500, 0);
    harness.drain();
    assertThat(harness.output.progress()).endsWith("DRAINED");
  }

  @Test
  void g5MessagesOfAKilledAttemptAreWaitedForUntilSqsMustCountThemAsBack() throws Exception {
    ReaderHarness brief =
        ReaderHarness.create(
                settings ->
                    settings
                        .setReceiveWait(Duration.ofSeconds(1))
                        .setVisibilityTimeout(Duration.ofSeconds(10)))
            .start();
    brief.clock.advance(Duration.ofSeconds(30));
    brief.report(0, 500, 0);
    brief.drain();
    assertThat(brief.output.progress()).containsOnly("CATCHING_UP");

    brief.clock.advance(Duration.ofSeconds(31));
    brief.report(0, 500, 0);
    brief.drain();
    assertThat(brief.output.progress()).endsWith("DRAINED");
  }

  @Test
  void g4ABurstBetweenTwoReportsInShortOrderIsNotTheQueuesRate() throws Exception {
    ReaderHarness told = told();
    told.report(10_000);
    told.queue().sendMany("a", 200);
    told.drain();
    told.clock.advance(Duration.ofMillis(20));
    told.report(10_000);
    told.drain();
    told.clock.advance(Duration.ofSeconds(5));
    told.report(10_000);
    told.drain();

    assertThat(told.output.progress()).containsOnly("CATCHING_UP");
  }

  /** A reader that is told in the usual period. */
  private static ReaderHarness told() throws Exception {
    ReaderHarness reader =
        ReaderHarness.create(settings -> settings.setReceiveWait(Duration.ofSeconds(1))).start();
    reader.drain();
    return reader;
  }

  @Test
  void whatTheReadersHoldThemselvesHoldsNothingBack() throws Exception {
    harness.clock.advance(Duration.ofSeconds(2));
    harness.report(0, 500, 500);
    harness.drain();
    assertThat(harness.output.progress()).endsWith("DRAINED");
  }

  @Test
  void oneMessageInFlightElsewhereIsEnoughForAQueueNotToBeDrained() throws Exception {
    harness.clock.advance(Duration.ofSeconds(2));
    harness.report(0, 1, 0);
    harness.report(0, 1, 0);
    harness.drain();
    assertThat(harness.output.progress()).endsWith("LIVE");
  }

  @Test
  void theReaderAnswersAReportWithWhatItHolds() throws Exception {
    harness.queue().sendMany("a", 3);
    harness.drain();
    harness.report(0);
    assertThat(harness.toldEnumerator()).containsExactly(said(3, 0));
    harness.snapshot(1);
    harness.complete(1);
    harness.report(0);
    assertThat(harness.toldEnumerator()).endsWith(said(0, 0));
  }

  @Test
  void theReaderSaysThatItGoesOnBehindACheckpointOnlyWhenItDoes() throws Exception {
    harness.queue().sendMany("a", 3);
    harness.drain();

    // One that stops with a savepoint takes a snapshot, is told of its end, and is asked no more.
    harness.snapshot(1);
    harness.complete(1);
    assertThat(harness.toldEnumerator()).isEmpty();

    // Nothing waits to be read, so that Flink asks only if it is told to.
    assertThat(harness.reader.isAvailable()).isDone();
    harness.drain();
    assertThat(harness.toldEnumerator()).containsExactly(said(0, 1));
    harness.report(0);
    harness.drain();
    assertThat(harness.toldEnumerator()).containsExactly(said(0, 1), said(0, 1));
  }

  @Test
  void theReaderGoesOnBehindACheckpointThatWasAbortedBeforeItCame() throws Exception {
    harness.drain();

    harness.reader.notifyCheckpointAborted(2);
    assertThat(harness.reader.isAvailable()).isDone();
    harness.drain();
    harness.reader.notifyCheckpointAborted(1);
    harness.drain();

    assertThat(harness.toldEnumerator()).containsExactly(said(0, 2));
  }

  private static String said(int held, int checkpointId) {
    return ReaderHarness.QUEUE + ": " + held + " held, reading behind checkpoint " + checkpointId;
  }

  @Test
  void theSharesOfAllSubtasksInTheBacklogAddUp() {
    long sum = 0;
    for (int subtask = 0; subtask < 4; subtask++) {
      ReaderHarness one =
          new ReaderHarness(List.of(ReaderHarness.QUEUE), 4, subtask, settings -> {}).start();
      one.report(7);
      sum += one.metrics.<Long>getGauge("pendingRecords").orElseThrow().getValue();
    }
    assertThat(sum).isEqualTo(7);
  }

  @Test
  void theBacklogIsAMetric() throws Exception {
    assertThat(harness.gauge(SqsSourceMetrics.BACKLOG_VISIBLE)).isEqualTo(-1);
    harness.report(42, 30, 12);
    assertThat(harness.gauge(SqsSourceMetrics.BACKLOG_VISIBLE)).isEqualTo(42);
    assertThat(harness.gauge(SqsSourceMetrics.BACKLOG_IN_FLIGHT)).isEqualTo(30);
    assertThat(harness.gauge(SqsSourceMetrics.BACKLOG_DELAYED)).isEqualTo(7);
    assertThat(harness.gauge(SqsSourceMetrics.IN_FLIGHT_ELSEWHERE)).isEqualTo(18);
    assertThat(harness.metrics.<Long>getGauge("pendingRecords").orElseThrow().getValue())
        .isEqualTo(42);
  }

  /** Reports without time passing, so that the rate stays as it is. */
  private void report(long... visible) throws Exception {
    for (long count : visible) {
      harness.report(count);
      harness.drain();
    }
  }
}
