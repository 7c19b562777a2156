package io.uploadlens.sink.deadletter;

import com.fasterxml.jackson.core.JsonGenerator;
import io.uploadlens.event.RejectedMessage;
import io.uploadlens.sink.SinkJson;
import java.io.ByteArrayOutputStream;
import java.io.IOException;

/**
 * A rejected message as the JSON object of {@code docs/dead-letter.md}: where it came from, what is
 * wrong with it, and its bytes or the path of a file that holds them.
 */
final class DeadLetterJson {

  /** How much of {@link RejectedMessage#detail()} is kept, in UTF-16 code units. */
  static final int MAX_DETAIL_LENGTH = 4_096;

  /** More than all fields but the body take up, short of an absurd source or message id. */
  private static final int OTHER_FIELDS_BYTES = 1_024;

  private DeadLetterJson() {}

  /** The message with its bytes, in base64. */
  static byte[] withBody(RejectedMessage message) throws IOException {
    int length = message.body().length;
    return object(
        message,
        OTHER_FIELDS_BYTES + length / 3 * 4,
        json -> json.writeBinaryField("body_base64", message.body()));
  }

  /** The message with the path of the file that holds its bytes. */
  static byte[] withPath(RejectedMessage message, String path) throws IOException {
    return object(message, OTHER_FIELDS_BYTES, json -> json.writeStringField("body_path", path));
  }

  private static byte[] object(RejectedMessage message, int expectedBytes, Body body)
      throws IOException {
    ByteArrayOutputStream object = new ByteArrayOutputStream(expectedBytes);
    try (JsonGenerator json = SinkJson.generator(object)) {
      json.writeStartObject();
      json.writeStringField("source", message.origin().source());
      json.writeStringField("message_id", message.origin().messageId());
      SinkJson.time(json, "arrival_time", message.origin().arrivalTime());
      SinkJson.time(json, "first_seen_time", message.origin().firstSeenTime());
      json.writeStringField("reason", message.reason().label());
      json.writeStringField("detail", cut(message.detail()));
      json.writeNumberField("body_bytes", message.body().length);
      body.write(json);
      json.writeEndObject();
    }
    return object.toByteArray();
  }

  private static String cut(String detail) {
    return detail.length() <= MAX_DETAIL_LENGTH
        ? detail
        : detail.substring(0, MAX_DETAIL_LENGTH) + "…";
  }

  /** Writes the field that holds or names the body. */
  private interface Body {
    void write(JsonGenerator json) throws IOException;
  }
}
