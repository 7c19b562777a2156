package io.uploadlens.event;

import java.io.IOException;
import java.util.ArrayList;
import java.util.List;
import org.apache.flink.api.common.typeutils.TypeSerializerSnapshot;
import org.apache.flink.core.memory.DataInputView;
import org.apache.flink.core.memory.DataOutputView;

/** Writes {@link DecodedMessage}s to state and between tasks. */
public final class DecodedMessageSerializer extends RecordSerializer<DecodedMessage> {

  private static final long serialVersionUID = 2L;
  private static final MessageForm[] FORMS = MessageForm.values();
  private static final SourceProgress[] PROGRESS = SourceProgress.values();

  private static final byte IGNORED = 0;
  private static final byte EVENTS = 1;
  private static final byte REJECTED = 2;
  private static final byte PROGRESSED = 3;

  private final UploadEventSerializer events = new UploadEventSerializer();

  @Override
  public DecodedMessageSerializer duplicate() {
    return new DecodedMessageSerializer();
  }

  @Override
  public DecodedMessage createInstance() {
    return DecodedMessage.ignored();
  }

  @Override
  public void serialize(DecodedMessage message, DataOutputView target) throws IOException {
    if (message.progress() != null) {
      target.writeByte(PROGRESSED);
      StateEncoding.writeEnum(target, message.progress());
    } else if (message.rejection() != null) {
      target.writeByte(REJECTED);
      RejectedMessageSerializer.INSTANCE.serialize(message.rejection(), target);
    } else if (message.isIgnored()) {
      target.writeByte(IGNORED);
    } else {
      target.writeByte(EVENTS);
      StateEncoding.writeEnum(target, message.form());
      StateEncoding.writeVarLong(target, message.events().size());
      for (UploadEvent event : message.events()) {
        events.serialize(event, target);
      }
    }
  }

  @Override
  public DecodedMessage deserialize(DataInputView source) throws IOException {
    byte outcome = source.readByte();
    switch (outcome) {
      case IGNORED:
        return DecodedMessage.ignored();
      case EVENTS:
        return DecodedMessage.events(StateEncoding.readEnum(source, FORMS), readEvents(source));
      case REJECTED:
        return DecodedMessage.rejected(RejectedMessageSerializer.INSTANCE.deserialize(source));
      case PROGRESSED:
        return DecodedMessage.progress(StateEncoding.readEnum(source, PROGRESS));
      default:
        throw new IOException("outcome " + outcome + " of a decoded message is not in 0..3");
    }
  }

  private List<UploadEvent> readEvents(DataInputView source) throws IOException {
    long count = StateEncoding.readVarLong(source);
    List<UploadEvent> read = new ArrayList<>();
    for (long i = 0; i < count; i++) {
      read.add(events.deserialize(source));
    }
    return read;
  }

  @Override
  public TypeSerializerSnapshot<DecodedMessage> snapshotConfiguration() {
    return new Snapshot();
  }

  /** Persisted in checkpoints and savepoints. */
  public static final class Snapshot extends FormatSnapshot<DecodedMessage> {

    /** Called by Flink. */
    public Snapshot() {
      super(2, new DecodedMessageSerializer());
    }
  }
}
