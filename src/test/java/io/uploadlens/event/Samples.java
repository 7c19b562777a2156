package io.uploadlens.event;

import java.io.IOException;
import java.io.InputStream;
import java.io.UncheckedIOException;
import java.nio.charset.StandardCharsets;

/** Messages in the forms they arrive in. */
final class Samples {

  static final MessageOrigin ORIGIN = new MessageOrigin("uploads", "m-1", 1_000, 2_000);

  private Samples() {}

  /** A file of {@code src/test/resources/samples}. */
  static byte[] file(String name) {
    try (InputStream in = Samples.class.getResourceAsStream("/samples/" + name)) {
      return in.readAllBytes();
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
  }

  static byte[] bytes(String json) {
    return json.getBytes(StandardCharsets.UTF_8);
  }

  static DecodedMessage decode(String json) {
    return new EventDecoder().decode(bytes(json), ORIGIN);
  }

  static UploadEvent event(DecodedMessage message) {
    if (message.events().size() != 1) {
      throw new AssertionError("not one event: " + message);
    }
    return message.events().get(0);
  }

  /** S3's notification of one event; the key is as it stands in JSON, the object's rest follows. */
  static String s3(String name, String encodedKey, String objectRest) {
    return "{\"Records\":[{\"eventVersion\":\"2.1\",\"eventSource\":\"aws:s3\","
        + "\"awsRegion\":\"eu-west-1\",\"eventTime\":\"2026-11-02T10:00:00.123Z\","
        + "\"eventName\":"
        + quoted(name)
        + ",\"s3\":{\"bucket\":{\"name\":\"photos\"},\"object\":{\"key\":"
        + quoted(encodedKey)
        + objectRest
        + "}}}]}";
  }

  /** EventBridge's event; the detail's rest follows its bucket and object. */
  static String eventBridge(String type, String key, String objectRest, String detailRest) {
    return "{\"version\":\"0\",\"detail-type\":"
        + quoted(type)
        + ",\"source\":\"aws.s3\",\"time\":\"2026-11-02T10:00:00Z\",\"region\":\"eu-west-1\","
        + "\"detail\":{\"bucket\":{\"name\":\"photos\"},\"object\":{\"key\":"
        + quoted(key)
        + objectRest
        + "}"
        + detailRest
        + "}}";
  }

  /** An SNS envelope around a message. */
  static String sns(String message) {
    return "{\"Type\":\"Notification\",\"TopicArn\":\"arn:aws:sns:eu-west-1:000000000000:uploads\","
        + "\"Message\":"
        + quoted(message)
        + ",\"Timestamp\":\"2026-11-02T10:00:00.500Z\"}";
  }

  /** A JSON string, with everything escaped that is not plain ASCII. */
  static String quoted(String text) {
    StringBuilder json = new StringBuilder("\"");
    for (char c : text.toCharArray()) {
      if (c >= ' ' && c < 0x7F && c != '"' && c != '\\') {
        json.append(c);
      } else {
        json.append(String.format("\\u%04x", (int) c));
      }
    }
    return json.append('"').toString();
  }
}
