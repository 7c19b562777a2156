package io.uploadlens.source.sqs.enumerator;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.uploadlens.source.sqs.BodySchema;
import io.uploadlens.source.sqs.SqsSource;
import io.uploadlens.source.sqs.SqsSourceSettings;
import io.uploadlens.source.sqs.queue.ReceiveRequest;
import io.uploadlens.source.sqs.queue.ReceivedMessage;
import io.uploadlens.source.sqs.queue.SqsQueueProvider;
import io.uploadlens.source.sqs.split.Receipt;
import io.uploadlens.source.sqs.split.SqsSplit;
import io.uploadlens.testing.FakeSqsQueue;
import io.uploadlens.testing.FakeSqsQueue.Request;
import io.uploadlens.testing.ManualClock;
import java.io.IOException;
import java.time.Duration;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.concurrent.Callable;
import java.util.concurrent.CompletableFuture;
import java.util.function.BiConsumer;
import java.util.stream.Collectors;
import org.apache.flink.api.connector.source.SourceEvent;
import org.apache.flink.connector.testutils.source.reader.TestingSplitEnumeratorContext;
import org.junit.jupiter.api.Test;
import software.amazon.awssdk.awscore.exception.AwsErrorDetails;
import software.amazon.awssdk.services.sqs.model.QueueDoesNotExistException;

/** Who gets which split, and what the readers are told. */
class SqsEnumeratorTest {

  private static final String A = "http://localhost/000000000000/a";
  private static final String B = "http://localhost/000000000000/b";

  private final ManualClock clock = new ManualClock();
  private final Map<String, FakeSqsQueue> queues = new LinkedHashMap<>();
  private final SqsQueueProvider provider =
      (url, concurrency) -> queues.computeIfAbsent(url, u -> new FakeSqsQueue(u, clock));
  private final SqsSourceSettings settings =
      SqsSource.<String>builder()
          .setQueueUrls(List.of(A, B))
          .setDeserializationSchema(new BodySchema())
          .setQueueProvider(provider)
          .build()
          .settings();
  private final Context context = new Context();

  @Test
  void everyReaderGetsASplitOfEveryQueue() {
    SqsEnumerator enumerator = started(null);
    register(enumerator, 1);
    register(enumerator, 0);
    assertThat(ids(0)).containsExactly(A + "#0", B + "#0");
    assertThat(ids(1)).containsExactly(A + "#1", B + "#1");
    assertThat(enumerator.snapshotState(1).unassigned()).isEmpty();
  }

  @Test
  void g3ReceiptsThatComeBackGoToTheNextReaderAndAreInTheStateMeanwhile() {
    SqsEnumerator enumerator = started(null);
    register(enumerator, 0);
    SqsSplit returned = new SqsSplit(A, 0, List.of(new Receipt("m", "h", 1)));
    enumerator.addSplitsBack(List.of(returned, new SqsSplit(B, 0, List.of())), 0);
    SqsEnumeratorState state = enumerator.snapshotState(1);
    assertThat(state.unassigned()).containsExactly(returned);

    SqsEnumerator restored = started(state);
    register(restored, 1);
    assertThat(context.getSplitAssignments().get(1).getAssignedSplits())
        .containsExactly(new SqsSplit(A, 1, List.of()), new SqsSplit(B, 1, List.of()), returned);
    assertThat(restored.snapshotState(2).unassigned()).isEmpty();
  }

  @Test
  void allReadersAreToldWhatTheQueuesHold() throws Exception {
    SqsEnumerator enumerator = started(null);
    register(enumerator, 0);
    register(enumerator, 1);
    queues.get(A).sendMany("a", 3);
    poll();

    for (int reader = 0; reader < 2; reader++) {
      assertThat(context.getSentEvents().get(reader))
          .extracting(Object::toString)
          .containsExactly(
              A + ": 3 visible, 0 in flight, 0 of them elsewhere, 0 delayed",
              B + ": 0 visible, 0 in flight, 0 of them elsewhere, 0 delayed");
    }
    assertThat(queues.get(A).requests(Request.ATTRIBUTES)).isEqualTo(1);
  }

