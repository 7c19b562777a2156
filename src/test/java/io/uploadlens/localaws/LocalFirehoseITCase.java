package io.uploadlens.localaws;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.awaitility.Awaitility.await;

import io.uploadlens.aws.AwsService;
import java.io.ByteArrayInputStream;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.util.List;
import java.util.Map;
import java.util.function.Consumer;
import java.util.stream.Collectors;
import java.util.stream.IntStream;
import java.util.zip.GZIPInputStream;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import software.amazon.awssdk.core.SdkBytes;
import software.amazon.awssdk.services.firehose.FirehoseClient;
import software.amazon.awssdk.services.firehose.model.CompressionFormat;
import software.amazon.awssdk.services.firehose.model.ExtendedS3DestinationConfiguration;
import software.amazon.awssdk.services.firehose.model.FirehoseException;
import software.amazon.awssdk.services.firehose.model.InvalidArgumentException;
import software.amazon.awssdk.services.firehose.model.PutRecordBatchResponse;
import software.amazon.awssdk.services.firehose.model.Record;
import software.amazon.awssdk.services.firehose.model.ResourceInUseException;
import software.amazon.awssdk.services.firehose.model.ResourceNotFoundException;
import software.amazon.awssdk.services.firehose.model.ServiceUnavailableException;
import software.amazon.awssdk.services.s3.model.S3Object;

class LocalFirehoseITCase {

  private static final SteppedClock CLOCK = new SteppedClock();

  private static LocalAws aws;
  private static LocalClients clients;
  private static FirehoseClient firehose;
  private static int number;
  private String bucket;
  private String stream;

  @BeforeAll
  static void start() {
    aws = LocalAws.builder().clock(CLOCK).start();
    clients = new LocalClients(aws);
    firehose = clients.firehose();
  }

  @AfterAll
  static void stop() {
    clients.close();
    aws.close();
  }

  @BeforeEach
  void createBucket() {
    number++;
    bucket = "lake-" + number;
    stream = "stream-" + number;
    clients.s3().createBucket(r -> r.bucket(bucket));
  }

  @AfterEach
  void clearFaults() {
    aws.faults().clear();
  }

  @Test
  void storesWhenTheIntervalIsOver() {
    create(d -> d.bufferingHints(h -> h.sizeInMBs(1).intervalInSeconds(60)));
    put("a\n");
    CLOCK.advance(Duration.ofSeconds(59));
    put("b\n");
    assertThat(objects()).isEmpty();
    CLOCK.advance(Duration.ofSeconds(1));
    await().atMost(Duration.ofSeconds(60)).until(() -> objects().size() == 1);
    assertThat(content(objects().get(0))).isEqualTo("a\nb\n");
  }

  @Test
  void storesWhenTheBufferIsFull() {
    create(d -> d.bufferingHints(h -> h.sizeInMBs(1).intervalInSeconds(900)));
    String half = "x".repeat(1 << 19);
    put(half);
    put(half);
    await().atMost(Duration.ofSeconds(60)).until(() -> objects().size() == 1);
    assertThat(content(objects().get(0))).hasSize(1 << 20);
  }

  @Test
  void compressesWithGzip() throws Exception {
    create(d -> d.compressionFormat(CompressionFormat.GZIP).prefix("out/"));
    put("a\n");
    aws.flushFirehose();
    String key = objects().get(0);
    assertThat(key).matches("out/2026/03/01/\\d\\d/" + stream + "-1-2026-03-01-.*\\.gz");
    byte[] zipped = clients.s3().getObjectAsBytes(r -> r.bucket(bucket).key(key)).asByteArray();
    try (GZIPInputStream in = new GZIPInputStream(new ByteArrayInputStream(zipped))) {
      assertThat(new String(in.readAllBytes(), StandardCharsets.UTF_8)).isEqualTo("a\n");
    }
  }

  @Test
  void keepsWhatS3DoesNotTakeUntilItDoes() {
    create(d -> {});
    put("kept\n");
    clients.s3().deleteBucket(r -> r.bucket(bucket));
    assertThatThrownBy(() -> aws.flushFirehose())
        .isInstanceOf(IllegalStateException.class)
        .hasMessageContaining("Firehose could not deliver")
        .hasMessageContaining(stream);
    clients.s3().createBucket(r -> r.bucket(bucket));
    aws.flushFirehose();
    assertThat(content(objects().get(0))).isEqualTo("kept\n");
    aws.flushFirehose();
    assertThat(objects()).hasSize(1);
  }

