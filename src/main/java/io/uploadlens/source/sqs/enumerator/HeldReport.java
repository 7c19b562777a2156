package io.uploadlens.source.sqs.enumerator;

import java.util.Objects;
import org.apache.flink.api.connector.source.SourceEvent;

/** How many messages of a queue a reader holds: its answer to a {@link BacklogReport}. */
public final class HeldReport implements SourceEvent {

  private static final long serialVersionUID = 1L;

  private final String queueUrl;
  private final long held;

  /**
   * @param queueUrl the queue; not null
   * @param held received and neither deleted nor given up
   */
  public HeldReport(String queueUrl, long held) {
    this.queueUrl = Objects.requireNonNull(queueUrl, "queueUrl");
    this.held = held;
  }

  /** The queue. */
  public String queueUrl() {
    return queueUrl;
  }

  /** How many messages the reader holds. */
  public long held() {
    return held;
  }

  @Override
  public String toString() {
    return queueUrl + ": " + held + " held";
  }
}
