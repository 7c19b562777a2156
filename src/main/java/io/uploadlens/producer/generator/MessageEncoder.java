package io.uploadlens.producer.generator;

import com.fasterxml.jackson.core.JsonGenerator;
import java.io.IOException;
import java.net.URLEncoder;
import java.nio.charset.StandardCharsets;
import java.util.List;
import java.util.Random;
import java.util.UUID;

/**
 * Puts events into the forms in which they travel.
 *
 * <p>S3's notification: <a
 * href="https://docs.aws.amazon.com/AmazonS3/latest/userguide/notification-content-structure.html">Event
 * message structure</a>; EventBridge: <a
 * href="https://docs.aws.amazon.com/AmazonS3/latest/userguide/ev-events.html">EventBridge event
 * message structure</a>; SNS: <a
 * href="https://docs.aws.amazon.com/sns/latest/dg/sns-message-and-json-formats.html">message
 * formats</a>.
 */
final class MessageEncoder {

  private static final String ACCOUNT = "000000000000";
  private static final String[] VERSIONS = {"2.1", "2.2", "2.5", "2.6"};

  private final Random random;

  MessageEncoder(Random random) {
    this.random = random;
  }

  /**
   * A message.
   *
   * @param sent what an envelope gives as its own time, epoch milliseconds
   */
  byte[] encode(Envelope envelope, List<GeneratedEvent> events, long sent) {
    GeneratedEvent first = events.get(0);
    switch (envelope) {
      case S3:
      case S3_MULTI:
        return notification(events);
      case SNS_S3:
        return sns(notification(events), first.region(), sent);
      case EVENTBRIDGE:
        return eventBridge(first);
      case SNS_EVENTBRIDGE:
        return sns(eventBridge(first), first.region(), sent);
      case FLAT:
        return flat(first);
      case SNS_FLAT:
        return sns(flat(first), first.region(), sent);
      default:
        throw new IllegalArgumentException("no encoding for " + envelope);
    }
  }

  byte[] notification(List<GeneratedEvent> events) {
    return JsonText.object(
        json -> {
          json.writeArrayFieldStart("Records");
          for (GeneratedEvent event : events) {
            json.writeStartObject();
            record(json, event);
            json.writeEndObject();
          }
          json.writeEndArray();
        });
  }

  private void record(JsonGenerator json, GeneratedEvent event) throws IOException {
    json.writeStringField(
        "eventVersion", VERSIONS[(int) (Math.abs(event.ordinal()) % VERSIONS.length)]);
    json.writeStringField("eventSource", "aws:s3");
    json.writeStringField("awsRegion", event.region());
    json.writeStringField("eventTime", JsonText.millis(event.eventTime()));
    json.writeStringField("eventName", event.eventName());
    if (event.principal() != null) {
      json.writeObjectFieldStart("userIdentity");
      json.writeStringField("principalId", event.principal());
      json.writeEndObject();
    }
    json.writeObjectFieldStart("requestParameters");
    json.writeStringField("sourceIPAddress", event.sourceIp());
    json.writeEndObject();
    json.writeObjectFieldStart("responseElements");
    json.writeStringField("x-amz-request-id", event.requestId());
    json.writeStringField("x-amz-id-2", event.requestId() + "/x");
    json.writeEndObject();
    json.writeObjectFieldStart("s3");
    json.writeStringField("s3SchemaVersion", "1.0");
    json.writeStringField("configurationId", "uploadlens");
    json.writeObjectFieldStart("bucket");
    json.writeStringField("name", event.bucket());
    json.writeObjectFieldStart("ownerIdentity");
    json.writeStringField("principalId", "A1EXAMPLEOWNER");
    json.writeEndObject();
    json.writeStringField("arn", "arn:aws:s3:::" + event.bucket());
    json.writeEndObject();
    json.writeObjectFieldStart("object");
    json.writeStringField("key", urlEncoded(event));
    JsonText.size(json, event.size());
    JsonText.optional(json, "eTag", event.eTag());
    JsonText.optional(json, "versionId", event.versionId());
    JsonText.optional(json, "sequencer", event.sequencer());
    json.writeEndObject();
    json.writeEndObject();
  }

