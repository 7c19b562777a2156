package io.uploadlens.benchmark.exact;

import io.uploadlens.event.UploadEvent;
import java.io.ByteArrayInputStream;
import java.io.ByteArrayOutputStream;
import java.io.DataInputStream;
import java.io.DataOutputStream;
import java.io.IOException;
import java.util.ArrayList;
import java.util.List;
import org.apache.flink.api.connector.source.Boundedness;
import org.apache.flink.api.connector.source.Source;
import org.apache.flink.api.connector.source.SourceReader;
import org.apache.flink.api.connector.source.SourceReaderContext;
import org.apache.flink.api.connector.source.SplitEnumerator;
import org.apache.flink.api.connector.source.SplitEnumeratorContext;
import org.apache.flink.core.io.SimpleVersionedSerializer;

/** One of the two sources of {@link Deliveries}: its splits hold their position. */
final class DeliverySource implements Source<UploadEvent, DeliverySplit, List<DeliverySplit>> {

  private static final long serialVersionUID = 1L;

  private final int source;

  DeliverySource(int source) {
    this.source = source;
  }

  @Override
  public Boundedness getBoundedness() {
    return Boundedness.BOUNDED;
  }

  @Override
  public SourceReader<UploadEvent, DeliverySplit> createReader(SourceReaderContext context) {
    return new DeliveryReader(Board.current(), context.currentParallelism());
  }

  @Override
  public SplitEnumerator<DeliverySplit, List<DeliverySplit>> createEnumerator(
      SplitEnumeratorContext<DeliverySplit> context) {
    List<DeliverySplit> all = new ArrayList<>();
    for (int ordinal = 0; ordinal < Deliveries.SPLITS; ordinal++) {
      all.add(new DeliverySplit(source, ordinal, ordinal, 0));
    }
    return new Enumerator(context, all);
  }

  @Override
  public SplitEnumerator<DeliverySplit, List<DeliverySplit>> restoreEnumerator(
      SplitEnumeratorContext<DeliverySplit> context, List<DeliverySplit> unassigned) {
    return new Enumerator(context, unassigned);
  }

  @Override
  public SimpleVersionedSerializer<DeliverySplit> getSplitSerializer() {
    return DeliverySplit.SERIALIZER;
  }

  @Override
  public SimpleVersionedSerializer<List<DeliverySplit>> getEnumeratorCheckpointSerializer() {
    return new UnassignedSerializer();
  }

  /** Gives each reader its splits when it comes. */
  private static final class Enumerator
      implements SplitEnumerator<DeliverySplit, List<DeliverySplit>> {

    private final SplitEnumeratorContext<DeliverySplit> context;
    private final List<DeliverySplit> unassigned;

    Enumerator(SplitEnumeratorContext<DeliverySplit> context, List<DeliverySplit> unassigned) {
      this.context = context;
      this.unassigned = new ArrayList<>(unassigned);
    }

    @Override
    public void start() {}

    @Override
    public void addReader(int subtask) {
      for (DeliverySplit split : List.copyOf(unassigned)) {
        if (split.ordinal() % context.currentParallelism() == subtask) {
          unassigned.remove(split);
          context.assignSplit(split, subtask);
        }
      }
      context.signalNoMoreSplits(subtask);
    }

    @Override
    public void addSplitsBack(List<DeliverySplit> splits, int subtask) {
      unassigned.addAll(splits);
    }

    @Override
    public List<DeliverySplit> snapshotState(long checkpointId) {
      return List.copyOf(unassigned);
    }

    @Override
    public void handleSplitRequest(int subtask, String host) {}

    @Override
    public void close() {}
  }

  private static final class UnassignedSerializer
      implements SimpleVersionedSerializer<List<DeliverySplit>> {

    @Override
    public int getVersion() {
      return DeliverySplit.SERIALIZER.getVersion();
    }

    @Override
    public byte[] serialize(List<DeliverySplit> splits) throws IOException {
      ByteArrayOutputStream bytes = new ByteArrayOutputStream();
      DataOutputStream out = new DataOutputStream(bytes);
      out.writeInt(splits.size());
      for (DeliverySplit split : splits) {
        byte[] serialized = DeliverySplit.SERIALIZER.serialize(split);
        out.writeInt(serialized.length);
        out.write(serialized);
      }
      return bytes.toByteArray();
    }

    @Override
    public List<DeliverySplit> deserialize(int version, byte[] serialized) throws IOException {
      DataInputStream in = new DataInputStream(new ByteArrayInputStream(serialized));
      int count = in.readInt();
      List<DeliverySplit> splits = new ArrayList<>();
      for (int i = 0; i < count; i++) {
        byte[] split = new byte[in.readInt()];
        in.readFully(split);
        splits.add(DeliverySplit.SERIALIZER.deserialize(version, split));
      }
      return splits;
    }
  }
}
