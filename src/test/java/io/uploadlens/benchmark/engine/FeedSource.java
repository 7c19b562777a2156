package io.uploadlens.benchmark.engine;

import java.io.Serializable;
import org.apache.flink.api.common.eventtime.WatermarkStrategy;
import org.apache.flink.api.common.typeinfo.TypeInformation;
import org.apache.flink.api.connector.source.Boundedness;
import org.apache.flink.api.connector.source.Source;
import org.apache.flink.api.connector.source.SourceReader;
import org.apache.flink.api.connector.source.SourceReaderContext;
import org.apache.flink.api.connector.source.SplitEnumerator;
import org.apache.flink.api.connector.source.SplitEnumeratorContext;
import org.apache.flink.api.connector.source.lib.NumberSequenceSource;
import org.apache.flink.api.connector.source.lib.NumberSequenceSource.NumberSequenceSplit;
import org.apache.flink.core.io.SimpleVersionedSerializer;
import org.apache.flink.streaming.api.datastream.DataStreamSource;
import org.apache.flink.streaming.api.environment.StreamExecutionEnvironment;

/**
 * Emits the workload of the current {@link EngineRun}, the same way for every contender: each
 * subtask takes every n-th event, with its event time as the timestamp, and watermarks behind the
 * same events always. Behind the last watermark it stays, so that the job can be looked at.
 *
 * @param <T> the contender's type of records
 */
final class FeedSource<T> implements Source<T, NumberSequenceSplit, Void> {

  private static final long serialVersionUID = 1L;

  private final RecordMaker<T> records;

  private FeedSource(RecordMaker<T> records) {
    this.records = records;
  }

  static <T> DataStreamSource<T> in(
      StreamExecutionEnvironment env, RecordMaker<T> records, TypeInformation<T> type) {
    return env.fromSource(
        new FeedSource<>(records), WatermarkStrategy.noWatermarks(), "events", type);
  }

  @Override
  public Boundedness getBoundedness() {
    return Boundedness.CONTINUOUS_UNBOUNDED;
  }

  @Override
  public SourceReader<T, NumberSequenceSplit> createReader(SourceReaderContext context) {
    return new FeedReader<>(
        records.open(EngineRun.current().workload()),
        context.getIndexOfSubtask(),
        context.currentParallelism());
  }

  @Override
  public SplitEnumerator<NumberSequenceSplit, Void> createEnumerator(
      SplitEnumeratorContext<NumberSequenceSplit> context) {
    return new NothingToAssign();
  }

  @Override
  public SplitEnumerator<NumberSequenceSplit, Void> restoreEnumerator(
      SplitEnumeratorContext<NumberSequenceSplit> context, Void checkpoint) {
    return new NothingToAssign();
  }

  @Override
  public SimpleVersionedSerializer<NumberSequenceSplit> getSplitSerializer() {
    return new NumberSequenceSource(0, 0).getSplitSerializer();
  }

  @Override
  public SimpleVersionedSerializer<Void> getEnumeratorCheckpointSerializer() {
    return NothingToAssign.STATE;
  }

  /** Makes a contender's records of the workload's events. */
  interface RecordMaker<T> extends Serializable {

    /** For a subtask, which calls it for one event after the other. */
    Records<T> open(Workload workload);
  }

  /** A contender's records. */
  interface Records<T> {

    T get(int index);
  }
}
