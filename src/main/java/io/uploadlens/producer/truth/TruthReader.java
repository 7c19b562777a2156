package io.uploadlens.producer.truth;

import com.fasterxml.jackson.core.JsonProcessingException;
import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import io.uploadlens.window.WindowSyntax;
import java.io.BufferedReader;
import java.io.IOException;
import java.io.InputStream;
import java.io.InputStreamReader;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.Iterator;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;
import java.util.zip.GZIPInputStream;

/** Reads a truth file; says the line of what it can't understand. */
final class TruthReader {

  private static final ObjectMapper MAPPER = new ObjectMapper();

  private final Path file;
  private final TreeMap<GroupKey, ExpectedAggregate> aggregates = new TreeMap<>();
  private final List<ExpectedEvent> events = new ArrayList<>();
  private final List<ExpectedDeadLetter> deadLetters = new ArrayList<>();
  private final Map<String, String> names = new HashMap<>();
  private WindowSettings settings;
  private TruthCounts counts;

  private TruthReader(Path file) {
    this.file = file;
  }

  static Truth read(Path file) throws IOException {
    return new TruthReader(file).read();
  }

  private Truth read() throws IOException {
    int number = 0;
    try (BufferedReader lines =
        new BufferedReader(new InputStreamReader(open(), StandardCharsets.UTF_8), 1 << 16)) {
      for (String line = lines.readLine(); line != null; line = lines.readLine()) {
        number++;
        try {
          take(MAPPER.readTree(line), number);
        } catch (JsonProcessingException e) {
          throw new IOException(at(number) + ": not JSON: " + e.getOriginalMessage(), e);
        }
      }
    }
    if (counts == null) {
      throw new IOException(file + ": has no end: the run that wrote it was cut off");
    }
    if (counts.events() != events.size() || counts.malformed() != deadLetters.size()) {
      throw new IOException(
          file
              + ": says "
              + counts
              + " but holds "
              + events.size()
              + " events and "
              + deadLetters.size()
              + " dead letters");
    }
    return new Truth(settings, aggregates, events, deadLetters, counts);
  }

  private InputStream open() throws IOException {
    InputStream in = Files.newInputStream(file);
    return file.getFileName().toString().endsWith(".gz") ? new GZIPInputStream(in, 1 << 16) : in;
  }

  private void take(JsonNode line, int number) throws IOException {
    String record = line.path("record").asText();
    if ((number == 1) != record.equals("header") || counts != null) {
      throw new IOException(
          at(number) + ": a " + record + " here: a truth file goes from header to end");
    }
    switch (record) {
      case "header":
        takeHeader(line, number);
        break;
      case "event":
        takeEvent(line, number);
        break;
      case "dead_letter":
        deadLetters.add(
            new ExpectedDeadLetter(
                text(line, "body_base64", number), text(line, "reason", number)));
        break;
      case "aggregate":
        takeAggregate(line, number);
        break;
      case "end":
        counts =
            new TruthCounts(
                whole(line, "messages", number),
                whole(line, "events", number),
                whole(line, "duplicates", number),
                whole(line, "malformed", number),
                whole(line, "test_events", number));
        break;
      default:
        throw new IOException(
            at(number)
                + ": record is '"
                + record
                + "': must be header, event, dead_letter, aggregate or end");
    }
  }

  private void takeHeader(JsonNode line, int number) throws IOException {
    long version = whole(line, "version", number);
    if (version != TruthWriter.VERSION) {
      throw new IOException(
          at(number) + ": version is " + version + ": must be " + TruthWriter.VERSION);
    }
    try {
      settings =
          new WindowSettings(
              WindowSyntax.parse(text(line, "windows", number)),
              (int) whole(line, "prefix_depth", number),
              (int) whole(line, "max_prefixes", number),
              (int) whole(line, "max_groups", number),
              whole(line, "small_object_bytes", number));
    } catch (IllegalArgumentException e) {
      throw new IOException(at(number) + ": " + e.getMessage(), e);
    }
  }

  private void takeEvent(JsonNode line, int number) throws IOException {
    JsonNode size = line.path("size");
    events.add(
        new ExpectedEvent.Builder()
            .object(
                shared(text(line, "bucket", number)),
                text(line, "key", number),
                line.path("version_id").textValue(),
                line.path("sequencer").textValue())
            .event(
                shared(text(line, "event_name", number)),
                shared(text(line, "kind", number)),
                shared(text(line, "method", number)),
                whole(line, "event_time_ms", number))
            .content(
                size.isNumber() ? (Long) size.longValue() : null,
                line.path("etag").textValue(),
                shared(line.path("principal").textValue()))
            .build());
  }

  private void takeAggregate(JsonNode line, int number) throws IOException {
    GroupKey group =
        new GroupKey(
            new WindowKey(
                shared(text(line, "window_type", number)),
                whole(line, "window_start_ms", number),
                whole(line, "window_end_ms", number)),
            shared(text(line, "bucket", number)),
            (int) whole(line, "level", number),
            text(line, "prefix", number));
    Map<String, Object> fields = new LinkedHashMap<>();
    for (Iterator<Map.Entry<String, JsonNode>> it = line.path("fields").fields(); it.hasNext(); ) {
      Map.Entry<String, JsonNode> field = it.next();
      JsonNode value = field.getValue();
      fields.put(
          shared(field.getKey()),
          value.isNumber() ? (Object) value.longValue() : value.textValue());
    }
    aggregates.put(group, new ExpectedAggregate(group, fields));
  }

  /** One object for all equal names: buckets and principals come a million times. */
  private String shared(String name) {
    return name == null ? null : names.computeIfAbsent(name, same -> same);
  }

  private String text(JsonNode line, String field, int number) throws IOException {
    JsonNode value = line.path(field);
    if (!value.isTextual()) {
      throw new IOException(at(number) + ": " + field + " is " + value + ": must be a text");
    }
    return value.textValue();
  }

  private long whole(JsonNode line, String field, int number) throws IOException {
    JsonNode value = line.path(field);
    if (!value.isIntegralNumber()) {
      throw new IOException(
          at(number) + ": " + field + " is " + value + ": must be a whole number");
    }
    return value.longValue();
  }

  private String at(int number) {
    return file + " line " + number;
  }
}
