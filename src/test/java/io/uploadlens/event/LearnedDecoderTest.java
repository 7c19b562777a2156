package io.uploadlens.event;

import static io.uploadlens.event.Samples.ORIGIN;
import static io.uploadlens.event.Samples.bytes;
import static io.uploadlens.event.Samples.file;
import static io.uploadlens.event.Samples.sns;
import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.databind.ObjectMapper;
import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Random;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/**
 * A decoder guesses by the messages that it has read. Whatever these were, it reads from the next
 * one what Jackson's parser does, which knows none of them: the same events or the same rejection.
 */
class LearnedDecoderTest {

  private static final int MESSAGES = 10_000;
  private static final int MOST_CHANGES = 3;

  private static final String[] PIECES = {
    "\"",
    "\\\"",
    "\\\\",
    "\\",
    ",",
    ",,",
    ":",
    "{",
    "}",
    "[",
    "]",
    " ",
    "\n",
    "0",
    "\u00e4",
    "\\u0041",
    "%",
    "%41",
    "+",
    "null",
    "\"a\":1,",
    ",\"a\":1",
    "\"\"",
    "{}",
    "[]"
  };

  private final EventDecoder learned = new EventDecoder();
  private final EventDecoder jackson = new EventDecoder(EventDecoder.jackson(), false);

  @ParameterizedTest
  @ValueSource(longs = {1, 2, 3})
  void g6ReadsMutatedMessagesAsJacksonDoes(long seed) throws IOException {
    Random random = new Random(seed);
    List<byte[]> valid = messages();
    int read = 0;
    int rejected = 0;
    for (int i = 0; i < MESSAGES; i++) {
      byte[] message = valid.get(random.nextInt(valid.size()));
      // So often that all of it is likely.
      for (int times = random.nextInt(12); times > 0; times--) {
        assertThat(learned.decode(message, ORIGIN).rejection()).isNull();
      }
      byte[] body = message;
      for (int changes = 1 + random.nextInt(MOST_CHANGES); changes > 0; changes--) {
        body = changed(body, valid.get(random.nextInt(valid.size())), random);
      }

      DecodedMessage decoded = learned.decode(body, ORIGIN);

      assertThat(decoded).as(() -> "what Jackson reads").isEqualTo(jackson.decode(body, ORIGIN));
      read += decoded.events().size();
      rejected += decoded.rejection() == null ? 0 : 1;
    }
    // Some changes hurt nothing, most break the JSON.
    assertThat(read).isGreaterThan(MESSAGES / 10);
    assertThat(rejected).isGreaterThan(MESSAGES / 4);
  }

  /** As AWS writes them, without white space, and as they stand in the files. */
  private static List<byte[]> messages() throws IOException {
    ObjectMapper json = new ObjectMapper();
    List<byte[]> messages = new ArrayList<>();
    for (String name :
        List.of(
            "s3/two-records",
            "s3/v2.1-multipart",
            "s3/v2.1-delete",
            "s3/v2.4-copy",
            "eventbridge/created",
            "eventbridge/deleted",
            "eventbridge/detail-first",
            "sns/s3",
            "sns/eventbridge",
            "flat/full",
            "ignored/test-event")) {
      byte[] message = file(name + ".json");
      byte[] compact = json.writeValueAsBytes(json.readTree(message));
      messages.add(message);
      messages.add(compact);
      if (!name.startsWith("sns")) {
        messages.add(bytes(sns(new String(compact, StandardCharsets.UTF_8))));
        messages.add(json.writeValueAsBytes(json.readTree(messages.get(messages.size() - 1))));
      }
    }
    // What is unwrapped may have a string by that name, too.
    String flat =
        "{\"bucket\":\"b\",\"Message\":\"" + "\\u00e4\\n".repeat(99) + "\",\"key\":\"k\",";
    messages.add(bytes(sns(flat + "\"event_time\":\"2026-11-02T10:00:00Z\"}")));
    return messages;
  }

  private static byte[] changed(byte[] body, byte[] other, Random random) {
    if (body.length == 0) {
      return other;
    }
    int at = random.nextInt(body.length);
    int to = at + random.nextInt(Math.min(12, body.length - at));
    switch (random.nextInt(6)) {
      case 0:
        byte[] flipped = body.clone();
        flipped[at] ^= (byte) (1 << random.nextInt(8));
        return flipped;
      case 1:
        return random.nextInt(4) == 0 ? Arrays.copyOf(body, at) : joined(body, at, "", to);
      case 2:
        return joined(body, at, PIECES[random.nextInt(PIECES.length)], at);
      case 3:
        return joined(body, at, PIECES[random.nextInt(PIECES.length)], to);
      case 4:
        // The same bytes once more.
        return joined(body, to, text(body, at, to), to);
      default:
        // What stands in another message, from a name, a value or a number on.
        int from = random.nextInt(other.length);
        while (from < other.length - 1 && ",:\"{".indexOf(other[from]) < 0) {
          from++;
        }
        return joined(body, at, text(other, from, Math.min(other.length, from + to - at)), to);
    }
  }

  private static String text(byte[] bytes, int from, int to) {
    return new String(bytes, from, to - from, StandardCharsets.ISO_8859_1);
  }

  private static byte[] joined(byte[] body, int until, String latin1, int from) {
    ByteArrayOutputStream out = new ByteArrayOutputStream();
    out.write(body, 0, until);
    out.writeBytes(latin1.getBytes(StandardCharsets.ISO_8859_1));
    out.write(body, from, body.length - from);
    return out.toByteArray();
  }
}
