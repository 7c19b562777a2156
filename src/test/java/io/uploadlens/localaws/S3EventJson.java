package io.uploadlens.localaws;

import com.fasterxml.jackson.databind.ObjectMapper;
import com.fasterxml.jackson.databind.node.ObjectNode;
import java.net.URLEncoder;
import java.nio.charset.StandardCharsets;
import java.time.Instant;
import java.time.ZoneOffset;
import java.time.format.DateTimeFormatter;
import java.time.temporal.ChronoUnit;
import java.util.Locale;
import java.util.UUID;

/**
 * The two forms of S3's event messages, as the pages "Event message structure" and "EventBridge
 * event message structure" of the S3 user guide have them.
 *
 * <p>In a notification the key is form-urlencoded but for its slashes, which S3 leaves; for
 * EventBridge it is as it is.
 */
final class S3EventJson {

  private static final ObjectMapper JSON = new ObjectMapper();
  private static final DateTimeFormatter MILLIS =
      DateTimeFormatter.ofPattern("uuuu-MM-dd'T'HH:mm:ss.SSS'Z'", Locale.ROOT)
          .withZone(ZoneOffset.UTC);

  private S3EventJson() {}

  /** What S3 sends when a notification is set up. */
  static String testEvent(String bucket, Instant time) {
    ObjectNode event = JSON.createObjectNode();
    event.put("Service", "Amazon S3");
    event.put("Event", "s3:TestEvent");
    event.put("Time", MILLIS.format(time));
    event.put("Bucket", bucket);
    event.put("RequestId", requestId());
    event.put("HostId", hostId());
    return event.toString();
  }

  /** A notification of one record. */
  static String notification(S3Change change) {
    ObjectNode message = JSON.createObjectNode();
    ObjectNode event = message.putArray("Records").addObject();
    event.put("eventVersion", "2.5");
    event.put("eventSource", "aws:s3");
    event.put("awsRegion", LocalAws.REGION);
    event.put("eventTime", MILLIS.format(change.time()));
    event.put("eventName", change.kind().eventName());
    event.putObject("userIdentity").put("principalId", "AWS:AIDALOCALLOCALLOCALLO");
    event.putObject("requestParameters").put("sourceIPAddress", "127.0.0.1");
    event
        .putObject("responseElements")
        .put("x-amz-request-id", requestId())
        .put("x-amz-id-2", hostId());
    ObjectNode s3 = event.putObject("s3");
    s3.put("s3SchemaVersion", "1.0");
    s3.put("configurationId", "local");
    ObjectNode bucket = s3.putObject("bucket");
    bucket.put("name", change.bucket());
    bucket.putObject("ownerIdentity").put("principalId", "A000000000000L");
    bucket.put("arn", "arn:aws:s3:::" + change.bucket());
    ObjectNode object = s3.putObject("object");
    object.put("key", URLEncoder.encode(change.key(), StandardCharsets.UTF_8).replace("%2F", "/"));
    putObject(object, change, "eTag", "versionId");
    return message.toString();
  }

  /** The event that a rule of EventBridge passes on. */
  static String eventBridge(S3Change change) {
    ObjectNode event = JSON.createObjectNode();
    event.put("version", "0");
    event.put("id", UUID.randomUUID().toString());
    event.put("detail-type", change.kind().detailType());
    event.put("source", "aws.s3");
    event.put("account", LocalAws.ACCOUNT);
    event.put("time", change.time().truncatedTo(ChronoUnit.SECONDS).toString());
    event.put("region", LocalAws.REGION);
    event.putArray("resources").add("arn:aws:s3:::" + change.bucket());
    ObjectNode detail = event.putObject("detail");
    detail.put("version", "0");
    detail.putObject("bucket").put("name", change.bucket());
    ObjectNode object = detail.putObject("object");
    object.put("key", change.key());
    putObject(object, change, "etag", "version-id");
    detail.put("request-id", requestId());
    detail.put("requester", LocalAws.ACCOUNT);
    detail.put("source-ip-address", "127.0.0.1");
    detail.put("reason", change.kind().reason());
    if (change.kind().deletionType() != null) {
      detail.put("deletion-type", change.kind().deletionType());
    }
    return event.toString();
  }

  private static void putObject(
      ObjectNode object, S3Change change, String eTagName, String versionIdName) {
    if (change.size() != null) {
      object.put("size", change.size());
    }
    if (change.eTag() != null) {
      object.put(eTagName, change.eTag());
    }
    if (change.versionId() != null) {
      object.put(versionIdName, change.versionId());
    }
    object.put("sequencer", change.sequencer());
  }

  private static String requestId() {
    return UUID.randomUUID().toString().replace("-", "").substring(0, 16).toUpperCase(Locale.ROOT);
  }

  private static String hostId() {
    return UUID.randomUUID() + "/" + UUID.randomUUID();
  }
}