  @Test
  void deletingAStreamStoresItsRestFirst() {
    create(d -> {});
    put("rest\n");
    firehose.deleteDeliveryStream(r -> r.deliveryStreamName(stream));
    assertThat(content(objects().get(0))).isEqualTo("rest\n");
    assertThatThrownBy(() -> put("x")).isInstanceOf(ResourceNotFoundException.class);
  }

  @Test
  void tellsTheBucketsListenersOfItsObjects() {
    create(d -> {});
    String queue = clients.sqs().createQueue(r -> r.queueName(bucket)).queueUrl();
    aws.notify(bucket, queue);
    put("a\n");
    aws.flushFirehose();
    assertThat(
            clients.sqs().receiveMessage(r -> r.queueUrl(queue).maxNumberOfMessages(10)).messages())
        .extracting(message -> message.body().contains("ObjectCreated:Put"))
        .containsExactlyInAnyOrder(false, true);
  }

  @Test
  void describesAndListsStreams() {
    create(d -> d.prefix("p/!{timestamp:yyyy}/").errorOutputPrefix("e/"));
    var description =
        firehose
            .describeDeliveryStream(r -> r.deliveryStreamName(stream))
            .deliveryStreamDescription();
    assertThat(description.deliveryStreamStatusAsString()).isEqualTo("ACTIVE");
    assertThat(description.createTimestamp()).isEqualTo(CLOCK.instant());
    var destination = description.destinations().get(0).extendedS3DestinationDescription();
    assertThat(destination.prefix()).isEqualTo("p/!{timestamp:yyyy}/");
    assertThat(destination.errorOutputPrefix()).isEqualTo("e/");
    assertThat(destination.bufferingHints().sizeInMBs()).isEqualTo(5);
    assertThat(destination.bufferingHints().intervalInSeconds()).isEqualTo(300);
    assertThat(firehose.listDeliveryStreams(r -> r.limit(100)).deliveryStreamNames())
        .contains(stream);
    assertThatThrownBy(() -> create(d -> {})).isInstanceOf(ResourceInUseException.class);
  }

  @Test
  void refusesRequestsBeyondTheLimits() {
    create(d -> {});
    assertThatThrownBy(() -> batch(501, 1))
        .isInstanceOf(FirehoseException.class)
        .hasMessageContaining("less than or equal to 500");
    assertThatThrownBy(() -> batch(5, 900 * 1024))
        .isInstanceOf(InvalidArgumentException.class)
        .hasMessageContaining("Records size exceeds 4 MB limit");
    assertThatThrownBy(() -> batch(1, 1000 * 1024 + 1))
        .isInstanceOf(FirehoseException.class)
        .hasMessageContaining("'records.1.member.data'")
        .hasMessageContaining("1024000");
    assertThat(batch(1, 1000 * 1024).failedPutCount()).isZero();
    assertThat(batch(500, 8 * 1024).failedPutCount()).isZero();
    assertThatThrownBy(() -> create("missing-" + number, "no-such-bucket", d -> {}))
        .isInstanceOf(InvalidArgumentException.class)
        .hasMessageContaining("no-such-bucket");
    assertThatThrownBy(
            () -> create("bad-" + number, bucket, d -> d.bufferingHints(h -> h.sizeInMBs(129))))
        .isInstanceOf(FirehoseException.class)
        .hasMessageContaining("less than or equal to 128");
  }

