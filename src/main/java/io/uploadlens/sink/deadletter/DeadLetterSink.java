package io.uploadlens.sink.deadletter;

import io.uploadlens.aws.AwsService;
import io.uploadlens.aws.AwsSettings;
import io.uploadlens.aws.ConnectorProperties;
import io.uploadlens.sink.BoundedRetrySink;
import java.time.Duration;
import java.util.Objects;
import java.util.Properties;
import org.apache.flink.api.common.serialization.SerializationSchema;
import org.apache.flink.api.connector.sink2.Sink;
import org.apache.flink.connector.aws.config.AWSConfigConstants;
import org.apache.flink.connector.sqs.sink.SqsSink;
import org.apache.flink.connector.sqs.sink.SqsSinkElementConverter;

/**
 * The bodies that {@link DeadLetterFunction} makes, to an SQS queue, at least once: after a failure
 * some arrive twice. {@code docs/dead-letter.md} has the format.
 *
 * <p>What the SDK does not get through by its own retries (throttling, errors of the service) fails
 * the job, with the queue's URL and the service's words: the connector does not know a missing
 * queue or missing rights from an error that will pass, and would send for ever. The messages come
 * again after the restart.
 */
public final class DeadLetterSink {

  /** The largest message of SQS, and the largest batch: 1 MiB. */
  public static final int MAX_MESSAGE_BYTES = 1_048_576;

  private static final int MAX_BATCH_MESSAGES = 10;

  // A message may have a megabyte, and the connector bounds their number only.
  private static final int MAX_BUFFERED_MESSAGES = 20;
  private static final int MAX_REQUESTS_IN_FLIGHT = 4;
  private static final Duration MAX_TIME_IN_BUFFER = Duration.ofSeconds(1);

  // The connector's own six minutes outlast a checkpoint.
  private static final Duration READ_TIMEOUT = Duration.ofSeconds(30);
  private static final Duration RETRY_TIME = Duration.ofMinutes(5);

  private DeadLetterSink() {}

  /**
   * The sink of one queue.
   *
   * @param queueUrl the URL of a standard queue; neither null nor blank
   * @param aws how AWS is reached; not null
   */
  public static Sink<byte[]> create(String queueUrl, AwsSettings aws) {
    Objects.requireNonNull(queueUrl, "queueUrl");
    if (queueUrl.isBlank() || queueUrl.endsWith(".fifo")) {
      throw new IllegalArgumentException(
          "dead letter queue URL '" + queueUrl + "' is not that of a standard queue");
    }
    Properties client = ConnectorProperties.of(aws, AwsService.SQS);
    client.setProperty(
        AWSConfigConstants.HTTP_CLIENT_READ_TIMEOUT_MILLIS,
        String.valueOf(READ_TIMEOUT.toMillis()));
    SqsSink<byte[]> sink =
        SqsSink.<byte[]>builder()
            .setSqsUrl(queueUrl)
            .setSqsSinkElementConverter(
                SqsSinkElementConverter.<byte[]>builder()
                    .setSerializationSchema(new AsItIs())
                    .build())
            .setSqsClientProperties(client)
            .setFailOnError(true)
            .setMaxBatchSize(MAX_BATCH_MESSAGES)
            .setMaxBatchSizeInBytes(MAX_MESSAGE_BYTES)
            .setMaxRecordSizeInBytes(MAX_MESSAGE_BYTES)
            .setMaxBufferedRequests(MAX_BUFFERED_MESSAGES)
            .setMaxInFlightRequests(MAX_REQUESTS_IN_FLIGHT)
            .setMaxTimeInBufferMS(MAX_TIME_IN_BUFFER.toMillis())
            .build();
    return new BoundedRetrySink<>(sink, "dead letter queue '" + queueUrl + "'", RETRY_TIME);
  }

  /** The body is made already. */
  private static final class AsItIs implements SerializationSchema<byte[]> {
    private static final long serialVersionUID = 1L;

    @Override
    public byte[] serialize(byte[] body) {
      return body;
    }
  }
}
