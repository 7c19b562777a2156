package io.uploadlens.sink.s3;

import io.uploadlens.event.UploadEvent;
import java.time.Instant;
import java.time.ZoneOffset;
import java.time.format.DateTimeFormatter;
import org.apache.flink.core.io.SimpleVersionedSerializer;
import org.apache.flink.streaming.api.functions.sink.filesystem.BucketAssigner;
import org.apache.flink.streaming.api.functions.sink.filesystem.bucketassigners.SimpleVersionedStringSerializer;

/**
 * The hive partition of an event, by its event time in UTC: {@code dt=2026-11-02/hour=10}, and in
 * front of it, where asked for, {@code bucket=photos}.
 */
final class EventTimePartitions implements BucketAssigner<UploadEvent, String> {

  private static final long serialVersionUID = 1L;
  private static final long MILLIS_PER_HOUR = 3_600_000;
  private static final DateTimeFormatter HOUR =
      DateTimeFormatter.ofPattern("'dt='uuuu-MM-dd'/hour='HH").withZone(ZoneOffset.UTC);

  private final boolean byBucket;

  // Events come in hours: one in thousands needs the formatter, the name or both anew.
  private transient long lastHour;
  private transient String lastHourPath;
  private transient String lastBucket;
  private transient String lastPath;

  private EventTimePartitions(boolean byBucket) {
    this.byBucket = byBucket;
  }

  /** {@code bucket=…/dt=…/hour=…}. */
  static EventTimePartitions ofBucketAndHour() {
    return new EventTimePartitions(true);
  }

  /** {@code dt=…/hour=…}. */
  static EventTimePartitions ofHour() {
    return new EventTimePartitions(false);
  }

  @Override
  public String getBucketId(UploadEvent event, Context context) {
    long hour = Math.floorDiv(event.eventTime(), MILLIS_PER_HOUR);
    if (lastHourPath == null || hour != lastHour) {
      lastHour = hour;
      lastHourPath = HOUR.format(Instant.ofEpochMilli(event.eventTime()));
      lastPath = null;
    }
    if (!byBucket) {
      return lastHourPath;
    }
    if (lastPath == null || !event.bucket().equals(lastBucket)) {
      lastBucket = event.bucket();
      lastPath = "bucket=" + PartitionValue.of(event.bucket()) + "/" + lastHourPath;
    }
    return lastPath;
  }

  @Override
  public SimpleVersionedSerializer<String> getSerializer() {
    return SimpleVersionedStringSerializer.INSTANCE;
  }
}
