package io.uploadlens.benchmark.engine;

import java.util.List;
import java.util.concurrent.CompletableFuture;
import org.apache.flink.api.common.eventtime.Watermark;
import org.apache.flink.api.connector.source.ReaderOutput;
import org.apache.flink.api.connector.source.SourceReader;
import org.apache.flink.api.connector.source.lib.NumberSequenceSource.NumberSequenceSplit;
import org.apache.flink.core.io.InputStatus;

/** Emits every n-th event of the workload, some at a time. */
final class FeedReader<T> implements SourceReader<T, NumberSequenceSplit> {

  /** Events between the source's looks at its mailbox. */
  private static final int BATCH = 64;

  private final EngineRun run = EngineRun.current();
  private final FeedSource.Records<T> records;
  private final int step;
  private final int watermarkEvery;
  private int next;
  private int untilWatermark;
  private long newest = Long.MIN_VALUE;
  private CompletableFuture<Void> available = CompletableFuture.completedFuture(null);

  FeedReader(FeedSource.Records<T> records, int subtask, int parallelism) {
    this.records = records;
    this.next = subtask;
    this.step = parallelism;
    this.watermarkEvery =
        Math.max(1, run.workload().size() / parallelism / run.workload().watermarks());
    this.untilWatermark = watermarkEvery;
  }

  @Override
  public void start() {
    run.livesInTask(this);
    run.sourceBegins();
  }

  @Override
  public InputStatus pollNext(ReaderOutput<T> output) {
    Workload workload = run.workload();
    for (int i = 0; i < BATCH; i++) {
      if (next >= workload.size()) {
        output.emitWatermark(new Watermark(run.finalWatermark()));
        available = new CompletableFuture<>();
        return InputStatus.NOTHING_AVAILABLE;
      }
      long time = workload.event(next).eventTime();
      newest = Math.max(newest, time);
      output.collect(records.get(next), time);
      next += step;
      if (--untilWatermark == 0) {
        untilWatermark = watermarkEvery;
        output.emitWatermark(new Watermark(newest - Workload.OUT_OF_ORDERNESS.toMillis() - 1));
      }
    }
    return InputStatus.MORE_AVAILABLE;
  }

  @Override
  public CompletableFuture<Void> isAvailable() {
    return available;
  }

  @Override
  public List<NumberSequenceSplit> snapshotState(long checkpointId) {
    return List.of();
  }

  @Override
  public void addSplits(List<NumberSequenceSplit> splits) {
    throw new IllegalStateException("no splits are ever assigned");
  }

  @Override
  public void notifyNoMoreSplits() {}

  @Override
  public void close() {}
}
