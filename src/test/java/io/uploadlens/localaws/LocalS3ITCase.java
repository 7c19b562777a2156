package io.uploadlens.localaws;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import io.uploadlens.aws.AwsService;
import java.util.ArrayList;
import java.util.List;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.TestInfo;
import software.amazon.awssdk.core.sync.RequestBody;
import software.amazon.awssdk.eventnotifications.s3.model.S3EventNotification;
import software.amazon.awssdk.eventnotifications.s3.model.S3EventNotificationRecord;
import software.amazon.awssdk.services.s3.S3Client;
import software.amazon.awssdk.services.s3.model.BucketVersioningStatus;
import software.amazon.awssdk.services.s3.model.CompletedPart;
import software.amazon.awssdk.services.s3.model.NoSuchKeyException;
import software.amazon.awssdk.services.s3.model.ObjectIdentifier;
import software.amazon.awssdk.services.s3.model.S3Exception;
import software.amazon.awssdk.services.sqs.model.Message;

class LocalS3ITCase {

  private static final ObjectMapper JSON = new ObjectMapper();

  private static LocalAws aws;
  private static LocalClients clients;
  private static S3Client s3;
  private static int number;
  private String bucket;
  private String queueUrl;

  @BeforeAll
  static void start() {
    aws = LocalAws.start();
    clients = new LocalClients(aws);
    s3 = clients.s3();
  }

  @AfterAll
  static void stop() {
    clients.close();
    aws.close();
  }

  @BeforeEach
  void createBucketAndQueue(TestInfo test) {
    number++;
    bucket = "bucket-" + number;
    s3.createBucket(r -> r.bucket(bucket));
    queueUrl = clients.sqs().createQueue(r -> r.queueName(bucket)).queueUrl();
  }

  @AfterEach
  void clearFaults() {
    aws.faults().clear();
  }

  @Test
  void tellsTheQueueOfAPut() {
    aws.notify(bucket, queueUrl);
    String key = "a b/ü+%.txt";
    String eTag =
        s3.putObject(r -> r.bucket(bucket).key(key), RequestBody.fromString("12345")).eTag();
    List<Message> messages = receive(2);
    assertThat(messages.get(0).body())
        .contains("\"Event\":\"s3:TestEvent\"", "\"Bucket\":\"" + bucket + "\"");
    S3EventNotificationRecord event = record(messages.get(1));
    assertThat(messages.get(1).body()).contains("\"key\":\"a+b/%C3%BC%2B%25.txt\"");
    assertThat(event.getEventVersion()).isEqualTo("2.5");
    assertThat(event.getEventSource()).isEqualTo("aws:s3");
    assertThat(event.getAwsRegion()).isEqualTo("us-east-1");
    assertThat(event.getEventName()).isEqualTo("ObjectCreated:Put");
    assertThat(event.getS3().getBucket().getName()).isEqualTo(bucket);
    assertThat(event.getS3().getBucket().getArn()).isEqualTo("arn:aws:s3:::" + bucket);
    assertThat(event.getS3().getObject().getUrlDecodedKey()).isEqualTo(key);
    assertThat(event.getS3().getObject().getSizeAsLong()).isEqualTo(5);
    assertThat(event.getS3().getObject().getETag()).isEqualTo(eTag.replace("\"", ""));
    assertThat(event.getS3().getObject().getVersionId()).isNull();
    assertThat(event.getS3().getObject().getSequencer()).matches("[0-9A-F]{18}");
  }

