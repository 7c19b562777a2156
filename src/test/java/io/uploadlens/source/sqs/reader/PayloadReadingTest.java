package io.uploadlens.source.sqs.reader;

import static io.uploadlens.testing.FakePayloadStore.error;
import static org.assertj.core.api.Assertions.assertThat;

import io.uploadlens.source.sqs.metrics.PayloadMetrics;
import io.uploadlens.source.sqs.metrics.SqsSourceMetrics;
import io.uploadlens.source.sqs.split.Receipt;
import io.uploadlens.testing.FakeSqsQueue.Request;
import java.time.Duration;
import java.util.List;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

/** Messages whose bodies the SQS Extended Client put into S3, on their way to being emitted. */
class PayloadReadingTest extends PayloadMessages {

  @ParameterizedTest
  @CsvSource({
    "ExtendedPayloadSize, software.amazon.payloadoffloading.PayloadS3Pointer",
    "SQSLargePayloadSize, com.amazon.sqs.javamessaging.MessageS3Pointer",
    "SQSLargePayloadSize, software.amazon.payloadoffloading.PayloadS3Pointer"
  })
  void aPayloadTakesThePlaceOfItsPointer(String attribute, String className) throws Exception {
    harness.payloads.put("payloads", "k/1", "schön");
    String body = "[\"" + className + "\",{\"s3BucketName\":\"payloads\",\"s3Key\":\"k/1\"}]";
    harness.attributes.attribute(body, attribute, "6");
    harness.queue().send(body);
    harness.drain();

    assertThat(harness.output.records()).containsExactly("schön");
    assertThat(harness.counter(PayloadMetrics.FETCHED)).isEqualTo(1);
    assertThat(harness.counter(PayloadMetrics.BYTES)).isEqualTo(6);
    assertThat(harness.snapshot(1)).extracting(Receipt::payload).containsOnlyNulls();
  }

  @Test
  void withoutItsAttributeABodyIsWhatItIs() throws Exception {
    String pointer = harness.payloads.put("payloads", "k", "payload");
    harness.queue().send(pointer);
    harness.drain();

    assertThat(harness.output.records()).containsExactly(pointer);
    assertThat(harness.payloads.gets()).isEmpty();
  }

  @Test
  void aMessageThatWaitsForItsPayloadHoldsUpNoOtherOfAStandardQueue() throws Exception {
    harness.payloads.hold();
    sendPointer("slow", "slow", 4);
    harness.queue().sendMany("a", 3);
    harness.drain();
    assertThat(harness.output.records()).containsExactly("a0", "a1", "a2");
    assertThat(harness.gauge(PayloadMetrics.PENDING)).isEqualTo(1);
    assertThat(harness.gauge(SqsSourceMetrics.IN_FLIGHT)).isEqualTo(4);

    harness.payloads.answerAll();
    harness.drain();
    assertThat(harness.output.records()).containsExactly("a0", "a1", "a2", "slow");
    assertThat(harness.gauge(PayloadMetrics.PENDING)).isZero();
  }

  @Test
  void groupsOfAFifoQueueKeepTheirOrderAndWaitForNoOtherGroup() throws Exception {
    harness = fifo(payloads -> {});
    harness.payloads.hold();
    sendGrouped("g", pointer("p1", "first", 5));
    sendGrouped("g", "second");
    sendGrouped("g", pointer("p3", "third", 5));
    sendGrouped("h", "other");
    sendGrouped("g", "fourth");
    harness.drain();
    assertThat(harness.output.records()).containsExactly("other");
    assertThat(harness.payloads.waiting()).contains("payloads/p1", "payloads/p3");

    harness.payloads.answer("payloads", "p3");
    harness.drain();
    assertThat(harness.output.records()).containsExactly("other");

    harness.payloads.answer("payloads", "p1");
    harness.drain();
    assertThat(harness.output.records())
        .containsExactly("other", "first", "second", "third", "fourth");
    sendGrouped("g", "fifth");
    harness.drain();
    assertThat(harness.output.records()).endsWith("fourth", "fifth");
  }

  @Test
  void soManyPayloadsAreReadAtATime() throws Exception {
    harness = started(payloads -> payloads.setMaxConcurrent(3));
    harness.payloads.hold();
    for (int i = 0; i < 10; i++) {
      sendPointer("k" + i, "v" + i, 2);
    }
    harness.drain();
    assertThat(harness.payloads.waiting()).hasSize(3);
    harness.payloads.answer("payloads", "k1");
    harness.clock.run();
    assertThat(harness.payloads.waiting())
        .containsExactly("payloads/k0", "payloads/k2", "payloads/k3");

    harness.payloads.answerAll();
    harness.drain();
    assertThat(harness.output.records()).hasSize(10);
  }

