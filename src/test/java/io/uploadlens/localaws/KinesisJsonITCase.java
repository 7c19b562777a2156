package io.uploadlens.localaws;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.time.Duration;
import java.time.Instant;
import org.junit.jupiter.api.Test;
import software.amazon.awssdk.core.SdkBytes;
import software.amazon.awssdk.services.kinesis.model.Record;
import software.amazon.awssdk.services.kinesis.model.ResourceNotFoundException;
import software.amazon.awssdk.services.kinesis.model.ShardIteratorType;

/** Through the SDK with CBOR switched off, which then speaks JSON to Kinesis. */
class KinesisJsonITCase {

  private static final String CBOR = "aws.cborEnabled";

  @Test
  void timesAndBytesComeThroughInJson() {
    SteppedClock clock = new SteppedClock();
    System.setProperty(CBOR, "false");
    try (LocalAws aws = LocalAws.builder().clock(clock).start();
        LocalClients clients = new LocalClients(aws)) {
      clients.kinesis().createStream(r -> r.streamName("s").shardCount(1));
      put(clients, "older");
      clock.advance(Duration.ofSeconds(1));
      Instant arrived = clock.instant();
      put(clients, "ü");
      String iterator =
          clients
              .kinesis()
              .getShardIterator(
                  r ->
                      r.streamName("s")
                          .shardId("shardId-000000000000")
                          .shardIteratorType(ShardIteratorType.AT_TIMESTAMP)
                          .timestamp(arrived))
              .shardIterator();
      Record record = clients.kinesis().getRecords(r -> r.shardIterator(iterator)).records().get(0);
      assertThat(record.data().asUtf8String()).isEqualTo("ü");
      assertThat(record.approximateArrivalTimestamp()).isEqualTo(arrived);
      assertThatThrownBy(() -> clients.kinesis().listShards(r -> r.streamName("none")))
          .isInstanceOf(ResourceNotFoundException.class);
    } finally {
      System.clearProperty(CBOR);
    }
  }

  private static void put(LocalClients clients, String data) {
    clients
        .kinesis()
        .putRecord(r -> r.streamName("s").partitionKey("k").data(SdkBytes.fromUtf8String(data)));
  }
}