  @Test
  void whatReadersDoNotHoldIsInFlightElsewhere() throws Exception {
    SqsEnumerator enumerator = started(null);
    register(enumerator, 0);
    register(enumerator, 1);
    queues.get(A).sendMany("a", 9);
    CompletableFuture<List<ReceivedMessage>> elsewhere =
        queues.get(A).receive(new ReceiveRequest(9, Duration.ZERO, Duration.ofMinutes(1), null));
    clock.run();
    assertThat(elsewhere).isCompletedWithValueMatching(messages -> messages.size() == 9);
    enumerator.handleSourceEvent(0, new HeldReport(A, 3, 0));
    enumerator.handleSourceEvent(1, new HeldReport(A, 4, 0));
    enumerator.handleSourceEvent(1, new HeldReport(B, 5, 0));
    poll();
    assertThat(lastReportOf(A).inFlightElsewhere()).isEqualTo(2);

    // A reader says anew what it holds; one that is lost holds nothing.
    enumerator.handleSourceEvent(0, new HeldReport(A, 2, 0));
    poll();
    assertThat(lastReportOf(A).inFlightElsewhere()).isEqualTo(3);
    enumerator.addSplitsBack(List.of(), 1);
    poll();
    assertThat(lastReportOf(A).inFlightElsewhere()).isEqualTo(7);
    enumerator.handleSourceEvent(1, new HeldReport(A, 7, 0));
    enumerator.addReader(1);
    poll();
    assertThat(lastReportOf(A).inFlightElsewhere()).isEqualTo(7);

    // Counts are approximate: more held than in flight is nothing elsewhere.
    enumerator.handleSourceEvent(1, new HeldReport(A, 100, 0));
    poll();
    assertThat(lastReportOf(A).inFlightElsewhere()).isZero();
  }

  @Test
  void aReaderIsToldNothingFromACheckpointOnUntilItGoesOn() throws Exception {
    SqsEnumerator enumerator = started(null);
    register(enumerator, 0);
    poll();
    enumerator.snapshotState(1);
    poll();
    poll();
    // What it said before the checkpoint came to it.
    enumerator.handleSourceEvent(0, new HeldReport(A, 1, 0));
    assertThat(reports()).containsExactly(A, B);

    // It is told the last that it missed, once.
    queues.get(A).sendMany("a", 3);
    poll();
    enumerator.handleSourceEvent(0, new HeldReport(A, 1, 1));
    enumerator.handleSourceEvent(0, new HeldReport(B, 1, 1));
    assertThat(reports()).containsExactly(A, B, A, B);
    assertThat(lastReportOf(A).visible()).isEqualTo(3);
    poll();
    assertThat(reports()).containsExactly(A, B, A, B, A, B);
  }

  @Test
  void g4WhatAReaderMissedIsToldWithWhatReadersHoldNow() throws Exception {
    SqsEnumerator enumerator = started(null);
    register(enumerator, 0);
    queues.get(A).sendMany("a", 3);
    // Of a killed attempt.
    CompletableFuture<List<ReceivedMessage>> lost =
        queues.get(A).receive(new ReceiveRequest(3, Duration.ZERO, Duration.ofMinutes(5), null));
    clock.run();
    assertThat(lost).isCompleted();
    enumerator.handleSourceEvent(0, new HeldReport(A, 10_000, 0));
    enumerator.snapshotState(1);
    poll();
    assertThat(reports()).isEmpty();

    enumerator.handleSourceEvent(0, new HeldReport(B, 0, 1));
    assertThat(reports()).as("it has not said yet what it holds of the other").hasSize(1);
    enumerator.handleSourceEvent(0, new HeldReport(A, 0, 1));

    assertThat(lastReportOf(A).inFlightElsewhere()).isEqualTo(3);
    enumerator.handleSourceEvent(0, new HeldReport(A, 0, 1));
    assertThat(reports()).as("told once").hasSize(2);
  }

  @Test
  void aReaderThatRegistersAgainIsToldAlthoughItTookNoPartInTheCheckpoint() throws Exception {
    SqsEnumerator enumerator = started(null);
    register(enumerator, 0);
    enumerator.snapshotState(7);
    poll();
    enumerator.addSplitsBack(List.of(), 0);
    enumerator.addReader(0);
    assertThat(reports()).isEmpty();
    poll();
    assertThat(reports()).containsExactly(A, B);
    // Its first words know of no checkpoint.
    enumerator.handleSourceEvent(0, new HeldReport(A, 0, HeldReport.NO_CHECKPOINT));
    poll();
    assertThat(reports()).containsExactly(A, B, A, B);
  }

  @Test
  void aQueueThatDoesNotAnswerIsNotReported() throws Exception {
    SqsEnumerator enumerator = started(null);
    register(enumerator, 0);
    queues.get(A).failNext(Request.ATTRIBUTES, new IOException("reset"));
    poll();
    assertThat(reports()).containsExactly(B);
    poll();
    assertThat(reports()).containsExactly(B, A, B);
  }

  @Test
  void aMissingQueueFailsTheJobAndIsNamed() {
    SqsEnumerator enumerator = started(null);
    register(enumerator, 0);
    queues.get(B).failNext(Request.ATTRIBUTES, missingQueue());
    assertThatThrownBy(this::poll).hasStackTraceContaining(B).hasStackTraceContaining("gone");
  }

