package io.uploadlens.producer.truth;

import com.fasterxml.jackson.core.JsonFactory;
import com.fasterxml.jackson.core.JsonGenerator;
import com.fasterxml.jackson.core.util.MinimalPrettyPrinter;
import io.uploadlens.producer.generator.GeneratedMessage;
import io.uploadlens.window.WindowSyntax;
import java.io.BufferedOutputStream;
import java.io.Closeable;
import java.io.IOException;
import java.io.OutputStream;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardCopyOption;
import java.util.Map;
import java.util.zip.GZIPOutputStream;

/**
 * Writes a truth file while the messages are sent: a JSON object a line, compressed where the
 * file's name ends in {@code .gz}.
 *
 * <p>The field {@code record} tells what a line is: first {@code header} (the settings), then
 * {@code event} and {@code dead_letter} as they come, at last {@code aggregate} and {@code end}
 * (the counts). Only the counts of the groups are held in memory. The file appears under its name
 * when it is complete, until then with {@code .partial} behind it. Not thread-safe.
 */
public final class TruthWriter implements Closeable {

  /** The version of the file's form. */
  static final int VERSION = 2;

  private final Path file;
  private final Path partial;
  private final JsonGenerator json;
  private final TruthTally tally;

  /**
   * Starts a file.
   *
   * @throws IOException if it can't be written
   */
  public TruthWriter(Path file, WindowSettings settings) throws IOException {
    this.file = file;
    this.partial = file.resolveSibling(file.getFileName() + ".partial");
    this.tally = new TruthTally(settings);
    OutputStream out = new BufferedOutputStream(Files.newOutputStream(partial), 1 << 16);
    if (file.getFileName().toString().endsWith(".gz")) {
      out = new GZIPOutputStream(out, 1 << 16);
    }
    this.json = new JsonFactory().createGenerator(out);
    json.setPrettyPrinter(new MinimalPrettyPrinter("\n"));
    start("header");
    json.writeNumberField("version", VERSION);
    json.writeStringField("windows", WindowSyntax.render(settings.windows()));
    json.writeNumberField("prefix_depth", settings.prefixDepth());
    json.writeNumberField("max_prefixes", settings.maxPrefixes());
    json.writeNumberField("max_groups", settings.maxGroups());
    json.writeNumberField("small_object_bytes", settings.smallObjectBytes());
    json.writeEndObject();
  }

  /**
   * Counts one message, sent once.
   *
   * @throws UncheckedIOException if the file can't be written
   */
  public void accept(GeneratedMessage message) {
    tally.count(message, this::writeEvent, this::writeDeadLetter);
  }

  /**
   * Writes what is left and gives the file its name. Nothing more can be accepted.
   *
   * @return how much was sent
   * @throws IOException if the file can't be written
   */
  public TruthCounts finish() throws IOException {
    for (ExpectedAggregate aggregate : tally.aggregates().values()) {
      start("aggregate");
      GroupKey group = aggregate.group();
      json.writeStringField("window_type", group.window().type());
      json.writeNumberField("window_start_ms", group.window().start());
      json.writeNumberField("window_end_ms", group.window().end());
      json.writeStringField("bucket", group.bucket());
      json.writeNumberField("level", group.level());
      json.writeStringField("prefix", group.prefix());
      json.writeObjectFieldStart("fields");
      for (Map.Entry<String, Object> field : aggregate.fields().entrySet()) {
        writeValue(field.getKey(), field.getValue());
      }
      json.writeEndObject();
      json.writeEndObject();
    }
    TruthCounts counts = tally.counts();
    start("end");
    json.writeNumberField("messages", counts.messages());
    json.writeNumberField("events", counts.events());
    json.writeNumberField("duplicates", counts.duplicates());
    json.writeNumberField("malformed", counts.malformed());
    json.writeNumberField("test_events", counts.testEvents());
    json.writeEndObject();
    json.writeRaw('\n');
    json.close();
    Files.move(partial, file, StandardCopyOption.REPLACE_EXISTING);
    return counts;
  }

  /** Leaves an unfinished file under its partial name. */
  @Override
  public void close() throws IOException {
    json.close();
  }

  private void writeEvent(ExpectedEvent event) {
    try {
      start("event");
      json.writeStringField("bucket", event.bucket());
      json.writeStringField("key", event.key());
      writeValue("version_id", event.versionId());
      writeValue("sequencer", event.sequencer());
      json.writeStringField("event_name", event.eventName());
      json.writeStringField("kind", event.kind());
      json.writeStringField("method", event.method());
      json.writeNumberField("event_time_ms", event.eventTime());
      writeValue("size", event.size());
      writeValue("etag", event.eTag());
      writeValue("principal", event.principal());
      json.writeEndObject();
    } catch (IOException e) {
      throw new UncheckedIOException("can't write " + partial, e);
    }
  }

  private void writeDeadLetter(ExpectedDeadLetter letter) {
    try {
      start("dead_letter");
      json.writeStringField("reason", letter.reason());
      json.writeStringField("body_base64", letter.bodyBase64());
      json.writeEndObject();
    } catch (IOException e) {
      throw new UncheckedIOException("can't write " + partial, e);
    }
  }

  private void start(String record) throws IOException {
    json.writeStartObject();
    json.writeStringField("record", record);
  }

  private void writeValue(String name, Object value) throws IOException {
    if (value == null) {
      json.writeNullField(name);
    } else if (value instanceof Long) {
      json.writeNumberField(name, (Long) value);
    } else {
      json.writeStringField(name, (String) value);
    }
  }
}
