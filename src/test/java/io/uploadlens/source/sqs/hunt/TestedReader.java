package io.uploadlens.source.sqs.hunt;

import io.uploadlens.source.sqs.SqsSourceSettings;
import io.uploadlens.source.sqs.queue.SqsQueueProvider;
import io.uploadlens.source.sqs.reader.DrivenReader;
import io.uploadlens.source.sqs.split.SqsSplit;
import java.util.List;
import java.util.concurrent.CompletableFuture;
import org.apache.flink.api.connector.source.ReaderOutput;
import org.apache.flink.api.connector.source.SourceEvent;
import org.apache.flink.api.connector.source.SourceReaderContext;
import org.apache.flink.core.io.InputStatus;

/** The reader that is hunted: the real one. A test plants a bug by overriding what Flink calls. */
class TestedReader {

  /** Makes readers. */
  interface Factory {
    TestedReader create(
        SourceReaderContext context,
        SqsSourceSettings settings,
        SqsQueueProvider provider,
        DrivenReader.Driver driver);
  }

  private final DrivenReader<Integer> driven;

  TestedReader(
      SourceReaderContext context,
      SqsSourceSettings settings,
      SqsQueueProvider provider,
      DrivenReader.Driver driver) {
    this.driven = new DrivenReader<>(context, settings, new IdSchema(), provider, driver);
  }

  void addSplits(List<SqsSplit> splits) {
    driven.reader().addSplits(splits);
  }

  void start() {
    driven.reader().start();
  }

  InputStatus pollNext(ReaderOutput<Integer> output) throws Exception {
    return driven.reader().pollNext(output);
  }

  boolean isAvailable() {
    return driven.reader().isAvailable().isDone();
  }

  List<SqsSplit> snapshotState(long checkpointId) {
    return driven.reader().snapshotState(checkpointId);
  }

  void notifyCheckpointComplete(long checkpointId) throws Exception {
    driven.reader().notifyCheckpointComplete(checkpointId);
  }

  void notifyCheckpointAborted(long checkpointId) throws Exception {
    driven.reader().notifyCheckpointAborted(checkpointId);
  }

  void handleSourceEvents(SourceEvent event) {
    driven.reader().handleSourceEvents(event);
  }

  void pauseOrResumeSplits(List<String> pause, List<String> resume) {
    driven.reader().pauseOrResumeSplits(pause, resume);
  }

  CompletableFuture<Void> shutDown() {
    return driven.shutDown();
  }
}
