package io.uploadlens.source.sqs.enumerator;

import io.uploadlens.source.sqs.queue.QueueAttributes;
import java.util.Objects;
import org.apache.flink.api.connector.source.SourceEvent;

/**
 * What a queue holds, told by the enumerator to every reader: one request per queue and period,
 * however many readers there are. Sent only after the queue has answered.
 */
public final class BacklogReport implements SourceEvent {

  private static final long serialVersionUID = 2L;

  private final String queueUrl;
  private final long visible;
  private final long inFlight;
  private final long delayed;
  private final long heldByReaders;

  /**
   * @param queueUrl the queue; not null
   * @param attributes what it answered; not null
   * @param heldByReaders how many of its messages all readers of this job together have said to
   *     hold; 0 for a reader that has not said yet
   */
  public BacklogReport(String queueUrl, QueueAttributes attributes, long heldByReaders) {
    this.queueUrl = Objects.requireNonNull(queueUrl, "queueUrl");
    this.visible = attributes.visible();
    this.inFlight = attributes.inFlight();
    this.delayed = attributes.delayed();
    this.heldByReaders = heldByReaders;
  }

  /** The queue. */
  public String queueUrl() {
    return queueUrl;
  }

  /** How many messages wait to be received. */
  public long visible() {
    return visible;
  }

  /** How many are received, by anyone, and not deleted. */
  public long inFlight() {
    return inFlight;
  }

  /** How many were sent with a delay that is not over. */
  public long delayed() {
    return delayed;
  }

  /**
   * How many are in flight and held by no reader of this job: those that an attempt held which was
   * killed, until their visibility timeout has passed, or another consumer's. As approximate as
   * SQS's own counts, which lag by up to a minute; never negative.
   */
  public long inFlightElsewhere() {
    return Math.max(0, inFlight - heldByReaders);
  }

  @Override
  public String toString() {
    return queueUrl
        + ": "
        + visible
        + " visible, "
        + inFlight
        + " in flight, "
        + inFlightElsewhere()
        + " of them elsewhere, "
        + delayed
        + " delayed";
  }
}
