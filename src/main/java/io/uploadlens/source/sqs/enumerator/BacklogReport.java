package io.uploadlens.source.sqs.enumerator;

import java.util.Objects;
import org.apache.flink.api.connector.source.SourceEvent;

/**
 * What a queue holds, told by the enumerator to every reader: one request per queue and period,
 * however many readers there are. Sent only after the queue has answered.
 */
public final class BacklogReport implements SourceEvent {

  private static final long serialVersionUID = 1L;

  private final String queueUrl;
  private final long visible;
  private final long inFlight;

  /**
   * @param queueUrl the queue; not null
   * @param visible how many messages wait to be received
   * @param inFlight how many are received, by anyone, and not deleted
   */
  public BacklogReport(String queueUrl, long visible, long inFlight) {
    this.queueUrl = Objects.requireNonNull(queueUrl, "queueUrl");
    this.visible = visible;
    this.inFlight = inFlight;
  }

  /** The queue. */
  public String queueUrl() {
    return queueUrl;
  }

  /** How many messages wait to be received. */
  public long visible() {
    return visible;
  }

  /** How many are received and not deleted. */
  public long inFlight() {
    return inFlight;
  }

  @Override
  public String toString() {
    return queueUrl + ": " + visible + " visible, " + inFlight + " in flight";
  }
}
