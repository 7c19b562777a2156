package io.uploadlens.event;

import static io.uploadlens.event.Samples.ORIGIN;
import static io.uploadlens.event.Samples.bytes;
import static io.uploadlens.event.Samples.decode;
import static io.uploadlens.event.Samples.event;
import static io.uploadlens.event.Samples.eventBridge;
import static io.uploadlens.event.Samples.file;
import static io.uploadlens.event.Samples.quoted;
import static io.uploadlens.event.Samples.s3;
import static io.uploadlens.event.Samples.sns;
import static org.assertj.core.api.Assertions.assertThat;

import java.net.URLEncoder;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Random;
import net.jqwik.api.Arbitraries;
import net.jqwik.api.Arbitrary;
import net.jqwik.api.ForAll;
import net.jqwik.api.Property;
import net.jqwik.api.Provide;
import net.jqwik.api.constraints.IntRange;
import net.jqwik.api.constraints.Size;

/** What holds for every key and every byte string. */
class EventDecoderPropertyTest {

  private static final List<byte[]> VALID =
      List.of(
          file("s3/v2.5-generated-tags.json"),
          file("s3/v2.17-unknown.json"),
          file("s3/two-records.json"),
          file("eventbridge/created.json"),
          file("eventbridge/detail-first.json"),
          file("sns/s3.json"),
          file("sns/eventbridge.json"),
          file("sns/flat.json"),
          file("flat/full.json"),
          file("ignored/test-event.json"));

  private static final List<String> NAMES =
      List.of(
          "Records",
          "Message",
          "Type",
          "TopicArn",
          "Event",
          "detail",
          "detail-type",
          "source",
          "time",
          "schema",
          "bucket",
          "key",
          "event_time",
          "size",
          "region",
          "name",
          "object",
          "s3",
          "eventName",
          "eventVersion",
          "eventSource",
          "eventTime",
          "event_id",
          "etag");

  private static final List<String> SCALARS =
      List.of(
          "null",
          "true",
          "0",
          "-1",
          "1.5e9",
          "12345678901234567890",
          "\"\"",
          "\"aws:s3\"",
          "\"aws.s3\"",
          "\"2.1\"",
          "\"2026-11-02T10:00:00Z\"",
          "\"s3:TestEvent\"",
          "\"k\"",
          "\"Notification\"",
          "\"uploadlens.upload/1\"",
          "\"Object Created\"",
          "\"\\ud83d\"",
          "\"Records[]{}\"",
          "5e-324");

  private final EventDecoder decoder = new EventDecoder();
  private final EventDecoder jackson = new EventDecoder(EventDecoder.jackson(), false);

  @Property(seed = "1")
  void anyKeyComesThroughTheEncodingOfS3(@ForAll("keys") String key) {
    String encoded = URLEncoder.encode(key, StandardCharsets.UTF_8);
    String message = s3("ObjectCreated:Put", encoded, "");

    assertThat(event(decode(message)).key()).isEqualTo(key);
    assertThat(event(decode(sns(message))).key()).isEqualTo(key);
    String slashesLeft = s3("ObjectCreated:Put", encoded.replace("%2F", "/"), "");
    assertThat(event(decode(slashesLeft)).key()).isEqualTo(key);
  }

  @Property(seed = "2")
  void anyKeyComesThroughEventBridgeAndFlatEventsUntouched(@ForAll("keys") String key) {
    String bridge = eventBridge("Object Created", key, "", "");
    String flat =
        "{\"bucket\":\"b\",\"event_time\":\"2026-11-02T10:00:00Z\",\"key\":" + quoted(key) + "}";

    assertThat(event(decode(bridge)).key()).isEqualTo(key);
    assertThat(event(decode(sns(bridge))).key()).isEqualTo(key);
    assertThat(event(decode(flat)).key()).isEqualTo(key);
    assertThat(event(decode(sns(flat))).key()).isEqualTo(key);
  }

  @Property(seed = "3", tries = 3000)
  void g6NoBytesMakeTheDecoderThrow(@ForAll @Size(max = 64) byte[] body) {
    hasExactlyOneOutcome(body);
  }

