package io.uploadlens.localaws;

import io.uploadlens.aws.AwsService;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;
import java.util.UUID;

/** SNS with standard topics and queues as subscribers, in AWS's query protocol. */
final class SnsService implements ServiceEndpoint {

  private static final String NAMESPACE = "http://sns.amazonaws.com/doc/2010-03-31/";
  private static final int MAX_MESSAGE_BYTES = 256 * 1024;
  private static final int MAX_BATCH = 10;
  private static final int PAGE = 100;

  private final Map<String, SnsTopic> topics = new TreeMap<>();
  private final SqsService sqs;
  private final SnsEnvelope envelope;
  private final Faults faults;

  SnsService(SqsService sqs, SnsEnvelope envelope, Faults faults) {
    this.sqs = sqs;
    this.envelope = envelope;
    this.faults = faults;
  }

  @Override
  public String operation(WireRequest request) {
    return QueryForm.parse(request).getOrDefault("Action", "");
  }

  @Override
  public WireResponse answer(WireRequest request, String operation) {
    Map<String, String> form = QueryForm.parse(request);
    String result = result(operation, form);
    String requestId = UUID.randomUUID().toString();
    StringBuilder xml = new StringBuilder();
    xml.append('<').append(operation).append("Response xmlns=\"").append(NAMESPACE).append("\">");
    if (result != null) {
      xml.append('<').append(operation).append("Result>").append(result);
      xml.append("</").append(operation).append("Result>");
    }
    xml.append("<ResponseMetadata><RequestId>").append(requestId);
    xml.append("</RequestId></ResponseMetadata></").append(operation).append("Response>");
    return WireResponse.of(
        200,
        "text/xml",
        xml.toString().getBytes(StandardCharsets.UTF_8),
        "x-amzn-RequestId",
        requestId);
  }

  @Override
  public WireResponse error(WireRequest request, ServiceException error) {
    return QueryForm.error(NAMESPACE, error, UUID.randomUUID().toString());
  }

  @Override
  public ServiceException throttled(String operation) {
    return ServiceException.badRequest("Throttling", "Rate exceeded");
  }

  @Override
  public ServiceException serverError(String operation) {
    return new ServiceException(500, "InternalError", "Internal server error");
  }

  boolean has(String topicArn) {
    synchronized (topics) {
      return topics.containsKey(topicArn);
    }
  }

  /**
   * Sends a message to every subscriber, as another AWS service does: no fault of ours touches it.
   */
  String publish(String topicArn, SnsMessage message) {
    SnsTopic topic = topic(topicArn);
    String messageId = UUID.randomUUID().toString();
    for (SnsSubscription subscription : topic.subscriptions()) {
      if (subscription.raw()) {
        sqs.deliver(subscription.queue(), message.body(), message.attributesForSqs());
      } else {
        sqs.deliver(
            subscription.queue(), envelope.of(topicArn, messageId, message, subscription), null);
      }
    }
    return messageId;
  }

  private String result(String operation, Map<String, String> form) {
    switch (operation) {
      case "CreateTopic":
        return tag("TopicArn", create(required(form, "Name")).arn());
      case "DeleteTopic":
        synchronized (topics) {
          topics.remove(required(form, "TopicArn"));
        }
        return null;
      case "ListTopics":
        return listTopics(form.get("NextToken"));
      case "GetTopicAttributes":
        return attributes(topic(required(form, "TopicArn")).attributes());
      case "Subscribe":
        return subscribe(form);
      case "Unsubscribe":
        subscription(form).topic().remove(subscription(form));
        return null;
      case "ListSubscriptionsByTopic":
        return listSubscriptions(topic(required(form, "TopicArn")));
      case "GetSubscriptionAttributes":
        return attributes(subscription(form).attributes());
      case "SetSubscriptionAttributes":
        subscription(form)
            .set(required(form, "AttributeName"), form.getOrDefault("AttributeValue", ""));
        return null;
      case "Publish":
        return publish(form);
      case "PublishBatch":
        return publishBatch(form);
      default:
        throw ServiceException.badRequest(
            "InvalidAction",
            "The local SNS has no operation '"
                + operation
                + "'; it has "
                + Operations.of(AwsService.SNS));
    }
  }

  private SnsTopic create(String name) {
    if (name.endsWith(".fifo")) {
      throw invalid("Name: the local SNS has standard topics only, not " + name);
    }
    if (!name.matches("[a-zA-Z0-9_-]{1,256}")) {
      throw invalid("Topic Name");
    }
    synchronized (topics) {
      return topics.computeIfAbsent(
          "arn:aws:sns:" + LocalAws.REGION + ":" + LocalAws.ACCOUNT + ":" + name, SnsTopic::new);
    }
  }

  private String listTopics(String after) {
    List<String> arns;
    synchronized (topics) {
      arns = new ArrayList<>(topics.keySet());
    }
    arns.removeIf(arn -> after != null && arn.compareTo(after) <= 0);
    StringBuilder members = new StringBuilder();
    List<String> page = arns.subList(0, Math.min(PAGE, arns.size()));
    page.forEach(arn -> members.append(tagged("member", tag("TopicArn", arn))));
    return tagged("Topics", members.toString())
        + (arns.size() > PAGE ? tag("NextToken", page.get(PAGE - 1)) : "");
  }

