package io.uploadlens.analytics;

import io.uploadlens.event.FormatSnapshot;
import io.uploadlens.event.RecordSerializer;
import io.uploadlens.event.StateEncoding;
import java.io.IOException;
import org.apache.flink.api.common.typeutils.TypeSerializerSnapshot;
import org.apache.flink.core.memory.DataInputView;
import org.apache.flink.core.memory.DataOutputView;

/** Writes {@link WindowAggregate}s between the merger and the sinks. */
public final class WindowAggregateSerializer extends RecordSerializer<WindowAggregate> {

  static final WindowAggregateSerializer INSTANCE = new WindowAggregateSerializer();

  private static final long serialVersionUID = 1L;
  private static final WindowType[] WINDOW_TYPES = WindowType.values();

  private WindowAggregateSerializer() {}

  @Override
  public WindowAggregate createInstance() {
    return new WindowAggregate(
        "",
        new WindowGroup(WindowType.TUMBLE, 0, 0, "", 0, ""),
        0,
        false,
        new UploadStatistics(new UploadStatistics.Values()),
        0);
  }

  @Override
  public void serialize(WindowAggregate aggregate, DataOutputView target) throws IOException {
    StateEncoding.writeString(target, aggregate.aggregateId());
    WindowGroup group = aggregate.group();
    StateEncoding.writeEnum(target, group.windowType());
    target.writeLong(group.windowStart());
    target.writeLong(group.windowEnd());
    StateEncoding.writeString(target, group.bucket());
    target.writeInt(group.level());
    StateEncoding.writeString(target, group.prefix());
    target.writeLong(aggregate.revision());
    target.writeBoolean(aggregate.isRetracted());
    target.writeLong(aggregate.emittedAt());
    writeStatistics(aggregate.statistics(), target);
  }

  private static void writeStatistics(UploadStatistics statistics, DataOutputView target)
      throws IOException {
    target.writeLong(statistics.uploads());
    target.writeLong(statistics.uploadBytes());
    writeNullable(statistics.sizeMin(), target);
    writeNullable(statistics.sizeP50(), target);
    writeNullable(statistics.sizeP90(), target);
    writeNullable(statistics.sizeP99(), target);
    writeNullable(statistics.sizeMax(), target);
    target.writeLong(statistics.smallObjects());
    target.writeLong(statistics.multipartUploads());
    target.writeLong(statistics.copies());
    target.writeLong(statistics.deletes());
    target.writeLong(statistics.lifecycleExpirations());
    target.writeLong(statistics.otherEvents());
    target.writeLong(statistics.distinctKeys());
    target.writeLong(statistics.distinctPrincipals());
    writeNullable(statistics.firstEventTime(), target);
    writeNullable(statistics.lastEventTime(), target);
    writeNullable(statistics.deliveryDelayP50(), target);
    writeNullable(statistics.deliveryDelayP99(), target);
    writeNullable(statistics.deliveryDelayMax(), target);
    target.writeLong(statistics.duplicates());
  }

  @Override
  public WindowAggregate deserialize(DataInputView source) throws IOException {
    String aggregateId = StateEncoding.readString(source);
    WindowType type = StateEncoding.readEnum(source, WINDOW_TYPES);
    WindowGroup group =
        new WindowGroup(
            type,
            source.readLong(),
            source.readLong(),
            StateEncoding.readString(source),
            source.readInt(),
            StateEncoding.readString(source));
    long revision = source.readLong();
    boolean retracted = source.readBoolean();
    long emittedAt = source.readLong();
    return new WindowAggregate(
        aggregateId, group, revision, retracted, readStatistics(source), emittedAt);
  }

  private static UploadStatistics readStatistics(DataInputView source) throws IOException {
    UploadStatistics.Values values = new UploadStatistics.Values();
    values.uploads = source.readLong();
    values.uploadBytes = source.readLong();
    values.sizeMin = readNullable(source);
    values.sizeP50 = readNullable(source);
    values.sizeP90 = readNullable(source);
    values.sizeP99 = readNullable(source);
    values.sizeMax = readNullable(source);
    values.smallObjects = source.readLong();
    values.multipartUploads = source.readLong();
    values.copies = source.readLong();
    values.deletes = source.readLong();
    values.lifecycleExpirations = source.readLong();
    values.otherEvents = source.readLong();
    values.distinctKeys = source.readLong();
    values.distinctPrincipals = source.readLong();
    values.firstEventTime = readNullable(source);
    values.lastEventTime = readNullable(source);
    values.deliveryDelayP50 = readNullable(source);
    values.deliveryDelayP99 = readNullable(source);
    values.deliveryDelayMax = readNullable(source);
    values.duplicates = source.readLong();
    return new UploadStatistics(values);
  }

  private static void writeNullable(Long value, DataOutputView target) throws IOException {
    target.writeBoolean(value != null);
    if (value != null) {
      target.writeLong(value);
    }
  }

  private static Long readNullable(DataInputView source) throws IOException {
    return source.readBoolean() ? (Long) source.readLong() : null;
  }

  @Override
  public TypeSerializerSnapshot<WindowAggregate> snapshotConfiguration() {
    return new Snapshot();
  }

  /** Persisted where a checkpoint holds records in flight. */
  public static final class Snapshot extends FormatSnapshot<WindowAggregate> {

    /** Called by Flink. */
    public Snapshot() {
      super(1, INSTANCE);
    }
  }

  private Object readResolve() {
    return INSTANCE;
  }
}
