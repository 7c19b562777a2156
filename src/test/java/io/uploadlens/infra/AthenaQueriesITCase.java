package io.uploadlens.infra;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.groups.Tuple.tuple;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import io.uploadlens.analytics.UploadStatistics;
import io.uploadlens.analytics.WindowAggregate;
import io.uploadlens.analytics.WindowGroup;
import io.uploadlens.analytics.WindowType;
import io.uploadlens.sink.firehose.WindowAggregateJson;
import java.io.IOException;
import java.time.Duration;
import java.time.Instant;
import java.time.LocalDateTime;
import java.time.ZoneOffset;
import java.time.temporal.ChronoUnit;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import org.apache.flink.table.catalog.Column;
import org.apache.flink.types.Row;
import org.junit.jupiter.api.Test;

/**
 * The view and the saved queries, run by Flink SQL over rows as the job writes them: Athena's SQL
 * differs from it in the functions of {@link AthenaSql}, as far as they use it.
 */
class AthenaQueriesITCase {

  private static final ObjectMapper JSON = new ObjectMapper();
  private static final Instant NOW = Instant.now().truncatedTo(ChronoUnit.MINUTES);

  private final AthenaSql athena = new AthenaSql();
  private final List<Row> revisions = new ArrayList<>();
  private final Template template = Template.read("output.yaml");
  private final Evaluation evaluation = new Evaluation(template, Map.of());

  @Test
  void g4TheViewHasOfEachIdTheRowThatHolds() throws Exception {
    add("grown", 2, false, 1, 0);
    add("grown", 6, false, 3, 2);
    add("grown", 4, false, 2, 1);
    add("retracted", 2, false, 1, 0);
    add("retracted", 5, true, 0, 1);
    add("back", 5, true, 0, 1);
    add("back", 6, false, 3, 2);
    add("equal", 4, false, 7, 1);
    add("equal", 4, false, 8, 5);
    add("equal", 4, false, 9, 3);
    add("twice", 4, false, 2, 1);
    add("twice", 4, false, 2, 1);
    createTables();

    List<Row> rows = athena.query("SELECT aggregate_id, uploads FROM aggregates");

    assertThat(rows)
        .containsExactlyInAnyOrder(
            Row.of("grown", 3L), Row.of("back", 3L), Row.of("equal", 8L), Row.of("twice", 2L));
  }

  @Test
  void theViewsTypesAreThoseThatItDeclares() throws Exception {
    add("a", 2, false, 1, 0);
    createTables();

    Map<String, String> declared = new LinkedHashMap<>();
    view()
        .get("columns")
        .forEach(
            column ->
                declared.put(column.get("name").asText(), flinkType(column.get("type").asText())));
    Map<String, String> actual = new LinkedHashMap<>();
    for (Column column : athena.columnsOf("aggregates")) {
      actual.put(
          column.getName(), column.getDataType().getLogicalType().copy(true).asSummaryString());
    }
    assertThat(actual.entrySet()).containsExactlyElementsOf(declared.entrySet());

    Row row =
        athena.query("SELECT window_start, window_seconds, emitted_at, dt FROM aggregates").get(0);
    assertThat(row)
        .isEqualTo(
            Row.of(
                LocalDateTime.ofInstant(start(), ZoneOffset.UTC),
                60L,
                LocalDateTime.ofInstant(start().plusSeconds(75), ZoneOffset.UTC),
                start().toString().substring(0, 10)));
  }

  @Test
  void theSavedQueriesAddUpOnlyWhatHolds() throws Exception {
    add("a", 2, false, 1, 0);
    add("a", 4, false, 2, 1);
    add("gone", 2, false, 100, 0);
    add("gone", 3, true, 0, 1);
    // The same uploads of level 0, and in a window of another kind and one of another length.
    add("bucket", 0, WindowType.TUMBLE, 60, 2);
    add("cumulate", 1, WindowType.CUMULATE, 60, 2);
    add("longer", 0, WindowType.TUMBLE, 300, 2);
    createTables();

    assertThat(athena.query(saved("BusiestPrefixes")))
        .extracting(row -> row.getField("prefix"), row -> row.getField("uploads"))
        .containsExactly(tuple("in/", 2L));
    assertThat(athena.query(saved("SmallFiles")))
        .extracting(row -> row.getField("uploads"), row -> row.getField("small_objects"))
        .containsExactly(tuple(2L, 0L));
    assertThat(athena.query(saved("LatestArrivals")))
        .extracting(row -> row.getField("prefix"), row -> row.getField("latest"))
        .containsExactly(
            tuple("in/", LocalDateTime.ofInstant(start().plusSeconds(30), ZoneOffset.UTC)));
    assertThat(athena.query(saved("Totals")))
        .extracting(
            row -> row.getField("dt"),
            row -> row.getField("bucket"),
            row -> row.getField("uploads"))
        .containsExactly(tuple(start().toString().substring(0, 10), "photos", 2L));
  }

