package io.uploadlens.source.sqs.metrics;

import java.util.function.LongSupplier;
import org.apache.flink.metrics.Counter;
import org.apache.flink.metrics.Gauge;
import org.apache.flink.metrics.MetricGroup;
import org.apache.flink.metrics.ThreadSafeSimpleCounter;

/**
 * One subtask's metrics of the payloads of one queue, beside the {@link SqsSourceMetrics}; there
 * only where payloads are read.
 */
public final class PayloadMetrics {

  /** Counter: payloads taken from S3. */
  public static final String FETCHED = "payloadsFetched";

  /** Counter: the bytes of these payloads. */
  public static final String BYTES = "payloadBytes";

  /** Counter: messages whose payload can't be had, so that they are emitted without it. */
  public static final String REJECTED = "payloadsRejected";

  /** Counter: payloads deleted after their message. */
  public static final String DELETED = "payloadsDeleted";

  /** Counter: deletes of payloads given up; the object stays in S3. */
  public static final String DELETES_FAILED = "payloadDeletesFailed";

  /** Counter: requests to S3 that failed, whether they are tried again or not. */
  public static final String REQUESTS_FAILED = "payloadRequestsFailed";

  /** Gauge: messages received that wait for their payload, or behind one that does. */
  public static final String PENDING = "payloadsPending";

  private final MetricGroup group;
  private final Counter fetched;
  private final Counter bytes;
  private final Counter rejected;
  private final Counter deleted;
  private final Counter deletesFailed;
  private final Counter requestsFailed;

  /**
   * Registers the counters.
   *
   * @param group the queue's group
   */
  PayloadMetrics(MetricGroup group) {
    this.group = group;
    this.fetched = group.counter(FETCHED, new ThreadSafeSimpleCounter());
    this.bytes = group.counter(BYTES, new ThreadSafeSimpleCounter());
    this.rejected = group.counter(REJECTED, new ThreadSafeSimpleCounter());
    this.deleted = group.counter(DELETED, new ThreadSafeSimpleCounter());
    this.deletesFailed = group.counter(DELETES_FAILED, new ThreadSafeSimpleCounter());
    this.requestsFailed = group.counter(REQUESTS_FAILED, new ThreadSafeSimpleCounter());
  }

  /** Registers {@link #PENDING}; its value may be asked for by any thread. */
  public void pending(LongSupplier value) {
    group.gauge(PENDING, (Gauge<Long>) value::getAsLong);
  }

  /** {@link #FETCHED}. */
  public Counter fetched() {
    return fetched;
  }

  /** {@link #BYTES}. */
  public Counter bytes() {
    return bytes;
  }

  /** {@link #REJECTED}. */
  public Counter rejected() {
    return rejected;
  }

  /** {@link #DELETED}. */
  public Counter deleted() {
    return deleted;
  }

  /** {@link #DELETES_FAILED}. */
  public Counter deletesFailed() {
    return deletesFailed;
  }

  /** {@link #REQUESTS_FAILED}. */
  public Counter requestsFailed() {
    return requestsFailed;
  }
}
