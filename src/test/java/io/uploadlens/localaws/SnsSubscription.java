package io.uploadlens.localaws;

import java.util.LinkedHashMap;
import java.util.Map;
import java.util.UUID;

/** A queue's subscription to a topic. */
final class SnsSubscription {

  private static final String RAW = "RawMessageDelivery";

  private final SnsTopic topic;
  private final String arn;
  private final String endpoint;
  private volatile boolean raw;

  SnsSubscription(SnsTopic topic, String endpoint) {
    this.topic = topic;
    this.arn = topic.arn() + ":" + UUID.randomUUID();
    this.endpoint = endpoint;
  }

  SnsTopic topic() {
    return topic;
  }

  String arn() {
    return arn;
  }

  /** The queue's ARN. */
  String endpoint() {
    return endpoint;
  }

  String queue() {
    return SqsService.queueName(endpoint);
  }

  /** Whether the message goes out as it came, without the envelope. */
  boolean raw() {
    return raw;
  }

  /**
   * @throws ServiceException for an attribute that the local SNS does not honour
   */
  void set(String name, String value) {
    if (!name.equals(RAW)) {
      throw SnsService.invalid("AttributeName: the local SNS knows " + RAW + ", not " + name);
    }
    if (!value.equals("true") && !value.equals("false")) {
      throw SnsService.invalid(
          "Attributes Reason: " + RAW + ": Invalid value [" + value + "]. Must be true or false.");
    }
    raw = Boolean.parseBoolean(value);
  }

  Map<String, String> attributes() {
    Map<String, String> attributes = new LinkedHashMap<>();
    attributes.put("SubscriptionArn", arn);
    attributes.put("TopicArn", topic.arn());
    attributes.put("Protocol", "sqs");
    attributes.put("Endpoint", endpoint);
    attributes.put("Owner", LocalAws.ACCOUNT);
    attributes.put(RAW, Boolean.toString(raw));
    return attributes;
  }
}
