package io.uploadlens.producer.verify;

import com.fasterxml.jackson.core.JsonProcessingException;
import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import io.uploadlens.producer.truth.ExpectedAggregate;
import io.uploadlens.producer.truth.GroupKey;
import io.uploadlens.producer.truth.Truth;
import io.uploadlens.producer.truth.WindowKey;
import java.io.IOException;
import java.time.Instant;
import java.time.format.DateTimeParseException;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.HashSet;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.Set;

/**
 * Compares the rows that Firehose wrote: of each {@code aggregate_id} the highest revision holds, a
 * retracted one is no row.
 *
 * <p>Firehose and a restarted job may deliver a revision twice. Should the two differ, the one
 * emitted later holds, and a note says how often that was.
 */
final class AggregateCheck {

  /** The report's name. */
  static final String NAME = "aggregates";

  private static final ObjectMapper MAPPER = new ObjectMapper();

  private final Truth truth;
  private final OutputReport report;
  private final Map<String, Row> latest = new LinkedHashMap<>();
  private long lines;
  private long unlike;

  private AggregateCheck(Truth truth) {
    this.truth = truth;
    this.report = new OutputReport(NAME, truth.aggregates().size());
  }

  static OutputReport compare(Truth truth, ObjectStore store) throws IOException {
    AggregateCheck check = new AggregateCheck(truth);
    JsonLines.forEach(store, check::take);
    check.compareLatest();
    return check.report;
  }

  /** A row as it was read. */
  private static final class Row {
    final GroupKey group;
    final long revision;
    final boolean retracted;
    final Instant emittedAt;
    final JsonNode fields;
    final String place;

    Row(GroupKey group, JsonNode fields, String place) {
      this.group = group;
      this.revision = whole(fields, "revision");
      this.retracted = required(fields, "retracted").booleanValue();
      this.emittedAt = time(fields, "emitted_at");
      this.fields = fields;
      this.place = place;
    }

    boolean holdsOver(Row other) {
      return revision != other.revision
          ? revision > other.revision
          : emittedAt.isAfter(other.emittedAt);
    }
  }

  private void take(String line, String place) {
    lines++;
    String id;
    Row row;
    try {
      JsonNode json = MAPPER.readTree(line);
      id = text(json, "aggregate_id");
      GroupKey group =
          new GroupKey(
              new WindowKey(
                  text(json, "window_type"),
                  time(json, "window_start").toEpochMilli(),
                  time(json, "window_end").toEpochMilli()),
              text(json, "bucket"),
              (int) whole(json, "level"),
              text(json, "prefix"));
      row = new Row(group, json, place);
    } catch (JsonProcessingException e) {
      report.addExtra(place + " is not JSON: " + e.getOriginalMessage());
      return;
    } catch (IllegalArgumentException e) {
      report.addExtra(place + ": " + e.getMessage());
      return;
    }
    if (!id.matches("[0-9a-f]{32}")) {
      report.addExtra(place + ": aggregate_id '" + id + "' is not 32 hexadecimal digits");
      return;
    }
    Row before = latest.putIfAbsent(id, row);
    if (before == null) {
      return;
    }
    if (!before.group.equals(row.group)) {
      report.addExtra(
          place + ": aggregate_id " + id + " is that of " + before.group + " and of " + row.group);
      return;
    }
    if (before.revision == row.revision && !sameNumbers(before, row)) {
      unlike++;
    }
    if (row.holdsOver(before)) {
      latest.put(id, row);
    }
  }

  private boolean sameNumbers(Row one, Row other) {
    ExpectedAggregate expected = truth.aggregates().get(one.group);
    return expected == null
        || expected.fields().keySet().stream()
            .allMatch(field -> Objects.equals(one.fields.get(field), other.fields.get(field)));
  }

  private void compareLatest() {
    Map<GroupKey, String> ids = new HashMap<>();
    Set<GroupKey> present = new HashSet<>();
    long retracted = 0;
    long duplicates = 0;
    for (Map.Entry<String, Row> entry : latest.entrySet()) {
      Row row = entry.getValue();
      String otherId = ids.putIfAbsent(row.group, entry.getKey());
      if (otherId != null) {
        report.addExtra(
            row.group + " has two ids, " + otherId + " and " + entry.getKey() + ", " + row.place);
        continue;
      }
      if (row.retracted) {
        retracted++;
        continue;
      }
      report.addFound();
      present.add(row.group);
      if (row.group.level() == 0 && truth.settings().tilesTime(row.group.window())) {
        duplicates += row.fields.path("duplicates").longValue();
      }
      ExpectedAggregate expected = truth.aggregates().get(row.group);
      if (expected == null) {
        report.addExtra(row.group + " in " + row.place);
      } else {
        compareFields(expected, row);
      }
    }
    for (GroupKey group : truth.aggregates().keySet()) {
      if (!present.contains(group)) {
        report.addMissing(group);
      }
    }
    report.addNote(
        lines + " lines, " + retracted + " groups retracted, " + unlike + " revisions told twice");
    report.addNote(
        duplicates + " duplicates counted, " + truth.counts().duplicates() + " sent on purpose");
  }

  private void compareFields(ExpectedAggregate expected, Row row) {
    List<String> differences = new ArrayList<>();
    expected
        .fields()
        .forEach(
            (name, value) -> {
              JsonNode found = row.fields.get(name);
              if (!isValue(found, value)) {
                differences.add(OutputReport.field(name, value, found == null ? "absent" : found));
              }
            });
    if (!differences.isEmpty()) {
      report.addDifferent(row.group + " revision " + row.revision, differences);
    }
  }

  private static boolean isValue(JsonNode found, Object expected) {
    if (found == null) {
      return false;
    }
    if (expected == null) {
      return found.isNull();
    }
    if (expected instanceof Long) {
      return found.isIntegralNumber() && found.longValue() == (Long) expected;
    }
    return found.isTextual() && found.textValue().equals(expected);
  }

  private static JsonNode required(JsonNode json, String name) {
    JsonNode value = json.get(name);
    if (value == null || value.isNull()) {
      throw new IllegalArgumentException(name + " is absent");
    }
    return value;
  }

  private static String text(JsonNode json, String name) {
    JsonNode value = required(json, name);
    if (!value.isTextual()) {
      throw new IllegalArgumentException(name + " is " + value + ": must be a text");
    }
    return value.textValue();
  }

  private static long whole(JsonNode json, String name) {
    JsonNode value = required(json, name);
    if (!value.isIntegralNumber()) {
      throw new IllegalArgumentException(name + " is " + value + ": must be a whole number");
    }
    return value.longValue();
  }

  private static Instant time(JsonNode json, String name) {
    String value = text(json, name);
    try {
      return Instant.parse(value);
    } catch (DateTimeParseException e) {
      throw new IllegalArgumentException(name + " is '" + value + "': must be a time in UTC", e);
    }
  }
}
