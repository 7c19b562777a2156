package io.uploadlens.sink.firehose;

import io.uploadlens.analytics.WindowAggregate;
import io.uploadlens.aws.AwsService;
import io.uploadlens.aws.AwsSettings;
import io.uploadlens.aws.ConnectorProperties;
import io.uploadlens.sink.BoundedRetrySink;
import java.time.Duration;
import java.util.Objects;
import java.util.Properties;
import org.apache.flink.api.connector.sink2.Sink;
import org.apache.flink.connector.aws.config.AWSConfigConstants;
import org.apache.flink.connector.firehose.sink.KinesisFirehoseSink;

/**
 * Aggregates to a Firehose delivery stream, at least once: after a failure some rows arrive twice,
 * with the same {@code aggregate_id} and {@code revision}.
 *
 * <p>Records that Firehose throttles or fails to take are sent again; a missing delivery stream or
 * missing rights fail the job at once, any other error when it has lasted for the retry time.
 * Either way the message names the delivery stream, and the rows come again after the restart.
 */
public final class FirehoseSinks {

  /** How long requests may fail, none succeeding, before the job does. */
  public static final Duration RETRY_TIME = Duration.ofMinutes(5);

  private static final int MAX_BATCH_RECORDS = 500;

  // PutRecordBatch takes 4 MiB; in base64, as they travel, 3,000,000 bytes are 4,000,000.
  private static final long MAX_BATCH_BYTES = 3_000_000;

  // A window's end brings its rows all at once: a batch or two of each subtask's may wait, the
  // rest is better kept as backpressure than in memory and in every checkpoint.
  private static final int MAX_BUFFERED_RECORDS = 2_000;
  private static final int MAX_REQUESTS_IN_FLIGHT = 8;
  private static final Duration MAX_TIME_IN_BUFFER = Duration.ofSeconds(1);

  // The connector's own six minutes outlast a checkpoint.
  private static final Duration READ_TIMEOUT = Duration.ofSeconds(30);

  private FirehoseSinks() {}

  /**
   * The sink of one delivery stream.
   *
   * @param deliveryStream the delivery stream's name; neither null nor blank
   * @param aws how AWS is reached; not null
   */
  public static Sink<WindowAggregate> create(String deliveryStream, AwsSettings aws) {
    return create(deliveryStream, aws, RETRY_TIME);
  }

  static Sink<WindowAggregate> create(String deliveryStream, AwsSettings aws, Duration retryTime) {
    Objects.requireNonNull(deliveryStream, "deliveryStream");
    if (deliveryStream.isBlank()) {
      throw new IllegalArgumentException("the delivery stream's name is blank");
    }
    Properties client = ConnectorProperties.of(aws, AwsService.FIREHOSE);
    client.setProperty(
        AWSConfigConstants.HTTP_CLIENT_READ_TIMEOUT_MILLIS,
        String.valueOf(READ_TIMEOUT.toMillis()));
    KinesisFirehoseSink<WindowAggregate> sink =
        KinesisFirehoseSink.<WindowAggregate>builder()
            .setDeliveryStreamName(deliveryStream)
            .setSerializationSchema(new WindowAggregateJson())
            .setFirehoseClientProperties(client)
            .setFailOnError(false)
            .setMaxBatchSize(MAX_BATCH_RECORDS)
            .setMaxBatchSizeInBytes(MAX_BATCH_BYTES)
            .setMaxRecordSizeInBytes(WindowAggregateJson.MAX_LINE_BYTES)
            .setMaxBufferedRequests(MAX_BUFFERED_RECORDS)
            .setMaxInFlightRequests(MAX_REQUESTS_IN_FLIGHT)
            .setMaxTimeInBufferMS(MAX_TIME_IN_BUFFER.toMillis())
            .build();
    return new BoundedRetrySink<>(
        sink, "Firehose delivery stream '" + deliveryStream + "'", retryTime);
  }
}
