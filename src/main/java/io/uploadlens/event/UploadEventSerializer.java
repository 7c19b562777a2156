package io.uploadlens.event;

import java.io.IOException;
import org.apache.flink.api.common.typeutils.TypeSerializerSnapshot;
import org.apache.flink.core.memory.DataInputView;
import org.apache.flink.core.memory.DataOutputView;

/**
 * Writes {@link UploadEvent}s to state and between tasks. The identity is written, not derived
 * again, so that one that is in state stays the same whatever a later release hashes.
 *
 * <p>An event is its length and so many bytes: a byte that tells which fields it has; identity,
 * kind, method and form; the event time, and how long after it the message arrived and was first
 * seen; then the fields that it has. Made for the shuffle, which every event passes: one array out
 * and in, a field that is absent takes no byte, and what has few different values (bucket, region,
 * principal, address, event name, queue) is read as the same string again and again.
 *
 * <p>Keeps buffers, and strings that it read or wrote last, at most some hundred short ones of
 * each: an instance serves one thread, and {@link #duplicate()} gives one to another.
 */
public final class UploadEventSerializer extends RecordSerializer<UploadEvent> {

  private static final long serialVersionUID = 2L;
  private static final EventKind[] KINDS = EventKind.values();
  private static final CreationMethod[] METHODS = CreationMethod.values();
  private static final MessageForm[] FORMS = MessageForm.values();

  private static final int VERSION_ID = 1;
  private static final int E_TAG = 1 << 1;
  private static final int SEQUENCER = 1 << 2;
  private static final int SIZE = 1 << 3;
  private static final int PRINCIPAL = 1 << 4;
  private static final int SOURCE_IP = 1 << 5;
  private static final int REGION = 1 << 6;
  private static final int REQUEST_ID = 1 << 7;

  private transient RecordBuffer record;
  private transient UploadEventBuilder builder;

  @Override
  public UploadEventSerializer duplicate() {
    return new UploadEventSerializer();
  }

  @Override
  public UploadEvent createInstance() {
    return UploadEvent.of(
        new UploadEventBuilder()
            .event(EventKind.OTHER, CreationMethod.NONE, "")
            .object("", "")
            .carriedBy(MessageForm.FLAT, MessageOriginEncoding.NOWHERE),
        0,
        0);
  }

  @Override
  public void serialize(UploadEvent event, DataOutputView target) throws IOException {
    RecordBuffer out = record();
    out.begin();
    out.putByte(fields(event));
    out.putLong(event.idHigh());
    out.putLong(event.idLow());
    out.putByte(event.kind().ordinal());
    out.putByte(event.method().ordinal());
    out.putByte(event.form().ordinal());
    out.putLong(event.eventTime());
    MessageOrigin origin = event.origin();
    out.putSignedVarLong(origin.arrivalTime() - event.eventTime());
    out.putSignedVarLong(origin.firstSeenTime() - origin.arrivalTime());
    out.putCommonText(origin.source());
    out.putText(origin.messageId());
    out.putCommonText(event.eventName());
    out.putCommonText(event.bucket());
    out.putText(event.key());
    putPresent(out, event.versionId());
    putPresent(out, event.eTag());
    putPresent(out, event.sequencer());
    if (event.size() != UploadEvent.NO_SIZE) {
      out.putVarLong(event.size());
    }
    putPresentCommon(out, event.principal());
    putPresentCommon(out, event.sourceIp());
    putPresentCommon(out, event.region());
    putPresent(out, event.requestId());
    out.writeTo(target);
  }

  @Override
  public UploadEvent deserialize(DataInputView source) throws IOException {
    RecordBuffer in = record();
    in.readFrom(source);
    UploadEventBuilder event = builder;
    int fields = in.readByte();
    final long idHigh = in.readLong();
    final long idLow = in.readLong();
    event.kind = in.readEnum(KINDS);
    event.method = in.readEnum(METHODS);
    event.form = in.readEnum(FORMS);
    event.eventTime = in.readLong();
    long arrivalTime = event.eventTime + in.readSignedVarLong();
    long firstSeenTime = arrivalTime + in.readSignedVarLong();
    event.origin =
        new MessageOrigin(in.readCommonText(), in.readText(), arrivalTime, firstSeenTime);
    event.eventName = in.readCommonText();
    event.bucket = in.readCommonText();
    event.key = in.readText();
    event.versionId = (fields & VERSION_ID) == 0 ? null : in.readText();
    event.eTag = (fields & E_TAG) == 0 ? null : in.readText();
    event.sequencer = (fields & SEQUENCER) == 0 ? null : in.readText();
    event.size = (fields & SIZE) == 0 ? UploadEvent.NO_SIZE : in.readVarLong();
    event.principal = (fields & PRINCIPAL) == 0 ? null : in.readCommonText();
    event.sourceIp = (fields & SOURCE_IP) == 0 ? null : in.readCommonText();
    event.region = (fields & REGION) == 0 ? null : in.readCommonText();
    event.requestId = (fields & REQUEST_ID) == 0 ? null : in.readText();
    in.endOfRecord();
    return UploadEvent.of(event, idHigh, idLow);
  }

  @Override
  public void copy(DataInputView source, DataOutputView target) throws IOException {
    record().copy(source, target);
  }

  @Override
  public TypeSerializerSnapshot<UploadEvent> snapshotConfiguration() {
    return new Snapshot();
  }

  private RecordBuffer record() {
    if (record == null) {
      record = new RecordBuffer();
      builder = new UploadEventBuilder();
    }
    return record;
  }

  private static int fields(UploadEvent event) {
    return (event.versionId() == null ? 0 : VERSION_ID)
        | (event.eTag() == null ? 0 : E_TAG)
        | (event.sequencer() == null ? 0 : SEQUENCER)
        | (event.size() == UploadEvent.NO_SIZE ? 0 : SIZE)
        | (event.principal() == null ? 0 : PRINCIPAL)
        | (event.sourceIp() == null ? 0 : SOURCE_IP)
        | (event.region() == null ? 0 : REGION)
        | (event.requestId() == null ? 0 : REQUEST_ID);
  }

  private static void putPresent(RecordBuffer out, String text) {
    if (text != null) {
      out.putText(text);
    }
  }

  private static void putPresentCommon(RecordBuffer out, String text) {
    if (text != null) {
      out.putCommonText(text);
    }
  }

  /** Persisted in checkpoints and savepoints. */
  public static final class Snapshot extends FormatSnapshot<UploadEvent> {

    /** Called by Flink. */
    public Snapshot() {
      super(2, new UploadEventSerializer());
    }
  }
}
