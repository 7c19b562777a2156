package io.uploadlens.localaws;

import static org.assertj.core.api.Assertions.assertThat;

import io.uploadlens.aws.AwsService;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import software.amazon.awssdk.core.SdkBytes;
import software.amazon.awssdk.core.sync.RequestBody;
import software.amazon.awssdk.services.firehose.model.Record;
import software.amazon.awssdk.services.kinesis.model.ShardIteratorType;
import software.amazon.awssdk.services.s3.model.S3Object;
import software.amazon.awssdk.services.sqs.model.QueueAttributeName;

class LocalAwsITCase {

  private static LocalAws aws;
  private static LocalClients clients;

  @BeforeAll
  static void start() {
    aws = LocalAws.start();
    clients = new LocalClients(aws);
  }

  @AfterAll
  static void stop() {
    clients.close();
    aws.close();
  }

  @Test
  void sqsHandsOutWhatWasSentAndDeletesIt() {
    String url = clients.sqs().createQueue(r -> r.queueName("q1")).queueUrl();
    assertThat(url).isEqualTo(aws.endpoint(AwsService.SQS) + "/000000000000/q1");
    clients.sqs().sendMessage(r -> r.queueUrl(url).messageBody("hällo"));
    var message =
        clients.sqs().receiveMessage(r -> r.queueUrl(url).waitTimeSeconds(5)).messages().get(0);
    assertThat(message.body()).isEqualTo("hällo");
    clients.sqs().deleteMessage(r -> r.queueUrl(url).receiptHandle(message.receiptHandle()));
    assertThat(
            clients
                .sqs()
                .getQueueAttributes(r -> r.queueUrl(url).attributeNames(QueueAttributeName.ALL))
                .attributes())
        .containsEntry(QueueAttributeName.APPROXIMATE_NUMBER_OF_MESSAGES, "0")
        .containsEntry(QueueAttributeName.APPROXIMATE_NUMBER_OF_MESSAGES_NOT_VISIBLE, "0");
  }

  @Test
  void s3StoresListsAndReadsBack() {
    clients.s3().createBucket(r -> r.bucket("bucket-one"));
    String key = "a b/ü+%&<😀>/x=1";
    clients.s3().putObject(r -> r.bucket("bucket-one").key(key), RequestBody.fromString("content"));
    assertThat(clients.s3().listObjectsV2(r -> r.bucket("bucket-one")).contents())
        .extracting(S3Object::key)
        .containsExactly(key);
    assertThat(clients.s3().getObjectAsBytes(r -> r.bucket("bucket-one").key(key)).asUtf8String())
        .isEqualTo("content");
    assertThat(clients.s3().headObject(r -> r.bucket("bucket-one").key(key)).contentLength())
        .isEqualTo(7);
  }

  @Test
  void kinesisGivesBackTheRecordsOfAShardInOrder() {
    clients.kinesis().createStream(r -> r.streamName("s1").shardCount(1));
    for (int i = 0; i < 5; i++) {
      String data = "r" + i;
      clients
          .kinesis()
          .putRecord(r -> r.streamName("s1").partitionKey("k").data(SdkBytes.fromUtf8String(data)));
    }
    String iterator =
        clients
            .kinesis()
            .getShardIterator(
                r ->
                    r.streamName("s1")
                        .shardId("shardId-000000000000")
                        .shardIteratorType(ShardIteratorType.TRIM_HORIZON))
            .shardIterator();
    var answer = clients.kinesis().getRecords(r -> r.shardIterator(iterator));
    assertThat(answer.records())
        .extracting(record -> record.data().asUtf8String())
        .containsExactly("r0", "r1", "r2", "r3", "r4");
    assertThat(answer.nextShardIterator()).isNotNull();
    assertThat(answer.millisBehindLatest()).isZero();
  }

  @Test
  void firehoseStoresWhatItGotAsOneObject() {
    clients.s3().createBucket(r -> r.bucket("lake"));
    clients
        .firehose()
        .createDeliveryStream(
            r ->
                r.deliveryStreamName("d1")
                    .extendedS3DestinationConfiguration(
                        d ->
                            d.bucketARN("arn:aws:s3:::lake")
                                .roleARN("arn:aws:iam::000000000000:role/f")
                                .prefix("out/!{timestamp:yyyy}/")
                                .errorOutputPrefix("errors/")));
    List<Record> records = new ArrayList<>();
    for (int i = 0; i < 3; i++) {
      records.add(
          Record.builder()
              .data(SdkBytes.fromByteArray((i + "\n").getBytes(StandardCharsets.UTF_8)))
              .build());
    }
    assertThat(
            clients
                .firehose()
                .putRecordBatch(r -> r.deliveryStreamName("d1").records(records))
                .failedPutCount())
        .isZero();
    aws.flushFirehose();
    List<S3Object> objects = clients.s3().listObjectsV2(r -> r.bucket("lake")).contents();
    assertThat(objects).hasSize(1);
    assertThat(objects.get(0).key()).matches("out/\\d{4}/d1-1-\\d{4}-.*");
    assertThat(
            clients
                .s3()
                .getObjectAsBytes(r -> r.bucket("lake").key(objects.get(0).key()))
                .asUtf8String())
        .isEqualTo("0\n1\n2\n");
  }

  @Test
  void settingsNameTheEndpoints() {
    assertThat(aws.settings().endpoint(AwsService.KINESIS))
        .isEqualTo(aws.endpoint(AwsService.KINESIS));
    assertThat(aws.s3FileSystemSettings())
        .containsAllEntriesOf(
            Map.of(
                "s3.endpoint",
                aws.endpoint(AwsService.S3).toString(),
                "s3.path.style.access",
                "true"));
  }
}
