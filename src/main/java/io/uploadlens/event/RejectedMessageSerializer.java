package io.uploadlens.event;

import java.io.IOException;
import org.apache.flink.api.common.typeutils.TypeSerializerSnapshot;
import org.apache.flink.core.memory.DataInputView;
import org.apache.flink.core.memory.DataOutputView;

/** Writes {@link RejectedMessage}s to state and between tasks, with all their bytes. */
public final class RejectedMessageSerializer extends RecordSerializer<RejectedMessage> {

  /** The one instance. */
  public static final RejectedMessageSerializer INSTANCE = new RejectedMessageSerializer();

  private static final long serialVersionUID = 1L;
  private static final RejectReason[] REASONS = RejectReason.values();

  private RejectedMessageSerializer() {}

  @Override
  public RejectedMessage createInstance() {
    return new RejectedMessage(
        new byte[0], MessageOriginEncoding.NOWHERE, RejectReason.EMPTY, "nothing");
  }

  @Override
  public void serialize(RejectedMessage message, DataOutputView target) throws IOException {
    StateEncoding.writeBytes(target, message.body());
    MessageOriginEncoding.write(target, message.origin());
    StateEncoding.writeEnum(target, message.reason());
    StateEncoding.writeString(target, message.detail());
  }

  @Override
  public RejectedMessage deserialize(DataInputView source) throws IOException {
    return new RejectedMessage(
        StateEncoding.readBytes(source),
        MessageOriginEncoding.read(source),
        StateEncoding.readEnum(source, REASONS),
        StateEncoding.readString(source));
  }

  @Override
  public TypeSerializerSnapshot<RejectedMessage> snapshotConfiguration() {
    return new Snapshot();
  }

  /** Persisted in checkpoints and savepoints. */
  public static final class Snapshot extends FormatSnapshot<RejectedMessage> {

    /** Called by Flink. */
    public Snapshot() {
      super(1, INSTANCE);
    }
  }

  private Object readResolve() {
    return INSTANCE;
  }
}
