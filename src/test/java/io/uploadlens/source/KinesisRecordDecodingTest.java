package io.uploadlens.source;

import static org.assertj.core.api.Assertions.assertThat;

import io.uploadlens.event.DecodedMessage;
import io.uploadlens.event.EventTypes;
import io.uploadlens.event.RejectedMessage;
import io.uploadlens.event.SourceProgress;
import io.uploadlens.event.UploadEvent;
import io.uploadlens.source.kinesis.ShardProgress;
import java.nio.charset.StandardCharsets;
import org.apache.flink.util.InstantiationUtil;
import org.junit.jupiter.api.Test;

class KinesisRecordDecodingTest {

  private static final String FLAT =
      "{\"schema\": \"uploadlens.upload/1\", \"event_time\": \"2026-11-02T10:00:00Z\","
          + " \"bucket\": \"b\", \"key\": \"%s\"}";

  @Test
  void aRecordIsDecodedWithItsOrigin() throws Exception {
    DecodedMessage message = decode("shardId-000000000001", "49", String.format(FLAT, "k"));
    UploadEvent event = message.events().get(0);
    assertThat(event.key()).isEqualTo("k");
    assertThat(event.origin().source()).isEqualTo("uploads");
    assertThat(event.origin().messageId()).startsWith("shardId-000000000001:49:");
    assertThat(event.origin().arrivalTime()).isEqualTo(1234);
    assertThat(event.origin().firstSeenTime()).isEqualTo(1234);
  }

  @Test
  void severalDocumentsInOneRecordAreOneMessage() throws Exception {
    DecodedMessage message =
        decode("s", "1", String.format(FLAT, "k1") + "\n" + String.format(FLAT, "k2"));
    assertThat(message.events()).extracting(UploadEvent::key).containsExactly("k1", "k2");
  }

  @Test
  void g6ARecordThatCanNotBeDecodedIsRejectedWithItsBytesAndOrigin() throws Exception {
    RejectedMessage rejected = decode("s", "2", "no json").rejection();
    assertThat(rejected.body()).isEqualTo("no json".getBytes(StandardCharsets.UTF_8));
    assertThat(rejected.origin().source()).isEqualTo("uploads");
    assertThat(rejected.origin().messageId()).startsWith("s:2:");
  }

  @Test
  void theRecordsOfAnAggregateHaveIdsOfTheirOwnTheSameAtEveryRead() throws Exception {
    String first = id("same", "record one");
    assertThat(id("same", "record one")).isEqualTo(first);
    assertThat(id("same", "record two")).isNotEqualTo(first);
    assertThat(id("other", "record one")).isNotEqualTo(first);
  }

  @Test
  void progressIsSaidInTheWordsOfTheEvents() {
    assertThat(KinesisRecordDecoding.progress(ShardProgress.LIVE).progress())
        .isEqualTo(SourceProgress.LIVE);
    assertThat(KinesisRecordDecoding.progress(ShardProgress.DRAINED).progress())
        .isEqualTo(SourceProgress.DRAINED);
  }

  @Test
  void producesDecodedMessages() {
    assertThat(new KinesisRecordDecoding().getProducedType()).isEqualTo(EventTypes.DECODED_MESSAGE);
  }

  private static String id(String sequenceNumber, String record) throws Exception {
    return decode("s", sequenceNumber, record).rejection().origin().messageId();
  }

  private static DecodedMessage decode(String shard, String sequenceNumber, String record)
      throws Exception {
    KinesisRecordDecoding decoding = InstantiationUtil.clone(new KinesisRecordDecoding());
    decoding.open(null);
    return decoding.deserialize(
        record.getBytes(StandardCharsets.UTF_8), "p", sequenceNumber, 1234, "uploads", shard);
  }
}
