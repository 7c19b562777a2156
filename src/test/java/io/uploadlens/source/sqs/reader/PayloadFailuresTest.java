package io.uploadlens.source.sqs.reader;

import static io.uploadlens.testing.FakePayloadStore.error;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.uploadlens.source.sqs.metrics.PayloadMetrics;
import io.uploadlens.source.sqs.metrics.SqsSourceMetrics;
import java.time.Duration;
import java.util.List;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

/** Payloads that can't be had: what is tried again, what is a rejection and what fails the job. */
class PayloadFailuresTest extends PayloadMessages {

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
}
