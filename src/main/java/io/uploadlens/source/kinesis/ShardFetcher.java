package io.uploadlens.source.kinesis;

import java.util.List;
import java.util.Properties;
import java.util.concurrent.RejectedExecutionException;
import java.util.concurrent.ScheduledFuture;
import org.apache.flink.api.common.functions.RuntimeContext;
import org.apache.flink.metrics.MetricGroup;
import org.apache.flink.streaming.api.functions.AssignerWithPeriodicWatermarks;
import org.apache.flink.streaming.api.functions.source.SourceFunction.SourceContext;
import org.apache.flink.streaming.api.operators.StreamingRuntimeContext;
import org.apache.flink.streaming.api.watermark.Watermark;
import org.apache.flink.streaming.connectors.kinesis.KinesisShardAssigner;
import org.apache.flink.streaming.connectors.kinesis.internals.KinesisDataFetcher;
import org.apache.flink.streaming.connectors.kinesis.internals.ShardConsumer;
import org.apache.flink.streaming.connectors.kinesis.internals.publisher.RecordBatch;
import org.apache.flink.streaming.connectors.kinesis.internals.publisher.RecordPublisher;
import org.apache.flink.streaming.connectors.kinesis.metrics.ShardConsumerMetricsReporter;
import org.apache.flink.streaming.connectors.kinesis.model.KinesisStreamShardState;
import org.apache.flink.streaming.connectors.kinesis.model.SentinelSequenceNumber;
import org.apache.flink.streaming.connectors.kinesis.model.SequenceNumber;
import org.apache.flink.streaming.connectors.kinesis.model.StreamShardHandle;
import org.apache.flink.streaming.connectors.kinesis.serialization.KinesisDeserializationSchema;
import org.apache.flink.streaming.runtime.tasks.ProcessingTimeService;

/**
 * The connector's fetcher with {@link ShardWatermarks} in the place of its own, and with one start
 * for all shards that no state knows.
 */
@SuppressWarnings("deprecation") // The connector is a SourceFunction.
final class ShardFetcher<T> extends KinesisDataFetcher<T> {

  private final SourceContext<T> output;
  private final RuntimeContext context;
  private final boolean startsAtTimestamp;
  private final ShardWatermarks<T> watermarks;
  private final ShardProgressRecords<T> progressRecords;
  private volatile ScheduledFuture<?> nextEmit;
  private volatile boolean stopped;
  private volatile boolean failed;

  /**
   * @param startsAtTimestamp whether a shard without state is read from the timestamp in the
   *     properties on, not from its oldest record
   * @param watermarks null for none
   * @param progressRecords null for none
   */
  ShardFetcher(
      List<String> streams,
      SourceContext<T> output,
      RuntimeContext context,
      Properties properties,
      KinesisDeserializationSchema<T> schema,
      KinesisShardAssigner shardAssigner,
      boolean startsAtTimestamp,
      AssignerWithPeriodicWatermarks<T> watermarks,
      ShardProgressRecords<T> progressRecords) {
    super(streams, output, context, properties, schema, shardAssigner, null, null);
    this.output = output;
    this.context = context;
    this.startsAtTimestamp = startsAtTimestamp;
    this.watermarks =
        watermarks == null
            ? null
            : new ShardWatermarks<>(watermarks, context.getUserCodeClassLoader());
    this.progressRecords = progressRecords;
  }

  /**
   * The connector reads a shard that its state does not know from the oldest record on, taking it
   * for the child of a resharding. It may as well have been there all along, where a checkpoint
   * completed before the first read or the source is new in the job. From the start's timestamp on
   * is right for both: a child has no older records.
   */
  @Override
  public int registerNewSubscribedShardState(KinesisStreamShardState shard) {
    synchronized (output.getCheckpointLock()) {
      if (startsAtTimestamp
          && shard
              .getLastProcessedSequenceNum()
              .equals(SentinelSequenceNumber.SENTINEL_EARLIEST_SEQUENCE_NUM.get())) {
        shard.setLastProcessedSequenceNum(
            SentinelSequenceNumber.SENTINEL_AT_TIMESTAMP_SEQUENCE_NUM.get());
      }
      int index = super.registerNewSubscribedShardState(shard);
      if (watermarks != null) {
        watermarks.add(shard);
      }
      return index;
    }
  }

  @Override
  public void runFetcher() throws Exception {
    long interval = context.getExecutionConfig().getAutoWatermarkInterval();
    if (watermarks != null && interval > 0) {
      emitPeriodically(((StreamingRuntimeContext) context).getProcessingTimeService(), interval);
    }
    try {
      super.runFetcher();
    } catch (RejectedExecutionException e) {
      // Stopped while it was starting to read its shards: the connector then asks a pool for
      // threads that it has shut down itself, which would fail a stop with savepoint.
      if (!stopped || failed) {
        throw e;
      }
    }
  }

  @Override
  protected void stopWithError(Throwable cause) {
    failed = true;
    super.stopWithError(cause);
  }

  /** Timers run on the task's thread, under the checkpoint lock. */
  private void emitPeriodically(ProcessingTimeService timers, long interval) {
    nextEmit =
        timers.registerTimer(
            timers.getCurrentProcessingTime() + interval,
            time -> {
              emitWatermark();
              emitPeriodically(timers, interval);
            });
  }

  @Override
  public void shutdownFetcher() {
    stopped = true;
    ScheduledFuture<?> pending = nextEmit;
    if (pending != null) {
      pending.cancel(false);
    }
    super.shutdownFetcher();
  }

  @Override
  protected void emitWatermark() {
    Watermark next = watermarks.next();
    if (next != null) {
      output.emitWatermark(next);
    }
  }

  @Override
  protected void emitRecordAndUpdateState(
      T value, long arrivalTime, int shard, SequenceNumber sequenceNumber) {
    synchronized (output.getCheckpointLock()) {
      long timestamp =
          watermarks == null || value == null
              ? arrivalTime
              : watermarks.onRecord(shard, value, arrivalTime);
      super.emitRecordAndUpdateState(value, timestamp, shard, sequenceNumber);
    }
  }

  @Override
  protected ShardConsumer<T> createShardConsumer(
      Integer shard,
      StreamShardHandle handle,
      SequenceNumber lastSequenceNumber,
      MetricGroup metrics,
      KinesisDeserializationSchema<T> schema)
      throws InterruptedException {
    if (watermarks == null || progressRecords == null) {
      return super.createShardConsumer(shard, handle, lastSequenceNumber, metrics, schema);
    }
    RecordPublisher publisher =
        createRecordPublisher(lastSequenceNumber, getConsumerConfiguration(), metrics, handle);
    return new ShardConsumer<>(
        this,
        records ->
            publisher.run(
                batch -> {
                  SequenceNumber reached = records.accept(batch);
                  onProgress(shard, batch);
                  return reached;
                }),
        shard,
        handle,
        lastSequenceNumber,
        new ShardConsumerMetricsReporter(metrics),
        schema);
  }

  private void onProgress(int shard, RecordBatch batch) {
    Long behind = batch.getMillisBehindLatest();
    boolean drained = batch.getDeaggregatedRecordSize() == 0 && behind != null && behind == 0;
    T progress = progressRecords.of(drained ? ShardProgress.DRAINED : ShardProgress.LIVE);
    synchronized (output.getCheckpointLock()) {
      watermarks.onRecord(shard, progress, Long.MIN_VALUE);
    }
  }
}
