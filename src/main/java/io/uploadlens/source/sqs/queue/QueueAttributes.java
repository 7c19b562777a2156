package io.uploadlens.source.sqs.queue;

/** How many messages a queue holds; SQS calls all three approximate. Immutable. */
public final class QueueAttributes {

  private final long visible;
  private final long inFlight;
  private final long delayed;

  /**
   * @param visible {@code ApproximateNumberOfMessages}: waiting to be received
   * @param inFlight {@code ApproximateNumberOfMessagesNotVisible}: received, not deleted
   * @param delayed {@code ApproximateNumberOfMessagesDelayed}: sent with a delay
   */
  public QueueAttributes(long visible, long inFlight, long delayed) {
    this.visible = visible;
    this.inFlight = inFlight;
    this.delayed = delayed;
  }

  /** Waiting to be received. */
  public long visible() {
    return visible;
  }

  /** Received by anyone and not deleted. */
  public long inFlight() {
    return inFlight;
  }

  /** Sent with a delay that has not passed. */
  public long delayed() {
    return delayed;
  }
}
