package io.uploadlens.source.sqs.enumerator;

import java.util.Objects;
import org.apache.flink.api.connector.source.SourceEvent;

/**
 * How many messages of a queue a reader holds, and behind which checkpoint it reads: its answer to
 * a {@link BacklogReport}, and its word that it goes on behind a checkpoint.
 */
public final class HeldReport implements SourceEvent {

  private static final long serialVersionUID = 2L;

  /** Where a reader has taken part in no checkpoint. */
  public static final long NO_CHECKPOINT = 0;

  private final String queueUrl;
  private final long held;
  private final long checkpointId;

  /**
   * @param queueUrl the queue; not null
   * @param held received and neither deleted nor given up
   * @param checkpointId the last checkpoint behind which the reader has gone on to read, or {@link
   *     #NO_CHECKPOINT}
   */
  public HeldReport(String queueUrl, long held, long checkpointId) {
    this.queueUrl = Objects.requireNonNull(queueUrl, "queueUrl");
    this.held = held;
    this.checkpointId = checkpointId;
  }

  /** The queue. */
  public String queueUrl() {
    return queueUrl;
  }

  /** How many messages the reader holds. */
  public long held() {
    return held;
  }

  /** The last checkpoint behind which the reader has gone on to read. */
  public long checkpointId() {
    return checkpointId;
  }

  @Override
  public String toString() {
    return queueUrl + ": " + held + " held, reading behind checkpoint " + checkpointId;
  }
}
