package io.uploadlens.source.sqs.queue;

import java.time.Duration;
import java.util.Objects;

/** What one receive asks for. Immutable. */
public final class ReceiveRequest {

  private final int maxMessages;
  private final Duration waitTime;
  private final Duration visibilityTimeout;
  private final String attemptId;

  /**
   * @param maxMessages 1 to {@link SqsQueue#MAX_BATCH}
   * @param waitTime how long SQS waits for a message before it answers with none; whole seconds, 0
   *     to 20
   * @param visibilityTimeout how long the messages stay invisible to others; whole seconds
   * @param attemptId FIFO queues give a repeated attempt of the same id the same messages; null for
   *     standard queues
   */
  public ReceiveRequest(
      int maxMessages, Duration waitTime, Duration visibilityTimeout, String attemptId) {
    this.maxMessages = maxMessages;
    this.waitTime = Objects.requireNonNull(waitTime, "waitTime");
    this.visibilityTimeout = Objects.requireNonNull(visibilityTimeout, "visibilityTimeout");
    this.attemptId = attemptId;
  }

  /** The most messages to receive. */
  public int maxMessages() {
    return maxMessages;
  }

  /** How long to wait for a message. */
  public Duration waitTime() {
    return waitTime;
  }

  /** How long the messages stay invisible. */
  public Duration visibilityTimeout() {
    return visibilityTimeout;
  }

  /** The receive request attempt id, or null. */
  public String attemptId() {
    return attemptId;
  }
}
