package io.uploadlens.demo;

import io.uploadlens.aws.AwsClients;
import io.uploadlens.aws.AwsService;
import io.uploadlens.aws.AwsSettings;
import io.uploadlens.localaws.LocalAws;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import org.awaitility.Awaitility;
import software.amazon.awssdk.services.firehose.FirehoseClient;
import software.amazon.awssdk.services.firehose.model.BufferingHints;
import software.amazon.awssdk.services.kinesis.KinesisClient;
import software.amazon.awssdk.services.kinesis.model.StreamStatus;
import software.amazon.awssdk.services.s3.S3Client;
import software.amazon.awssdk.services.sqs.SqsClient;
import software.amazon.awssdk.services.sqs.model.QueueAttributeName;

/**
 * The local AWS with what the job's local settings name: queues, stream, delivery stream, bucket.
 */
final class DemoAws implements AutoCloseable {

  static final String BUCKET = "uploadlens-output";
  static final String AGGREGATES = "aggregates/";
  static final String ARCHIVE = "archive/";
  static final String LATE = "late/";
  static final String STREAM = "uploadlens-events";

  private static final String QUEUE = "uploadlens-events";
  private static final String DEAD_LETTER_QUEUE = "uploadlens-dead-letter";
  private static final String DELIVERY_STREAM = "uploadlens-aggregates";
  private static final int SHARDS = 2;

  private final LocalAws aws;
  private final S3Client s3;
  private final SqsClient sqs;
  private final String queueUrl;
  private final String deadLetterQueueUrl;

  private DemoAws(LocalAws aws) {
    this.aws = aws;
    this.s3 = AwsClients.s3(aws.settings());
    this.sqs = AwsClients.sqs(aws.settings());
    s3.createBucket(request -> request.bucket(BUCKET));
    queueUrl = sqs.createQueue(request -> request.queueName(QUEUE)).queueUrl();
    deadLetterQueueUrl =
        sqs.createQueue(request -> request.queueName(DEAD_LETTER_QUEUE)).queueUrl();
    createStream();
    createDeliveryStream();
  }

  /** On free ports. */
  static DemoAws start() {
    return start(0);
  }

  /**
   * On fixed ports: SQS on the first, SNS, S3, Kinesis and Firehose on the next four.
   *
   * @throws DemoException if one of them is in use
   */
  static DemoAws start(int basePort) {
    try {
      // A demonstration may send faster than two shards of AWS would take.
      return new DemoAws(
          LocalAws.builder().basePort(basePort).kinesisThroughputLimits(false).start());
    } catch (IllegalStateException e) {
      throw new DemoException("the local AWS does not start: " + e.getMessage());
    }
  }

  private void createStream() {
    try (KinesisClient kinesis = AwsClients.kinesis(aws.settings())) {
      kinesis.createStream(request -> request.streamName(STREAM).shardCount(SHARDS));
      Awaitility.await()
          .atMost(Duration.ofSeconds(90))
          .until(
              () ->
                  kinesis
                          .describeStreamSummary(request -> request.streamName(STREAM))
                          .streamDescriptionSummary()
                          .streamStatus()
                      == StreamStatus.ACTIVE);
    }
  }

  private void createDeliveryStream() {
    try (FirehoseClient firehose = AwsClients.firehose(aws.settings())) {
      firehose.createDeliveryStream(
          request ->
              request
                  .deliveryStreamName(DELIVERY_STREAM)
                  .extendedS3DestinationConfiguration(
                      s3Destination ->
                          s3Destination
                              .bucketARN("arn:aws:s3:::" + BUCKET)
                              .roleARN("arn:aws:iam::000000000000:role/firehose")
                              .prefix(AGGREGATES)
                              .errorOutputPrefix("firehose-errors/")
                              .bufferingHints(
                                  BufferingHints.builder()
                                      .intervalInSeconds(1)
                                      .sizeInMBs(5)
                                      .build())));
    }
  }

  /** Settings on top of the local ones: where the services of this run are. */
  List<String> jobArguments() {
    AwsSettings settings = aws.settings();
    List<String> arguments = new ArrayList<>();
    arguments.add("--aws.region=" + settings.region());
    arguments.add("--aws.access-key-id=" + settings.accessKeyId());
    arguments.add("--aws.secret-access-key=" + settings.secretAccessKey());
    for (AwsService service : AwsService.values()) {
      arguments.add(
          "--aws.endpoint-"
              + service.name().toLowerCase(Locale.ROOT)
              + "="
              + settings.endpoint(service));
    }
    arguments.add("--sqs-source.queue-urls=" + queueUrl);
    arguments.add("--dead-letter-sink.queue-url=" + deadLetterQueueUrl);
    return arguments;
  }

  AwsSettings settings() {
    return aws.settings();
  }

  /** The configuration of Flink's S3 file system. */
  Map<String, String> s3FileSystem() {
    return aws.s3FileSystemSettings();
  }

  S3Client s3() {
    return s3;
  }

  SqsClient sqs() {
    return sqs;
  }

  String queueUrl() {
    return queueUrl;
  }

  String deadLetterQueueUrl() {
    return deadLetterQueueUrl;
  }

  /** Messages in the queue that are not deleted, waiting or in flight. */
  long messagesLeft() {
    Map<QueueAttributeName, String> attributes =
        sqs.getQueueAttributes(
                request ->
                    request
                        .queueUrl(queueUrl)
                        .attributeNames(
                            QueueAttributeName.APPROXIMATE_NUMBER_OF_MESSAGES,
                            QueueAttributeName.APPROXIMATE_NUMBER_OF_MESSAGES_NOT_VISIBLE))
            .attributes();
    return attributes.values().stream().mapToLong(Long::parseLong).sum();
  }

  void flushFirehose() {
    aws.flushFirehose();
  }

  @Override
  public void close() {
    s3.close();
    sqs.close();
    aws.close();
  }
}
