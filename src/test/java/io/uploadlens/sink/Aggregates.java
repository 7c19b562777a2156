package io.uploadlens.sink;

import io.uploadlens.analytics.UploadStatistics;
import io.uploadlens.analytics.WindowAggregate;
import io.uploadlens.analytics.WindowGroup;
import io.uploadlens.analytics.WindowType;
import java.time.Instant;

/** Aggregates for the tests of the sinks. */
public final class Aggregates {

  private static final String ID = "00112233445566778899aabbccddeeff";
  private static final long WINDOW_START = Instant.parse("2026-11-02T10:00:00Z").toEpochMilli();

  private Aggregates() {}

  /** One with a different number in every field. */
  public static WindowAggregate full() {
    UploadStatistics.Values values = new UploadStatistics.Values();
    values.uploads = 101;
    values.uploadBytes = 5_000_000_000_002L;
    values.sizeMin = 103L;
    values.sizeP50 = 104L;
    values.sizeP90 = 105L;
    values.sizeP99 = 106L;
    values.sizeMax = 5_000_000_000_107L;
    values.smallObjects = 108;
    values.multipartUploads = 109;
    values.copies = 110;
    values.deletes = 111;
    values.lifecycleExpirations = 112;
    values.otherEvents = 113;
    values.distinctKeys = 114;
    values.distinctPrincipals = 115;
    values.firstEventTime = WINDOW_START + 16;
    values.lastEventTime = WINDOW_START + 59_017;
    values.deliveryDelayP50 = 118L;
    values.deliveryDelayP99 = 119L;
    values.deliveryDelayMax = 120L;
    values.duplicates = 121;
    return of(group("photos", 2, "2026/März/"), 3, false, values);
  }

  /** One of a prefix that left the largest: no number at all. */
  public static WindowAggregate retracted() {
    return of(group("photos", 1, "a/"), 2, true, new UploadStatistics.Values());
  }

  /** One of a bucket, told from others by its revision. */
  public static WindowAggregate ofBucket(String bucket, int revision) {
    UploadStatistics.Values values = new UploadStatistics.Values();
    values.uploads = 1;
    return of(group(bucket, 0, ""), revision, false, values);
  }

  /** One of a prefix. */
  public static WindowAggregate ofPrefix(String prefix) {
    return of(group("photos", 1, prefix), 1, false, new UploadStatistics.Values());
  }

  /** One of a window of that type. */
  public static WindowAggregate ofWindow(WindowType type, long start, long end) {
    return of(
        new WindowGroup(type, start, end, "photos", 0, ""),
        1,
        false,
        new UploadStatistics.Values());
  }

  private static WindowGroup group(String bucket, int level, String prefix) {
    return new WindowGroup(
        WindowType.TUMBLE, WINDOW_START, WINDOW_START + 60_000, bucket, level, prefix);
  }

  private static WindowAggregate of(
      WindowGroup group, int revision, boolean retracted, UploadStatistics.Values values) {
    return new WindowAggregate(
        ID, group, revision, retracted, new UploadStatistics(values), WINDOW_START + 75_022);
  }
}
