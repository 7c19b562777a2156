package io.uploadlens.benchmark;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.within;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import java.io.PrintWriter;
import java.io.StringWriter;
import java.util.ArrayList;
import java.util.List;
import java.util.stream.Collectors;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import picocli.CommandLine;

/** The decoder's benchmark at its smallest: that it measures, not what. */
class DecodeBenchmarkITCase {

  private static final ObjectMapper JSON = new ObjectMapper();

  private final StringWriter out = new StringWriter();
  private final StringWriter err = new StringWriter();

  private int execute(String arguments) {
    CommandLine commands = BenchmarkMain.commandLine();
    commands.setOut(new PrintWriter(out)).setErr(new PrintWriter(err));
    return commands.execute(("decode " + arguments).split(" "));
  }

  private List<JsonNode> run(String arguments) throws Exception {
    assertThat(execute(arguments)).as(err.toString()).isZero();
    List<JsonNode> lines = new ArrayList<>();
    for (String line : out.toString().lines().collect(Collectors.toList())) {
      lines.add(JSON.readTree(line));
    }
    return lines;
  }

  @Test
  void comparesAllReadersOfAllForms() throws Exception {
    List<JsonNode> lines = run("--events 300 --rounds 1");

    assertThat(lines.get(0).get("benchmark").asText()).isEqualTo("decode");
    List<JsonNode> results = lines.subList(1, lines.size() - 1);
    assertThat(results)
        .extracting(line -> line.get("form").asText() + " " + line.get("contender").asText())
        .containsExactly(
            "s3 decoder",
            "s3 token_scan",
            "s3 databind",
            "s3 databind_tree",
            "s3 s3_event_notifications",
            "sns decoder",
            "sns token_scan",
            "sns databind",
            "sns databind_tree",
            "eventbridge decoder",
            "eventbridge token_scan",
            "eventbridge databind",
            "eventbridge databind_tree",
            "wire write",
            "wire read");
    assertThat(results)
        .allSatisfy(line -> assertThat(line.get("events_per_second").asLong()).isPositive());
    JsonNode last = lines.get(lines.size() - 1);
    for (String form : List.of("s3", "sns", "eventbridge")) {
      JsonNode of = last.get(form);
      assertThat(of.get("mean_body_bytes").asInt()).isBetween(300, 2000);
      assertThat(of.get("ratio_vs_token_scan").asDouble())
          .isCloseTo(ratio(results, form, "token_scan"), within(0.02));
      assertThat(of.get("ratio_vs_databind").asDouble())
          .isCloseTo(ratio(results, form, "databind"), within(0.02));
    }
  }

  private static double ratio(List<JsonNode> results, String form, String other) {
    return rate(results, form, "decoder") / rate(results, form, other);
  }

  private static double rate(List<JsonNode> results, String form, String contender) {
    return results.stream()
        .filter(line -> line.get("form").asText().equals(form))
        .filter(line -> line.get("contender").asText().equals(contender))
        .mapToDouble(line -> line.get("events_per_second").asDouble())
        .findAny()
        .orElseThrow();
  }

  @Test
  void leavesContendersOut() throws Exception {
    List<JsonNode> lines =
        run("--events 100 --rounds 2 --form eventbridge --only token_scan,databind");

    assertThat(lines).hasSize(4);
    assertThat(lines.get(3).get("eventbridge").has("ratio_vs_databind")).isFalse();
  }

  @ParameterizedTest
  @CsvSource(
      delimiter = '|',
      value = {
        "--events 99 | --events is 99; allowed: 100 to 10000000",
        "--rounds 0 | --rounds is 0; allowed: 1 to 100",
        "--form xml | --form is 'xml'; allowed: s3, sns, eventbridge, wire, all",
        "--only gson | --only names 'gson'; allowed: decoder, token_scan, databind, databind_tree,",
      })
  void saysWhatIsWrongAndWhatIsAllowed(String arguments, String message) {
    assertThat(execute(arguments)).isEqualTo(2);
    assertThat(err.toString()).contains(message).contains("Try 'scripts/bench.sh decode --help'");
    assertThat(out.toString()).isEmpty();
  }
}
