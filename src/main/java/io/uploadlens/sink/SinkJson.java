package io.uploadlens.sink;

import com.fasterxml.jackson.core.JsonEncoding;
import com.fasterxml.jackson.core.JsonFactory;
import com.fasterxml.jackson.core.JsonFactoryBuilder;
import com.fasterxml.jackson.core.JsonGenerator;
import java.io.IOException;
import java.io.OutputStream;
import java.time.Instant;
import java.time.ZoneOffset;
import java.time.format.DateTimeFormatter;

/**
 * How the sinks write JSON: in UTF-8, with times in ISO-8601, UTC, with milliseconds, and nulls
 * written as null.
 *
 * <p>Characters from U+D800 on are escaped: half of a surrogate pair, which a message may hold, has
 * no UTF-8, and U+FFFE and U+FFFF are not allowed in an SQS message (<a
 * href="https://docs.aws.amazon.com/AWSSimpleQueueService/latest/APIReference/API_SendMessage.html">SendMessage</a>).
 */
public final class SinkJson {

  private static final int LAST_CHARACTER_AS_IT_IS = 0xD7FF;
  private static final JsonFactory FACTORY =
      new JsonFactoryBuilder().highestNonEscapedChar(LAST_CHARACTER_AS_IT_IS).build();
  private static final DateTimeFormatter TIME =
      DateTimeFormatter.ofPattern("uuuu-MM-dd'T'HH:mm:ss.SSS'Z'").withZone(ZoneOffset.UTC);

  private SinkJson() {}

  /** A generator that writes to a stream; closing it closes the stream. */
  public static JsonGenerator generator(OutputStream out) throws IOException {
    return FACTORY.createGenerator(out, JsonEncoding.UTF8);
  }

  /** Writes a field with a whole number, or null. */
  public static void number(JsonGenerator json, String name, Long value) throws IOException {
    if (value == null) {
      json.writeNullField(name);
    } else {
      json.writeNumberField(name, value);
    }
  }

  /** Writes a field with a time given in epoch milliseconds, or null. */
  public static void time(JsonGenerator json, String name, Long epochMillis) throws IOException {
    if (epochMillis == null) {
      json.writeNullField(name);
    } else {
      json.writeStringField(name, TIME.format(Instant.ofEpochMilli(epochMillis)));
    }
  }
}
