package io.uploadlens.benchmark.engine;

import java.io.Serializable;
import org.apache.flink.api.common.typeinfo.Types;
import org.apache.flink.streaming.api.datastream.DataStream;
import org.apache.flink.streaming.api.operators.AbstractStreamOperator;
import org.apache.flink.streaming.api.operators.ChainingStrategy;
import org.apache.flink.streaming.api.operators.OneInputStreamOperator;
import org.apache.flink.streaming.api.watermark.Watermark;
import org.apache.flink.streaming.runtime.streamrecord.StreamRecord;

/**
 * Where every contender's job ends: keeps the rows for the comparison, and tells when the last
 * watermark has come, since all rows come before it.
 *
 * @param <T> the contender's type of rows
 */
final class ResultSink<T> extends AbstractStreamOperator<Void>
    implements OneInputStreamOperator<T, Void> {

  private static final long serialVersionUID = 1L;

  private final RowReader<T> reader;
  private transient EngineRun run;

  private ResultSink(RowReader<T> reader) {
    this.reader = reader;
    setChainingStrategy(ChainingStrategy.ALWAYS);
  }

  static <T> void of(DataStream<T> rows, RowReader<T> reader) {
    rows.transform("results", Types.VOID, new ResultSink<>(reader)).uid("results");
  }

  @Override
  public void open() throws Exception {
    super.open();
    run = EngineRun.current();
    run.livesInTask(this);
  }

  @Override
  public void processElement(StreamRecord<T> row) {
    reader.read(row.getValue(), run);
  }

  @Override
  public void processWatermark(Watermark mark) throws Exception {
    super.processWatermark(mark);
    if (mark.getTimestamp() == run.finalWatermark()) {
      run.sinkEnds();
    }
  }

  /** Reads a contender's row. */
  interface RowReader<T> extends Serializable {

    void read(T row, EngineRun into);
  }
}