  @Test
  void tellsOfCopyMultipartAndDelete() {
    s3.putObject(r -> r.bucket(bucket).key("before"), RequestBody.fromString("1"));
    aws.notify(bucket, queueUrl);
    receive(1);
    s3.copyObject(
        r ->
            r.sourceBucket(bucket)
                .sourceKey("before")
                .destinationBucket(bucket)
                .destinationKey("copy"));
    String upload = s3.createMultipartUpload(r -> r.bucket(bucket).key("big")).uploadId();
    String part1 =
        s3.uploadPart(
                r -> r.bucket(bucket).key("big").uploadId(upload).partNumber(1),
                RequestBody.fromBytes(new byte[5 << 20]))
            .eTag();
    String part2 =
        s3.uploadPart(
                r -> r.bucket(bucket).key("big").uploadId(upload).partNumber(2),
                RequestBody.fromString("tail"))
            .eTag();
    s3.completeMultipartUpload(
        r ->
            r.bucket(bucket)
                .key("big")
                .uploadId(upload)
                .multipartUpload(
                    m ->
                        m.parts(
                            CompletedPart.builder().partNumber(1).eTag(part1).build(),
                            CompletedPart.builder().partNumber(2).eTag(part2).build())));
    s3.deleteObject(r -> r.bucket(bucket).key("copy"));
    s3.deleteObject(r -> r.bucket(bucket).key("never-there"));
    s3.deleteObjects(
        r ->
            r.bucket(bucket)
                .delete(
                    d ->
                        d.objects(
                            ObjectIdentifier.builder().key("big").build(),
                            ObjectIdentifier.builder().key("nothing").build())));
    List<S3EventNotificationRecord> events = new ArrayList<>();
    receive(4).forEach(message -> events.add(record(message)));
    assertThat(events)
        .extracting(event -> event.getEventName() + " " + event.getS3().getObject().getKey())
        .containsExactlyInAnyOrder(
            "ObjectCreated:Copy copy",
            "ObjectCreated:CompleteMultipartUpload big",
            "ObjectRemoved:Delete copy",
            "ObjectRemoved:Delete big");
    assertThat(events)
        .filteredOn(event -> event.getEventName().endsWith("MultipartUpload"))
        .extracting(event -> event.getS3().getObject().getSizeAsLong())
        .containsExactly((5L << 20) + 4);
    assertThat(sequencer(events, "ObjectRemoved:Delete", "copy"))
        .isGreaterThan(sequencer(events, "ObjectCreated:Copy", "copy"));
    assertThat(receive(0)).isEmpty();
  }

  @Test
  void tellsOfTheMarkerInAVersionedBucket() {
    s3.putBucketVersioning(
        r ->
            r.bucket(bucket)
                .versioningConfiguration(v -> v.status(BucketVersioningStatus.ENABLED)));
    aws.notify(bucket, queueUrl);
    receive(1);
    String version =
        s3.putObject(r -> r.bucket(bucket).key("k"), RequestBody.fromString("1")).versionId();
    s3.deleteObject(r -> r.bucket(bucket).key("k"));
    List<S3EventNotificationRecord> events = new ArrayList<>();
    receive(2).forEach(message -> events.add(record(message)));
    assertThat(events)
        .extracting(S3EventNotificationRecord::getEventName)
        .containsExactlyInAnyOrder("ObjectCreated:Put", "ObjectRemoved:DeleteMarkerCreated");
    assertThat(events)
        .filteredOn(event -> event.getEventName().endsWith("Put"))
        .extracting(event -> event.getS3().getObject().getVersionId())
        .containsExactly(version);
  }

  @Test
  void tellsATopic() throws Exception {
    String topic = clients.sns().createTopic(r -> r.name(bucket)).topicArn();
    clients
        .sns()
        .subscribe(
            r ->
                r.topicArn(topic)
                    .protocol("sqs")
                    .endpoint("arn:aws:sqs:us-east-1:000000000000:" + bucket));
    aws.notify(bucket, topic);
    receive(1);
    s3.putObject(r -> r.bucket(bucket).key("k"), RequestBody.fromString("1"));
    JsonNode envelope = JSON.readTree(receive(1).get(0).body());
    assertThat(envelope.get("Subject").asText()).isEqualTo("Amazon S3 Notification");
    assertThat(
            S3EventNotification.fromJson(envelope.get("Message").asText())
                .getRecords()
                .get(0)
                .getEventName())
        .isEqualTo("ObjectCreated:Put");
  }

