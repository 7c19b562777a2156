package io.uploadlens.event;

import static io.uploadlens.event.Samples.ORIGIN;
import static io.uploadlens.event.Samples.bytes;
import static io.uploadlens.event.Samples.file;
import static io.uploadlens.event.Samples.quoted;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import com.fasterxml.jackson.core.JsonFactory;
import com.fasterxml.jackson.core.JsonParser;
import com.fasterxml.jackson.core.JsonToken;
import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.util.Arrays;
import java.util.Random;
import net.jqwik.api.ForAll;
import net.jqwik.api.Property;
import net.jqwik.api.constraints.IntRange;
import net.jqwik.api.constraints.Size;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** The fast cursor: reads what AWS writes, and never anything but what Jackson reads. */
class PlainCursorTest extends PlainCursorFixture {

  private static final JsonFactory NO_JACKSON =
      new JsonFactory() {
        private static final long serialVersionUID = 1L;

        @Override
        public JsonParser createParser(byte[] data) {
          throw new UnsupportedOperationException("not plain");
        }
      };

  @ParameterizedTest
  @ValueSource(
      strings = {
        "s3/two-records",
        "s3/v2.0-put",
        "s3/v2.1-delete",
        "s3/v2.1-multipart",
        "s3/v2.3-lifecycle-expiration",
        "s3/v2.3-tagging",
        "s3/v2.4-copy",
        "s3/v2.6-annotation",
        "eventbridge/created",
        "eventbridge/deleted",
        "eventbridge/detail-first",
        "sns/eventbridge",
        "sns/s3",
        "flat/full",
        "ignored/test-event",
        "ignored/sns-test-event",
      })
  void readsWhatAwsWritesWithoutJackson(String sample) {
    byte[] body = file(sample + ".json");

    DecodedMessage message = new EventDecoder(NO_JACKSON, true).decode(body, ORIGIN);

    assertThat(message.rejection()).isNull();
    assertThat(message).isEqualTo(new EventDecoder(jackson, false).decode(body, ORIGIN));
  }

  @ParameterizedTest
  @ValueSource(
      strings = {
        "",
        " ",
        "[]",
        "1",
        "null",
        "\"\"",
        "{",
        "{}{",
        "{} x",
        "{},{}",
        "\uFEFF{}",
        "{\"a\":1,}",
        "{,\"a\":1}",
        "{\"a\" 1}",
        "{\"a\":}",
        "{a:1}",
        "{'a':1}",
        "{\"a\":1 \"b\":2}",
        "{\"a\":01}",
        "{\"a\":-1}",
        "{\"a\":1.5}",
        "{\"a\":1e5}",
        "{\"a\":1234567890123456789}",
        "{\"a\":nul}",
        "{\"a\":nulL}",
        "{\"a\":nulls}",
        "{\"a\":true1}",
        "{\"a\":[1,]}",
        "{\"a\":[,1]}",
        "{\"a\":[1 2]}",
        "{\"a\":[1}",
        "{\"a\":{]}",
        "{\"a\":\"\t\"}",
        "{\"a\":\"\\x\"}",
        "{\"a\":\"\\u12g4\"}",
        "{\"a\":\"\\ud83d\"}",
        "{\"a\":\"\\ud83d\\u0041\"}",
        "{\"a\":\"\\ude00\"}",
        "{\"a\":\"\\ud83d\\n\"}",
        "{\"a\":\"",
        "{\"a\":\"\\",
        "{\"a\":\"\\u12",
        "{\"\\u0061\":1}",
        "{\"\u00e4\":1}",
        "{\"a\n\":1}",
        "{\"a",
      })
  void leavesAllElseToJackson(String json) {
    assertThatThrownBy(() -> readAll(bytes(json))).isSameAs(NotPlain.INSTANCE);
  }