  @Test
  void payloadsHeldAreBoundedInBytesUntilTheTaskTakesThem() throws Exception {
    harness =
        started(
            payloads -> payloads.setMaxSize(100).setMaxMemory(250),
            settings -> settings.setMaxPrefetch(40));
    for (int i = 0; i < 9; i++) {
      sendPointer("k" + i, "x".repeat(100), 100);
    }
    harness.clock.run();
    assertThat(harness.payloads.gets()).hasSize(2);
    // The first tells the progress.
    harness.poll(2);
    harness.clock.run();
    assertThat(harness.payloads.gets()).hasSize(3);

    harness.drain();
    assertThat(harness.output.records()).hasSize(9);
  }

  @ParameterizedTest
  @ValueSource(strings = {"1", "0", "many", "999999999999999999"})
  void theBoundHoldsWhateverTheSenderSaysOfTheSize(String told) throws Exception {
    harness = started(payloads -> payloads.setMaxSize(100).setMaxMemory(250));
    harness.payloads.hold();
    for (int i = 0; i < 6; i++) {
      String pointer = pointer("k" + i, "x".repeat(90), 0);
      harness.attributes.attribute(pointer, TODAY, told);
      harness.queue().send(pointer);
    }
    harness.drain();
    while (!harness.payloads.waiting().isEmpty()) {
      String next = harness.payloads.waiting().get(0);
      harness.payloads.answer("payloads", next.substring(next.indexOf('/') + 1));
      harness.drain();
    }
    assertThat(harness.output.records()).hasSize(6).containsOnly("x".repeat(90));
    assertThat(harness.payloads.maxBytesInFlight()).isBetween(1L, 250L);
  }

  @Test
  void aGroupsFirstPayloadIsReadAlthoughItsSuccessorsHoldAllTheRoom() throws Exception {
    harness = fifo(payloads -> payloads.setMaxSize(100).setMaxMemory(200));
    sendGrouped("g", pointer("k0", "a".repeat(100), 1));
    sendGrouped("g", pointer("k1", "b".repeat(99), 99));
    sendGrouped("g", pointer("k2", "c".repeat(99), 99));
    harness.drain();
    assertThat(harness.output.records())
        .containsExactly("a".repeat(100), "b".repeat(99), "c".repeat(99));
  }

  @Test
  void messagesThatWaitForTheirPayloadsTakeRoomInThePrefetch() throws Exception {
    harness =
        started(
            payloads -> {}, settings -> settings.setMaxPrefetch(20).setMaxConcurrentReceives(4));
    harness.payloads.hold();
    for (int i = 0; i < 50; i++) {
      sendPointer("k" + i, "v", 1);
    }
    harness.drain();
    assertThat(harness.gauge(PayloadMetrics.PENDING)).isEqualTo(20);
    assertThat(harness.queue().visible()).isEqualTo(30);

    harness.payloads.answerAll();
    harness.drain();
    assertThat(harness.output.records()).hasSize(50);
  }

  @Test
  void aSplitIsNotDrainedWhileAMessageWaitsForItsPayload() throws Exception {
    harness.payloads.hold();
    sendPointer("k", "v", 1);
    harness.drain();
    harness.clock.advance(Duration.ofSeconds(30));
    for (int i = 0; i < 3; i++) {
      harness.report(0);
      harness.drain();
    }
    assertThat(harness.output.progress()).doesNotContain("DRAINED");
    harness.payloads.answerAll();
    harness.drain();
    harness.report(0);
    harness.drain();
    assertThat(harness.output.all()).containsSubsequence("v", "~DRAINED");
  }

  @Test
  void aSplitIsNotLiveWhileAMessageOfItsBacklogWaitsForItsPayload() throws Exception {
    harness.payloads.hold();
    sendPointer("k", "old", 3);
    harness.queue().send("a");
    harness.drain();
    for (int i = 0; i < 3; i++) {
      harness.report(50);
      harness.drain();
    }
    assertThat(harness.output.progress()).doesNotContain("LIVE");
    harness.queue().sendMany("b", 5);
    harness.drain();
    assertThat(harness.output.progress()).doesNotContain("LIVE");
    harness.payloads.answerAll();
    harness.drain();
    harness.queue().send("c");
    harness.drain();
    assertThat(harness.output.all()).containsSubsequence("old", "~LIVE");
  }

