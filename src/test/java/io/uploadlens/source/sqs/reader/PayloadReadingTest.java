package io.uploadlens.source.sqs.reader;

import static io.uploadlens.source.sqs.reader.ReaderHarness.QUEUE;
import static io.uploadlens.testing.FakePayloadStore.error;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.uploadlens.source.sqs.SqsSourceBuilder;
import io.uploadlens.source.sqs.metrics.PayloadMetrics;
import io.uploadlens.source.sqs.metrics.SqsSourceMetrics;
import io.uploadlens.source.sqs.payload.PayloadSettings;
import io.uploadlens.source.sqs.split.Receipt;
import io.uploadlens.testing.FakeSqsQueue.Request;
import java.time.Duration;
import java.util.List;
import java.util.function.Consumer;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

/** Messages whose bodies the SQS Extended Client put into S3, on their way to being emitted. */
class PayloadReadingTest {

  private static final String TODAY = "ExtendedPayloadSize";
  private static final String FIFO_QUEUE = QUEUE + ".fifo";

  private ReaderHarness harness = started(payloads -> {});

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
  void g6AMissingPayloadIsARejectionWithItsReason() throws Exception {
    String pointer = pointer("gone", "x", 1);
    harness.payloads.take("payloads", "gone");
    harness.queue().send(pointer);
    harness.queue().send("next");
    harness.drain();

    assertThat(harness.output.records())
        .containsExactlyInAnyOrder(
            "!the payload s3://payloads/gone is not there: NoSuchKey: scripted (Service: null,"
                + " Status Code: 404, Request ID: null)",
            "next");
    assertThat(harness.counter(PayloadMetrics.REJECTED)).isEqualTo(1);
    harness.snapshot(1);
    harness.complete(1);
    assertThat(harness.queue().size()).isZero();
  }

  @Test
  void g6APointerToAnotherPlaceIsARejectionAndTouchesNothing() throws Exception {
    harness = started(payloads -> payloads.setBuckets(List.of("payloads/in/", "more")));
    send(harness.payloads.put("others", "in/k", "x"));
    send(harness.payloads.put("payloads", "out/k", "x"));
    send(harness.payloads.put("payloads", "in/k", "inside"));
    send(harness.payloads.put("more", "any", "elsewhere"));
    harness.drain();

    String allowed = " is not where payloads may be read: [s3://payloads/in/, s3://more/]";
    assertThat(harness.output.records())
        .containsExactlyInAnyOrder(
            "!the payload s3://others/in/k" + allowed,
            "!the payload s3://payloads/out/k" + allowed,
            "inside",
            "elsewhere");
    assertThat(harness.payloads.gets()).containsExactly("payloads/in/k", "more/any");
  }

  @ParameterizedTest
  @ValueSource(longs = {-1, 1, 11, 5_000_000_000L})
  void g6APayloadThatIsTooLargeIsARejectionWithItsReason(long told) throws Exception {
    harness = started(payloads -> payloads.setMaxSize(10));
    sendPointer("ten", "0123456789", told);
    sendPointer("eleven", "01234567890", told);
    harness.drain();

    assertThat(harness.output.records())
        .containsExactlyInAnyOrder(
            "0123456789",
            "!the payload s3://payloads/eleven has 11 bytes or more; at most 10 are read");
  }

  @Test
  void g6APayloadThatIsNoTextIsARejection() throws Exception {
    send(harness.payloads.put("payloads", "k", new byte[] {'a', (byte) 0xFF}));
    harness.drain();
    assertThat(harness.output.records())
        .containsExactly("!the payload s3://payloads/k is not text in UTF-8");
  }

  @Test
  void g6ABodyThatIsNoPointerAlthoughItIsMarkedIsARejection() throws Exception {
    send("{\"Records\":[]}");
    harness.drain();
    assertThat(harness.output.records())
        .singleElement()
        .asString()
        .startsWith(
            "!the message is marked as a pointer of the SQS Extended Client, but its body"
                + " is none: it is no JSON array; a pointer is [");
  }

  @Test
  void g6WhereNoPayloadsAreReadAPointerIsARejectionThatNamesTheSetting() throws Exception {
    harness = ReaderHarness.create(settings -> {}).start();
    sendPointer("k", "x", 1);
    send("marked, and no pointer");
    harness.drain();
    assertThat(harness.output.records())
        .containsExactly(
            "!the body is a pointer of the SQS Extended Client to the payload s3://payloads/k, and"
                + " payloads are read from no bucket: the setting payload.buckets is empty",
            "marked, and no pointer");
    assertThat(harness.payloads.gets()).isEmpty();
  }

