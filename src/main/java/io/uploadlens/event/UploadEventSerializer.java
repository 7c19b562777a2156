package io.uploadlens.event;

import java.io.IOException;
import org.apache.flink.api.common.typeutils.TypeSerializerSnapshot;
import org.apache.flink.core.memory.DataInputView;
import org.apache.flink.core.memory.DataOutputView;

/**
 * Writes {@link UploadEvent}s to state and between tasks. The identity is written, not derived
 * again, so that one that is in state stays the same whatever a later release hashes.
 */
public final class UploadEventSerializer extends RecordSerializer<UploadEvent> {

  /** The one instance. */
  public static final UploadEventSerializer INSTANCE = new UploadEventSerializer();

  private static final long serialVersionUID = 1L;
  private static final EventKind[] KINDS = EventKind.values();
  private static final CreationMethod[] METHODS = CreationMethod.values();
  private static final MessageForm[] FORMS = MessageForm.values();

  private UploadEventSerializer() {}

  @Override
  public UploadEvent createInstance() {
    return new UploadEvent(
        new UploadEventBuilder()
            .event(EventKind.OTHER, CreationMethod.NONE, "")
            .object("", "")
            .carriedBy(MessageForm.FLAT, MessageOriginEncoding.NOWHERE),
        0,
        0);
  }

  @Override
  public void serialize(UploadEvent event, DataOutputView target) throws IOException {
    target.writeLong(event.idHigh());
    target.writeLong(event.idLow());
    StateEncoding.writeEnum(target, event.kind());
    StateEncoding.writeEnum(target, event.method());
    StateEncoding.writeEnum(target, event.form());
    target.writeLong(event.eventTime());
    target.writeLong(event.size());
    StateEncoding.writeString(target, event.eventName());
    StateEncoding.writeString(target, event.bucket());
    StateEncoding.writeString(target, event.key());
    StateEncoding.writeString(target, event.versionId());
    StateEncoding.writeString(target, event.eTag());
    StateEncoding.writeString(target, event.sequencer());
    StateEncoding.writeString(target, event.principal());
    StateEncoding.writeString(target, event.sourceIp());
    StateEncoding.writeString(target, event.region());
    StateEncoding.writeString(target, event.requestId());
    MessageOriginEncoding.write(target, event.origin());
  }

  @Override
  public UploadEvent deserialize(DataInputView source) throws IOException {
    long idHigh = source.readLong();
    long idLow = source.readLong();
    EventKind kind = StateEncoding.readEnum(source, KINDS);
    CreationMethod method = StateEncoding.readEnum(source, METHODS);
    MessageForm form = StateEncoding.readEnum(source, FORMS);
    UploadEventBuilder event =
        new UploadEventBuilder().eventTime(source.readLong()).size(source.readLong());
    event
        .event(kind, method, StateEncoding.readString(source))
        .object(StateEncoding.readString(source), StateEncoding.readString(source))
        .versionId(StateEncoding.readString(source))
        .eTag(StateEncoding.readString(source))
        .sequencer(StateEncoding.readString(source))
        .principal(StateEncoding.readString(source))
        .sourceIp(StateEncoding.readString(source))
        .region(StateEncoding.readString(source))
        .requestId(StateEncoding.readString(source))
        .carriedBy(form, MessageOriginEncoding.read(source));
    return new UploadEvent(event, idHigh, idLow);
  }

  @Override
  public TypeSerializerSnapshot<UploadEvent> snapshotConfiguration() {
    return new Snapshot();
  }

  /** Persisted in checkpoints and savepoints. */
  public static final class Snapshot extends FormatSnapshot<UploadEvent> {

    /** Called by Flink. */
    public Snapshot() {
      super(1, INSTANCE);
    }
  }

  private Object readResolve() {
    return INSTANCE;
  }
}
