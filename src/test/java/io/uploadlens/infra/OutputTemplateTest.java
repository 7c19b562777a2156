package io.uploadlens.infra;

import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import io.uploadlens.sink.Aggregates;
import io.uploadlens.sink.firehose.WindowAggregateJson;
import java.io.IOException;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.TreeSet;
import java.util.stream.Collectors;
import org.junit.jupiter.api.Test;

/** The way out: tables and partitions are those of the rows that the job writes. */
class OutputTemplateTest {

  private static final ObjectMapper JSON = new ObjectMapper();
  private static final int DAYS_OF_A_QUEUE = 14;

  private final Template template = Template.read("output.yaml");
  private final Evaluation evaluation = new Evaluation(template, Map.of());

  @Test
  void theTableOfTheAggregatesHasTheRowsFields() throws IOException {
    JsonNode row = JSON.readTree(new WindowAggregateJson().serialize(Aggregates.full()));
    Map<String, String> expected = new LinkedHashMap<>();
    row.fields().forEachRemaining(field -> expected.put(field.getKey(), glueType(field)));

    GlueTable table = GlueTable.named("aggregate_revisions");
    assertThat(table.columns().entrySet()).containsExactlyElementsOf(expected.entrySet());
    assertThat(table.serde()).endsWith(".JsonSerDe");
  }

  private static String glueType(Map.Entry<String, JsonNode> field) {
    if (field.getKey().equals("level")) {
      return "int";
    }
    JsonNode value = field.getValue();
    return value.isBoolean() ? "boolean" : value.isNumber() ? "bigint" : "string";
  }

  /** Rows are in the partition of their window's day, whenever they were delivered. */
  @Test
  void aRowLiesInTheDayOfItsWindow() throws IOException {
    Map<String, Object> destination =
        Template.map(
            evaluation.properties("DeliveryStream").get("ExtendedS3DestinationConfiguration"), "");
    GlueTable table = GlueTable.named("aggregate_revisions");
    assertThat(table.partitionKeys().keySet()).containsExactly("dt");
    assertThat(table.path(Map.of("dt", "!{partitionKeyFromQuery:dt}")) + "/")
        .isEqualTo("s3://<Results>/" + destination.get("Prefix"));
    assertThat(table.parameter("projection.dt.format")).isEqualTo("yyyy-MM-dd");
    assertThat(destination.get("ErrorOutputPrefix").toString()).startsWith("firehose-errors/");

    // jq's slice of the row's text is the day.
    assertThat(
            Template.follow(
                destination,
                "ProcessingConfiguration",
                "Processors",
                0,
                "Parameters",
                0,
                "ParameterValue"))
        .isEqualTo("{dt: .window_start[0:10]}");
    JsonNode row = JSON.readTree(new WindowAggregateJson().serialize(Aggregates.full()));
    assertThat(row.get("window_start").asText().substring(0, 10)).isEqualTo("2026-11-02");
  }

  @Test
  void rowsAreCompressedAndTheirObjectsSaySo() {
    assertThat(
            Template.map(
                evaluation.properties("DeliveryStream").get("ExtendedS3DestinationConfiguration"),
                ""))
        .containsEntry("CompressionFormat", "GZIP")
        .containsEntry("FileExtension", ".json.gz");
  }

  /** What was deleted can be had back, and what was never finished does not cost for ever. */
  @Test
  void theBucketKeepsVersionsForATimeAndNoUnfinishedUploads() {
    assertThat(evaluation.properties("Results").get("VersioningConfiguration").toString())
        .isEqualTo("{Status=Enabled}");
    assertThat(lifecycle("OldVersions").get("NoncurrentVersionExpiration").toString())
        .isEqualTo("{NoncurrentDays=30}");
    assertThat(lifecycle("UnfinishedUploads"))
        .containsEntry("Status", "Enabled")
        .doesNotContainKey("Prefix");
    assertThat(lifecycle("UnfinishedUploads").get("AbortIncompleteMultipartUpload").toString())
        .isEqualTo("{DaysAfterInitiation=30}");
  }

