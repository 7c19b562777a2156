package io.uploadlens.source.sqs.reader;

import static io.uploadlens.source.sqs.reader.ReaderHarness.QUEUE;
import static io.uploadlens.testing.FakePayloadStore.error;
import static org.assertj.core.api.Assertions.assertThat;

import io.uploadlens.source.sqs.SqsSourceBuilder;
import io.uploadlens.source.sqs.metrics.PayloadMetrics;
import io.uploadlens.source.sqs.metrics.QueueMetrics;
import io.uploadlens.source.sqs.metrics.SqsSourceMetrics;
import io.uploadlens.source.sqs.payload.PayloadPointer;
import io.uploadlens.source.sqs.payload.PayloadSettings;
import io.uploadlens.source.sqs.split.Receipt;
import io.uploadlens.source.sqs.split.SqsSplit;
import io.uploadlens.testing.FakeSqsQueue.Request;
import java.time.Duration;
import java.util.List;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.function.Consumer;
import org.apache.flink.metrics.groups.UnregisteredMetricsGroup;
import org.junit.jupiter.api.Test;

/** Payloads are deleted after their messages, and some time after. */
class PayloadDeletingTest {

  private static final Duration VISIBILITY = Duration.ofSeconds(60);
  private static final Duration LATER = VISIBILITY.multipliedBy(2);

  private ReaderHarness harness =
      harness(payloads -> payloads.setDelete(true), settings -> {}).start();

  @Test
  void g3APayloadIsDeletedAfterItsMessageIs() throws Exception {
    sendPointer("k", "v");
    harness.queue().send("plain");
    harness.drain();
    assertThat(harness.snapshot(1))
        .extracting(Receipt::payload)
        .containsExactlyInAnyOrder(new PayloadPointer("payloads", "k"), null);
    harness.clock.advance(LATER);
    harness.queue().holdAnswers(Request.DELETE);
    harness.complete(1);
    harness.clock.advance(LATER.plusSeconds(1));
    assertThat(harness.payloads.deleted()).as("SQS has not confirmed").isEmpty();

    harness.queue().answerHeld(Request.DELETE);
    harness.clock.advance(LATER.minusSeconds(1));
    assertThat(harness.payloads.deleted()).isEmpty();
    assertThat(harness.gauge(SqsSourceMetrics.IN_FLIGHT)).isZero();
    // A crash now does not leave the payload behind.
    assertThat(harness.snapshot(2))
        .containsExactly(Receipt.ofPayload("m0", new PayloadPointer("payloads", "k")));

    harness.clock.advance(Duration.ofSeconds(1));
    assertThat(harness.payloads.deleted()).containsExactly("payloads/k");
    assertThat(harness.counter(PayloadMetrics.DELETED)).isEqualTo(1);
    assertThat(harness.snapshot(3)).isEmpty();
  }

  @Test
  void aCopyOfTheMessageThatComesBackStillFindsItsPayload() throws Exception {
    sendPointer("k", "v");
    harness.drain();
    harness.snapshot(1);
    harness.complete(1);
    sendPointer("k", "v");
    harness.clock.advance(VISIBILITY);
    harness.drain();
    assertThat(harness.output.records()).containsExactly("v", "v");
  }

  @Test
  void withoutTheSettingNothingIsDeleted() throws Exception {
    harness = harness(payloads -> {}, settings -> {}).start();
    sendPointer("k", "v");
    harness.drain();
    harness.snapshot(1);
    harness.complete(1);
    harness.clock.advance(LATER.multipliedBy(2));
    assertThat(harness.queue().size()).isZero();
    assertThat(harness.payloads.deleted()).isEmpty();
  }

  @Test
  void aPayloadThatWasNotReadStaysForTheOneWhoLooksIntoTheDeadLetter() throws Exception {
    harness = harness(payloads -> payloads.setDelete(true).setMaxSize(3), settings -> {}).start();
    sendPointer("large", "0123");
    harness.drain();
    assertThat(harness.output.records()).singleElement().asString().startsWith("!");
    harness.snapshot(1);
    harness.complete(1);
    harness.clock.advance(LATER.multipliedBy(2));
    assertThat(harness.queue().size()).isZero();
    assertThat(harness.payloads.deleted()).isEmpty();
  }

