package io.uploadlens.benchmark.exact;

import io.uploadlens.analytics.UploadStatistics;
import java.util.List;

/** The numbers of a row that depend on the events alone (guarantee G4), in a fixed order. */
final class G4Fields {

  /** Stands for null. */
  static final long NONE = Long.MIN_VALUE;

  private static final List<String> NAMES =
      List.of(
          "uploads",
          "upload_bytes",
          "size_min",
          "size_p50",
          "size_p90",
          "size_p99",
          "size_max",
          "small_objects",
          "multipart_uploads",
          "copies",
          "deletes",
          "lifecycle_expirations",
          "other_events",
          "distinct_keys",
          "distinct_principals",
          "first_event_time",
          "last_event_time");

  private G4Fields() {}

  static long[] of(UploadStatistics statistics) {
    return new long[] {
      statistics.uploads(),
      statistics.uploadBytes(),
      orNone(statistics.sizeMin()),
      orNone(statistics.sizeP50()),
      orNone(statistics.sizeP90()),
      orNone(statistics.sizeP99()),
      orNone(statistics.sizeMax()),
      statistics.smallObjects(),
      statistics.multipartUploads(),
      statistics.copies(),
      statistics.deletes(),
      statistics.lifecycleExpirations(),
      statistics.otherEvents(),
      statistics.distinctKeys(),
      statistics.distinctPrincipals(),
      orNone(statistics.firstEventTime()),
      orNone(statistics.lastEventTime())
    };
  }

  private static long orNone(Long value) {
    return value == null ? NONE : value;
  }

  /** Where two rows differ, as {@code uploads 3 (must be 4), …}. */
  static String difference(long[] actual, long[] expected) {
    StringBuilder text = new StringBuilder();
    for (int i = 0; i < expected.length; i++) {
      if (actual[i] != expected[i]) {
        text.append(text.length() == 0 ? "" : ", ")
            .append(NAMES.get(i) + " " + text(actual[i]) + " (must be " + text(expected[i]) + ")");
      }
    }
    return text.toString();
  }

  private static String text(long value) {
    return value == NONE ? "null" : String.valueOf(value);
  }
}
