package io.uploadlens.producer.target;

import io.uploadlens.aws.AwsClients;
import io.uploadlens.aws.AwsErrors;
import io.uploadlens.aws.AwsSettings;
import io.uploadlens.producer.generator.GeneratedMessage;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.List;
import software.amazon.awssdk.services.sqs.SqsClient;
import software.amazon.awssdk.services.sqs.model.BatchResultErrorEntry;
import software.amazon.awssdk.services.sqs.model.SendMessageBatchRequestEntry;

/**
 * Sends to a standard SQS queue: ten messages, one MiB a request (<a
 * href="https://docs.aws.amazon.com/AWSSimpleQueueService/latest/APIReference/API_SendMessageBatch.html">SendMessageBatch</a>).
 */
public final class SqsTarget extends BatchingTarget {

  private static final int MIB = 1_048_576;

  /**
   * @param queueUrl the URL of a standard queue
   * @throws IllegalArgumentException if it is a FIFO queue's: S3 can't notify one
   */
  public SqsTarget(AwsSettings aws, String queueUrl, SendSettings settings) {
    super(
        "SQS queue " + standard(queueUrl),
        new BatchLimits(10, MIB, MIB),
        new Sender(AwsClients.sqs(aws), queueUrl),
        settings);
  }

  private static String standard(String queueUrl) {
    if (queueUrl.endsWith(".fifo")) {
      throw new IllegalArgumentException(
          "queue " + queueUrl + " is a FIFO queue: S3 sends to standard queues only");
    }
    return queueUrl;
  }

  private static final class Sender implements BatchSender {
    private final SqsClient client;
    private final String queueUrl;

    Sender(SqsClient client, String queueUrl) {
      this.client = client;
      this.queueUrl = queueUrl;
    }

    @Override
    public List<Failure> send(List<GeneratedMessage> batch) {
      List<SendMessageBatchRequestEntry> entries = new ArrayList<>();
      for (int i = 0; i < batch.size(); i++) {
        entries.add(
            SendMessageBatchRequestEntry.builder()
                .id(Integer.toString(i))
                .messageBody(new String(batch.get(i).body(), StandardCharsets.UTF_8))
                .build());
      }
      List<Failure> failures = new ArrayList<>();
      for (BatchResultErrorEntry failed :
          client
              .sendMessageBatch(request -> request.queueUrl(queueUrl).entries(entries))
              .failed()) {
        failures.add(
            new Failure(
                Integer.parseInt(failed.id()),
                AwsErrors.kindOfEntry(failed.code(), failed.senderFault()),
                failed.code() + ": " + failed.message()));
      }
      return failures;
    }

    @Override
    public void close() {
      client.close();
    }
  }
}