  @Test
  void anErrorThatMayNotPassFailsTheJobAfterFiveMinutes() throws Exception {
    SqsEnumerator enumerator = started(null);
    register(enumerator, 0);
    queues.get(A).failAlways(Request.ATTRIBUTES, new IllegalStateException("half an answer"));
    poll();
    clock.advance(Duration.ofMinutes(4));
    poll();
    queues.get(A).repair(Request.ATTRIBUTES);
    poll();
    assertThat(reports()).containsExactly(B, B, A, B);

    // A success begins the time anew.
    queues.get(A).failAlways(Request.ATTRIBUTES, new IllegalStateException("half an answer"));
    clock.advance(Duration.ofMinutes(2));
    poll();
    clock.advance(Duration.ofMinutes(5));
    assertThatThrownBy(this::poll)
        .hasStackTraceContaining(A)
        .hasStackTraceContaining("half an answer");
  }

  @Test
  void closingClosesTheQueues() {
    SqsEnumerator enumerator = started(null);
    enumerator.close();
    assertThat(queues.values()).allMatch(FakeSqsQueue::isClosed);
  }

  @Test
  void nothingStaysOpenThatIsOpenedBesideOrBehindTheClosing() {
    List<SqsEnumerator> closing = new ArrayList<>();
    SqsQueueProvider closingMeanwhile =
        (url, concurrency) -> {
          closing.forEach(SqsEnumerator::close);
          return provider.open(url, concurrency);
        };
    SqsEnumerator beside = new SqsEnumerator(context, settings, closingMeanwhile, null, clock::now);
    closing.add(beside);
    beside.start();
    assertThat(queues.keySet()).containsExactly(A);
    assertThat(queues.get(A).isClosed()).isTrue();
    assertThat(context.periodic).isNull();

    queues.clear();
    SqsEnumerator behind = new SqsEnumerator(context, settings, provider, null, clock::now);
    behind.close();
    behind.start();
    assertThat(queues).isEmpty();
    assertThat(context.periodic).isNull();
  }

  @Test
  void whatComesAfterClosingIsNotLookedAt() throws Exception {
    SqsEnumerator enumerator = started(null);
    register(enumerator, 0);
    queues.get(B).failAlways(Request.ATTRIBUTES, missingQueue());
    Runnable report = context.periodic.call();
    enumerator.close();
    report.run();
    poll();
    assertThat(reports()).isEmpty();
    assertThat(queues.get(A).requests(Request.ATTRIBUTES)).isEqualTo(1);
  }

  private static Throwable missingQueue() {
    return QueueDoesNotExistException.builder()
        .awsErrorDetails(
            AwsErrorDetails.builder().errorCode("AWS.SimpleQueueService.NonExistentQueue").build())
        .statusCode(400)
        .message("gone")
        .build();
  }

  private SqsEnumerator started(SqsEnumeratorState state) {
    SqsEnumerator enumerator = new SqsEnumerator(context, settings, provider, state, clock::now);
    enumerator.start();
    return enumerator;
  }

  private void register(SqsEnumerator enumerator, int subtask) {
    context.registerReader(subtask, "localhost");
    enumerator.addReader(subtask);
  }

  private void poll() throws Exception {
    context.periodic.call().run();
  }

  private List<String> ids(int subtask) {
    return context.getSplitAssignments().get(subtask).getAssignedSplits().stream()
        .map(SqsSplit::splitId)
        .collect(Collectors.toList());
  }

  private BacklogReport lastReportOf(String queueUrl) {
    return context.getSentEvents().get(0).stream()
        .map(BacklogReport.class::cast)
        .filter(report -> report.queueUrl().equals(queueUrl))
        .reduce((earlier, later) -> later)
        .orElseThrow();
  }

  private List<String> reports() {
    return context.getSentEvents().getOrDefault(0, List.of()).stream()
        .map((SourceEvent event) -> ((BacklogReport) event).queueUrl())
        .collect(Collectors.toList());
  }

  /** Keeps the periodic call, which gives its report, for the test to make, with its errors. */
  private static final class Context extends TestingSplitEnumeratorContext<SqsSplit> {
    private Callable<Runnable> periodic;

    Context() {
      super(2);
    }

    @Override
    public <T> void callAsync(
        Callable<T> callable, BiConsumer<T, Throwable> handler, long initialDelay, long period) {
      assertThat(initialDelay).isZero();
      assertThat(period).isEqualTo(5_000);
      periodic =
          () -> {
            T answer = callable.call();
            return () -> handler.accept(answer, null);
          };
    }
  }
}
