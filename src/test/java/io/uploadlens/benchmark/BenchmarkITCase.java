package io.uploadlens.benchmark;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.within;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import java.io.PrintWriter;
import java.io.StringWriter;
import java.util.ArrayList;
import java.util.List;
import java.util.Set;
import java.util.stream.Collectors;
import org.junit.jupiter.api.Test;
import picocli.CommandLine;

/** The benchmark at its smallest: not what it measures, but that it measures and cleans up. */
class BenchmarkITCase {

  private static final ObjectMapper JSON = new ObjectMapper();

  private final StringWriter out = new StringWriter();
  private final StringWriter err = new StringWriter();

  private List<JsonNode> run(String... arguments) throws Exception {
    Set<ProcessHandle> before = children();
    CommandLine commands = BenchmarkMain.commandLine();
    commands.setOut(new PrintWriter(out)).setErr(new PrintWriter(err));
    assertThat(commands.execute(arguments)).as(err.toString()).isZero();
    assertThat(before).as("the endpoint's process is gone").containsAll(children());
    List<JsonNode> lines = new ArrayList<>();
    for (String line : out.toString().lines().collect(Collectors.toList())) {
      lines.add(JSON.readTree(line));
    }
    return lines;
  }

  private static Set<ProcessHandle> children() {
    return ProcessHandle.current().children().collect(Collectors.toSet());
  }

  @Test
  void comparesTheSourceWithTheLoops() throws Exception {
    List<JsonNode> lines =
        run("sqs", "--latency", "1ms", "--messages", "2000", "--rounds", "1", "--parallelism", "2");

    assertThat(lines).hasSize(6);
    JsonNode environment = lines.get(0);
    assertThat(environment.get("cores").asInt()).isPositive();
    assertThat(environment.get("mean_body_bytes").asInt()).isBetween(500, 2000);
    assertThat(lines.subList(1, 5))
        .extracting(line -> line.get("contender").asText())
        .containsExactly("source", "sdk_1", "sdk_20", "sdk_20_async");
    assertThat(lines.subList(1, 5))
        .allSatisfy(
            line -> {
              assertThat(line.get("messages").asInt()).isEqualTo(2000);
              assertThat(line.get("redelivered").asInt()).isZero();
              assertThat(line.get("latency_ms").asDouble()).isEqualTo(1.0);
              assertThat(line.get("receive_requests").asInt()).isGreaterThanOrEqualTo(200);
              assertThat(line.get("delete_requests").asInt()).isGreaterThanOrEqualTo(200);
              assertThat(line.get("messages_per_second").asDouble())
                  .isGreaterThanOrEqualTo(
                      line.get("messages_per_second_to_last_delete").asDouble());
              assertThat(line.get("cpu_seconds_per_1000_messages").asDouble()).isPositive();
            });
    assertThat(lines.get(1).get("parallelism").asInt()).isEqualTo(2);

    JsonNode last = lines.get(5);
    double source = lines.get(1).get("messages_per_second").asDouble();
    assertThat(last.get("messages_per_second").asDouble()).isEqualTo(source);
    assertThat(last.get("ratio_vs_sdk_1").asDouble())
        .isCloseTo(source / lines.get(2).get("messages_per_second").asDouble(), within(0.02));
    double best =
        Math.max(
            lines.get(3).get("messages_per_second").asDouble(),
            lines.get(4).get("messages_per_second").asDouble());
    assertThat(last.get("ratio_vs_sdk_20").asDouble()).isCloseTo(source / best, within(0.02));
  }

  @Test
  void anIdleSourceAsksOncePerLongPollAndSubtask() throws Exception {
    List<JsonNode> lines = run("sqs", "--idle", "23", "--parallelism", "2");
    assertThat(lines).hasSize(2);
    JsonNode idle = lines.get(1);
    // A poll of each subtask may end in the time, and one more at its edge.
    assertThat(idle.get("requests").asInt()).isBetween(1, 4);
    assertThat(idle.get("parallelism").asInt()).isEqualTo(2);
    assertThat(idle.get("requests_per_20_s_and_subtask").asDouble())
        .isCloseTo(idle.get("requests").asInt() / 2.0 / (23 / 20.0), within(0.001));
    assertThat(idle.get("attribute_requests").asInt()).isBetween(1, 6);
  }
}
