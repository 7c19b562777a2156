package io.uploadlens.benchmark.engine;

import java.util.List;
import org.apache.flink.api.connector.source.SplitEnumerator;
import org.apache.flink.api.connector.source.lib.NumberSequenceSource.NumberSequenceSplit;
import org.apache.flink.core.io.SimpleVersionedSerializer;

/** The readers know what is theirs: there are no splits. */
final class NothingToAssign implements SplitEnumerator<NumberSequenceSplit, Void> {

  /** Its state: nothing. */
  static final SimpleVersionedSerializer<Void> STATE =
      new SimpleVersionedSerializer<>() {
        @Override
        public int getVersion() {
          return 1;
        }

        @Override
        public byte[] serialize(Void nothing) {
          return new byte[0];
        }

        @Override
        public Void deserialize(int version, byte[] nothing) {
          return null;
        }
      };

  @Override
  public void start() {}

  @Override
  public void handleSplitRequest(int subtask, String host) {}

  @Override
  public void addSplitsBack(List<NumberSequenceSplit> splits, int subtask) {}

  @Override
  public void addReader(int subtask) {}

  @Override
  public Void snapshotState(long checkpointId) {
    return null;
  }

  @Override
  public void close() {}
}
