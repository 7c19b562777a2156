package io.uploadlens.producer.generator;

import java.nio.charset.StandardCharsets;
import java.util.List;

/** Messages made by hand, for tests that check numbers worked out by hand. */
public final class Messages {

  private Messages() {}

  /** A message of those events. */
  public static GeneratedMessage of(GeneratedEvent... events) {
    return GeneratedMessage.ofEvents(
        Destination.SQS,
        Envelope.S3_MULTI,
        new byte[] {'{', '}'},
        events[0].eventTime(),
        List.of(events),
        false);
  }

  /** A message that can't be decoded. */
  public static GeneratedMessage malformed(String body) {
    return GeneratedMessage.malformed(
        Destination.SQS,
        body.getBytes(StandardCharsets.UTF_8),
        "malformed",
        0,
        Malformation.NOT_JSON);
  }

  /** A test event. */
  public static GeneratedMessage testEvent() {
    return GeneratedMessage.testEvent(Destination.SQS, new byte[] {'{', '}'}, "test", 0);
  }
}
