package io.uploadlens.analytics;

import io.uploadlens.event.FormatSnapshot;
import io.uploadlens.event.RecordSerializer;
import io.uploadlens.event.StateEncoding;
import java.io.IOException;
import org.apache.flink.api.common.typeutils.TypeSerializerSnapshot;
import org.apache.flink.core.memory.DataInputView;
import org.apache.flink.core.memory.DataOutputView;

/** Writes {@link PartialAggregate}s between the aggregator and the merger. */
public final class PartialAggregateSerializer extends RecordSerializer<PartialAggregate> {

  static final PartialAggregateSerializer INSTANCE = new PartialAggregateSerializer();

  private static final long serialVersionUID = 1L;

  private PartialAggregateSerializer() {}

  @Override
  public PartialAggregate createInstance() {
    return new PartialAggregate(
        WindowKeySerializer.INSTANCE.createInstance(), 0, "", new Accumulator());
  }

  @Override
  public void serialize(PartialAggregate partial, DataOutputView target) throws IOException {
    WindowKeySerializer.INSTANCE.serialize(partial.key(), target);
    StateEncoding.writeVarLong(target, partial.depth());
    StateEncoding.writeString(target, partial.prefix());
    partial.accumulator().write(target);
  }

  @Override
  public PartialAggregate deserialize(DataInputView source) throws IOException {
    return new PartialAggregate(
        WindowKeySerializer.INSTANCE.deserialize(source),
        Math.toIntExact(StateEncoding.readVarLong(source)),
        StateEncoding.readString(source),
        Accumulator.read(source));
  }

  @Override
  public TypeSerializerSnapshot<PartialAggregate> snapshotConfiguration() {
    return new Snapshot();
  }

  /** Persisted where a checkpoint holds records in flight. */
  public static final class Snapshot extends FormatSnapshot<PartialAggregate> {

    /** Called by Flink. */
    public Snapshot() {
      super(2, INSTANCE);
    }
  }

  private Object readResolve() {
    return INSTANCE;
  }
}