  @Property(seed = "4", tries = 3000)
  void g6NoMutationMakesTheDecoderThrow(
      @ForAll @IntRange(max = 9) int sample,
      @ForAll long seed,
      @ForAll @IntRange(min = 1, max = 8) int changes) {
    byte[] body = VALID.get(sample).clone();
    Random random = new Random(seed);
    for (int i = 0; i < changes; i++) {
      int at = random.nextInt(body.length);
      switch (random.nextInt(3)) {
        case 0:
          body[at] = (byte) random.nextInt(256);
          break;
        case 1:
          body[at] = (byte) "{}[]\",:\\0-9eu%+nt".charAt(random.nextInt(17));
          break;
        default:
          body[at] = body[random.nextInt(body.length)];
          break;
      }
    }
    hasExactlyOneOutcome(body);
  }

  /** Cut off, a message is rejected: never taken for less than it was. */
  @Property(seed = "5", tries = 1000)
  void g6NoTruncationIsTakenForAMessage(
      @ForAll @IntRange(max = 9) int sample, @ForAll @IntRange(max = 4000) int cut) {
    byte[] whole =
        new String(VALID.get(sample), StandardCharsets.UTF_8)
            .strip()
            .getBytes(StandardCharsets.UTF_8);
    byte[] body = Arrays.copyOf(whole, cut % whole.length);

    DecodedMessage message = hasExactlyOneOutcome(body);

    assertThat(message.rejection()).isNotNull();
    assertThat(message.rejection().reason())
        .isEqualTo(body.length == 0 ? RejectReason.EMPTY : RejectReason.NOT_JSON);
  }

  @Property(seed = "6", tries = 1000)
  void g6NoJsonMakesTheDecoderThrow(@ForAll long seed) {
    String json = value(new Random(seed), 4);
    hasExactlyOneOutcome(bytes(json));
    hasExactlyOneOutcome(bytes(sns(json)));
  }

  /** One decoder for all: what it keeps between messages must not show in the next. */
  @Property(seed = "7", tries = 100)
  void whatCameBeforeDoesNotShow(@ForAll @Size(max = 5) List<@IntRange(max = 9) Integer> before) {
    for (int sample : before) {
      decoder.decode(VALID.get(sample), ORIGIN);
      decoder.decode(Arrays.copyOf(VALID.get(sample), 300), ORIGIN);
    }

    for (byte[] body : VALID) {
      assertThat(decoder.decode(body, ORIGIN)).isEqualTo(new EventDecoder().decode(body, ORIGIN));
    }
  }

  private DecodedMessage hasExactlyOneOutcome(byte[] body) {
    byte[] before = body.clone();
    DecodedMessage message = decoder.decode(body, ORIGIN);

    int outcomes = 0;
    outcomes += message.events().isEmpty() ? 0 : 1;
    outcomes += message.rejection() == null ? 0 : 1;
    outcomes += message.isIgnored() ? 1 : 0;
    assertThat(outcomes).isOne();
    assertThat(message.progress()).isNull();
    assertThat(body).isEqualTo(before);
    assertThat(message).as("what Jackson reads").isEqualTo(jackson.decode(body, ORIGIN));
    if (message.rejection() != null) {
      assertThat(message.rejection().body()).isSameAs(body);
      assertThat(message.rejection().reason()).isNotEqualTo(RejectReason.DECODER_FAULT);
      assertThat(message.rejection().detail()).isNotBlank().hasSizeLessThan(600);
    }
    return message;
  }

  @Provide
  Arbitrary<String> keys() {
    Arbitrary<String> special = Arbitraries.strings().withChars("/+ %&=?#:\"\\\u0000\u007f.~-_");
    Arbitrary<String> wide =
        Arbitraries.integers()
            .between(1, Character.MAX_CODE_POINT)
            .filter(c -> c < Character.MIN_SURROGATE || c > Character.MAX_SURROGATE)
            .map(Character::toString)
            .list()
            .ofMaxSize(20)
            .map(parts -> String.join("", parts));
    return Arbitraries.oneOf(special, wide, Arbitraries.strings().ascii())
        .list()
        .ofMinSize(1)
        .ofMaxSize(4)
        .map(parts -> String.join("", parts))
        .filter(key -> !key.isEmpty());
  }

  /** JSON with the names that mean something, and anything for their values. */
  private static String value(Random random, int depth) {
    if (depth == 0 || depth < 4 && random.nextBoolean()) {
      return SCALARS.get(random.nextInt(SCALARS.size()));
    }
    boolean array = random.nextInt(4) == 0;
    List<String> parts = new ArrayList<>();
    for (int i = random.nextInt(7); i > 0; i--) {
      String name = NAMES.get(random.nextInt(NAMES.size()));
      parts.add((array ? "" : quoted(name) + ":") + value(random, depth - 1));
    }
    return (array ? "[" : "{") + String.join(",", parts) + (array ? "]" : "}");
  }
}