  /** What it may write is where it writes, and nothing else. */
  @Test
  void firehoseMayWriteWhereItWrites() {
    Object statements =
        Template.follow(
            evaluation.properties("DeliveryRole"), "Policies", 0, "PolicyDocument", "Statement");
    Map<String, Object> write =
        Template.list(statements, "").stream()
            .map(statement -> Template.map(statement, ""))
            .filter(statement -> statement.get("Sid").equals("WriteObjects"))
            .findFirst()
            .orElseThrow();
    Map<String, Object> destination =
        Template.map(
            evaluation.properties("DeliveryStream").get("ExtendedS3DestinationConfiguration"), "");
    assertThat(Template.list(write.get("Resource"), ""))
        .containsExactly(
            "<Results.Arn>/" + firstDirectory(destination.get("Prefix")) + "/*",
            "<Results.Arn>/" + firstDirectory(destination.get("ErrorOutputPrefix")) + "/*");
  }

  private static String firstDirectory(Object prefix) {
    return prefix.toString().substring(0, prefix.toString().indexOf('/'));
  }

  @Test
  void theViewsColumnsAreThoseOfItsText() throws IOException {
    GlueTable view = GlueTable.named("aggregates");
    JsonNode text = PrestoView.text(view.viewText());
    Map<String, String> declared = new LinkedHashMap<>();
    text.get("columns")
        .forEach(
            column ->
                declared.put(column.get("name").asText(), glueType(column.get("type").asText())));

    assertThat(view.columns().entrySet()).containsExactlyElementsOf(declared.entrySet());
    assertThat(text.get("catalog").asText()).isEqualTo("awsdatacatalog");
    assertThat(text.get("schema").asText()).isEqualTo("uploadlens");
    assertThat(view.parameter("presto_view")).isEqualTo("true");
    // All fields of the rows but the one that is always false there.
    Set<String> fields = new TreeSet<>(GlueTable.named("aggregate_revisions").columns().keySet());
    fields.remove("retracted");
    fields.addAll(Set.of("dt", "window_seconds"));
    assertThat(new TreeSet<>(view.columns().keySet())).isEqualTo(fields);
  }

  private static String glueType(String prestoType) {
    switch (prestoType) {
      case "varchar":
        return "string";
      case "integer":
        return "int";
      case "timestamp(3)":
        return "timestamp";
      default:
        return prestoType;
    }
  }

  @Test
  void g6AnOversizeDeadLetterOutlivesItsPointer() {
    Map<String, Object> rule = lifecycle("DeadLetters");
    assertThat(rule).containsEntry("Prefix", "dead-letter/");
    assertThat(Integer.parseInt(rule.get("ExpirationInDays").toString()))
        .isGreaterThan(DAYS_OF_A_QUEUE);
    assertThat((int) template.at("Parameters", "DeadLetterDays", "MinValue"))
        .isGreaterThan(DAYS_OF_A_QUEUE);
    assertThat(evaluation.properties("DeadLetterQueue"))
        .containsEntry("MessageRetentionPeriod", DAYS_OF_A_QUEUE * 86_400);
  }

  @Test
  void nothingExpiresThatNobodyAskedFor() {
    assertThat(lifecycleIds(evaluation))
        .containsExactly("UnfinishedUploads", "OldVersions", "QueryResults", "DeadLetters");
    assertThat(
            lifecycleIds(
                new Evaluation(
                    template,
                    Map.of("AggregatesDays", "400", "ArchiveDays", "30", "LateDays", "30"))))
        .contains("Aggregates", "Archive", "Late");
  }

  private Map<String, Object> lifecycle(String id) {
    return rules(evaluation).stream()
        .map(rule -> Template.map(rule, "rule"))
        .filter(rule -> rule.get("Id").equals(id))
        .findFirst()
        .orElseThrow();
  }

  private static List<String> lifecycleIds(Evaluation evaluation) {
    return rules(evaluation).stream()
        .map(rule -> Template.map(rule, "rule").get("Id").toString())
        .collect(Collectors.toList());
  }

  private static List<Object> rules(Evaluation evaluation) {
    return Template.list(
        Template.follow(evaluation.properties("Results"), "LifecycleConfiguration", "Rules"), "");
  }
}
