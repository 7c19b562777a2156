package io.uploadlens.demo;

import io.uploadlens.aws.AwsClients;
import io.uploadlens.localaws.Faults;
import io.uploadlens.localaws.LocalAws;
import java.time.Duration;
import org.awaitility.Awaitility;
import software.amazon.awssdk.services.firehose.FirehoseClient;
import software.amazon.awssdk.services.firehose.model.BufferingHints;
import software.amazon.awssdk.services.kinesis.KinesisClient;
import software.amazon.awssdk.services.kinesis.model.StreamStatus;

/** The local AWS in this JVM, with the {@link DemoResources} in it. */
public final class DemoAws implements AutoCloseable {

  private static final int SHARDS = 2;

  private final LocalAws aws;
  private final DemoResources resources;

  private DemoAws(LocalAws aws) {
    this.aws = aws;
    this.resources = new DemoResources(aws.settings());
    createBucket(DemoResources.BUCKET);
    createQueue(DemoResources.QUEUE);
    createQueue(DemoResources.DEAD_LETTER_QUEUE);
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
   * @param basePort 0 for free ones
   * @throws DemoException if one of them is in use
   */
  public static DemoAws start(int basePort) {
    try {
      // A demonstration may send faster than two shards of AWS would take.
      return new DemoAws(
          LocalAws.builder().basePort(basePort).kinesisThroughputLimits(false).start());
    } catch (IllegalStateException e) {
      throw new DemoException("the local AWS does not start: " + e.getMessage());
    }
  }

  /** Creates a bucket beside that of the outputs. */
  public void createBucket(String name) {
    resources.s3().createBucket(request -> request.bucket(name));
  }

  private void createQueue(String name) {
    resources.sqs().createQueue(request -> request.queueName(name));
  }

  private void createStream() {
    String name = DemoResources.STREAM;
    try (KinesisClient kinesis = AwsClients.kinesis(aws.settings())) {
      kinesis.createStream(request -> request.streamName(name).shardCount(SHARDS));
      Awaitility.await()
          .atMost(Duration.ofSeconds(90))
          .until(
              () ->
                  kinesis
                          .describeStreamSummary(request -> request.streamName(name))
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
                  .deliveryStreamName(DemoResources.DELIVERY_STREAM)
                  .extendedS3DestinationConfiguration(
                      s3Destination ->
                          s3Destination
                              .bucketARN("arn:aws:s3:::" + DemoResources.BUCKET)
                              .roleARN("arn:aws:iam::000000000000:role/firehose")
                              .prefix(DemoResources.AGGREGATES)
                              .errorOutputPrefix("firehose-errors/")
                              .bufferingHints(
                                  BufferingHints.builder()
                                      .intervalInSeconds(1)
                                      .sizeInMBs(5)
                                      .build())));
    }
  }

  /** What is in it. */
  public DemoResources resources() {
    return resources;
  }

  /** The failures to come. */
  public Faults faults() {
    return aws.faults();
  }

  /** Stores what Firehose has buffered. */
  public void flushFirehose() {
    aws.flushFirehose();
  }

  @Override
  public void close() {
    resources.close();
    aws.close();
  }
}
