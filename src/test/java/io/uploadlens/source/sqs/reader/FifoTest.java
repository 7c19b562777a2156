package io.uploadlens.source.sqs.reader;

import static org.assertj.core.api.Assertions.assertThat;

import io.uploadlens.source.sqs.metrics.SqsSourceMetrics;
import io.uploadlens.source.sqs.split.Receipt;
import io.uploadlens.source.sqs.split.SqsSplit;
import io.uploadlens.testing.FakeFifoQueue;
import io.uploadlens.testing.FakeFifoQueue.Request;
import io.uploadlens.testing.FifoFate;
import io.uploadlens.testing.ManualClock;
import java.time.Duration;
import java.util.ArrayDeque;
import java.util.Arrays;
import java.util.List;
import java.util.Queue;
import java.util.stream.Collectors;
import java.util.stream.IntStream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

/**
 * What a FIFO queue asks of the reader: order in every message group, attempt ids, live handles.
 */
class FifoTest {

  private static final String URL = "http://localhost/000000000000/uploads.fifo";
  private static final Duration VISIBILITY = Duration.ofSeconds(60);

  private final ManualClock clock = new ManualClock();
  private final FakeFifoQueue queue = new FakeFifoQueue(URL, clock, true);
  private final ReaderHarness harness = reader(20, 320);

  @Test
  void messagesOfAGroupComeInOrderCheckpointByCheckpoint() throws Exception {
    queue.sendMany("a", 25);
    queue.sendMany("b", 3);
    harness.start();
    harness.drain();
    // A receive brings ten of a group at most, and the next waits until they are deleted.
    assertThat(emitted("a")).isEqualTo(bodies("a", 0, 10));
    assertThat(emitted("b")).isEqualTo(bodies("b", 0, 3));

    checkpoint(1);
    assertThat(emitted("a")).isEqualTo(bodies("a", 0, 20));
    checkpoint(2);
    assertThat(emitted("a")).isEqualTo(bodies("a", 0, 25));
    checkpoint(3);
    assertThat(queue.size()).isZero();
    assertThat(harness.counter(SqsSourceMetrics.OUT_OF_ORDER)).isZero();
  }

  @ParameterizedTest
  @CsvSource({"5, 10", "60, 10", "60, 25"})
  void theRateOfAGroupIsTenMessagesPerCheckpointInterval(int interval, int checkpointSeconds)
      throws Exception {
    queue.sendMany("a", 1_000);
    harness.start();
    int checkpoints = 6;
    // A checkpoint that takes longer than the interval delays the next.
    Duration duration = Duration.ofSeconds(Math.min(checkpointSeconds, interval - 1L));
    for (int id = 1; id <= checkpoints; id++) {
      harness.drain();
      harness.snapshot(id);
      clock.advance(duration);
      harness.complete(id);
      harness.drain();
      clock.advance(Duration.ofSeconds(interval).minus(duration));
    }
    double perSecond = queue.deleted().size() / (double) (checkpoints * interval);
    assertThat(perSecond).isEqualTo(10.0 / interval);
  }

  @Test
  void aReceiveWhoseAnswerWasLostIsRepeatedWithItsIdAndBringsItsMessages() throws Exception {
    queue.sendMany("a", 3);
    next(Request.RECEIVE, FifoFate.LOST, FifoFate.FAILED);
    harness.start();
    clock.advance(Duration.ofSeconds(3));
    harness.drain();

    // Long before the visibility timeout has passed.
    assertThat(emitted("a")).isEqualTo(bodies("a", 0, 3));
    List<String> ids = queue.attemptIds();
    assertThat(ids.get(1)).isEqualTo(ids.get(0));
    assertThat(ids.get(2)).as("answered, so the next is another").isNotEqualTo(ids.get(0));
    checkpoint(1);
    assertThat(queue.size()).isZero();
  }

  @Test
  void everyReceiveInFlightHasAnIdOfItsOwn() throws Exception {
    for (int i = 0; i < 20; i++) {
      queue.sendMany("group" + i + "-", 10);
    }
    // The first brings the first group; those it allows beside itself all lose their answers.
    Queue<FifoFate> fates = new ArrayDeque<>(List.of(FifoFate.DONE, FifoFate.LOST, FifoFate.LOST));
    queue.fates(
        request -> request == Request.RECEIVE && !fates.isEmpty() ? fates.remove() : FifoFate.DONE);
    harness.start();
    harness.drain();
    clock.advance(Duration.ofSeconds(5));
    harness.drain();

    assertThat(harness.output.records()).hasSize(200).doesNotHaveDuplicates();
    List<String> ids = queue.attemptIds();
    long repeated =
        ids.stream().filter(id -> ids.indexOf(id) != ids.lastIndexOf(id)).distinct().count();
    assertThat(repeated).isEqualTo(2);
  }

