package io.uploadlens.source;

import com.dynatrace.hash4j.hashing.Hasher64;
import com.dynatrace.hash4j.hashing.Hashing;
import io.uploadlens.event.DecodedMessage;
import io.uploadlens.event.EventDecoder;
import io.uploadlens.event.EventTypes;
import io.uploadlens.event.MessageOrigin;
import io.uploadlens.event.SourceProgress;
import io.uploadlens.source.kinesis.ShardProgress;
import org.apache.flink.api.common.serialization.DeserializationSchema.InitializationContext;
import org.apache.flink.api.common.typeinfo.TypeInformation;
import org.apache.flink.streaming.connectors.kinesis.serialization.KinesisDeserializationSchema;

/**
 * Decodes the records of a stream: one {@link DecodedMessage} for each, be it a rejection.
 *
 * <p>A record's id is {@code shardId:sequenceNumber:hash}. The records of a KPL aggregate share its
 * sequence number and nothing tells their place in it, so the hash of the bytes tells them apart:
 * the same at every read, and equal only for records that are equal themselves.
 */
public final class KinesisRecordDecoding implements KinesisDeserializationSchema<DecodedMessage> {

  private static final long serialVersionUID = 1L;
  private static final Hasher64 HASHER = Hashing.komihash5_0();

  private transient EventDecoder decoder;

  @Override
  public void open(InitializationContext context) {
    decoder = new EventDecoder();
  }

  @Override
  public DecodedMessage deserialize(
      byte[] record,
      String partitionKey,
      String sequenceNumber,
      long arrivalTime,
      String stream,
      String shardId) {
    String messageId =
        shardId + ":" + sequenceNumber + ":" + Long.toHexString(HASHER.hashBytesToLong(record));
    return decoder.decode(record, new MessageOrigin(stream, messageId, arrivalTime, arrivalTime));
  }

  /** A shard's progress in the words of the events, for {@code KinesisSources.tellingProgress}. */
  public static DecodedMessage progress(ShardProgress progress) {
    return DecodedMessage.progress(
        progress == ShardProgress.DRAINED ? SourceProgress.DRAINED : SourceProgress.LIVE);
  }

  @Override
  public TypeInformation<DecodedMessage> getProducedType() {
    return EventTypes.DECODED_MESSAGE;
  }
}
