package io.uploadlens.producer.generator;

import java.nio.charset.StandardCharsets;
import java.util.Arrays;
import java.util.List;
import java.util.Random;

/** Makes messages that a decoder has to reject, no two alike: each holds its number. */
final class MalformedMessages {

  private static final Malformation[] SORTS = Malformation.values();

  private final Random random;
  private final MessageEncoder encoder;

  MalformedMessages(Random random, MessageEncoder encoder) {
    this.random = random;
    this.encoder = encoder;
  }

  Malformation nextSort() {
    return SORTS[random.nextInt(SORTS.length)];
  }

  /**
   * A body.
   *
   * @param number which malformed message this is
   * @param time when it is sent, epoch milliseconds
   */
  byte[] body(Malformation sort, long number, long time) {
    GeneratedEvent event = event(number, time);
    String good = new String(encoder.notification(List.of(event)), StandardCharsets.UTF_8);
    switch (sort) {
      case TRUNCATED:
        byte[] whole = good.getBytes(StandardCharsets.UTF_8);
        return Arrays.copyOf(whole, whole.length - 1 - random.nextInt(20));
      case NOT_JSON:
        return utf8("<Error><Code>SlowDown</Code><RequestId>" + number + "</RequestId></Error>");
      case UNKNOWN_FORM:
        return utf8("{\"temperature\":21.5,\"sensor\":\"cellar\",\"reading\":" + number + "}");
      case UNSUPPORTED_VERSION:
        return utf8(good.replaceFirst("\"eventVersion\":\"2", "\"eventVersion\":\"9"));
      case MISSING_KEY:
        return utf8(good.replaceFirst("\"key\":\"[^\"]*\",", ""));
      case INVALID_TIME:
        return utf8(withoutTime(good));
      case HALF_INVALID:
        GeneratedEvent lost = event(number, time);
        String two = new String(encoder.notification(List.of(lost, event)), StandardCharsets.UTF_8);
        int second = two.lastIndexOf("\"eventVersion\"");
        return utf8(two.substring(0, second) + withoutTime(two.substring(second)));
      case SNS_NOT_JSON:
        return encoder.sns(utf8("object " + number + " was uploaded"), "eu-central-1", time);
      default:
        throw new IllegalArgumentException("no body for " + sort);
    }
  }

  private static String withoutTime(String json) {
    return json.replaceFirst("\"eventTime\":\"[^\"]*\"", "\"eventTime\":\"yesterday\"");
  }

  /** An event that is never to be counted. */
  private static GeneratedEvent event(long number, long time) {
    return new GeneratedEvent.Builder()
        .event(number, EventType.PUT, time)
        .object("acme-malformed", "malformed/" + number + ".bin")
        .version(null, String.format("%016X", number + 1))
        .content(1, "d41d8cd98f00b204e9800998ecf8427e")
        .principal("AWS:AROAEXAMPLE", "192.0.2.1")
        .request("eu-central-1", "MALFORMED" + number)
        .build();
  }

  private static byte[] utf8(String text) {
    return text.getBytes(StandardCharsets.UTF_8);
  }
}