  /** Form-urlencoded, the slashes in some messages too: S3 does the one or the other. */
  private static String urlEncoded(GeneratedEvent event) {
    String encoded = URLEncoder.encode(event.key(), StandardCharsets.UTF_8);
    return event.ordinal() % 4 == 0 ? encoded : encoded.replace("%2F", "/");
  }

  private byte[] eventBridge(GeneratedEvent event) {
    EventType type = event.type();
    return JsonText.object(
        json -> {
          json.writeStringField("version", "0");
          json.writeStringField("id", uuid());
          json.writeStringField("detail-type", type.detailType);
          json.writeStringField("source", "aws.s3");
          json.writeStringField("account", ACCOUNT);
          json.writeStringField("time", JsonText.seconds(event.eventTime()));
          json.writeStringField("region", event.region());
          json.writeArrayFieldStart("resources");
          json.writeString("arn:aws:s3:::" + event.bucket());
          json.writeEndArray();
          json.writeObjectFieldStart("detail");
          json.writeStringField("version", "0");
          json.writeObjectFieldStart("bucket");
          json.writeStringField("name", event.bucket());
          json.writeEndObject();
          json.writeObjectFieldStart("object");
          json.writeStringField("key", event.key());
          JsonText.size(json, event.size());
          JsonText.optional(json, "etag", event.eTag());
          JsonText.optional(json, "version-id", event.versionId());
          JsonText.optional(json, "sequencer", event.sequencer());
          json.writeEndObject();
          json.writeStringField("request-id", event.requestId());
          JsonText.optional(json, "requester", event.principal());
          json.writeStringField("source-ip-address", event.sourceIp());
          JsonText.optional(json, "reason", type.reason);
          JsonText.optional(json, "deletion-type", type.deletionType());
          json.writeEndObject();
        });
  }

  private byte[] flat(GeneratedEvent event) {
    return JsonText.object(
        json -> {
          json.writeStringField("schema", "uploadlens.upload/1");
          JsonText.optional(json, "event_id", event.ownId());
          json.writeStringField("event_name", event.eventName());
          json.writeStringField("event_time", JsonText.millis(event.eventTime()));
          json.writeStringField("bucket", event.bucket());
          json.writeStringField("key", event.key());
          JsonText.size(json, event.size());
          JsonText.optional(json, "etag", event.eTag());
          JsonText.optional(json, "version_id", event.versionId());
          JsonText.optional(json, "sequencer", event.sequencer());
          JsonText.optional(json, "principal", event.principal());
          JsonText.optional(json, "source_ip", event.sourceIp());
          JsonText.optional(json, "region", event.region());
          JsonText.optional(json, "request_id", event.requestId());
        });
  }

  byte[] testEvent(String bucket, String requestId, long time) {
    return JsonText.object(
        json -> {
          json.writeStringField("Service", "Amazon S3");
          json.writeStringField("Event", "s3:TestEvent");
          json.writeStringField("Time", JsonText.millis(time));
          json.writeStringField("Bucket", bucket);
          json.writeStringField("RequestId", requestId);
          json.writeStringField("HostId", requestId + "/x");
        });
  }

  byte[] sns(byte[] message, String region, long sent) {
    String text = new String(message, StandardCharsets.UTF_8);
    return JsonText.object(
        json -> {
          String id = uuid();
          json.writeStringField("Type", "Notification");
          json.writeStringField("MessageId", id);
          json.writeStringField("TopicArn", "arn:aws:sns:" + region + ":" + ACCOUNT + ":uploads");
          json.writeStringField("Subject", "Amazon S3 Notification");
          json.writeStringField("Message", text);
          json.writeStringField("Timestamp", JsonText.millis(sent));
          json.writeStringField("SignatureVersion", "1");
          json.writeStringField("Signature", "EXAMPLEsignature" + id);
          json.writeStringField(
              "SigningCertURL", "https://sns." + region + ".amazonaws.com/service.pem");
          json.writeStringField(
              "UnsubscribeURL", "https://sns." + region + ".amazonaws.com/?Action=Unsubscribe");
        });
  }

  private String uuid() {
    return new UUID(random.nextLong(), random.nextLong()).toString();
  }
}
