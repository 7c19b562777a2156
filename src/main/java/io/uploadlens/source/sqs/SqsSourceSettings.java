package io.uploadlens.source.sqs;

import io.uploadlens.source.sqs.payload.PayloadSettings;
import java.io.Serializable;
import java.time.Duration;
import java.util.List;

/**
 * The validated settings of an {@link SqsSource}; {@link SqsSourceBuilder} says what each means.
 * Immutable.
 */
public final class SqsSourceSettings implements Serializable {

  private static final long serialVersionUID = 1L;

  private final List<String> queueUrls;
  private final Duration visibilityTimeout;
  private final Duration receiveWait;
  private final int maxInFlight;
  private final int maxConcurrentReceives;
  private final int maxConcurrentDeletes;
  private final int maxDeleteAttempts;
  private final int maxPrefetch;
  private final long maxPrefetchBytes;
  private final Duration backlogInterval;
  private final Duration catchUpThreshold;
  private final int catchUpMinBacklog;
  private final Duration closeTimeout;
  private final PayloadSettings payloads;

  SqsSourceSettings(SqsSourceBuilder<?> builder) {
    this.queueUrls = List.copyOf(builder.queueUrls);
    this.visibilityTimeout = builder.visibilityTimeout;
    this.receiveWait = builder.receiveWait;
    this.maxInFlight = builder.maxInFlight;
    this.maxConcurrentReceives = builder.maxConcurrentReceives;
    this.maxConcurrentDeletes = builder.effectiveMaxConcurrentDeletes();
    this.maxDeleteAttempts = builder.maxDeleteAttempts;
    this.maxPrefetch = builder.effectiveMaxPrefetch();
    this.maxPrefetchBytes = builder.maxPrefetchBytes;
    this.backlogInterval = builder.backlogInterval;
    this.catchUpThreshold = builder.catchUpThreshold;
    this.catchUpMinBacklog = builder.catchUpMinBacklog;
    this.closeTimeout = builder.closeTimeout;
    this.payloads = builder.payloads.build();
  }

  /** The queues. */
  public List<String> queueUrls() {
    return queueUrls;
  }

  /** How long SQS hides a message from others; extended while the source holds it. */
  public Duration visibilityTimeout() {
    return visibilityTimeout;
  }

  /** How long a receive waits for a message. */
  public Duration receiveWait() {
    return receiveWait;
  }

  /** The most messages in flight per queue, over all subtasks. */
  public int maxInFlight() {
    return maxInFlight;
  }

  /** One subtask's share of {@link #maxInFlight()}; at least 1. */
  public int maxInFlightPerSubtask(int parallelism) {
    return Math.max(1, maxInFlight / parallelism);
  }

  /** The most receives in flight per subtask and queue. */
  public int maxConcurrentReceives() {
    return maxConcurrentReceives;
  }

  /** The most delete batches in flight per subtask and queue. */
  public int maxConcurrentDeletes() {
    return maxConcurrentDeletes;
  }

  /** How often a delete that SQS answers with an error is tried. */
  public int maxDeleteAttempts() {
    return maxDeleteAttempts;
  }

  /** The most messages received and not emitted per subtask and queue. */
  public int maxPrefetch() {
    return maxPrefetch;
  }

  /** The most characters of the bodies received and not emitted per subtask and queue. */
  public long maxPrefetchBytes() {
    return maxPrefetchBytes;
  }

  /** How often a queue is asked for its backlog. */
  public Duration backlogInterval() {
    return backlogInterval;
  }

  /** A backlog worth more reading than this means catching up. */
  public Duration catchUpThreshold() {
    return catchUpThreshold;
  }

  /** A backlog of fewer messages never means catching up. */
  public int catchUpMinBacklog() {
    return catchUpMinBacklog;
  }

  /** How long closing may wait for deletes and releases. */
  public Duration closeTimeout() {
    return closeTimeout;
  }

  /** How bodies that the SQS Extended Client put into S3 are read. */
  public PayloadSettings payloads() {
    return payloads;
  }
}