  @Test
  void tellsThroughEventBridge() throws Exception {
    aws.notifyThroughEventBridge(bucket, queueUrl);
    s3.putObject(r -> r.bucket(bucket).key("a b+ü"), RequestBody.fromString("1"));
    s3.deleteObject(r -> r.bucket(bucket).key("a b+ü"));
    List<JsonNode> events = new ArrayList<>();
    for (Message message : receive(2)) {
      events.add(JSON.readTree(message.body()));
    }
    events.sort((a, b) -> a.get("detail-type").asText().compareTo(b.get("detail-type").asText()));
    JsonNode created = events.get(0);
    assertThat(created.get("source").asText()).isEqualTo("aws.s3");
    assertThat(created.get("detail-type").asText()).isEqualTo("Object Created");
    assertThat(created.at("/detail/object/key").asText()).isEqualTo("a b+ü");
    assertThat(created.at("/detail/object/size").asLong()).isEqualTo(1);
    assertThat(created.at("/detail/reason").asText()).isEqualTo("PutObject");
    assertThat(events.get(1).get("detail-type").asText()).isEqualTo("Object Deleted");
    assertThat(events.get(1).at("/detail/deletion-type").asText()).isEqualTo("Permanently Deleted");
  }

  @Test
  void refusesTargetsThatS3Refuses() {
    assertThatThrownBy(() -> aws.notify(bucket, queueUrl + "-nobody"))
        .isInstanceOf(IllegalArgumentException.class)
        .hasMessageContaining("Unable to validate the following destination configurations")
        .hasMessageContaining("-nobody");
    assertThatThrownBy(() -> aws.notify("no-bucket", queueUrl)).hasMessageContaining("no-bucket");
    assertThatThrownBy(() -> aws.notify(bucket, queueUrl + ".fifo")).hasMessageContaining("FIFO");
    assertThatThrownBy(() -> aws.notify(bucket, "arn:aws:sns:us-east-1:000000000000:no-topic"))
        .hasMessageContaining("no-topic");
  }

  @Test
  void throttlesAndFailsInItsOwnWords() {
    aws.faults().on(AwsService.S3, "PutObject").times(1).throttle();
    assertThatThrownBy(() -> put("k"))
        .isInstanceOf(S3Exception.class)
        .satisfies(
            e -> {
              assertThat(((S3Exception) e).statusCode()).isEqualTo(503);
              assertThat(((S3Exception) e).awsErrorDetails().errorCode()).isEqualTo("SlowDown");
              assertThat(((S3Exception) e).isThrottlingException()).isTrue();
            });
    aws.faults().on(AwsService.S3, "PutObject").times(1).serverError();
    assertThatThrownBy(() -> put("k"))
        .satisfies(e -> assertThat(((S3Exception) e).statusCode()).isEqualTo(500));
    assertThatThrownBy(() -> s3.headObject(r -> r.bucket(bucket).key("k")))
        .isInstanceOf(NoSuchKeyException.class);
    put("k");
    assertThat(s3.headObject(r -> r.bucket(bucket).key("k")).contentLength()).isEqualTo(1);
  }

  @Test
  void aPutThatFailedIsNotTold() {
    aws.notify(bucket, queueUrl);
    receive(1);
    aws.faults().on(AwsService.S3, "PutObject").times(1).serverError();
    assertThatThrownBy(() -> put("k")).isInstanceOf(S3Exception.class);
    assertThat(receive(0)).isEmpty();
  }

  private void put(String key) {
    s3.putObject(r -> r.bucket(bucket).key(key), RequestBody.fromString("1"));
  }

  /** So many messages, in the order in which they were received. */
  private List<Message> receive(int expected) {
    List<Message> messages = new ArrayList<>();
    do {
      messages.addAll(
          clients
              .sqs()
              .receiveMessage(r -> r.queueUrl(queueUrl).maxNumberOfMessages(10).waitTimeSeconds(0))
              .messages());
    } while (messages.size() < expected);
    assertThat(messages).hasSize(expected);
    return messages;
  }

  private static S3EventNotificationRecord record(Message message) {
    return S3EventNotification.fromJson(message.body()).getRecords().get(0);
  }

  private static String sequencer(
      List<S3EventNotificationRecord> events, String eventName, String key) {
    return events.stream()
        .filter(event -> event.getEventName().equals(eventName))
        .map(event -> event.getS3().getObject())
        .filter(object -> object.getKey().equals(key))
        .findFirst()
        .orElseThrow()
        .getSequencer();
  }
}
