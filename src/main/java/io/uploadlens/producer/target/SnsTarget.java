package io.uploadlens.producer.target;

import io.uploadlens.aws.AwsClients;
import io.uploadlens.aws.AwsErrors;
import io.uploadlens.aws.AwsSettings;
import io.uploadlens.producer.generator.GeneratedMessage;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.List;
import software.amazon.awssdk.services.sns.SnsClient;
import software.amazon.awssdk.services.sns.model.BatchResultErrorEntry;
import software.amazon.awssdk.services.sns.model.PublishBatchRequestEntry;

/**
 * Publishes to an SNS topic, which puts its envelope around each message: ten messages, 256 KiB a
 * request (<a
 * href="https://docs.aws.amazon.com/sns/latest/api/API_PublishBatch.html">PublishBatch</a>).
 */
public final class SnsTarget extends BatchingTarget {

  private static final int MOST_BYTES = 262_144;

  /**
   * @param topicArn the ARN of a standard topic
   * @throws IllegalArgumentException if it is a FIFO topic's: S3 can't notify one
   */
  public SnsTarget(AwsSettings aws, String topicArn, SendSettings settings) {
    super(
        "SNS topic " + standard(topicArn),
        new BatchLimits(10, MOST_BYTES, MOST_BYTES),
        new Sender(AwsClients.sns(aws), topicArn),
        settings);
  }

  private static String standard(String topicArn) {
    if (topicArn.endsWith(".fifo")) {
      throw new IllegalArgumentException(
          "topic " + topicArn + " is a FIFO topic: S3 sends to standard topics only");
    }
    return topicArn;
  }

  private static final class Sender implements BatchSender {
    private final SnsClient client;
    private final String topicArn;

    Sender(SnsClient client, String topicArn) {
      this.client = client;
      this.topicArn = topicArn;
    }

    @Override
    public List<Failure> send(List<GeneratedMessage> batch) {
      List<PublishBatchRequestEntry> entries = new ArrayList<>();
      for (int i = 0; i < batch.size(); i++) {
        entries.add(
            PublishBatchRequestEntry.builder()
                .id(Integer.toString(i))
                .message(new String(batch.get(i).body(), StandardCharsets.UTF_8))
                .build());
      }
      List<Failure> failures = new ArrayList<>();
      for (BatchResultErrorEntry failed :
          client
              .publishBatch(
                  request -> request.topicArn(topicArn).publishBatchRequestEntries(entries))
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