  @Test
  void leavesWhatIsDeepToJackson() throws IOException {
    readAll(bytes("{\"a\":" + "[".repeat(64) + "]".repeat(64) + "}"));
    assertThatThrownBy(() -> readAll(bytes("{\"a\":" + "[".repeat(65) + "]".repeat(65) + "}")))
        .isSameAs(NotPlain.INSTANCE);
  }

  /** Text of every length, plain and odd characters at every place in eight bytes. */
  @Property(seed = "1", tries = 3000)
  void readsTheTextThatJacksonReads(@ForAll long seed) throws IOException {
    Random random = new Random(seed);
    StringBuilder string = new StringBuilder();
    for (int i = random.nextInt(30); i > 0; i--) {
      string.append(piece(random));
    }
    byte[] json = bytes(" ".repeat(random.nextInt(8)) + "{\"a\" : \"" + string + "\"}");

    assertThat(over(json, json.length).nextDocument()).isEqualTo(JsonToken.START_OBJECT);
    assertThat(cursor.nextName()).isEqualTo("a");
    assertThat(cursor.value()).isEqualTo(JsonToken.VALUE_STRING);
    assertThat(cursor.text().toString()).isEqualTo(jacksonText(json));
    assertThat(cursor.text().cached(new BytesCache())).isEqualTo(jacksonText(json));
    assertThat(cursor.nextName()).isNull();
    assertThat(cursor.nextDocument()).isNull();
  }

  private static String piece(Random random) {
    switch (random.nextInt(8)) {
      case 0:
        return "\\" + "\"\\/bfnrt".charAt(random.nextInt(8));
      case 1:
        return String.format("\\u%04x", random.nextInt(0xD800));
      case 2:
        return String.format("\\uD83D\\uDE%02X", random.nextInt(256));
      case 3:
        int codePoint = 0x80 + random.nextInt(0x10FF80);
        return codePoint >= 0xD800 && codePoint < 0xE000 ? "" : Character.toString(codePoint);
      default:
        return "plain text, {as} [it] is: ".substring(random.nextInt(26));
    }
  }

  /** Bytes of any kind in a string: either the text that Jackson reads, or left to it. */
  @Property(seed = "2", tries = 5000)
  void readsNoBytesThatJacksonReadsOtherwise(@ForAll @Size(max = 12) byte[] any)
      throws IOException {
    ByteArrayOutputStream out = new ByteArrayOutputStream();
    out.writeBytes(bytes("{\"a\":\""));
    for (byte b : any) {
      // Half of them above ASCII, and those that begin or go on with a sequence.
      out.write(b % 3 == 0 ? b : 0x80 | b);
    }
    out.writeBytes(bytes("\"}"));
    byte[] json = out.toByteArray();
    try {
      over(json, json.length).nextDocument();
      cursor.nextName();
      cursor.value();
      String text = cursor.text().toString();
      if (cursor.nextName() == null) {
        assertThat(text).isEqualTo(jacksonText(json));
      }
    } catch (NotPlain notPlain) {
      // Jackson's to judge.
    }
  }

  /** It may give up, but not break: the decoder would hide that it did. */
  @Property(seed = "3", tries = 3000)
  void breaksAtNoMutation(@ForAll long seed, @ForAll @IntRange(min = 1, max = 4) int changes) {
    Random random = new Random(seed);
    byte[] json = file(random.nextBoolean() ? "s3/two-records.json" : "sns/s3.json");
    for (int i = 0; i < changes; i++) {
      json[random.nextInt(json.length)] =
          (byte)
              (random.nextBoolean()
                  ? random.nextInt(256)
                  : "{}[]\",:\\0u".charAt(random.nextInt(10)));
    }
    byte[] body = Arrays.copyOf(json, 1 + random.nextInt(json.length));
    for (byte[] each : new byte[][] {json, body}) {
      try {
        readAll(each);
      } catch (IOException notPlain) {
        assertThat(notPlain).isSameAs(NotPlain.INSTANCE);
      }
    }
  }