  @Test
  void messagesThatWaitForTheirPayloadsWhenTheReaderClosesAreReleased() throws Exception {
    harness.payloads.hold();
    sendPointer("k", "v", 1);
    sendPointer("k2", "v", 1);
    harness.drain();
    assertThat(harness.snapshot(1)).isEmpty();
    var closing = harness.shutDown();
    harness.clock.advance(Duration.ofSeconds(1));

    assertThat(closing).isCompleted();
    assertThat(harness.queue().visible()).isEqualTo(2);
    // Receives that were under way bring them once more.
    assertThat(harness.counter(SqsSourceMetrics.RELEASED)).isGreaterThanOrEqualTo(2);
    harness.payloads.answerAll();
    harness.clock.run();
    assertThat(harness.gauge(SqsSourceMetrics.PREFETCHED)).isZero();
    harness.reader.close();
    assertThat(harness.payloads.isClosed()).isTrue();
  }

  @Test
  void aGroupThatWaitsForAPayloadWhenTheReaderClosesGoesOnInOrder() throws Exception {
    harness = fifo(payloads -> {});
    harness.payloads.hold();
    sendGrouped("g", pointer("k", "first", 5));
    sendGrouped("g", "second");
    harness.drain();
    var closing = harness.shutDown();
    harness.clock.advance(Duration.ofSeconds(1));
    assertThat(closing).isCompleted();
    assertThat(harness.queues.get(FIFO_QUEUE).visible()).isEqualTo(2);
  }

  @Test
  void aMessageDeliveredAgainWhileItWaitsIsEmittedOnce() throws Exception {
    harness.payloads.hold();
    sendPointer("k", "v", 1);
    harness.drain();
    harness.queue().expire("m0");
    harness.drain();
    assertThat(harness.queue().requests(Request.RECEIVE)).isGreaterThan(1);

    harness.payloads.answerAll();
    harness.drain();
    assertThat(harness.output.records()).containsExactly("v");
    harness.snapshot(1);
    harness.complete(1);
    assertThat(harness.queue().deleted()).containsExactly("m0");
  }

  @Test
  void aMessageThatWaitsHoldsUpNoOtherAfterALargePayload() throws Exception {
    sendPointer("large", "x".repeat(4 << 20), 4 << 20);
    harness.drain();
    harness.payloads.failAlways("payloads/slow", error("SlowDown", 503));
    sendPointer("slow", "slow", 4);
    harness.clock.advance(Duration.ofSeconds(30));
    harness.drain();
    harness.queue().sendMany("a", 30);
    harness.clock.advance(Duration.ofMinutes(10));
    harness.drain();
    assertThat(harness.output.records()).hasSize(31);
  }

  @Test
  void aMessageThatWaitsHoldsUpNoOtherAfterAPauseOfTheTask() throws Exception {
    harness.payloads.failAlways("payloads/slow", error("SlowDown", 503));
    sendPointer("slow", "slow", 4);
    harness.queue().sendMany("a", 9);
    harness.clock.run();
    // The first tells the progress.
    harness.poll(2);
    harness.clock.advance(Duration.ofHours(1));
    harness.poll(7);
    harness.queue().sendMany("b", 30);
    harness.clock.advance(Duration.ofMinutes(1));
    harness.drain();
    harness.clock.advance(Duration.ofMinutes(1));
    harness.drain();
    assertThat(harness.output.records()).hasSize(39);
  }

  @Test
  void bodiesThatWaitBehindAPayloadOfTheirGroupAreBoundedBySize() throws Exception {
    harness =
        new ReaderHarness(
                List.of(FIFO_QUEUE),
                1,
                settings -> settings.setPayloads(with(payloads -> {})).setMaxPrefetchBytes(1 << 20))
            .start();
    harness.payloads.hold();
    String body = "x".repeat(1 << 18);
    for (int i = 0; i < 10; i++) {
      sendGrouped("g" + i, pointer("k" + i, "v", 1));
    }
    for (int i = 0; i < 90; i++) {
      sendGrouped("g" + i % 10, body + i);
    }
    harness.drain();
    // Receives that were under way when bodies became larger may pass the bound.
    assertThat(harness.gauge(FIFO_QUEUE, SqsSourceMetrics.IN_FLIGHT)).isLessThanOrEqualTo(40);
    assertThat(harness.gauge(FIFO_QUEUE, SqsSourceMetrics.PREFETCHED_BYTES))
        .isBetween(4L << 18, 31L << 18);

    harness.payloads.answerAll();
    harness.drain();
    assertThat(harness.output.records()).hasSize(100);
    assertThat(harness.gauge(FIFO_QUEUE, SqsSourceMetrics.PREFETCHED_BYTES)).isZero();
  }
}