  private String subscribe(Map<String, String> form) {
    SnsTopic topic = topic(required(form, "TopicArn"));
    String protocol = required(form, "Protocol");
    if (!protocol.equals("sqs")) {
      throw invalid("Protocol: the local SNS delivers to sqs, not to " + protocol);
    }
    String endpoint = form.getOrDefault("Endpoint", "");
    String queues = "arn:aws:sqs:" + LocalAws.REGION + ":" + LocalAws.ACCOUNT + ":";
    if (!endpoint.startsWith(queues)) {
      throw invalid("SQS endpoint ARN");
    }
    // SNS itself takes the subscription and loses the messages: here the mistake is told.
    if (!sqs.has(SqsService.queueName(endpoint))) {
      throw invalid("SQS endpoint ARN: there is no queue " + endpoint);
    }
    SnsSubscription subscription = topic.subscribe(endpoint);
    QueryForm.entries(form, "Attributes.entry", "key", "value").forEach(subscription::set);
    return tag("SubscriptionArn", subscription.arn());
  }

  private static String listSubscriptions(SnsTopic topic) {
    StringBuilder members = new StringBuilder();
    for (SnsSubscription subscription : topic.subscriptions()) {
      members.append(
          tagged(
              "member",
              tag("TopicArn", topic.arn())
                  + tag("Protocol", "sqs")
                  + tag("SubscriptionArn", subscription.arn())
                  + tag("Owner", LocalAws.ACCOUNT)
                  + tag("Endpoint", subscription.endpoint())));
    }
    return tagged("Subscriptions", members.toString());
  }

  private String publish(Map<String, String> form) {
    SnsMessage message = SnsMessage.parse(form, "");
    if (message.bytes() > MAX_MESSAGE_BYTES) {
      throw invalid("Message too long");
    }
    return tag("MessageId", publish(required(form, "TopicArn"), message));
  }

  private String publishBatch(Map<String, String> form) {
    String topicArn = required(form, "TopicArn");
    topic(topicArn);
    Map<String, SnsMessage> messages = new LinkedHashMap<>();
    int bytes = 0;
    for (int i = 1; ; i++) {
      String at = "PublishBatchRequestEntries.member." + i + ".";
      String id = form.get(at + "Id");
      if (id == null) {
        break;
      }
      SnsMessage message = SnsMessage.parse(form, at);
      bytes += message.bytes();
      if (messages.put(id, message) != null) {
        throw ServiceException.badRequest(
            "BatchEntryIdsNotDistinct",
            "Two or more batch entries in the request have the same Id.");
      }
    }
    if (messages.isEmpty()) {
      throw ServiceException.badRequest(
          "EmptyBatchRequest", "The batch request doesn't contain any entries.");
    }
    if (messages.size() > MAX_BATCH) {
      throw ServiceException.badRequest(
          "TooManyEntriesInBatchRequest",
          "The batch request contains more entries than permissible (more than 10).");
    }
    if (bytes > MAX_MESSAGE_BYTES) {
      throw ServiceException.badRequest(
          "BatchRequestTooLong",
          "The length of all the batch messages put together is more than the limit.");
    }
    StringBuilder successful = new StringBuilder();
    StringBuilder failed = new StringBuilder();
    messages.forEach(
        (id, message) -> {
          if (faults.entryFails(AwsService.SNS, "PublishBatch")) {
            failed.append(
                tagged(
                    "member",
                    tag("Id", id)
                        + tag("Code", "InternalError")
                        + tag("Message", "Internal server error")
                        + tag("SenderFault", "false")));
          } else {
            successful.append(
                tagged("member", tag("Id", id) + tag("MessageId", publish(topicArn, message))));
          }
        });
    return tagged("Successful", successful.toString()) + tagged("Failed", failed.toString());
  }

  private SnsTopic topic(String arn) {
    synchronized (topics) {
      SnsTopic topic = topics.get(arn);
      if (topic == null) {
        throw new ServiceException(404, "NotFound", "Topic does not exist");
      }
      return topic;
    }
  }

  private SnsSubscription subscription(Map<String, String> form) {
    String arn = required(form, "SubscriptionArn");
    synchronized (topics) {
      return topics.values().stream()
          .flatMap(topic -> topic.subscriptions().stream())
          .filter(subscription -> subscription.arn().equals(arn))
          .findFirst()
          .orElseThrow(() -> new ServiceException(404, "NotFound", "Subscription does not exist"));
    }
  }

  private static String attributes(Map<String, String> attributes) {
    StringBuilder entries = new StringBuilder();
    attributes.forEach(
        (key, value) -> entries.append(tagged("entry", tag("key", key) + tag("value", value))));
    return tagged("Attributes", entries.toString());
  }

  private static String required(Map<String, String> form, String name) {
    String value = form.get(name);
    if (value == null || value.isEmpty()) {
      throw invalid(name);
    }
    return value;
  }

  static ServiceException invalid(String what) {
    return ServiceException.badRequest("InvalidParameter", "Invalid parameter: " + what);
  }

  private static String tag(String name, String text) {
    return tagged(name, QueryForm.escape(text));
  }

  private static String tagged(String name, String xml) {
    return "<" + name + ">" + xml + "</" + name + ">";
  }
}
