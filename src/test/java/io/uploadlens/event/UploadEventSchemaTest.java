package io.uploadlens.event;

import static io.uploadlens.event.Samples.decode;
import static io.uploadlens.event.Samples.event;
import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import java.io.IOException;
import java.nio.file.Path;
import java.util.Arrays;
import java.util.Map;
import java.util.Set;
import java.util.TreeMap;
import java.util.TreeSet;
import org.junit.jupiter.api.Test;

/** {@code docs/upload-event.schema.json} and the decoder say the same. */
class UploadEventSchemaTest {

  private static final Set<String> REQUIRED = Set.of("bucket", "key", "event_time");

  private final JsonNode schema;

  UploadEventSchemaTest() throws IOException {
    schema = new ObjectMapper().readTree(Path.of("docs/upload-event.schema.json").toFile());
  }

  @Test
  void theSchemaHasTheDecodersFields() {
    Set<String> fields = new TreeSet<>();
    Arrays.stream(FlatField.values()).map(FlatField::fieldName).forEach(fields::add);

    assertThat(schemaFields()).isEqualTo(fields);
  }

  @Test
  void theSchemaRequiresWhatTheDecoderRequires() {
    Set<String> required = new TreeSet<>();
    schema.get("required").forEach(name -> required.add(name.asText()));

    assertThat(required).isEqualTo(REQUIRED);
    for (FlatField field : FlatField.values()) {
      assertThat(field.isRequired()).isEqualTo(REQUIRED.contains(field.fieldName()));
    }
    for (String field : schemaFields()) {
      Map<String, String> event = smallest();
      boolean needed = event.remove(field) != null;
      DecodedMessage message = decode(json(event));
      if (needed) {
        assertThat(message.rejection().detail()).isEqualTo(field + " is missing");
      } else {
        assertThat(message.events()).hasSize(1);
      }
    }
  }

  /** A field that the decoder reads can't be an object; one that it does not know can. */
  @Test
  void theDecoderReadsEveryFieldOfTheSchema() {
    for (String field : schemaFields()) {
      Map<String, String> event = smallest();
      event.put(field, "{}");
      assertThat(decode(json(event)).rejection().detail()).startsWith(field + " is an object; ");
    }
    Map<String, String> event = smallest();
    event.put("of_no_account", "{}");
    assertThat(decode(json(event)).events()).hasSize(1);
  }

  @Test
  void optionalFieldsMayBeNullInBoth() {
    for (String field : schemaFields()) {
      if (!REQUIRED.contains(field)) {
        assertThat(schema.at("/properties/" + field + "/type").toString()).contains("\"null\"");
        Map<String, String> event = smallest();
        event.put(field, "null");
        assertThat(decode(json(event)).events()).hasSize(1);
      }
    }
  }

  @Test
  void theLimitsAreTheSame() {
    JsonNode size = schema.at("/properties/size");
    Map<String, String> event = smallest();
    event.put("size", size.get("maximum").asText());
    assertThat(event(decode(json(event))).size()).isEqualTo(size.get("maximum").asLong());
    event.put("size", String.valueOf(size.get("maximum").asLong() + 1));
    assertThat(decode(json(event)).rejection()).isNotNull();
    event.put("size", String.valueOf(size.get("minimum").asLong() - 1));
    assertThat(decode(json(event)).rejection()).isNotNull();

    event = smallest();
    event.put("schema", schema.at("/properties/schema/enum/0").toString());
    UploadEvent decoded = event(decode(json(event)));
    assertThat(decoded.eventName()).isEqualTo(schema.at("/properties/event_name/default").asText());
    for (JsonNode time : schema.at("/properties/event_time/examples")) {
      event.put("event_time", time.toString());
      assertThat(decode(json(event)).events()).hasSize(1);
    }
  }

  private Set<String> schemaFields() {
    Set<String> fields = new TreeSet<>();
    schema.get("properties").fieldNames().forEachRemaining(fields::add);
    return fields;
  }

  private static Map<String, String> smallest() {
    Map<String, String> event = new TreeMap<>();
    event.put("bucket", "\"b\"");
    event.put("key", "\"k\"");
    event.put("event_time", "\"2026-11-02T10:00:00Z\"");
    return event;
  }

  private static String json(Map<String, String> event) {
    StringBuilder json = new StringBuilder("{");
    event.forEach(
        (name, value) ->
            json.append(json.length() == 1 ? "" : ",")
                .append('"')
                .append(name)
                .append("\":")
                .append(value));
    return json.append('}').toString();
  }
}
