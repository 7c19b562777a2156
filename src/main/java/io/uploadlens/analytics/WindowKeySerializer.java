package io.uploadlens.analytics;

import io.uploadlens.event.FormatSnapshot;
import io.uploadlens.event.RecordSerializer;
import io.uploadlens.event.StateEncoding;
import java.io.IOException;
import org.apache.flink.api.common.typeutils.TypeSerializerSnapshot;
import org.apache.flink.core.memory.DataInputView;
import org.apache.flink.core.memory.DataOutputView;

/** Writes {@link WindowKey}s to state and between tasks. */
final class WindowKeySerializer extends RecordSerializer<WindowKey> {

  static final WindowKeySerializer INSTANCE = new WindowKeySerializer();

  private static final long serialVersionUID = 1L;
  private static final WindowType[] TYPES = WindowType.values();

  private WindowKeySerializer() {}

  @Override
  public WindowKey createInstance() {
    return new WindowKey(new Window(WindowType.TUMBLE, 0, 1), "");
  }

  @Override
  public void serialize(WindowKey key, DataOutputView target) throws IOException {
    StateEncoding.writeEnum(target, key.window().type());
    target.writeLong(key.window().start());
    target.writeLong(key.window().end());
    StateEncoding.writeString(target, key.bucket());
  }

  @Override
  public WindowKey deserialize(DataInputView source) throws IOException {
    WindowType type = StateEncoding.readEnum(source, TYPES);
    Window window = new Window(type, source.readLong(), source.readLong());
    return new WindowKey(window, StateEncoding.readString(source));
  }

  @Override
  public TypeSerializerSnapshot<WindowKey> snapshotConfiguration() {
    return new Snapshot();
  }

  /** Persisted in checkpoints and savepoints. */
  public static final class Snapshot extends FormatSnapshot<WindowKey> {

    /** Called by Flink. */
    public Snapshot() {
      super(1, INSTANCE);
    }
  }

  private Object readResolve() {
    return INSTANCE;
  }
}
