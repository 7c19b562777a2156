package io.uploadlens.demo;

import com.fasterxml.jackson.databind.JsonNode;
import java.io.IOException;
import java.io.PrintStream;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.HashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.TreeMap;

/**
 * Prints each window once its rows have arrived in the output bucket: what a consumer of the
 * aggregates sees, bucket by bucket with the busiest prefixes.
 */
final class LiveTable {

  private static final int PREFIXES = 3;
  private static final String ROW = "  %-14s %-22s %9s %10s %10s %9s %10s %5s%n";

  private final Outputs aggregates;
  private final Outputs late;
  private final Duration windowSize;
  private final PrintStream out;
  private final Map<String, Map<String, JsonNode>> rowsByWindow = new TreeMap<>();
  private final Map<String, Map<String, Integer>> lateByWindow = new HashMap<>();
  private String lastPrinted = "";
  private int windowsPrinted;

  LiveTable(Outputs aggregates, Outputs late, Duration windowSize, PrintStream out) {
    this.aggregates = aggregates;
    this.late = late;
    this.windowSize = windowSize;
    this.out = out;
  }

  /** Takes what has come and prints the windows that are new. */
  void refresh() throws IOException {
    for (JsonNode event : late.next()) {
      long time = Instant.parse(event.get("event_time").asText()).toEpochMilli();
      long start = Math.floorDiv(time, windowSize.toMillis()) * windowSize.toMillis();
      lateByWindow
          .computeIfAbsent(Instant.ofEpochMilli(start).toString(), key -> new HashMap<>())
          .merge(event.get("bucket").asText(), 1, Integer::sum);
    }
    List<JsonNode> rows = aggregates.next();
    for (JsonNode row : rows) {
      rowsByWindow
          .computeIfAbsent(start(row).toString(), key -> new HashMap<>())
          .merge(
              row.get("aggregate_id").asText(),
              row,
              (one, two) -> revision(two) >= revision(one) ? two : one);
    }
    for (Map.Entry<String, Map<String, JsonNode>> window : rowsByWindow.entrySet()) {
      if (window.getKey().compareTo(lastPrinted) > 0) {
        print(window.getKey(), window.getValue());
        lastPrinted = window.getKey();
      }
    }
  }

  int windowsPrinted() {
    return windowsPrinted;
  }

  private void print(String start, Map<String, JsonNode> rows) {
    windowsPrinted++;
    Instant from = Instant.parse(start);
    out.printf(
        Locale.ROOT,
        "%nWindow %s to %s UTC%n",
        start.substring(11, 19),
        from.plus(windowSize).toString().substring(11, 19));
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
      int lateEvents = lateByWindow.getOrDefault(start, Map.of()).getOrDefault(name, 0);
      printRow(name, "", bucket, String.valueOf(lateEvents));
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

  private static Instant start(JsonNode row) {
    return Instant.parse(row.get("window_start").asText());
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
