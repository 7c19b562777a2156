package io.uploadlens.producer.verify;

import io.uploadlens.producer.truth.ExpectedEvent;
import io.uploadlens.producer.truth.Truth;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.HashSet;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Objects;
import java.util.Set;
import java.util.UUID;
import org.apache.parquet.example.data.Group;
import org.apache.parquet.schema.LogicalTypeAnnotation;
import org.apache.parquet.schema.LogicalTypeAnnotation.TimeUnit;
import org.apache.parquet.schema.LogicalTypeAnnotation.TimestampLogicalTypeAnnotation;

/**
 * Compares the archive's rows: every event once, each with an id of its own.
 *
 * <p>A row is that of the event with the same bucket, key, version and sequencer; where there is no
 * sequencer, name and time stand in for it. That is made out here anew: the id that the pipeline
 * gave is only checked to be unlike all others.
 */
final class ArchiveCheck {

  /** The report's name. */
  static final String NAME = "archive";

  private final OutputReport report;
  private final Map<UUID, Slot> slots;
  private final Set<UUID> ids = new HashSet<>();

  private ArchiveCheck(Truth truth) {
    this.report = new OutputReport(NAME, truth.events().size());
    this.slots = new HashMap<>(truth.events().size() * 2);
    for (ExpectedEvent event : truth.events()) {
      if (slots.put(identity(event), new Slot(event)) != null) {
        throw new IllegalArgumentException("the truth holds two events that are one: " + event);
      }
    }
  }

  static OutputReport compare(Truth truth, ObjectStore store) throws IOException {
    ArchiveCheck check = new ArchiveCheck(truth);
    ParquetRows.forEach(store, check::take);
    // In the order of the truth, so that the same run gives the same examples.
    for (ExpectedEvent event : truth.events()) {
      if (!check.slots.get(identity(event)).archived) {
        check.report.addMissing(event);
      }
    }
    return check.report;
  }

  private static final class Slot {
    final ExpectedEvent event;
    boolean archived;

    Slot(ExpectedEvent event) {
      this.event = event;
    }
  }

  private void take(Group row, String place) {
    report.addFound();
    String id;
    ExpectedEvent found;
    try {
      id = required(row, "event_id");
      found = read(row);
    } catch (IllegalArgumentException e) {
      report.addExtra("a row of " + place + ": " + e.getMessage());
      return;
    }
    Slot slot = slots.get(identity(found));
    if (slot == null) {
      report.addExtra(found + " in " + place);
      return;
    }
    if (slot.archived) {
      report.addExtra("archived twice, the second time in " + place + ": " + found);
      return;
    }
    slot.archived = true;
    List<String> differences = differences(slot.event, found);
    if (!id.matches("[0-9a-f]{32}")) {
      differences.add(OutputReport.field("event_id", "32 hexadecimal digits", id));
    } else if (!ids.add(
        new UUID(
            Long.parseUnsignedLong(id.substring(0, 16), 16),
            Long.parseUnsignedLong(id.substring(16), 16)))) {
      differences.add(OutputReport.field("event_id", "an id of its own", id));
    }
    if (!differences.isEmpty()) {
      report.addDifferent(found + " in " + place, differences);
    }
  }

  private static ExpectedEvent read(Group row) {
    return new ExpectedEvent.Builder()
        .object(
            required(row, "bucket"),
            required(row, "key"),
            text(row, "version_id"),
            text(row, "sequencer"))
        .event(
            required(row, "event_name"),
            required(row, "kind"),
            required(row, "method"),
            millis(row))
        .content(whole(row, "size"), text(row, "etag"), text(row, "principal"))
        .build();
  }

  private static List<String> differences(ExpectedEvent expected, ExpectedEvent found) {
    List<String> differences = new ArrayList<>();
    compare(differences, "event_name", expected.eventName(), found.eventName());
    compare(differences, "event_time", expected.eventTime(), found.eventTime());
    compare(differences, "kind", expected.kind(), found.kind());
    compare(differences, "method", expected.method(), found.method());
    compare(differences, "size", expected.size(), found.size());
    compare(differences, "sequencer", expected.sequencer(), found.sequencer());
    compare(differences, "etag", expected.eTag(), found.eTag());
    compare(differences, "principal", expected.principal(), found.principal());
    return differences;
  }

  private static void compare(
      List<String> differences, String field, Object expected, Object found) {
    if (!Objects.equals(expected, found)) {
      differences.add(OutputReport.field(field, expected, found));
    }
  }

  /** One value for all that makes an event another one, hashed to keep a million of them small. */
  private static UUID identity(ExpectedEvent event) {
    String told =
        event.sequencer() == null
            ? event.eventName() + " " + event.eventTime()
            : event.sequencer().toUpperCase(Locale.ROOT).replaceFirst("0+$", "");
    String whole =
        String.join("\n", event.bucket(), event.key(), String.valueOf(event.versionId()), told);
    return UUID.nameUUIDFromBytes(whole.getBytes(StandardCharsets.UTF_8));
  }

  private static boolean has(Group row, String column) {
    if (!row.getType().containsField(column)) {
      throw new IllegalArgumentException(
          "no column " + column + " among " + row.getType().getFields());
    }
    return row.getFieldRepetitionCount(column) > 0;
  }

  private static String text(Group row, String column) {
    return has(row, column) ? row.getString(column, 0) : null;
  }

  private static String required(Group row, String column) {
    if (!has(row, column)) {
      throw new IllegalArgumentException(column + " is absent");
    }
    return row.getString(column, 0);
  }

  private static Long whole(Group row, String column) {
    return has(row, column) ? (Long) row.getLong(column, 0) : null;
  }

  private static long millis(Group row) {
    if (!has(row, "event_time")) {
      throw new IllegalArgumentException("event_time is absent");
    }
    LogicalTypeAnnotation type = row.getType().getType("event_time").getLogicalTypeAnnotation();
    if (!(type instanceof TimestampLogicalTypeAnnotation)
        || ((TimestampLogicalTypeAnnotation) type).getUnit() != TimeUnit.MILLIS) {
      throw new IllegalArgumentException("event_time is " + type + ": must be TIMESTAMP(MILLIS)");
    }
    return row.getLong("event_time", 0);
  }
}
