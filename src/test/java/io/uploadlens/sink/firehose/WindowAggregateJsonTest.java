package io.uploadlens.sink.firehose;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import io.uploadlens.analytics.WindowAggregate;
import io.uploadlens.analytics.WindowType;
import io.uploadlens.sink.Aggregates;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;

class WindowAggregateJsonTest {

  private final WindowAggregateJson json = new WindowAggregateJson();

  @Test
  void isOneLineWithEveryField() {
    assertThat(line(Aggregates.full()))
        .isEqualTo(
            "{\"aggregate_id\":\"00112233445566778899aabbccddeeff\",\"revision\":3,"
                + "\"retracted\":false,\"window_start\":\"2026-11-02T10:00:00.000Z\","
                + "\"window_end\":\"2026-11-02T10:01:00.000Z\",\"window_type\":\"TUMBLE\","
                + "\"level\":2,\"bucket\":\"photos\",\"prefix\":\"2026/März/\",\"uploads\":101,"
                + "\"upload_bytes\":5000000000002,\"size_min\":103,\"size_p50\":104,"
                + "\"size_p90\":105,\"size_p99\":106,\"size_max\":5000000000107,"
                + "\"small_objects\":108,\"multipart_uploads\":109,\"copies\":110,"
                + "\"deletes\":111,\"lifecycle_expirations\":112,\"other_events\":113,"
                + "\"distinct_keys\":114,\"distinct_principals\":115,"
                + "\"first_event_time\":\"2026-11-02T10:00:00.016Z\","
                + "\"last_event_time\":\"2026-11-02T10:00:59.017Z\","
                + "\"delivery_delay_ms_p50\":118,\"delivery_delay_ms_p99\":119,"
                + "\"delivery_delay_ms_max\":120,\"duplicates\":121,"
                + "\"emitted_at\":\"2026-11-02T10:01:15.022Z\"}\n");
  }

  @Test
  void aStatisticOfNothingIsNull() {
    assertThat(line(Aggregates.retracted()))
        .isEqualTo(
            "{\"aggregate_id\":\"00112233445566778899aabbccddeeff\",\"revision\":2,"
                + "\"retracted\":true,\"window_start\":\"2026-11-02T10:00:00.000Z\","
                + "\"window_end\":\"2026-11-02T10:01:00.000Z\",\"window_type\":\"TUMBLE\","
                + "\"level\":1,\"bucket\":\"photos\",\"prefix\":\"a/\",\"uploads\":0,"
                + "\"upload_bytes\":0,\"size_min\":null,\"size_p50\":null,"
                + "\"size_p90\":null,\"size_p99\":null,\"size_max\":null,"
                + "\"small_objects\":0,\"multipart_uploads\":0,\"copies\":0,"
                + "\"deletes\":0,\"lifecycle_expirations\":0,\"other_events\":0,"
                + "\"distinct_keys\":0,\"distinct_principals\":0,"
                + "\"first_event_time\":null,\"last_event_time\":null,"
                + "\"delivery_delay_ms_p50\":null,\"delivery_delay_ms_p99\":null,"
                + "\"delivery_delay_ms_max\":null,\"duplicates\":0,"
                + "\"emitted_at\":\"2026-11-02T10:01:15.022Z\"}\n");
  }

  @Test
  void tellsTheWindowOfEveryTypeAsTheDocumentNamesIt() throws IOException {
    long start = Instant.parse("2026-11-02T10:00:00Z").toEpochMilli();
    String documented = Files.readString(Path.of("docs", "aggregates.md"));
    for (WindowType type : WindowType.values()) {
      assertThat(line(Aggregates.ofWindow(type, start, start + 86_400_000)))
          .contains(
              "\"window_start\":\"2026-11-02T10:00:00.000Z\","
                  + "\"window_end\":\"2026-11-03T10:00:00.000Z\",\"window_type\":\""
                  + type
                  + "\",");
      assertThat(documented).contains("`" + type + "`", "`" + type + "(size ");
    }
  }

  @Test
  void hasTheFieldsOfTheDocumentInItsOrder() throws IOException {
    List<String> fields = new ArrayList<>();
    new ObjectMapper().readTree(line(Aggregates.full())).fieldNames().forEachRemaining(fields::add);

    assertThat(fields).isEqualTo(documentedFields());
  }

  @Test
  void keepsAnyPrefixEvenHalfACharacter() throws IOException {
    String prefix = "tab\t \"quoted\"\\ newline\n emoji \uD83D\uDE00 half \uD83D and \uFFFE/";

    String line = line(Aggregates.ofPrefix(prefix));

    assertThat(line.indexOf('\n')).isEqualTo(line.length() - 1);
    JsonNode read = new ObjectMapper().readTree(line);
    assertThat(read.get("prefix").textValue()).isEqualTo(prefix);
  }

  @Test
  void takesALineOfFirehosesLimitAndNamesTheAggregateOfALongerOne() {
    int rest = line(Aggregates.ofPrefix("")).length();
    String longest = "x".repeat(WindowAggregateJson.MAX_LINE_BYTES - rest);

    assertThat(json.serialize(Aggregates.ofPrefix(longest))).hasSize(1_024_000);
    assertThatThrownBy(() -> json.serialize(Aggregates.ofPrefix(longest + "x")))
        .isInstanceOf(IllegalArgumentException.class)
        .hasMessageContaining("00112233445566778899aabbccddeeff revision 1")
        .hasMessageContaining("1024001 bytes")
        .hasMessageContaining("1024000")
        .hasMessageNotContaining("xxxx");
  }

  private String line(WindowAggregate aggregate) {
    return new String(json.serialize(aggregate), StandardCharsets.UTF_8);
  }

  /** The names in the first column of the table of fields; {@code _p99} stands for its sibling. */
  private static List<String> documentedFields() throws IOException {
    List<String> fields = new ArrayList<>();
    Pattern name = Pattern.compile("`([a-z0-9_]+)`");
    try (Stream<String> lines = Files.lines(Path.of("docs/aggregates.md"))) {
      lines
          .dropWhile(line -> !line.equals("## Fields"))
          .filter(line -> line.startsWith("| `"))
          .forEach(
              line -> {
                Matcher matcher = name.matcher(line.substring(0, line.indexOf('|', 1)));
                while (matcher.find()) {
                  String field = matcher.group(1);
                  fields.add(field.startsWith("_") ? "delivery_delay_ms" + field : field);
                }
              });
    }
    return fields;
  }
}