  @Test
  void aPartialFailureStoresTheRestAndOnlyThat() {
    create(d -> {});
    Fault fault = aws.faults().on(AwsService.FIREHOSE, "PutRecordBatch").failing(0.3).partial();
    List<Record> records =
        IntStream.range(0, 100).mapToObj(i -> record(i + "\n")).collect(Collectors.toList());
    PutRecordBatchResponse answer =
        firehose.putRecordBatch(r -> r.deliveryStreamName(stream).records(records));
    assertThat(answer.failedPutCount()).isBetween(1, 99).isEqualTo((int) fault.fired());
    StringBuilder expected = new StringBuilder();
    for (int i = 0; i < 100; i++) {
      if (answer.requestResponses().get(i).recordId() != null) {
        expected.append(i).append('\n');
      } else {
        assertThat(answer.requestResponses().get(i).errorCode())
            .isEqualTo("ServiceUnavailableException");
      }
    }
    aws.flushFirehose();
    assertThat(content(objects().get(0))).isEqualTo(expected.toString());
  }

  @Test
  void throttlesInItsOwnWords() {
    create(d -> {});
    aws.faults().on(AwsService.FIREHOSE, "PutRecordBatch").times(1).throttle();
    assertThatThrownBy(() -> batch(1, 1))
        .isInstanceOf(ServiceUnavailableException.class)
        .hasMessageContaining("Slow down.");
    assertThat(batch(1, 1).failedPutCount()).isZero();
  }

  @Test
  void closingStoresWhatWasAcknowledged() throws Exception {
    try (S3Service s3 = S3Service.start(new S3Notifications(CLOCK))) {
      s3.answer(request("PUT", "/closing", "", Map.of(), ""), "CreateBucket");
      FirehoseService service =
          new FirehoseService(s3, new Faults(0, name -> {}, name -> {}), CLOCK).start();
      target(
          service,
          "CreateDeliveryStream",
          "{\"DeliveryStreamName\":\"d\",\"ExtendedS3DestinationConfiguration\":"
              + "{\"BucketARN\":\"arn:aws:s3:::closing\",\"RoleARN\":\"arn:aws:iam::000000000000:role/f\"}}");
      target(
          service,
          "PutRecord",
          "{\"DeliveryStreamName\":\"d\",\"Record\":{\"Data\":\"bGFzdA==\"}}");
      service.close();
      WireResponse listing =
          s3.answer(request("GET", "/closing", "list-type=2", Map.of(), ""), "ListObjectsV2");
      assertThat(new String(listing.body(), StandardCharsets.UTF_8))
          .contains("<KeyCount>1</KeyCount>", "<Size>4</Size>");
    }
  }

  private static void target(FirehoseService service, String operation, String json) {
    WireResponse answer =
        service.answer(
            request(
                "POST", "/", "", Map.of("X-Amz-Target", "Firehose_20150804." + operation), json),
            operation);
    assertThat(answer.status()).isEqualTo(200);
  }

  private static WireRequest request(
      String method, String path, String query, Map<String, String> headers, String body) {
    return WireRequest.of(method, path, query, headers, body.getBytes(StandardCharsets.UTF_8));
  }

  private void create(Consumer<ExtendedS3DestinationConfiguration.Builder> settings) {
    create(stream, bucket, settings);
  }

  private static void create(
      String stream, String bucket, Consumer<ExtendedS3DestinationConfiguration.Builder> settings) {
    firehose.createDeliveryStream(
        r ->
            r.deliveryStreamName(stream)
                .extendedS3DestinationConfiguration(
                    d -> {
                      d.bucketARN("arn:aws:s3:::" + bucket)
                          .roleARN("arn:aws:iam::000000000000:role/firehose");
                      settings.accept(d);
                    }));
  }

  private void put(String data) {
    firehose.putRecord(r -> r.deliveryStreamName(stream).record(record(data)));
  }

  private PutRecordBatchResponse batch(int records, int bytes) {
    List<Record> batch =
        IntStream.range(0, records)
            .mapToObj(i -> record("x".repeat(bytes)))
            .collect(Collectors.toList());
    return firehose.putRecordBatch(r -> r.deliveryStreamName(stream).records(batch));
  }

  private List<String> objects() {
    return clients.s3().listObjectsV2(r -> r.bucket(bucket)).contents().stream()
        .map(S3Object::key)
        .collect(Collectors.toList());
  }

  private String content(String key) {
    return clients.s3().getObjectAsBytes(r -> r.bucket(bucket).key(key)).asUtf8String();
  }

  private static Record record(String data) {
    return Record.builder().data(SdkBytes.fromUtf8String(data)).build();
  }
}