  @Test
  void aPayloadWhoseMessageCanNotBeDeletedStays() throws Exception {
    harness =
        harness(payloads -> payloads.setDelete(true), settings -> settings.setMaxDeleteAttempts(2))
            .start();
    sendPointer("failing", "v");
    harness.queue().failDeletes("m0", "InternalError", false, 100);
    harness.drain();
    harness.snapshot(1);
    harness.complete(1);
    harness.clock.advance(LATER.multipliedBy(2));
    assertThat(harness.queue().size()).isEqualTo(1);
    assertThat(harness.payloads.deleted()).isEmpty();
  }

  @Test
  void aPayloadWhoseMessageIsGoneAlreadyIsDeleted() throws Exception {
    sendPointer("refused", "v");
    harness.queue().failDeletes("m0", "ReceiptHandleIsInvalid", true, 1);
    harness.drain();
    harness.snapshot(1);
    harness.complete(1);
    harness.clock.advance(LATER.minusMillis(1));
    assertThat(harness.payloads.deleted()).isEmpty();
    harness.clock.advance(Duration.ofMillis(1));
    assertThat(harness.payloads.deleted()).containsExactly("payloads/refused");
  }

  @Test
  void aDeleteThatFailsIsTriedAgainAndGivenUpWithoutHarm() throws Exception {
    sendPointer("again", "v");
    sendPointer("expired", "v");
    sendPointer("denied", "v");
    sendPointer("broken", "v");
    harness.drain();
    harness.payloads.failNext("payloads", "again", error("SlowDown", 503));
    harness.payloads.failNext("payloads", "expired", error("ExpiredToken", 400));
    harness.payloads.failAlways("payloads/denied", error("AccessDenied", 403));
    harness.payloads.failAlways("payloads/broken", error("InternalError", 500));
    harness.snapshot(1);
    harness.complete(1);
    harness.clock.advance(LATER.plusMinutes(5));

    assertThat(harness.payloads.deleted())
        .containsExactlyInAnyOrder("payloads/again", "payloads/expired");
    assertThat(harness.counter(PayloadMetrics.DELETES_FAILED)).isEqualTo(2);
    assertThat(harness.counter(PayloadMetrics.REQUESTS_FAILED)).isEqualTo(1 + 1 + 1 + 8);
    assertThat(harness.snapshot(2)).isEmpty();
    harness.queue().send("goes on");
    harness.drain();
    assertThat(harness.output.records()).endsWith("goes on");
  }

  @Test
  void aRestoredJobDeletesThePayloadsOfItsState() throws Exception {
    sendPointer("k", "v");
    harness.drain();
    List<Receipt> state = harness.snapshot(1);
    ReaderHarness next = harness(payloads -> payloads.setDelete(true), settings -> {});
    next.queues.put(QUEUE, harness.queue());
    next.payloads.put("payloads", "k", "v");
    next.restore(List.of(new SqsSplit(QUEUE, 0, state)));
    assertThat(harness.queue().size()).isZero();
    next.clock.advance(LATER);
    assertThat(next.payloads.deleted()).containsExactly("payloads/k");
  }

  @Test
  void aJobRestoredBetweenTheTwoDeletesAsksSqsForNothing() throws Exception {
    sendPointer("k", "v");
    harness.drain();
    harness.snapshot(1);
    harness.complete(1);
    List<Receipt> state = harness.snapshot(2);
    assertThat(state).containsExactly(Receipt.ofPayload("m0", new PayloadPointer("payloads", "k")));
    ReaderHarness next = harness(payloads -> payloads.setDelete(true), settings -> {});
    next.restore(List.of(new SqsSplit(QUEUE, 0, state)));
    assertThat(next.snapshot(1)).isEqualTo(state);
    next.clock.advance(LATER);
    assertThat(next.payloads.deleted()).containsExactly("payloads/k");
    assertThat(next.queue().requests(Request.DELETE)).isZero();
    assertThat(next.snapshot(2)).isEmpty();
  }

  @Test
  void aRestoredJobDeletesOnlyWhatItsOwnSettingsAllow() throws Exception {
    Receipt receipt =
        new Receipt("m9", "m9-handle0", harness.clock.now(), new PayloadPointer("payloads", "k"));
    SqsSplit state = new SqsSplit(QUEUE, 0, List.of(receipt));
    ReaderHarness keeping = harness(payloads -> {}, settings -> {});
    ReaderHarness elsewhere =
        harness(
            payloads -> payloads.setDelete(true).setBuckets(List.of("payloads/in/")),
            settings -> {});
    for (ReaderHarness restored : List.of(keeping, elsewhere)) {
      restored.queue().send("a");
      restored.restore(List.of(state));
      restored.clock.advance(LATER.multipliedBy(2));
      assertThat(restored.payloads.deleted()).isEmpty();
      restored.drain();
      assertThat(restored.output.records()).containsExactly("a");
    }
  }