  /** What an envelope holds, read where it stands if its quotes alone are escaped. */
  @Property(seed = "5", tries = 3000)
  void readsTheDocumentInAString(@ForAll long seed, @ForAll boolean plain) throws IOException {
    Random random = new Random(seed);
    StringBuilder string = new StringBuilder();
    for (int i = random.nextInt(20); i > 0; i--) {
      string.append(
          plain ? "plain text, {as} [it] is".substring(random.nextInt(24)) : piece(random));
    }
    String inner = "{\"first\":[1,null,{\"x\":\"y\"}],\"text\":\"" + string + "\",\"last\":true}";
    String rest = ",\"Signature\":\"" + "s".repeat(random.nextInt(9)) + "\"}";
    byte[] json = bytes(" ".repeat(random.nextInt(8)) + "{\"Message\":" + quoted(inner) + rest);

    over(json, json.length).nextDocument();
    assertThat(cursor.nextName()).isEqualTo("Message");
    assertThat(cursor.unwrap()).isTrue();
    assertThat(cursor.nextName()).isEqualTo("Signature");
    cursor.skipValue();
    assertThat(cursor.nextName()).isNull();
    assertThat(cursor.nextDocument()).isNull();

    PlainCursor document = cursor.unwrapped();
    document.nextDocument();
    assertThat(document.nextName()).isEqualTo("first");
    document.skipValue();
    assertThat(document.nextName()).isEqualTo("text");
    assertThat(document.value()).isEqualTo(JsonToken.VALUE_STRING);
    assertThat(document.text().toString())
        .isEqualTo(jacksonText(bytes("{\"text\":\"" + string + "\"}")));
    assertThat(document.nextName()).isEqualTo("last");
    assertThat(document.value()).isEqualTo(JsonToken.VALUE_TRUE);
    assertThat(document.nextName()).isNull();
    assertThat(document.nextDocument()).isNull();
  }

  @ParameterizedTest
  @ValueSource(
      strings = {
        "{\\\"a\\\":1",
        "{\\\"a\\\"",
        "{\\\"a",
        "{\\\"a\\\":\\\"",
        "{\\\"a\\\":\\\"b\\\\\\\"}",
        "{\\\"a\\\":\\\"b\\n\\\"}",
        "{\\\"a\\\":\\\"b\\\\\"}",
        "{\\\"a\\\":1}}",
        "{\\\"a\\\":1,}",
      })
  void leavesABrokenDocumentInAStringToJackson(String inner) {
    byte[] json = bytes("{\"Message\":\"" + inner + "\",\"Type\":\"Notification\"}");

    assertThatThrownBy(
            () -> {
              over(json, json.length).nextDocument();
              cursor.nextName();
              cursor.unwrap();
              while (cursor.nextName() != null) {
                cursor.skipValue();
              }
              PlainCursor document = cursor.unwrapped();
              while (document.nextDocument() != null) {
                while (document.nextName() != null) {
                  document.skipValue();
                }
              }
            })
        .isSameAs(NotPlain.INSTANCE);
  }

  /** More names than it remembers, in ever new orders, and long ones: each is read as it stands. */
  @Property(seed = "4", tries = 200)
  void readsNamesInAnyOrder(@ForAll @Size(max = 40) int[] numbers) throws IOException {
    StringBuilder json = new StringBuilder("{");
    for (int number : numbers) {
      json.append(json.length() == 1 ? "" : ",").append(quoted(name(number))).append(":1");
    }
    byte[] body = bytes(json.append('}').toString());

    over(body, body.length).nextDocument();
    for (int number : numbers) {
      assertThat(cursor.nextName()).isEqualTo(name(number));
      cursor.skipValue();
    }
    assertThat(cursor.nextName()).isNull();
  }

  private static String name(int number) {
    return "name".repeat(Math.floorMod(number, 20)) + number % 7;
  }
}