  @ParameterizedTest
  @CsvSource({"SlowDown, 503", "InternalError, 500", "RequestTimeout, 400"})
  void whatPassesIsTriedAgainAndTheMessageStaysHeld(String code, int status) throws Exception {
    harness =
        started(payloads -> {}, settings -> settings.setVisibilityTimeout(Duration.ofSeconds(60)));
    harness.payloads.failAlways("payloads/k", error(code, status));
    sendPointer("k", "late", 4);
    harness.drain();
    harness.clock.advance(Duration.ofHours(1));
    assertThat(harness.output.records()).isEmpty();
    assertThat(harness.queue().isHidden("m0")).isTrue();
    assertThat(harness.counter(SqsSourceMetrics.REDELIVERED)).isZero();
    // Backing off: up to 20 s.
    assertThat(harness.payloads.gets().size()).isBetween(180, 400);

    harness.payloads.repair("payloads/k");
    harness.clock.advance(Duration.ofSeconds(20));
    harness.drain();
    assertThat(harness.output.records()).containsExactly("late");
  }

  @Test
  void oneObjectThatAlwaysFailsHoldsUpNoOther() throws Exception {
    harness = started(payloads -> payloads.setMaxConcurrent(1));
    harness.payloads.failAlways("payloads/bad", error("InternalError", 500));
    sendPointer("bad", "x", 1);
    for (int i = 0; i < 5; i++) {
      sendPointer("good" + i, "v" + i, 2);
    }
    harness.drain();
    assertThat(harness.output.records()).hasSize(5);
  }

  @Test
  void g6AnObjectThatMayNotBeReadIsARejectionWhereOthersMay() throws Exception {
    harness.payloads.failAlways("payloads/secret", error("AccessDenied", 403));
    sendPointer("secret", "x", 1);
    sendPointer("open", "y", 1);
    harness.drain();

    assertThat(harness.output.records())
        .hasSize(2)
        .contains("y")
        .anySatisfy(
            record ->
                assertThat(record)
                    .startsWith(
                        "!S3 does not give the payload s3://payloads/secret: AccessDenied"));
    harness.reader.pollNext(harness.output);
  }

  @ParameterizedTest
  @CsvSource({"AccessDenied, 403", "NoSuchBucket, 404", "PermanentRedirect, 301"})
  void g7MissingRightsFailTheJobBeforeAPayloadIsRead(String code, int status) throws Exception {
    harness = create(payloads -> payloads.setBuckets(List.of("payloads/in/")), settings -> {});
    harness.payloads.failAlways("payloads/", error(code, status));
    harness.start();
    assertThatThrownBy(() -> harness.reader.pollNext(harness.output))
        .hasMessageContaining("s3://payloads/in/")
        .hasMessageContaining(code)
        .hasMessageContaining("s3:GetObject")
        .hasMessageContaining("s3:ListBucket");
  }

  @Test
  void rightsThatAreTakenAwayFailTheJobAndRejectNothing() throws Exception {
    sendPointer("k", "x", 1);
    harness.drain();
    harness.payloads.failAlways("payloads/", error("AccessDenied", 403));
    sendPointer("k2", "x", 1);
    harness.clock.run();
    assertThatThrownBy(() -> harness.reader.pollNext(harness.output))
        .hasMessageContaining("s3:ListBucket");
    assertThat(harness.output.records()).containsExactly("x");
    assertThat(harness.counter(PayloadMetrics.REJECTED)).isZero();
  }

  @Test
  void anOutageOfS3AtTheStartIsWaitedFor() throws Exception {
    harness = create(payloads -> {}, settings -> {});
    harness.payloads.failAlways("payloads/", error("InternalError", 500));
    harness.start();
    harness.queue().send("a");
    harness.clock.advance(Duration.ofMinutes(1));
    harness.payloads.failAlways("payloads/", error("AccessDenied", 403));
    harness.drain();
    assertThat(harness.output.records()).containsExactly("a");
    harness.clock.advance(Duration.ofMinutes(1));
    assertThatThrownBy(() -> harness.reader.pollNext(harness.output))
        .hasMessageContaining("AccessDenied");
  }

