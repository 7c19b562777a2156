package io.uploadlens.producer.verify;

import com.fasterxml.jackson.core.JsonProcessingException;
import com.fasterxml.jackson.databind.ObjectMapper;
import io.uploadlens.producer.truth.ExpectedAggregate;
import io.uploadlens.producer.truth.ExpectedDeadLetter;
import io.uploadlens.producer.truth.ExpectedEvent;
import io.uploadlens.producer.truth.GroupKey;
import io.uploadlens.producer.truth.Truth;
import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.io.OutputStream;
import java.io.UncheckedIOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Instant;
import java.util.ArrayList;
import java.util.Base64;
import java.util.HashMap;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.UUID;
import java.util.function.Consumer;
import java.util.zip.GZIPOutputStream;
import org.apache.hadoop.conf.Configuration;
import org.apache.parquet.example.data.Group;
import org.apache.parquet.example.data.simple.SimpleGroupFactory;
import org.apache.parquet.hadoop.ParquetWriter;
import org.apache.parquet.hadoop.example.ExampleParquetWriter;
import org.apache.parquet.schema.MessageType;
import org.apache.parquet.schema.MessageTypeParser;

/** Outputs as a perfect pipeline writes them, for tests that spoil them. */
final class PerfectOutputs {

  private static final ObjectMapper MAPPER = new ObjectMapper();
  private static final MessageType SCHEMA =
      MessageTypeParser.parseMessageType(
          "message upload_event {"
              + " required binary event_id (STRING);"
              + " required int64 event_time (TIMESTAMP(MILLIS,true));"
              + " required binary event_name (STRING);"
              + " required binary kind (STRING);"
              + " required binary method (STRING);"
              + " required binary bucket (STRING);"
              + " required binary key (STRING);"
              + " optional binary version_id (STRING);"
              + " optional binary etag (STRING);"
              + " optional int64 size;"
              + " optional binary sequencer (STRING);"
              + " optional binary principal (STRING);"
              + "}");

  private PerfectOutputs() {}

  /** A row of the archive by column; null is absent. */
  static final class Row {
    private final Map<String, Object> columns;

    private Row(Map<String, Object> columns) {
      this.columns = columns;
    }

    String text(String column) {
      return (String) columns.get(column);
    }

    Row with(String column, Object value) {
      Map<String, Object> changed = new LinkedHashMap<>(columns);
      changed.put(column, value);
      return new Row(changed);
    }
  }

  static List<String> aggregates(Truth truth) {
    List<String> lines = new ArrayList<>();
    truth.aggregates().values().forEach(aggregate -> lines.add(aggregate(aggregate)));
    return lines;
  }

  static String aggregate(ExpectedAggregate aggregate) {
    GroupKey group = aggregate.group();
    Map<String, Object> line = new LinkedHashMap<>();
    line.put(
        "aggregate_id",
        UUID.nameUUIDFromBytes(group.toString().getBytes(StandardCharsets.UTF_8))
            .toString()
            .replace("-", ""));
    line.put("revision", 4);
    line.put("retracted", false);
    line.put("window_start", Instant.ofEpochMilli(group.window().start()).toString());
    line.put("window_end", Instant.ofEpochMilli(group.window().end()).toString());
    line.put("window_type", group.window().type());
    line.put("level", group.level());
    line.put("bucket", group.bucket());
    line.put("prefix", group.prefix());
    line.putAll(aggregate.fields());
    line.put("duplicates", 3);
    line.put("emitted_at", "2026-01-01T09:00:00.000Z");
    try {
      return MAPPER.writeValueAsString(line);
    } catch (JsonProcessingException e) {
      throw new UncheckedIOException(e);
    }
  }

  /** Half of the lines plain, half of them as two gzip members in one object, as Firehose does. */
  static void writeLines(Path directory, List<String> lines) throws IOException {
    Files.createDirectories(directory);
    int half = lines.size() / 2;
    Files.write(directory.resolve("plain"), lines.subList(0, half));
    ByteArrayOutputStream zipped = new ByteArrayOutputStream();
    int middle = (half + lines.size()) / 2;
    for (List<String> part :
        List.of(lines.subList(half, middle), lines.subList(middle, lines.size()))) {
      try (OutputStream member = new GZIPOutputStream(zipped)) {
        for (String line : part) {
          member.write((line + "\n").getBytes(StandardCharsets.UTF_8));
        }
      }
    }
    Files.write(directory.resolve("zipped"), zipped.toByteArray());
  }

  static List<Row> archive(Truth truth) {
    List<Row> rows = new ArrayList<>();
    for (ExpectedEvent event : truth.events()) {
      Map<String, Object> columns = new HashMap<>();
      columns.put("event_id", String.format("%032x", rows.size()));
      columns.put("event_time", event.eventTime());
      columns.put("event_name", event.eventName());
      columns.put("kind", event.kind());
      columns.put("method", event.method());
      columns.put("bucket", event.bucket());
      columns.put("key", event.key());
      columns.put("version_id", event.versionId());
      columns.put("etag", event.eTag());
      columns.put("size", event.size());
      columns.put("sequencer", event.sequencer());
      columns.put("principal", event.principal());
      rows.add(new Row(columns));
    }
    return rows;
  }

  static void writeParquet(Path directory, List<Row> rows) throws IOException {
    Files.createDirectories(directory);
    Path file = directory.resolve("part-0.parquet");
    Files.deleteIfExists(file);
    Files.deleteIfExists(directory.resolve(".part-0.parquet.crc"));
    try (ParquetWriter<Group> writer =
        ExampleParquetWriter.builder(new org.apache.hadoop.fs.Path(file.toUri()))
            .withConf(new Configuration(false))
            .withType(SCHEMA)
            .build()) {
      SimpleGroupFactory groups = new SimpleGroupFactory(SCHEMA);
      for (Row row : rows) {
        Group group = groups.newGroup();
        row.columns.forEach(
            (column, value) -> {
              if (value instanceof Long) {
                group.add(column, (Long) value);
              } else if (value != null) {
                group.add(column, (String) value);
              }
            });
        writer.write(group);
      }
    }
  }

  static List<String> deadLetters(Truth truth) {
    List<String> letters = new ArrayList<>();
    for (ExpectedDeadLetter letter : truth.deadLetters()) {
      letters.add(
          "{\"source\":\"q\",\"reason\":\""
              + letter.reason()
              + "\",\"body_base64\":\""
              + letter.bodyBase64()
              + "\"}");
    }
    return letters;
  }

  /** The letters; the file {@code first} holds the first body of the truth. */
  static DeadLetterSource source(List<String> letters, Truth truth) {
    return new DeadLetterSource() {
      @Override
      public void forEach(Consumer<String> json) {
        letters.forEach(json);
      }

      @Override
      public byte[] read(String path) throws IOException {
        if (!path.equals("first")) {
          throw new IOException("no " + path);
        }
        return Base64.getDecoder().decode(truth.deadLetters().get(0).bodyBase64());
      }
    };
  }
}
