package io.uploadlens.source.sqs.metrics;

import java.util.function.LongSupplier;
import org.apache.flink.metrics.Counter;
import org.apache.flink.metrics.Gauge;
import org.apache.flink.metrics.MetricGroup;
import org.apache.flink.metrics.ThreadSafeSimpleCounter;

/** One subtask's metrics of one queue. Counters may be raised by any thread. */
public final class QueueMetrics {

  private final MetricGroup group;
  private final Counter received;
  private final Counter redelivered;
  private final Counter emitted;
  private final Counter deleted;
  private final Counter deletesFailed;
  private final Counter visibilityExtensions;
  private final Counter expiredHandles;
  private final Counter expiredUnemitted;
  private final Counter outOfOrder;
  private final Counter released;
  private final Counter receivesEmpty;
  private final Counter throttled;
  private final Counter requestsFailed;

  /**
   * Registers the counters.
   *
   * @param parent the reader's group
   */
  public QueueMetrics(MetricGroup parent, String queueUrl) {
    this.group =
        parent
            .addGroup(SqsSourceMetrics.GROUP)
            .addGroup(SqsSourceMetrics.QUEUE, SqsSourceMetrics.queueName(queueUrl));
    this.received = counter(SqsSourceMetrics.RECEIVED);
    this.redelivered = counter(SqsSourceMetrics.REDELIVERED);
    this.emitted = counter(SqsSourceMetrics.EMITTED);
    this.deleted = counter(SqsSourceMetrics.DELETED);
    this.deletesFailed = counter(SqsSourceMetrics.DELETES_FAILED);
    this.visibilityExtensions = counter(SqsSourceMetrics.VISIBILITY_EXTENSIONS);
    this.expiredHandles = counter(SqsSourceMetrics.EXPIRED_HANDLES);
    this.expiredUnemitted = counter(SqsSourceMetrics.EXPIRED_UNEMITTED);
    this.outOfOrder = counter(SqsSourceMetrics.OUT_OF_ORDER);
    this.released = counter(SqsSourceMetrics.RELEASED);
    this.receivesEmpty = counter(SqsSourceMetrics.RECEIVES_EMPTY);
    this.throttled = counter(SqsSourceMetrics.THROTTLED);
    this.requestsFailed = counter(SqsSourceMetrics.REQUESTS_FAILED);
  }

  /** Registers a gauge; its value may be asked for by any thread. */
  public void gauge(String name, LongSupplier value) {
    group.gauge(name, (Gauge<Long>) value::getAsLong);
  }

  /** Registers the metrics of the queue's payloads. */
  public PayloadMetrics payloads() {
    return new PayloadMetrics(group);
  }

  /** {@link SqsSourceMetrics#RECEIVED}. */
  public Counter received() {
    return received;
  }

  /** {@link SqsSourceMetrics#REDELIVERED}. */
  public Counter redelivered() {
    return redelivered;
  }

  /** {@link SqsSourceMetrics#EMITTED}. */
  public Counter emitted() {
    return emitted;
  }

  /** {@link SqsSourceMetrics#DELETED}. */
  public Counter deleted() {
    return deleted;
  }

  /** {@link SqsSourceMetrics#DELETES_FAILED}. */
  public Counter deletesFailed() {
    return deletesFailed;
  }

  /** {@link SqsSourceMetrics#VISIBILITY_EXTENSIONS}. */
  public Counter visibilityExtensions() {
    return visibilityExtensions;
  }

  /** {@link SqsSourceMetrics#EXPIRED_HANDLES}. */
  public Counter expiredHandles() {
    return expiredHandles;
  }

  /** {@link SqsSourceMetrics#EXPIRED_UNEMITTED}. */
  public Counter expiredUnemitted() {
    return expiredUnemitted;
  }

  /** {@link SqsSourceMetrics#OUT_OF_ORDER}. */
  public Counter outOfOrder() {
    return outOfOrder;
  }

  /** {@link SqsSourceMetrics#RELEASED}. */
  public Counter released() {
    return released;
  }

  /** {@link SqsSourceMetrics#RECEIVES_EMPTY}. */
  public Counter receivesEmpty() {
    return receivesEmpty;
  }

  /** {@link SqsSourceMetrics#THROTTLED}. */
  public Counter throttled() {
    return throttled;
  }

  /** {@link SqsSourceMetrics#REQUESTS_FAILED}. */
  public Counter requestsFailed() {
    return requestsFailed;
  }

  private Counter counter(String name) {
    return group.counter(name, new ThreadSafeSimpleCounter());
  }
}
