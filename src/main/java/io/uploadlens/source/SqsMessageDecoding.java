package io.uploadlens.source;

import io.uploadlens.event.DecodedMessage;
import io.uploadlens.event.EventDecoder;
import io.uploadlens.event.EventTypes;
import io.uploadlens.event.MessageOrigin;
import io.uploadlens.event.RejectReason;
import io.uploadlens.event.RejectedMessage;
import io.uploadlens.event.SourceProgress;
import io.uploadlens.source.sqs.QueueProgress;
import io.uploadlens.source.sqs.SqsDeserializationSchema;
import io.uploadlens.source.sqs.SqsMessage;
import org.apache.flink.api.common.serialization.DeserializationSchema.InitializationContext;
import org.apache.flink.api.common.typeinfo.TypeInformation;
import org.apache.flink.util.Collector;

/**
 * Decodes the messages of queues: one {@link DecodedMessage} for each, be it a rejection, and the
 * queue's progress in between.
 */
public final class SqsMessageDecoding implements SqsDeserializationSchema<DecodedMessage> {

  private static final long serialVersionUID = 1L;

  private transient EventDecoder decoder;

  @Override
  public void open(InitializationContext context) {
    decoder = new EventDecoder();
  }

  @Override
  public void deserialize(SqsMessage message, Collector<DecodedMessage> out) {
    MessageOrigin origin =
        new MessageOrigin(
            message.queueUrl(),
            message.messageId(),
            message.sentTimestamp(),
            message.firstReceiveTimestamp());
    if (message.payloadFailure() != null) {
      out.collect(
          DecodedMessage.rejected(
              new RejectedMessage(
                  message.bodyBytes(), origin, RejectReason.NO_PAYLOAD, message.payloadFailure())));
      return;
    }
    out.collect(decoder.decode(message.bodyBytes(), origin));
  }

  @Override
  public void progress(QueueProgress progress, Collector<DecodedMessage> out) {
    out.collect(DecodedMessage.progress(sourceProgress(progress)));
  }

  @Override
  public TypeInformation<DecodedMessage> getProducedType() {
    return EventTypes.DECODED_MESSAGE;
  }

  private static SourceProgress sourceProgress(QueueProgress progress) {
    switch (progress) {
      case CATCHING_UP:
        return SourceProgress.CATCHING_UP;
      case LIVE:
        return SourceProgress.LIVE;
      case DRAINED:
        return SourceProgress.DRAINED;
    }
    throw new IllegalArgumentException("unknown progress " + progress);
  }
}
