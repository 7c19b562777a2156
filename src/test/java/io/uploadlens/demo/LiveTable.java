package io.uploadlens.demo;

import com.fasterxml.jackson.databind.JsonNode;
import java.io.IOException;
import java.io.PrintStream;
import java.time.Instant;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.HashMap;
import java.util.HashSet;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.NavigableMap;
import java.util.Set;
import java.util.TreeMap;

/**
 * Prints each window of each type once its rows have arrived in the output bucket: what a consumer
 * of the aggregates sees, bucket by bucket with the busiest prefixes.
 */
final class LiveTable {

  private static final int PREFIXES = 3;
  private static final String ROW = "  %-14s %-22s %9s %10s %10s %9s %10s %5s%n";

  private final Outputs aggregates;
  private final Outputs late;
  private final PrintStream out;
  private final Set<String> printed = new HashSet<>();

  /** Late events by time and bucket. */
  private final NavigableMap<Instant, Map<String, Integer>> lateEvents = new TreeMap<>();

  LiveTable(Outputs aggregates, Outputs late, PrintStream out) {
    this.aggregates = aggregates;
    this.late = late;
    this.out = out;
  }

  /** Takes what has come and prints the windows that are new. */
  void refresh() throws IOException {
    for (JsonNode event : late.next()) {
      lateEvents
          .computeIfAbsent(time(event, "event_time"), key -> new HashMap<>())
          .merge(event.get("bucket").asText(), 1, Integer::sum);
    }
    Map<String, Map<String, JsonNode>> rowsByWindow = new TreeMap<>();
    for (JsonNode row : aggregates.next()) {
      rowsByWindow
          .computeIfAbsent(window(row), key -> new HashMap<>())
          .merge(
              row.get("aggregate_id").asText(),
              row,
              (one, two) -> revision(two) >= revision(one) ? two : one);
    }
    rowsByWindow.forEach(
        (window, rows) -> {
          if (printed.add(window)) {
            print(rows);
          }
        });
  }

  int windowsPrinted() {
    return printed.size();
  }

  private void print(Map<String, JsonNode> rows) {
    JsonNode any = rows.values().iterator().next();
    Instant start = time(any, "window_start");
    Instant end = time(any, "window_end");
    String type = any.get("window_type").asText();
    out.printf(
        Locale.ROOT,
        "%nWindow %s to %s UTC%s%n",
        start.toString().substring(11, 19),
        end.toString().substring(11, 19),
        type.equals("TUMBLE") ? "" : " (" + type + ")");
    out.printf(
        Locale.ROOT,
        ROW,
        "bucket",
        "prefix",
        "uploads",
        "bytes",
        "p99 size",
        "uploaders",
        "duplicates",
        "late");
    List<JsonNode> buckets = level(rows, 0, "");
    for (JsonNode bucket : buckets) {
      String name = bucket.get("bucket").asText();
      int late =
          lateEvents.subMap(start, end).values().stream()
              .mapToInt(byBucket -> byBucket.getOrDefault(name, 0))
              .sum();
      printRow(name, "", bucket, String.valueOf(late));
      level(rows, 1, name).stream()
          .limit(PREFIXES)
          .forEach(row -> printRow("", "  " + row.get("prefix").asText(), row, ""));
    }
  }

  private static List<JsonNode> level(Map<String, JsonNode> rows, int level, String bucket) {
    List<JsonNode> selected = new ArrayList<>();
    for (JsonNode row : rows.values()) {
      if (row.get("level").asInt() == level
          && !row.get("retracted").asBoolean()
          && (bucket.isEmpty() || row.get("bucket").asText().equals(bucket))) {
        selected.add(row);
      }
    }
    selected.sort(
        Comparator.<JsonNode>comparingLong(row -> -row.get("uploads").asLong())
            .thenComparing(row -> row.get("bucket").asText() + row.get("prefix").asText()));
    return selected;
  }

  private void printRow(String bucket, String prefix, JsonNode row, String lateEvents) {
    out.printf(
        Locale.ROOT,
        ROW,
        bucket,
        prefix,
        row.get("uploads").asText(),
        bytes(row.get("upload_bytes")),
        bytes(row.get("size_p99")),
        row.get("distinct_principals").asText(),
        row.get("duplicates").asText(),
        lateEvents);
  }

  /** Names a row's window so that windows sort by their end. */
  private static String window(JsonNode row) {
    return time(row, "window_end") + " " + time(row, "window_start") + " " + row.get("window_type");
  }

  private static Instant time(JsonNode row, String field) {
    return Instant.parse(row.get(field).asText());
  }

  private static long revision(JsonNode row) {
    return row.get("revision").asLong();
  }

  /** Bytes in the unit that leaves one to three digits before the point. */
  static String bytes(JsonNode value) {
    if (value == null || value.isNull()) {
      return "-";
    }
    double amount = value.asLong();
    for (String unit : new String[] {"B", "KiB", "MiB", "GiB"}) {
      if (amount < 1000) {
        return String.format(Locale.ROOT, unit.equals("B") ? "%.0f %s" : "%.1f %s", amount, unit);
      }
      amount /= 1024;
    }
    return String.format(Locale.ROOT, "%.1f TiB", amount);
  }
}
