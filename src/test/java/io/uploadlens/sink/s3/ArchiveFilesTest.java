package io.uploadlens.sink.s3;

import static org.assertj.core.api.Assertions.assertThat;

import io.uploadlens.event.UploadEvent;
import io.uploadlens.testing.Events;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.stream.Collectors;
import java.util.stream.IntStream;
import net.jqwik.api.Arbitrary;
import net.jqwik.api.Example;
import net.jqwik.api.ForAll;
import net.jqwik.api.Property;
import net.jqwik.api.Provide;
import org.apache.flink.api.common.serialization.BulkWriter;
import org.apache.flink.core.fs.local.LocalDataOutputStream;
import org.apache.parquet.column.Encoding;
import org.apache.parquet.hadoop.metadata.ColumnChunkMetaData;
import org.apache.parquet.hadoop.metadata.CompressionCodecName;
import org.apache.parquet.hadoop.metadata.ParquetMetadata;
import org.apache.parquet.schema.MessageTypeParser;

class ArchiveFilesTest {

  @Property(tries = 200, seed = "20261102")
  void everyColumnComesBackAsItWas(@ForAll("someEvents") List<UploadEvent> events)
      throws IOException {
    assertThat(ParquetRows.read(write(events)))
        .isEqualTo(events.stream().map(ArchiveFilesTest::expected).collect(Collectors.toList()));
  }

  @Provide
  Arbitrary<List<UploadEvent>> someEvents() {
    return UploadEventArbitraries.events().list().ofMinSize(1).ofMaxSize(20);
  }

  @Example
  void keepsTheOrderWhereTheColumnsBegin() throws IOException {
    for (int count :
        List.of(
            ArchiveFiles.EVENTS_BEFORE_COLUMNS - 1,
            ArchiveFiles.EVENTS_BEFORE_COLUMNS,
            ArchiveFiles.EVENTS_BEFORE_COLUMNS + 1,
            3_000)) {
      List<UploadEvent> events = events(count);

      assertThat(ParquetRows.read(write(events)))
          .as("%s events", count)
          .isEqualTo(events.stream().map(ArchiveFilesTest::expected).collect(Collectors.toList()));
    }
  }

  @Example
  void theSchemaIsTheDocumentedOne() throws IOException {
    ParquetMetadata footer = ParquetRows.footer(write(events(1)));

    assertThat(footer.getFileMetaData().getSchema())
        .isEqualTo(
            MessageTypeParser.parseMessageType(
                "message upload_event {"
                    + "  required binary event_id (STRING);"
                    + "  required int64 event_time (TIMESTAMP(MILLIS,true));"
                    + "  required binary event_name (STRING);"
                    + "  required binary kind (STRING);"
                    + "  required binary method (STRING);"
                    + "  required binary bucket (STRING);"
                    + "  required binary key (STRING);"
                    + "  optional binary version_id (STRING);"
                    + "  optional binary etag (STRING);"
                    + "  optional int64 size;"
                    + "  optional binary sequencer (STRING);"
                    + "  optional binary principal (STRING);"
                    + "  optional binary source_ip (STRING);"
                    + "  optional binary region (STRING);"
                    + "  optional binary request_id (STRING);"
                    + "  required binary form (STRING);"
                    + "  required binary source (STRING);"
                    + "  required binary message_id (STRING);"
                    + "  required int64 arrival_time (TIMESTAMP(MILLIS,true));"
                    + "}"));
    assertThat(documentedColumns())
        .isEqualTo(
            footer.getFileMetaData().getSchema().getFields().stream()
                .map(field -> field.getName())
                .collect(Collectors.toList()));
  }

  @Example
  void columnsAreCompressedAndThoseThatRepeatHaveADictionary() throws IOException {
    List<ColumnChunkMetaData> columns =
        ParquetRows.footer(write(events(2_000))).getBlocks().get(0).getColumns();

    assertThat(columns).allMatch(column -> column.getCodec() == CompressionCodecName.ZSTD);
    Map<String, Boolean> dictionary =
        columns.stream()
            .collect(
                Collectors.toMap(
                    column -> column.getPath().toDotString(),
                    column -> column.getEncodings().contains(Encoding.PLAIN_DICTIONARY)));
    assertThat(dictionary)
        .containsEntry("bucket", true)
        .containsEntry("source", true)
        .containsEntry("event_id", false)
        .containsEntry("key", false);
  }

  @Example
  void aFileOfFewEventsTakesNoColumnsBeforeItsEnd() throws IOException {
    Path file = temporaryFile();
    try (LocalDataOutputStream out = new LocalDataOutputStream(file.toFile())) {
      BulkWriter<UploadEvent> writer = new ArchiveFiles().create(out);
      for (UploadEvent event : events(ArchiveFiles.EVENTS_BEFORE_COLUMNS - 1)) {
        writer.addElement(event);
      }
      assertThat(file).isEmptyFile();

      writer.addElement(events(1).get(0));
      assertThat(file).isNotEmptyFile();
    }
  }

  @Example
  void halfACharacterDoesNotStopTheJob() throws IOException {
    Path file = write(List.of(Events.created("photos", "half \uD83D key").build()));

    assertThat(ParquetRows.read(file).get(0)).containsEntry("key", "half ? key");
  }

  private static Path write(List<UploadEvent> events) throws IOException {
    Path file = temporaryFile();
    try (LocalDataOutputStream out = new LocalDataOutputStream(file.toFile())) {
      BulkWriter<UploadEvent> writer = new ArchiveFiles().create(out);
      for (UploadEvent event : events) {
        writer.addElement(event);
      }
      writer.finish();
    }
    return file;
  }

  private static Path temporaryFile() throws IOException {
    Path file = Files.createTempFile("archive", ".parquet");
    file.toFile().deleteOnExit();
    return file;
  }

  private static List<UploadEvent> events(int count) {
    return IntStream.range(0, count)
        .mapToObj(i -> Events.created("photos", "2026/" + i + ".jpg").at(Events.TIME + i).build())
        .collect(Collectors.toList());
  }

  /** What the document says of each column, written down once more. */
  private static Map<String, Object> expected(UploadEvent event) {
    Map<String, Object> row = new LinkedHashMap<>();
    row.put("event_id", event.eventId());
    row.put("event_time", event.eventTime());
    row.put("event_name", event.eventName());
    row.put("kind", event.kind().toString().toLowerCase(Locale.ROOT));
    row.put("method", event.method().toString().toLowerCase(Locale.ROOT));
    row.put("bucket", event.bucket());
    row.put("key", event.key());
    row.put("version_id", event.versionId());
    row.put("etag", event.eTag());
    row.put("size", event.size() < 0 ? null : event.size());
    row.put("sequencer", event.sequencer());
    row.put("principal", event.principal());
    row.put("source_ip", event.sourceIp());
    row.put("region", event.region());
    row.put("request_id", event.requestId());
    row.put("form", event.form().label());
    row.put("source", event.origin().source());
    row.put("message_id", event.origin().messageId());
    row.put("arrival_time", event.origin().arrivalTime());
    return row;
  }

  private static List<String> documentedColumns() throws IOException {
    return Files.readAllLines(Path.of("docs/archive.md")).stream()
        .filter(line -> line.startsWith("| `"))
        .map(line -> line.substring(3, line.indexOf('`', 3)))
        .collect(Collectors.toList());
  }
}