  @Test
  void anAttemptThatSqsKnowsNoMoreIsGivenUpWithoutFailingTheJob() throws Exception {
    queue.sendMany("a", 3);
    next(Request.RECEIVE, FifoFate.LOST);
    harness.start();
    clock.run();
    // Someone else received and released them: repeating the attempt is an error now.
    ReaderHarness other = reader(1, 320);
    clock.advance(Duration.ofMillis(50));
    queue.expire("a0");
    queue.expire("a1");
    queue.expire("a2");
    other.start();
    clock.run();
    assertThat(other.shutDown()).isNotNull();
    clock.advance(Duration.ofSeconds(30));
    harness.drain();

    assertThat(emitted("a")).isEqualTo(bodies("a", 0, 3));
    assertThat(harness.counter(SqsSourceMetrics.REQUESTS_FAILED)).isEqualTo(2);
  }

  @Test
  void attemptIdsAreNotRepeatedForLongerThanSqsKnowsThem() {
    ReceiveAttempts attempts = new ReceiveAttempts(true);
    ReceiveAttempts.Attempt first = attempts.next(0);
    ReceiveAttempts.Attempt second = attempts.next(1_000);
    attempts.unanswered(first);
    attempts.unanswered(second);

    long tooLate = ReceiveAttempts.REPEATABLE.toMillis();
    ReceiveAttempts.Attempt repeated = attempts.next(tooLate);
    assertThat(repeated.id()).as("the first is too old").isEqualTo(second.id());
    assertThat(repeated.isRepeated()).isTrue();
    // Failing again does not make it younger.
    attempts.unanswered(repeated);
    assertThat(attempts.next(tooLate + 1_000).isRepeated()).isFalse();
    assertThat(new ReceiveAttempts(true).next(0).id()).isNotEqualTo(first.id());
    assertThat(new ReceiveAttempts(false).next(0).id()).isNull();
  }

  @Test
  void whatExpiredBeforeItWasEmittedIsNotEmittedButReadAgainInOrder() throws Exception {
    queue.sendMany("a", 5);
    queue.sendMany("b", 2);
    ReaderHarness slow = reader(20, 10).start();
    // Progress and two messages; the others wait, there is no room to receive, and no extension
    // succeeds.
    slow.poll(3);
    assertThat(slow.output.records()).containsExactly("a0", "a1");
    queue.fates(request -> request == Request.EXTEND ? FifoFate.FAILED : FifoFate.DONE);
    ReaderHarness other = reader(20, 320).start();
    clock.advance(VISIBILITY);
    assertThat(queue.visible()).isZero();

    slow.drain();
    assertThat(slow.output.records()).containsExactly("a0", "a1");
    assertThat(slow.counter(SqsSourceMetrics.EXPIRED_UNEMITTED)).isEqualTo(5);
    other.drain();
    assertThat(other.output.records()).containsExactly("a0", "a1", "a2", "a3", "a4", "b0", "b1");
    assertThat(slow.gauge(SqsSourceMetrics.IN_FLIGHT)).isEqualTo(2);
    assertThat(slow.gauge(SqsSourceMetrics.PREFETCHED)).isZero();
  }

  @Test
  void withOneMessageItsSuccessorsLoseTheirPlaceAndComeBackBehindIt() throws Exception {
    queue.sendMany("a", 4);
    harness.start();
    clock.run();
    // SQS takes no extension of the first, though the others are still hidden.
    queue.expire("a0");
    clock.advance(VISIBILITY.dividedBy(2));
    harness.poll(2);
    assertThat(harness.output.records()).isEmpty();

    harness.drain();
    assertThat(harness.output.records()).isEqualTo(bodies("a", 0, 4));
    assertThat(harness.counter(SqsSourceMetrics.EXPIRED_UNEMITTED)).isEqualTo(4);
    assertThat(harness.gauge(SqsSourceMetrics.IN_FLIGHT)).isEqualTo(4);
    checkpoint(1);
    assertThat(queue.size()).isZero();
  }