  @Test
  void g7ExpiredCredentialsFailTheJobOnlyIfTheyLast() throws Exception {
    sendPointer("k", "v", 1);
    harness.payloads.failAlways("payloads/", error("ExpiredToken", 400));
    harness.drain();
    harness.clock.advance(Duration.ofMinutes(4));
    harness.drain();
    assertThat(harness.output.records()).isEmpty();
    harness.payloads.repair("payloads/");
    harness.clock.advance(Duration.ofSeconds(30));
    harness.drain();
    assertThat(harness.output.records()).containsExactly("v");

    // A success ends an episode; the next one has its own five minutes.
    sendPointer("k2", "v2", 2);
    harness.payloads.failAlways("payloads/", error("ExpiredToken", 400));
    harness.drain();
    harness.clock.advance(Duration.ofMinutes(4));
    harness.drain();
    harness.clock.advance(Duration.ofMinutes(2));
    assertThatThrownBy(() -> harness.reader.pollNext(harness.output))
        .hasMessageContaining("ExpiredToken")
        .hasMessageContaining("s3:GetObject");
    assertThat(harness.counter(PayloadMetrics.REJECTED)).isZero();
  }

  @Test
  void anObjectWhoseErrorsNobodyKnowsIsARejectionWhenTheyLast() throws Exception {
    sendPointer("odd", "v", 1);
    harness.payloads.failAlways("payloads/odd", new IllegalStateException("scripted"));
    harness.drain();
    harness.clock.advance(Duration.ofMinutes(4));
    harness.drain();
    assertThat(harness.output.records()).isEmpty();
    // What others answer says nothing of it.
    sendPointer("other", "v2", 2);
    harness.drain();
    assertThat(harness.output.records()).containsExactly("v2");

    harness.clock.advance(Duration.ofMinutes(2));
    harness.drain();
    assertThat(harness.output.records()).hasSize(2);
    assertThat(harness.output.records().get(1))
        .startsWith("!S3 does not give the payload s3://payloads/odd: IllegalStateException");
  }

  @Test
  void expiredCredentialsAtTheStartAreWaitedFor() throws Exception {
    harness = create(payloads -> {}, settings -> {});
    harness.payloads.failAlways("payloads/", error("ExpiredToken", 400));
    harness.start();
    harness.queue().send("a");
    harness.clock.advance(Duration.ofMinutes(4));
    harness.drain();
    assertThat(harness.output.records()).containsExactly("a");
    harness.clock.advance(Duration.ofMinutes(2));
    assertThatThrownBy(() -> harness.reader.pollNext(harness.output))
        .hasMessageContaining("ExpiredToken");
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

  private static ReaderHarness started(Consumer<PayloadSettings.Builder> payloads) {
    return started(payloads, settings -> {});
  }

  private static ReaderHarness started(
      Consumer<PayloadSettings.Builder> payloads, Consumer<SqsSourceBuilder<String>> tune) {
    return create(payloads, tune).start();
  }

  private static ReaderHarness create(
      Consumer<PayloadSettings.Builder> payloads, Consumer<SqsSourceBuilder<String>> tune) {
    return ReaderHarness.create(tune.andThen(settings -> settings.setPayloads(with(payloads))));
  }

  private static ReaderHarness fifo(Consumer<PayloadSettings.Builder> payloads) {
    return new ReaderHarness(
            List.of(FIFO_QUEUE), 1, settings -> settings.setPayloads(with(payloads)))
        .start();
  }

  private static PayloadSettings.Builder with(Consumer<PayloadSettings.Builder> tune) {
    PayloadSettings.Builder payloads = PayloadSettings.builder().setBuckets(List.of("payloads"));
    tune.accept(payloads);
    return payloads;
  }

  /** Stores a payload; returns the pointer to it, marked with the size as told, if not negative. */
  private String pointer(String key, String payload, long told) {
    String pointer = harness.payloads.put("payloads", key, payload);
    harness.attributes.attribute(pointer, TODAY, told < 0 ? "unknown" : String.valueOf(told));
    return pointer;
  }

  private void sendPointer(String key, String payload, long told) {
    harness.queue().send(pointer(key, payload, told));
  }

  private void send(String markedBody) {
    harness.attributes.attribute(markedBody, TODAY, "100");
    harness.queue().send(markedBody);
  }

  private void sendGrouped(String group, String body) {
    harness.attributes.group(body, group);
    harness.queues.get(FIFO_QUEUE).send(body);
  }
}
