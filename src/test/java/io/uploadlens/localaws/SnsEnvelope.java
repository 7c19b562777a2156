package io.uploadlens.localaws;

import com.fasterxml.jackson.databind.ObjectMapper;
import com.fasterxml.jackson.databind.node.ObjectNode;
import java.nio.charset.StandardCharsets;
import java.time.Clock;
import java.time.ZoneOffset;
import java.time.format.DateTimeFormatter;
import java.util.Base64;
import java.util.Locale;

/** The JSON in which SNS wraps a message for a queue; its signature is none. */
final class SnsEnvelope {

  private static final ObjectMapper JSON = new ObjectMapper();
  private static final DateTimeFormatter MILLIS =
      DateTimeFormatter.ofPattern("uuuu-MM-dd'T'HH:mm:ss.SSS'Z'", Locale.ROOT)
          .withZone(ZoneOffset.UTC);

  private final Clock clock;

  SnsEnvelope(Clock clock) {
    this.clock = clock;
  }

  String of(String topicArn, String messageId, SnsMessage message, SnsSubscription subscription) {
    String host = "https://sns." + LocalAws.REGION + ".amazonaws.com/";
    ObjectNode envelope = JSON.createObjectNode();
    envelope.put("Type", "Notification");
    envelope.put("MessageId", messageId);
    envelope.put("TopicArn", topicArn);
    if (message.subject() != null) {
      envelope.put("Subject", message.subject());
    }
    envelope.put("Message", message.body());
    envelope.put("Timestamp", MILLIS.format(clock.instant()));
    envelope.put("SignatureVersion", "1");
    envelope.put(
        "Signature",
        Base64.getEncoder().encodeToString("not signed".getBytes(StandardCharsets.UTF_8)));
    envelope.put(
        "SigningCertURL", host + "SimpleNotificationService-00000000000000000000000000000000.pem");
    envelope.put(
        "UnsubscribeURL", host + "?Action=Unsubscribe&SubscriptionArn=" + subscription.arn());
    if (!message.attributesForSqs().isEmpty()) {
      ObjectNode attributes = envelope.putObject("MessageAttributes");
      var fields = message.attributesForSqs().fields();
      while (fields.hasNext()) {
        var field = fields.next();
        ObjectNode attribute = attributes.putObject(field.getKey());
        attribute.put("Type", field.getValue().get("DataType").asText());
        attribute.put(
            "Value",
            field
                .getValue()
                .path(field.getValue().has("StringValue") ? "StringValue" : "BinaryValue")
                .asText());
      }
    }
    return envelope.toString();
  }
}
