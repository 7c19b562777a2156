package io.uploadlens.source.sqs.reader;

import io.uploadlens.source.sqs.QueueProgress;
import io.uploadlens.source.sqs.SqsDeserializationSchema;
import io.uploadlens.source.sqs.SqsMessage;
import io.uploadlens.source.sqs.enumerator.BacklogReport;
import java.io.IOException;
import org.apache.flink.api.connector.source.ReaderOutput;
import org.apache.flink.api.connector.source.SourceOutput;
import org.apache.flink.metrics.Counter;
import org.apache.flink.util.Collector;

/**
 * Emits one queue's messages and progress through its split's output, in order. Used by the task's
 * thread alone.
 */
final class SplitEmitter<T> {

  private final String splitId;
  private final QueueLane lane;
  private final ProgressTracker progress;
  private final SqsDeserializationSchema<T> schema;
  private final Counter recordsIn;
  private final Counter recordsInErrors;
  private final SplitCollector<T> collector = new SplitCollector<>();
  private boolean paused;

  SplitEmitter(
      String splitId,
      QueueLane lane,
      ProgressTracker progress,
      SqsDeserializationSchema<T> schema,
      Counter recordsIn,
      Counter recordsInErrors) {
    this.splitId = splitId;
    this.lane = lane;
    this.progress = progress;
    this.schema = schema;
    this.recordsIn = recordsIn;
    this.recordsInErrors = recordsInErrors;
  }

  String splitId() {
    return splitId;
  }

  /** A paused split emits nothing: it is too far ahead of others. Its messages stay held. */
  void pause(boolean pause) {
    paused = pause;
  }

  /** Whether {@link #emitNext} would emit something. */
  boolean isAvailable() {
    return !paused && (lane.prefetched() > 0 || progress.isDue(lane.passed()));
  }

  /** The queue's backlog has been reported. */
  void report(BacklogReport report, long now) {
    progress.report(report, now, lane.polled(), lane.passed(), lane.unemitted(), lane.isQuiet());
  }

  /**
   * Emits the progress that is due, or else the next message.
   *
   * @return whether there was anything
   */
  boolean emitNext(ReaderOutput<T> output) throws IOException {
    if (paused) {
      return false;
    }
    QueueProgress due = progress.poll(lane.passed(), lane.unemitted());
    if (due != null) {
      emit(due, output);
      return true;
    }
    HeldMessage held = lane.poll();
    if (held == null) {
      return false;
    }
    QueueProgress before = progress.beforeMessage();
    if (before != null) {
      emit(before, output);
    }
    emit(held, output);
    return true;
  }

  private void emit(HeldMessage held, ReaderOutput<T> output) throws IOException {
    SqsMessage message = held.take();
    recordsIn.inc();
    collector.open(output.createOutputForSplit(splitId), message.sentTimestamp(), true);
    try {
      schema.deserialize(message, collector);
    } catch (IOException | RuntimeException e) {
      recordsInErrors.inc();
      throw e;
    } finally {
      collector.shut();
    }
    lane.emitted(held);
  }

  private void emit(QueueProgress due, ReaderOutput<T> output) {
    collector.open(output.createOutputForSplit(splitId), 0, false);
    try {
      schema.progress(due, collector);
    } finally {
      collector.shut();
    }
  }

  /** Takes records during one call of the schema. */
  private static final class SplitCollector<T> implements Collector<T> {
    private SourceOutput<T> output;
    private long timestamp;
    private boolean timestamped;

    void open(SourceOutput<T> output, long timestamp, boolean timestamped) {
      this.output = output;
      this.timestamp = timestamp;
      this.timestamped = timestamped;
    }

    void shut() {
      output = null;
    }

    @Override
    public void collect(T record) {
      if (output == null) {
        throw new IllegalStateException(
            "The collector takes records only during the call that it was given to");
      }
      if (timestamped) {
        output.collect(record, timestamp);
      } else {
        output.collect(record);
      }
    }

    @Override
    public void close() {
      // The output belongs to Flink.
    }
  }
}