  @Test
  void theSavedQueriesOfEventsKnowTheirTables() throws Exception {
    LocalDateTime time = LocalDateTime.ofInstant(start(), ZoneOffset.UTC);
    String day = start().toString().substring(0, 10);
    GlueTable archive = GlueTable.named("archive");
    athena.table(
        archive,
        List.of(
            event(archive, Map.of("principal", "me", "key", "a", "size", 5L, "dt", day), time),
            event(archive, Map.of("principal", "me", "key", "a", "size", 7L, "dt", day), time),
            event(archive, Map.of("principal", "me", "kind", "removed", "dt", day), time),
            event(archive, Map.of("principal", "me", "dt", "2020-01-01"), time)));
    GlueTable late = GlueTable.named("late_events");
    Map<String, Object> lateEvent = new HashMap<>(Map.of("dt", day, "hour", "05"));
    lateEvent.put("event_time", start().toString());
    lateEvent.put("arrival_time", start().plusSeconds(7260).toString());
    athena.table(late, List.of(event(late, lateEvent, time)));

    String uploaders =
        saved("Uploaders").replaceFirst("\\?", "'photos'").replaceFirst("\\?", "'" + day + "'");
    assertThat(athena.query(uploaders)).containsExactly(Row.of("me", 2L, 1L, 12L, time));
    // A word that Flink SQL has reserved and Athena has not.
    assertThat(athena.query(saved("Late").replaceAll("\\bhour\\b", "`hour`")))
        .containsExactly(Row.of("photos", day, "05", 1L, 121L));
  }

  @Test
  void aRecountTakesEachEventOnceFromArchiveAndLateEvents() throws Exception {
    LocalDateTime time = LocalDateTime.ofInstant(start(), ZoneOffset.UTC);
    String day = start().toString().substring(0, 10);
    GlueTable archive = GlueTable.named("archive");
    GlueTable late = GlueTable.named("late_events");
    Map<String, Object> of = Map.of("dt", day, "hour", "05", "size", 10L);
    athena.table(
        archive,
        List.of(
            event(archive, with(of, "event_id", "a"), time),
            event(archive, with(of, "event_id", "a"), time),
            event(archive, with(with(of, "event_id", "b"), "hour", "06"), time),
            event(archive, with(with(of, "event_id", "c"), "kind", "removed"), time),
            event(archive, with(with(of, "event_id", "d"), "bucket", "logs"), time)));
    athena.table(
        late,
        List.of(
            event(late, with(of, "event_id", "a"), time),
            event(late, with(of, "event_id", "e"), time),
            event(late, with(with(of, "event_id", "f"), "dt", "2020-01-01"), time)));

    String recount = saved("Recount").replaceAll("\\b(hour|size)\\b", "`$1`");
    for (String value : List.of("photos", day, "photos", day)) {
      recount = recount.replaceFirst("\\?", "'" + value + "'");
    }
    assertThat(athena.query(recount))
        .containsExactly(
            Row.of("05", "created", 2L, 20L),
            Row.of("05", "removed", 1L, 10L),
            Row.of("06", "created", 1L, 10L));
  }

  private static Map<String, Object> with(Map<String, Object> values, String name, Object value) {
    Map<String, Object> more = new HashMap<>(values);
    more.put(name, value);
    return more;
  }

  private static Row event(GlueTable table, Map<String, Object> values, LocalDateTime time) {
    Map<String, Object> all = new HashMap<>(values);
    all.putIfAbsent("bucket", "photos");
    all.putIfAbsent("kind", "created");
    List<Object> fields = new ArrayList<>();
    AthenaSql.columns(table)
        .forEach((name, type) -> fields.add(type.equals("timestamp") ? time : all.get(name)));
    return Row.of(fields.toArray());
  }

  private static Instant start() {
    return NOW.minus(Duration.ofMinutes(10));
  }

  private void add(String id, int revision, boolean retracted, int uploads, int emittedSeconds)
      throws IOException {
    WindowGroup group = group(1, WindowType.TUMBLE, 60);
    add(id, group, revision, retracted, uploads, emittedSeconds);
  }

  private void add(String id, int level, WindowType type, int seconds, int uploads)
      throws IOException {
    add(id, group(level, type, seconds), 2 * uploads, false, uploads, 0);
  }

  private static WindowGroup group(int level, WindowType type, int seconds) {
    return new WindowGroup(
        type,
        start().toEpochMilli(),
        start().plusSeconds(seconds).toEpochMilli(),
        "photos",
        level,
        level == 0 ? "" : "in/");
  }

  private void add(
      String id, WindowGroup group, int revision, boolean retracted, int uploads, int emitted)
      throws IOException {
    UploadStatistics.Values values = new UploadStatistics.Values();
    values.uploads = uploads;
    values.lastEventTime = start().plusSeconds(30).toEpochMilli();
    WindowAggregate aggregate =
        new WindowAggregate(
            id,
            group,
            revision,
            retracted,
            new UploadStatistics(values),
            start().plusSeconds(75 + emitted).toEpochMilli());
    JsonNode row = JSON.readTree(new WindowAggregateJson().serialize(aggregate));
    List<Object> fields = new ArrayList<>();
    GlueTable.named("aggregate_revisions")
        .columns()
        .forEach((name, type) -> fields.add(value(row.get(name), type)));
    fields.add(row.get("window_start").asText().substring(0, 10));
    revisions.add(Row.of(fields.toArray()));
  }

  private static Object value(JsonNode json, String type) {
    if (json.isNull()) {
      return null;
    }
    switch (type) {
      case "bigint":
        return json.asLong();
      case "int":
        return json.asInt();
      case "boolean":
        return json.asBoolean();
      default:
        return json.asText();
    }
  }

  private void createTables() throws IOException {
    athena.table(GlueTable.named("aggregate_revisions"), revisions);
    athena.view("aggregates", view().get("originalSql").asText());
  }

  private static JsonNode view() throws IOException {
    return PrestoView.text(GlueTable.named("aggregates").viewText());
  }

  private String saved(String id) {
    return evaluation.properties(id).get("QueryString").toString();
  }

  private static String flinkType(String prestoType) {
    switch (prestoType) {
      case "varchar":
        return "STRING";
      case "integer":
        return "INT";
      default:
        return prestoType.toUpperCase(Locale.ROOT);
    }
  }
}
