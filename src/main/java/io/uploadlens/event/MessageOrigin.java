package io.uploadlens.event;

import java.util.Objects;

/**
 * Where a message came from: enough to find it again and to say how long it was on its way.
 *
 * <p>Immutable. Times are epoch milliseconds in UTC.
 */
public final class MessageOrigin {

  private final String source;
  private final String messageId;
  private final long arrivalTime;
  private final long firstSeenTime;

  /**
   * @param source the queue URL or the stream's name; not null
   * @param messageId the SQS message id, or {@code shardId:sequenceNumber:hash} of a Kinesis
   *     record, since the records of a KPL aggregate share a sequence number; not null
   * @param arrivalTime when the queue or stream took the message (SQS {@code SentTimestamp},
   *     Kinesis {@code ApproximateArrivalTimestamp})
   * @param firstSeenTime when a consumer first received it (SQS {@code
   *     ApproximateFirstReceiveTimestamp}); the arrival time where the source does not tell
   */
  public MessageOrigin(String source, String messageId, long arrivalTime, long firstSeenTime) {
    this.source = Objects.requireNonNull(source, "source");
    this.messageId = Objects.requireNonNull(messageId, "messageId");
    this.arrivalTime = arrivalTime;
    this.firstSeenTime = firstSeenTime;
  }

  /** The queue URL or the stream's name. */
  public String source() {
    return source;
  }

  /** The SQS message id, or {@code shardId:sequenceNumber:hash}. */
  public String messageId() {
    return messageId;
  }

  /** When the queue or stream took the message, epoch milliseconds. */
  public long arrivalTime() {
    return arrivalTime;
  }

  /** When a consumer first received the message, epoch milliseconds. */
  public long firstSeenTime() {
    return firstSeenTime;
  }

  @Override
  public boolean equals(Object other) {
    if (!(other instanceof MessageOrigin)) {
      return false;
    }
    MessageOrigin that = (MessageOrigin) other;
    return arrivalTime == that.arrivalTime
        && firstSeenTime == that.firstSeenTime
        && source.equals(that.source)
        && messageId.equals(that.messageId);
  }

  @Override
  public int hashCode() {
    return Objects.hash(source, messageId, arrivalTime, firstSeenTime);
  }

  @Override
  public String toString() {
    return source + "#" + messageId;
  }
}