  @Test
  void anAnswerThatTookLongerThanTheVisibilityTimeoutIsNotBelieved() throws Exception {
    queue.sendMany("a", 2);
    Duration late = VISIBILITY.plusSeconds(30);
    next(Request.RECEIVE, FifoFate.answeredAfter(late));
    harness.start();
    clock.run();
    ReaderHarness other = reader(20, 320).start();
    clock.advance(VISIBILITY.plusSeconds(20));
    other.drain();
    assertThat(other.output.records()).containsExactly("a0", "a1");
    other.snapshot(1);
    other.complete(1);
    assertThat(queue.size()).isZero();

    clock.advance(late);
    harness.drain();

    assertThat(harness.output.records()).isEmpty();
    assertThat(harness.counter(SqsSourceMetrics.EXPIRED_UNEMITTED)).isEqualTo(2);
    assertThat(harness.gauge(SqsSourceMetrics.IN_FLIGHT)).isZero();
  }

  @Test
  void g2AMessageWhoseDeleteIsRefusedIsDeletedAndNotEmittedWhenItComesBack() throws Exception {
    queue.sendMany("a", 12);
    harness.start();
    harness.drain();
    assertThat(emitted("a")).isEqualTo(bodies("a", 0, 10));
    harness.snapshot(1);
    // The visibility timeout ends before the checkpoint completes, and no receive is under way.
    queue.fates(request -> request == Request.RECEIVE ? FifoFate.FAILED : FifoFate.DONE);
    clock.advance(Duration.ofSeconds(20));
    bodies("a", 0, 10).forEach(queue::expire);
    harness.complete(1);
    assertThat(harness.counter(SqsSourceMetrics.EXPIRED_HANDLES)).isEqualTo(10);
    assertThat(queue.size()).isEqualTo(12);

    queue.repair();
    clock.advance(Duration.ofSeconds(30));
    harness.drain();

    assertThat(emitted("a")).isEqualTo(bodies("a", 0, 12));
    assertThat(queue.deleted()).hasSize(10);
    assertThat(harness.counter(SqsSourceMetrics.DELETED)).isEqualTo(10);
  }

  @Test
  void g2ClosingKeepsHiddenWhatACheckpointHoldsSoThatARestoredJobCanDeleteIt() throws Exception {
    queue.sendMany("a", 3);
    queue.sendMany("b", 1);
    harness.start();
    harness.poll(4);
    assertThat(harness.output.records()).containsExactly("a0", "a1", "a2");
    List<Receipt> savepoint = harness.snapshot(1);
    harness.drain();
    assertThat(harness.shutDown()).isNotNull();
    clock.advance(Duration.ofSeconds(1));
    assertThat(queue.visible()).as("what is in no checkpoint").isEqualTo(1);

    ReaderHarness restored = reader(20, 320).restore(List.of(new SqsSplit(URL, 0, savepoint)));
    restored.drain();

    assertThat(queue.deleted()).containsExactlyInAnyOrder("a0", "a1", "a2");
    assertThat(restored.output.records()).containsExactly("b0");
  }

  @Test
  void aBlockedBacklogIsNeitherDrainedNorAReasonToAskAllTheTime() throws Exception {
    queue.sendMany("a", 500);
    harness.start();
    harness.drain();
    int before = queue.requests(Request.RECEIVE);
    for (int i = 0; i < 60; i++) {
      harness.report(queue.visible());
      clock.advance(Duration.ofSeconds(5));
      harness.drain();
    }
    // Five minutes of one long poll of 20 seconds at a time.
    assertThat(queue.requests(Request.RECEIVE) - before).isBetween(14, 16);
    assertThat(harness.gauge(SqsSourceMetrics.CONCURRENT_RECEIVES)).isEqualTo(1);
    assertThat(harness.output.progress()).doesNotContain("DRAINED", "LIVE");
  }

  private ReaderHarness reader(int receiveWaitSeconds, int maxPrefetch) {
    return new ReaderHarness(
        List.of(URL),
        1,
        0,
        settings ->
            settings
                .setVisibilityTimeout(VISIBILITY)
                .setMaxPrefetch(maxPrefetch)
                .setReceiveWait(Duration.ofSeconds(receiveWaitSeconds)),
        clock,
        (url, concurrency) -> queue.connect());
  }

  /** The next such requests have these fates. */
  private void next(Request request, FifoFate... fates) {
    Queue<FifoFate> left = new ArrayDeque<>(Arrays.asList(fates));
    queue.fates(made -> made == request && !left.isEmpty() ? left.remove() : FifoFate.DONE);
  }

  private void checkpoint(long id) throws Exception {
    harness.drain();
    harness.snapshot(id);
    harness.complete(id);
    harness.drain();
  }

  private List<String> emitted(String group) {
    return harness.output.records().stream()
        .filter(body -> body.startsWith(group))
        .collect(Collectors.toList());
  }

  private static List<String> bodies(String group, int from, int to) {
    return IntStream.range(from, to).mapToObj(i -> group + i).collect(Collectors.toList());
  }
}
