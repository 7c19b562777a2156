package io.uploadlens.localaws;

import com.fasterxml.jackson.databind.ObjectMapper;
import com.fasterxml.jackson.databind.node.ObjectNode;
import java.net.URLEncoder;
import java.nio.charset.StandardCharsets;
import java.time.Clock;
import java.time.Instant;
import java.time.ZoneOffset;
import java.time.format.DateTimeFormatter;
import java.util.Locale;
import java.util.UUID;
import java.util.concurrent.atomic.AtomicLong;

/**
 * S3's event message, as the page "Event message structure" of the S3 user guide has it.
 *
 * <p>The key is form-urlencoded but for its slashes, which S3 leaves; the sequencer grows from
 * event to event.
 */
final class S3EventJson {

  private static final ObjectMapper JSON = new ObjectMapper();
  private static final DateTimeFormatter MILLIS =
      DateTimeFormatter.ofPattern("uuuu-MM-dd'T'HH:mm:ss.SSS'Z'", Locale.ROOT)
          .withZone(ZoneOffset.UTC);

  private final Clock clock;
  private final AtomicLong sequencer = new AtomicLong();

  S3EventJson(Clock clock) {
    this.clock = clock;
  }

  /** What S3 sends when a notification is set up. */
  String testEvent(String bucket) {
    ObjectNode event = JSON.createObjectNode();
    event.put("Service", "Amazon S3");
    event.put("Event", "s3:TestEvent");
    event.put("Time", MILLIS.format(clock.instant()));
    event.put("Bucket", bucket);
    event.put("RequestId", requestId());
    event.put("HostId", hostId());
    return event.toString();
  }

  /**
   * A message of one record.
   *
   * @param size bytes, or null where S3 says none
   * @param eTag without quotes, or null
   * @param versionId or null
   */
  String event(
      String eventName, String bucket, String key, Long size, String eTag, String versionId) {
    ObjectNode message = JSON.createObjectNode();
    ObjectNode event = message.putArray("Records").addObject();
    Instant now = clock.instant();
    event.put("eventVersion", "2.5");
    event.put("eventSource", "aws:s3");
    event.put("awsRegion", LocalAws.REGION);
    event.put("eventTime", MILLIS.format(now));
    event.put("eventName", eventName);
    event.putObject("userIdentity").put("principalId", "AWS:AIDALOCALLOCALLOCALLO");
    event.putObject("requestParameters").put("sourceIPAddress", "127.0.0.1");
    event
        .putObject("responseElements")
        .put("x-amz-request-id", requestId())
        .put("x-amz-id-2", hostId());
    ObjectNode s3 = event.putObject("s3");
    s3.put("s3SchemaVersion", "1.0");
    s3.put("configurationId", "local");
    ObjectNode bucketNode = s3.putObject("bucket");
    bucketNode.put("name", bucket);
    bucketNode.putObject("ownerIdentity").put("principalId", "A000000000000L");
    bucketNode.put("arn", "arn:aws:s3:::" + bucket);
    ObjectNode object = s3.putObject("object");
    object.put("key", urlEncoded(key));
    if (size != null) {
      object.put("size", size);
    }
    if (eTag != null) {
      object.put("eTag", eTag);
    }
    if (versionId != null) {
      object.put("versionId", versionId);
    }
    object.put("sequencer", nextSequencer(now));
    return message.toString();
  }

  private String nextSequencer(Instant now) {
    long floor = now.toEpochMilli() << 16;
    long next = sequencer.updateAndGet(last -> Math.max(last + 1, floor));
    return String.format(Locale.ROOT, "00%016X", next);
  }

  private static String urlEncoded(String key) {
    return URLEncoder.encode(key, StandardCharsets.UTF_8).replace("%2F", "/");
  }

  private static String requestId() {
    return UUID.randomUUID().toString().replace("-", "").substring(0, 16).toUpperCase(Locale.ROOT);
  }

  private static String hostId() {
    return UUID.randomUUID() + "/" + UUID.randomUUID();
  }
}
