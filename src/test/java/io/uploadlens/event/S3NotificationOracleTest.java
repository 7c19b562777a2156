package io.uploadlens.event;

import static io.uploadlens.event.Samples.ORIGIN;
import static io.uploadlens.event.Samples.bytes;
import static io.uploadlens.event.Samples.file;
import static io.uploadlens.event.Samples.quoted;
import static org.assertj.core.api.Assertions.assertThat;

import java.net.URLEncoder;
import java.nio.charset.StandardCharsets;
import java.time.Instant;
import java.util.ArrayList;
import java.util.Collections;
import java.util.List;
import java.util.Random;
import net.jqwik.api.ForAll;
import net.jqwik.api.Property;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;
import software.amazon.awssdk.eventnotifications.s3.model.S3EventNotification;
import software.amazon.awssdk.eventnotifications.s3.model.S3EventNotificationRecord;
import software.amazon.awssdk.eventnotifications.s3.model.S3Object;

/** The decoder against AWS's own reader of S3's notifications. */
class S3NotificationOracleTest {

  private static final List<String> NAMES =
      List.of(
          "ObjectCreated:Put",
          "ObjectCreated:CompleteMultipartUpload",
          "ObjectRemoved:DeleteMarkerCreated",
          "LifecycleTransition",
          "ObjectTagging:Put",
          "Something:New");

  private final EventDecoder decoder = new EventDecoder();

  @Property(seed = "1", tries = 2000)
  void readsWhatTheSdkReads(@ForAll long seed) {
    agree(bytes(notification(new Random(seed))));
  }

  @ParameterizedTest
  @ValueSource(
      strings = {
        "v2.0-put",
        "v2.1-multipart",
        "v2.1-delete",
        "v2.1-restore-completed",
        "v2.2-replication",
        "v2.3-lifecycle-expiration",
        "v2.3-lifecycle-transition",
        "v2.3-tiering",
        "v2.3-tagging",
        "v2.5-generated-tags",
        "v2.6-annotation",
        "v2.17-unknown"
      })
  void readsTheSamplesAsTheSdkDoes(String name) {
    agree(file("s3/" + name + ".json"));
  }

  private void agree(byte[] body) {
    List<S3EventNotificationRecord> records = S3EventNotification.fromJson(body).getRecords();

    List<UploadEvent> events = decoder.decode(body, ORIGIN).events();

    assertThat(events).hasSameSizeAs(records);
    for (int i = 0; i < events.size(); i++) {
      UploadEvent event = events.get(i);
      S3EventNotificationRecord record = records.get(i);
      S3Object object = record.getS3().getObject();
      assertThat(event.eventName()).isEqualTo(record.getEventName());
      assertThat(event.eventTime()).isEqualTo(record.getEventTime().toEpochMilli());
      assertThat(event.region()).isEqualTo(record.getAwsRegion());
      assertThat(event.bucket()).isEqualTo(record.getS3().getBucket().getName());
      assertThat(event.key()).isEqualTo(object.getUrlDecodedKey());
      assertThat(event.versionId()).isEqualTo(object.getVersionId());
      assertThat(event.eTag()).isEqualTo(object.getETag());
      assertThat(event.sequencer()).isEqualTo(object.getSequencer());
      assertThat(event.size())
          .isEqualTo(object.getSizeAsLong() == null ? UploadEvent.NO_SIZE : object.getSizeAsLong());
      assertThat(event.principal())
          .isEqualTo(
              record.getUserIdentity() == null ? null : record.getUserIdentity().getPrincipalId());
      assertThat(event.sourceIp())
          .isEqualTo(
              record.getRequestParameters() == null
                  ? null
                  : record.getRequestParameters().getSourceIpAddress());
      assertThat(event.requestId())
          .isEqualTo(
              record.getResponseElements() == null
                  ? null
                  : record.getResponseElements().getXAmzRequestId());
    }
  }