  @Test
  void ofTooManyThatWaitTheOldestGoesEarly() throws Exception {
    ManualLoop loop = new ManualLoop(harness.clock, new ReaderFailure(() -> {}));
    PayloadRemover remover =
        new PayloadRemover(
            harness.payloads,
            loop,
            new Backoff(Duration.ofMillis(1), Duration.ofMillis(1), 1),
            new QueueMetrics(UnregisteredMetricsGroup.createSourceReaderMetricGroup(), QUEUE)
                .payloads(),
            LATER,
            4,
            3);
    for (int i = 0; i < PayloadRemover.MAX_WAITING + 2; i++) {
      remover.remove(new PayloadPointer("payloads", "k" + i), () -> {});
    }
    harness.clock.run();
    assertThat(harness.payloads.deleted()).containsExactly("payloads/k0", "payloads/k1");
    harness.clock.advance(LATER);
    assertThat(harness.payloads.deleted()).hasSize(PayloadRemover.MAX_WAITING + 2);
  }

  @Test
  void payloadsThatCanNotBeDeletedInTimeTakeNoMoreStateThanThat() throws Exception {
    ManualLoop loop = new ManualLoop(harness.clock, new ReaderFailure(() -> {}));
    PayloadMetrics metrics =
        new QueueMetrics(UnregisteredMetricsGroup.createSourceReaderMetricGroup(), QUEUE)
            .payloads();
    PayloadRemover remover =
        new PayloadRemover(
            harness.payloads,
            loop,
            new Backoff(Duration.ofMillis(1), Duration.ofMillis(1), 1),
            metrics,
            LATER,
            4,
            3);
    AtomicInteger left = new AtomicInteger();
    harness.payloads.hold();
    for (int i = 0; i < 5 * PayloadRemover.MAX_WAITING; i++) {
      left.incrementAndGet();
      remover.remove(new PayloadPointer("payloads", "k" + i), left::decrementAndGet);
    }
    harness.clock.advance(LATER);
    assertThat(left.get()).isLessThanOrEqualTo(2 * PayloadRemover.MAX_WAITING + 4);
    assertThat(metrics.deletesFailed().getCount())
        .isEqualTo(5 * PayloadRemover.MAX_WAITING - left.get());

    harness.payloads.answerAll();
    harness.clock.advance(LATER);
    assertThat(left.get()).isZero();
  }

  @Test
  void aPayloadIsDeletedAfterAMessageThatCameBackToBeDeleted() throws Exception {
    harness =
        harness(payloads -> payloads.setDelete(true), settings -> settings.setMaxDeleteAttempts(2))
            .start();
    sendPointer("k", "v");
    harness.queue().failDeletes("m0", "InternalError", false, 2);
    harness.drain();
    harness.snapshot(1);
    harness.complete(1);
    harness.clock.advance(VISIBILITY.plusSeconds(10));
    harness.drain();
    assertThat(harness.queue().size()).isZero();
    assertThat(harness.output.records()).containsExactly("v");
    assertThat(harness.snapshot(2))
        .containsExactly(Receipt.ofPayload("m0", new PayloadPointer("payloads", "k")));
    harness.clock.advance(LATER);
    assertThat(harness.payloads.deleted()).containsExactly("payloads/k");
  }

  private static ReaderHarness harness(
      Consumer<PayloadSettings.Builder> tunePayloads, Consumer<SqsSourceBuilder<String>> tune) {
    PayloadSettings.Builder payloads = PayloadSettings.builder().setBuckets(List.of("payloads"));
    tunePayloads.accept(payloads);
    return ReaderHarness.create(
        settings -> {
          settings.setPayloads(payloads).setVisibilityTimeout(VISIBILITY);
          tune.accept(settings);
        });
  }

  private void sendPointer(String key, String payload) {
    String pointer = harness.payloads.put("payloads", key, payload);
    harness.attributes.attribute(pointer, "ExtendedPayloadSize", "" + payload.length());
    harness.queue().send(pointer);
  }
}
