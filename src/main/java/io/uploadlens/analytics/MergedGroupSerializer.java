package io.uploadlens.analytics;

import io.uploadlens.event.FormatSnapshot;
import java.io.IOException;
import org.apache.flink.api.common.typeutils.TypeSerializerSnapshot;
import org.apache.flink.api.common.typeutils.base.TypeSerializerSingleton;
import org.apache.flink.core.memory.DataInputView;
import org.apache.flink.core.memory.DataOutputView;

/** Writes {@link MergedGroup}s. They change in place, so copies are deep. */
public final class MergedGroupSerializer extends TypeSerializerSingleton<MergedGroup> {

  static final MergedGroupSerializer INSTANCE = new MergedGroupSerializer();

  private static final long serialVersionUID = 1L;

  private MergedGroupSerializer() {}

  @Override
  public boolean isImmutableType() {
    return false;
  }

  @Override
  public MergedGroup createInstance() {
    return new MergedGroup(new Accumulator(), false);
  }

  @Override
  public MergedGroup copy(MergedGroup from) {
    return new MergedGroup(from.accumulator().copy(), from.isChanged());
  }

  @Override
  public MergedGroup copy(MergedGroup from, MergedGroup reuse) {
    return copy(from);
  }

  @Override
  public int getLength() {
    return -1;
  }

  @Override
  public void serialize(MergedGroup group, DataOutputView target) throws IOException {
    target.writeBoolean(group.isChanged());
    group.accumulator().write(target);
  }

  @Override
  public MergedGroup deserialize(DataInputView source) throws IOException {
    boolean changed = source.readBoolean();
    return new MergedGroup(Accumulator.read(source), changed);
  }

  @Override
  public MergedGroup deserialize(MergedGroup reuse, DataInputView source) throws IOException {
    return deserialize(source);
  }

  @Override
  public void copy(DataInputView source, DataOutputView target) throws IOException {
    serialize(deserialize(source), target);
  }

  @Override
  public TypeSerializerSnapshot<MergedGroup> snapshotConfiguration() {
    return new Snapshot();
  }

  /** Persisted in checkpoints and savepoints. */
  public static final class Snapshot extends FormatSnapshot<MergedGroup> {

    /** Called by Flink. */
    public Snapshot() {
      super(1, INSTANCE);
    }
  }

  private Object readResolve() {
    return INSTANCE;
  }
}