  private static String notification(Random random) {
    List<String> records = new ArrayList<>();
    for (int i = random.nextInt(3); i >= 0; i--) {
      records.add(record(random));
    }
    return "{\"Records\":[" + String.join(", ", records) + "]}";
  }

  private static String record(Random random) {
    long millis = random.nextInt(2_000_000_000) * 1000L + random.nextInt(1000);
    List<String> fields = new ArrayList<>();
    fields.add("\"eventVersion\":\"2." + random.nextInt(12) + "\"");
    fields.add("\"eventSource\":\"aws:s3\"");
    fields.add("\"eventTime\":\"" + Instant.ofEpochMilli(millis) + "\"");
    fields.add("\"eventName\":\"" + NAMES.get(random.nextInt(NAMES.size())) + "\"");
    fields.add("\"s3\":" + entity(random));
    maybe(random, fields, "\"awsRegion\":\"eu-west-" + random.nextInt(4) + "\"");
    maybe(random, fields, "\"userIdentity\":{\"principalId\":" + quoted(text(random)) + "}");
    maybe(
        random, fields, "\"requestParameters\":{\"sourceIPAddress\":" + quoted(text(random)) + "}");
    maybe(
        random,
        fields,
        "\"responseElements\":{\"x-amz-id-2\":\"h\",\"x-amz-request-id\":"
            + quoted(text(random))
            + "}");
    maybe(random, fields, "\"newField\":{\"deep\":[1,{\"s3\":null}]}");
    return object(random, fields);
  }

  private static String entity(Random random) {
    String key = URLEncoder.encode(text(random), StandardCharsets.UTF_8);
    List<String> object = new ArrayList<>();
    object.add("\"key\":" + quoted(random.nextBoolean() ? key.replace("%2F", "/") : key));
    maybe(random, object, "\"size\":" + (random.nextLong() >>> (5 + random.nextInt(59))));
    maybe(random, object, "\"eTag\":\"" + Long.toHexString(random.nextLong()) + "-3\"");
    maybe(random, object, "\"versionId\":" + quoted(text(random)));
    maybe(random, object, "\"sequencer\":\"00" + Long.toHexString(random.nextLong()) + "\"");
    maybe(random, object, "\"storageClass\":[\"new\"]");

    List<String> bucket = new ArrayList<>();
    bucket.add("\"name\":" + quoted("bucket-" + random.nextInt(100)));
    maybe(random, bucket, "\"ownerIdentity\":{\"principalId\":\"owner\"}");
    maybe(random, bucket, "\"arn\":\"arn:aws:s3:::bucket\"");
    maybe(random, bucket, "\"awsGeneratedTags\":{\"aws:createdBy\":\"somebody\"}");

    List<String> fields = new ArrayList<>();
    fields.add("\"bucket\":" + object(random, bucket));
    fields.add("\"object\":" + object(random, object));
    maybe(random, fields, "\"s3SchemaVersion\":\"1.0\"");
    maybe(random, fields, "\"configurationId\":\"all\"");
    return object(random, fields);
  }

  private static String object(Random random, List<String> fields) {
    Collections.shuffle(fields, random);
    return "{" + String.join(random.nextBoolean() ? "," : " ,\n\t", fields) + "}";
  }

  private static void maybe(Random random, List<String> fields, String field) {
    if (random.nextInt(3) > 0) {
      fields.add(field);
    }
  }

  private static String text(Random random) {
    StringBuilder text = new StringBuilder();
    for (int i = 1 + random.nextInt(20); i > 0; i--) {
      int kind = random.nextInt(4);
      text.appendCodePoint(
          kind == 0
              ? "/+ %&\"\\".charAt(random.nextInt(7))
              : kind == 1
                  ? 0x1F600 + random.nextInt(50)
                  : kind == 2 ? 0xE0 + random.nextInt(2000) : 'a' + random.nextInt(26));
    }
    return text.toString();
  }
}
