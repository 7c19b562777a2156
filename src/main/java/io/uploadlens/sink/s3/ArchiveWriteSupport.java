package io.uploadlens.sink.s3;

import io.uploadlens.event.CreationMethod;
import io.uploadlens.event.EventKind;
import io.uploadlens.event.MessageForm;
import io.uploadlens.event.UploadEvent;
import java.nio.charset.StandardCharsets;
import java.util.EnumMap;
import java.util.Locale;
import java.util.Map;
import java.util.function.Function;
import org.apache.hadoop.conf.Configuration;
import org.apache.parquet.hadoop.api.WriteSupport;
import org.apache.parquet.io.api.Binary;
import org.apache.parquet.io.api.RecordConsumer;

/** Writes an event as one row of {@link ArchiveSchema}. */
final class ArchiveWriteSupport extends WriteSupport<UploadEvent> {

  private static final Map<EventKind, Binary> KINDS =
      labels(EventKind.class, kind -> kind.name().toLowerCase(Locale.ROOT));
  private static final Map<CreationMethod, Binary> METHODS =
      labels(CreationMethod.class, method -> method.name().toLowerCase(Locale.ROOT));
  private static final Map<MessageForm, Binary> FORMS =
      labels(MessageForm.class, MessageForm::label);
  private static final byte[] HEX = "0123456789abcdef".getBytes(StandardCharsets.US_ASCII);

  private RecordConsumer row;

  @Override
  public String getName() {
    return "uploadlens";
  }

  @Override
  public WriteContext init(Configuration configuration) {
    return new WriteContext(ArchiveSchema.SCHEMA, Map.of());
  }

  @Override
  public void prepareForWrite(RecordConsumer recordConsumer) {
    this.row = recordConsumer;
  }

  @Override
  public void write(UploadEvent event) {
    row.startMessage();
    add(ArchiveSchema.EVENT_ID, eventId(event));
    add(ArchiveSchema.EVENT_TIME, event.eventTime());
    add(ArchiveSchema.EVENT_NAME, event.eventName());
    add(ArchiveSchema.KIND, KINDS.get(event.kind()));
    add(ArchiveSchema.METHOD, METHODS.get(event.method()));
    add(ArchiveSchema.BUCKET, event.bucket());
    add(ArchiveSchema.KEY, event.key());
    add(ArchiveSchema.VERSION_ID, event.versionId());
    add(ArchiveSchema.ETAG, event.eTag());
    if (event.size() != UploadEvent.NO_SIZE) {
      add(ArchiveSchema.SIZE, event.size());
    }
    add(ArchiveSchema.SEQUENCER, event.sequencer());
    add(ArchiveSchema.PRINCIPAL, event.principal());
    add(ArchiveSchema.SOURCE_IP, event.sourceIp());
    add(ArchiveSchema.REGION, event.region());
    add(ArchiveSchema.REQUEST_ID, event.requestId());
    add(ArchiveSchema.FORM, FORMS.get(event.form()));
    add(ArchiveSchema.SOURCE, event.origin().source());
    add(ArchiveSchema.MESSAGE_ID, event.origin().messageId());
    add(ArchiveSchema.ARRIVAL_TIME, event.origin().arrivalTime());
    row.endMessage();
  }

  /** Adds a text, or nothing for null. Half of a surrogate pair becomes a question mark. */
  private void add(int column, String value) {
    if (value != null) {
      add(column, Binary.fromString(value));
    }
  }

  private void add(int column, Binary value) {
    String name = ArchiveSchema.SCHEMA.getFieldName(column);
    row.startField(name, column);
    row.addBinary(value);
    row.endField(name, column);
  }

  private void add(int column, long value) {
    String name = ArchiveSchema.SCHEMA.getFieldName(column);
    row.startField(name, column);
    row.addLong(value);
    row.endField(name, column);
  }

  /** The digits of {@link UploadEvent#eventId()}, without a formatter for every event. */
  private static Binary eventId(UploadEvent event) {
    byte[] digits = new byte[32];
    putHex(event.idHigh(), digits, 0);
    putHex(event.idLow(), digits, 16);
    return Binary.fromConstantByteArray(digits);
  }

  private static void putHex(long value, byte[] digits, int offset) {
    for (int i = 0; i < 16; i++) {
      digits[offset + i] = HEX[(int) (value >>> (60 - 4 * i)) & 0xF];
    }
  }

  private static <E extends Enum<E>> Map<E, Binary> labels(
      Class<E> type, Function<E, String> label) {
    Map<E, Binary> labels = new EnumMap<>(type);
    for (E constant : type.getEnumConstants()) {
      labels.put(constant, Binary.fromString(label.apply(constant)));
    }
    return labels;
  }
}
