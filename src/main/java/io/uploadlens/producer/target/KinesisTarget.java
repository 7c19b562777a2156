package io.uploadlens.producer.target;

import io.uploadlens.aws.AwsClients;
import io.uploadlens.aws.AwsErrors;
import io.uploadlens.aws.AwsSettings;
import io.uploadlens.producer.generator.GeneratedMessage;
import java.util.ArrayList;
import java.util.List;
import software.amazon.awssdk.core.SdkBytes;
import software.amazon.awssdk.services.kinesis.KinesisClient;
import software.amazon.awssdk.services.kinesis.model.PutRecordsRequestEntry;
import software.amazon.awssdk.services.kinesis.model.PutRecordsResultEntry;

/**
 * Puts into a Kinesis stream: 500 records, 10 MiB a request (<a
 * href="https://docs.aws.amazon.com/kinesis/latest/APIReference/API_PutRecords.html">PutRecords</a>).
 * Records beyond a shard's rate come back one by one and are sent again.
 */
public final class KinesisTarget extends BatchingTarget {

  private static final int MIB = 1_048_576;

  /**
   * @param stream the stream's name
   */
  public KinesisTarget(AwsSettings aws, String stream, SendSettings settings) {
    super(
        "Kinesis stream " + stream,
        new BatchLimits(500, 10 * MIB, MIB),
        new Sender(AwsClients.kinesis(aws), stream),
        settings);
  }

  private static final class Sender implements BatchSender {
    private final KinesisClient client;
    private final String stream;

    Sender(KinesisClient client, String stream) {
      this.client = client;
      this.stream = stream;
    }

    @Override
    public List<Failure> send(List<GeneratedMessage> batch) {
      List<PutRecordsRequestEntry> entries = new ArrayList<>();
      for (GeneratedMessage message : batch) {
        entries.add(
            PutRecordsRequestEntry.builder()
                .partitionKey(message.partitionKey())
                .data(SdkBytes.fromByteArrayUnsafe(message.body()))
                .build());
      }
      List<PutRecordsResultEntry> results =
          client.putRecords(request -> request.streamName(stream).records(entries)).records();
      List<Failure> failures = new ArrayList<>();
      for (int i = 0; i < results.size(); i++) {
        PutRecordsResultEntry result = results.get(i);
        if (result.errorCode() != null) {
          failures.add(
              new Failure(
                  i,
                  AwsErrors.kindOfEntry(result.errorCode(), false),
                  result.errorCode() + ": " + result.errorMessage()));
        }
      }
      return failures;
    }

    @Override
    public void close() {
      client.close();
    }
  }
}
