package io.uploadlens.analytics;

import io.uploadlens.event.FormatSnapshot;
import java.io.IOException;
import org.apache.flink.api.common.typeutils.TypeSerializerSnapshot;
import org.apache.flink.api.common.typeutils.base.TypeSerializerSingleton;
import org.apache.flink.core.memory.DataInputView;
import org.apache.flink.core.memory.DataOutputView;

/** Writes {@link Accumulator}s to state. They change in place, so copies are deep. */
final class AccumulatorSerializer extends TypeSerializerSingleton<Accumulator> {

  static final AccumulatorSerializer INSTANCE = new AccumulatorSerializer();

  private static final long serialVersionUID = 1L;

  private AccumulatorSerializer() {}

  @Override
  public boolean isImmutableType() {
    return false;
  }

  @Override
  public Accumulator createInstance() {
    return new Accumulator();
  }

  @Override
  public Accumulator copy(Accumulator from) {
    return from.copy();
  }

  @Override
  public Accumulator copy(Accumulator from, Accumulator reuse) {
    return copy(from);
  }

  @Override
  public int getLength() {
    return -1;
  }

  @Override
  public void serialize(Accumulator accumulator, DataOutputView target) throws IOException {
    accumulator.write(target);
  }

  @Override
  public Accumulator deserialize(DataInputView source) throws IOException {
    return Accumulator.read(source);
  }

  @Override
  public Accumulator deserialize(Accumulator reuse, DataInputView source) throws IOException {
    return deserialize(source);
  }

  @Override
  public void copy(DataInputView source, DataOutputView target) throws IOException {
    serialize(deserialize(source), target);
  }

  @Override
  public TypeSerializerSnapshot<Accumulator> snapshotConfiguration() {
    return new Snapshot();
  }

  /** Persisted in checkpoints and savepoints. */
  public static final class Snapshot extends FormatSnapshot<Accumulator> {

    /** Called by Flink. */
    public Snapshot() {
      super(2, INSTANCE);
    }
  }

  private Object readResolve() {
    return INSTANCE;
  }
}
