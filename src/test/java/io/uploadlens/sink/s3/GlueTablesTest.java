package io.uploadlens.sink.s3;

import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import io.uploadlens.event.UploadEvent;
import io.uploadlens.infra.GlueTable;
import io.uploadlens.testing.Events;
import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import org.apache.parquet.schema.PrimitiveType;
import org.apache.parquet.schema.PrimitiveType.PrimitiveTypeName;
import org.apache.parquet.schema.Type;
import org.junit.jupiter.api.Test;

/** The tables of {@code infra/output.yaml} are those of the files that these sinks write. */
class GlueTablesTest {

  private static final UploadEvent EVENT =
      Events.created("photos", "k").at("2026-11-02T05:00:00Z").build();

  @Test
  void theArchivesTableHasTheFilesColumns() {
    Map<String, String> expected = new LinkedHashMap<>();
    for (Type column : ArchiveSchema.SCHEMA.getFields()) {
      expected.put(column.getName(), glueType(column.asPrimitiveType()));
    }
    GlueTable table = GlueTable.named("archive");
    // A partition has its name: a table can't have both.
    assertThat(expected.remove("bucket")).isEqualTo(table.partitionKeys().get("bucket"));

    assertThat(table.columns().entrySet()).containsExactlyElementsOf(expected.entrySet());
    assertThat(table.serde()).endsWith(".ParquetHiveSerDe");
  }

  private static String glueType(PrimitiveType type) {
    if (type.getPrimitiveTypeName() == PrimitiveTypeName.BINARY) {
      assertThat(type.getLogicalTypeAnnotation().toString()).isEqualTo("STRING");
      return "string";
    }
    assertThat(type.getPrimitiveTypeName()).isEqualTo(PrimitiveTypeName.INT64);
    return type.getLogicalTypeAnnotation() == null ? "bigint" : "timestamp";
  }

  @Test
  void theLateEventsTableHasTheLinesFields() throws IOException {
    ByteArrayOutputStream line = new ByteArrayOutputStream();
    new UploadEventJson().encode(EVENT, line);
    Map<String, String> expected = new LinkedHashMap<>();
    JsonNode json = new ObjectMapper().readTree(line.toByteArray());
    json.fields()
        .forEachRemaining(
            field ->
                expected.put(field.getKey(), field.getValue().isNumber() ? "bigint" : "string"));

    GlueTable table = GlueTable.named("late_events");
    assertThat(table.columns().entrySet()).containsExactlyElementsOf(expected.entrySet());
    assertThat(table.serde()).endsWith(".JsonSerDe");
  }

  @Test
  void thePartitionsAreWhereTheSinksPutThem() {
    assertPartitions(
        "archive",
        "archive/",
        List.of("bucket", "dt", "hour"),
        EventTimePartitions.ofBucketAndHour());
    assertPartitions("late_events", "late/", List.of("dt", "hour"), EventTimePartitions.ofHour());
  }

  private static void assertPartitions(
      String name, String directory, List<String> keys, EventTimePartitions partitions) {
    GlueTable table = GlueTable.named(name);
    assertThat(table.partitionKeys().keySet()).containsExactlyElementsOf(keys);
    assertThat(table.location()).isEqualTo("s3://<Results>/" + directory);
    assertThat(table.path(Map.of("bucket", "photos", "dt", "2026-11-02", "hour", "05")))
        .isEqualTo(table.location() + partitions.getBucketId(EVENT, null));
  }

  /** 24 hours of two digits, days as they are written; a bucket only if the query names it. */
  @Test
  void thePartitionsAreProjected() {
    for (String name : List.of("archive", "late_events")) {
      GlueTable table = GlueTable.named(name);
      assertThat(table.parameter("projection.enabled")).isEqualTo("true");
      assertThat(table.parameter("projection.dt.type")).isEqualTo("date");
      assertThat(table.parameter("projection.dt.format")).isEqualTo("yyyy-MM-dd");
      assertThat(table.parameter("projection.hour.type")).isEqualTo("integer");
      assertThat(table.parameter("projection.hour.range")).isEqualTo("0,23");
      assertThat(table.parameter("projection.hour.digits")).isEqualTo("2");
    }
    assertThat(GlueTable.named("archive").parameter("projection.bucket.type"))
        .isEqualTo("injected");
  }
}
