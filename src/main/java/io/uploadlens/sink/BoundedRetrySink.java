package io.uploadlens.sink;

import java.io.IOException;
import java.io.Serializable;
import java.time.Duration;
import java.util.Collection;
import java.util.Objects;
import java.util.function.LongSupplier;
import org.apache.flink.api.connector.sink2.Sink;
import org.apache.flink.api.connector.sink2.SinkWriter;
import org.apache.flink.api.connector.sink2.StatefulSinkWriter;
import org.apache.flink.api.connector.sink2.SupportsWriterState;
import org.apache.flink.api.connector.sink2.WriterInitContext;
import org.apache.flink.connector.base.sink.AsyncSinkBase;
import org.apache.flink.connector.base.sink.writer.BufferedRequestState;
import org.apache.flink.core.io.SimpleVersionedSerializer;

/**
 * One of Flink's asynchronous AWS sinks with two things that they lack: every failure names the
 * destination, and no error is retried for ever.
 *
 * <p>The connectors know few errors as final (of SQS not even a missing queue) and send everything
 * else again without end: the job runs, no checkpoint completes, nothing says why. Here the job
 * fails when requests have failed for the retry time and none succeeded whole.
 *
 * @param <T> what is written
 * @param <R> the connector's entry of a request
 */
public final class BoundedRetrySink<T, R extends Serializable>
    implements Sink<T>, SupportsWriterState<T, BufferedRequestState<R>> {

  private static final long serialVersionUID = 1L;

  private final AsyncSinkBase<T, R> sink;
  private final String destination;
  private final long retryMillis;

  /**
   * @param sink the connector's sink; not null
   * @param destination what errors call the destination, for example {@code SQS queue 'https://…'}
   * @param retryTime how long requests may fail, none succeeding, before the job does; positive
   */
  public BoundedRetrySink(AsyncSinkBase<T, R> sink, String destination, Duration retryTime) {
    this.sink = Objects.requireNonNull(sink, "sink");
    this.destination = Objects.requireNonNull(destination, "destination");
    if (retryTime.isNegative() || retryTime.isZero()) {
      throw new IllegalArgumentException("retry time " + retryTime + " is not positive");
    }
    this.retryMillis = retryTime.toMillis();
  }

  @Override
  public SinkWriter<T> createWriter(WriterInitContext context) throws IOException {
    try {
      return sink.createWriter(bounded(context));
    } catch (RuntimeException e) {
      throw new IOException(destination + ": " + RetryWatch.reason(e), e);
    }
  }

  @Override
  public StatefulSinkWriter<T, BufferedRequestState<R>> restoreWriter(
      WriterInitContext context, Collection<BufferedRequestState<R>> state) throws IOException {
    try {
      return sink.restoreWriter(bounded(context), state);
    } catch (RuntimeException e) {
      throw new IOException(destination + ": " + RetryWatch.reason(e), e);
    }
  }

  @Override
  public SimpleVersionedSerializer<BufferedRequestState<R>> getWriterStateSerializer() {
    return sink.getWriterStateSerializer();
  }

  @Override
  @Deprecated
  public SinkWriter<T> createWriter(Sink.InitContext context) {
    throw new UnsupportedOperationException("Flink 1.20 creates writers with a WriterInitContext");
  }

  private WriterInitContext bounded(WriterInitContext context) {
    LongSupplier clock = context.getProcessingTimeService()::getCurrentProcessingTime;
    return new WatchedWriterContext(context, new RetryWatch(destination, retryMillis, clock));
  }
}
