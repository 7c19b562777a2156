package io.uploadlens.benchmark.engine;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.within;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import java.io.PrintWriter;
import java.io.StringWriter;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.stream.Collectors;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import picocli.CommandLine;

/** The benchmark at its smallest: not what it measures, but that all contenders agree. */
class EngineBenchmarkITCase {

  private static final ObjectMapper JSON = new ObjectMapper();

  private final StringWriter err = new StringWriter();

  private List<JsonNode> run(Object benchmark, String... arguments) throws Exception {
    StringWriter out = new StringWriter();
    CommandLine command = new CommandLine(benchmark);
    command.setOut(new PrintWriter(out)).setErr(new PrintWriter(err));
    assertThat(command.execute(arguments)).as(err.toString()).isZero();
    List<JsonNode> lines = new ArrayList<>();
    for (String line : out.toString().lines().collect(Collectors.toList())) {
      lines.add(JSON.readTree(line));
    }
    return lines;
  }

  @Test
  void everyContenderComesToTheSameNumbersOnRocksDb(@TempDir Path directory) throws Exception {
    Path profile = directory.resolve("engine.jfr");
    List<JsonNode> lines =
        run(
            new EngineCommand(),
            "--state=rocksdb",
            "--events=20000",
            "--rounds=1",
            "--parallelism=2",
            "--prefixes=200",
            "--profile=" + profile);

    assertThat(lines).hasSize(7);
    assertThat(lines.get(0).get("events").asInt()).isEqualTo(20_000);
    assertThat(lines.get(0).get("state").asText()).isEqualTo("rocksdb");
    List<JsonNode> rounds = lines.subList(1, 6);
    assertThat(rounds)
        .extracting(line -> line.get("contender").asText())
        .containsExactlyElementsOf(EngineComparison.NAMES);
    assertThat(rounds)
        .allSatisfy(line -> assertThat(line.get("events_per_second").asDouble()).isPositive());
    assertThat(rounds.subList(0, 4))
        .allSatisfy(
            line ->
                assertThat(line.get("checkpoint_bytes").asLong())
                    .isGreaterThanOrEqualTo(line.get("state_bytes").asLong())
                    .isPositive());

    assertThat(rounds.get(1).get("tuning").asText()).contains("mini-batch", "phase");
    JsonNode ours = rounds.get(0);
    JsonNode last = lines.get(6);
    double rate = ours.get("events_per_second").asDouble();
    assertThat(last.get("events_per_second").asDouble()).isEqualTo(rate);
    double sql =
        Math.max(
            rounds.get(1).get("events_per_second").asDouble(),
            rounds.get(2).get("events_per_second").asDouble());
    assertThat(last.get("ratio_vs_flink_sql").asDouble()).isCloseTo(rate / sql, within(0.01));
    assertThat(last.get("ratio_vs_datastream").asDouble())
        .isCloseTo(rate / rounds.get(3).get("events_per_second").asDouble(), within(0.01));
    assertThat(last.get("state_bytes_per_event").asDouble())
        .isEqualTo(ours.get("state_bytes_per_event").asDouble());
    assertThat(last.get("checkpoint_bytes").asLong())
        .isEqualTo(ours.get("checkpoint_bytes").asLong());
    assertThat(profile).isNotEmptyFile();
    assertThat(err.toString()).contains("by thread:", "slices (1/2)#0", "io.uploadlens.analytics.");
  }

  @Test
  void theRoundsOfTwoContendersComeToTheSameNumbersOnTheHeap() throws Exception {
    List<JsonNode> lines =
        run(
            new EngineCommand(),
            "--state=heap",
            "--events=20000",
            "--prefixes=200",
            "--rounds=2",
            "--only=uploadlens,datastream");

    assertThat(lines).hasSize(6);
    assertThat(lines.get(5).has("ratio_vs_flink_sql")).isFalse();
    assertThat(lines.get(5).has("ratio_vs_datastream")).isTrue();
  }

  @Test
  void theStateGrowsWithTheLatenessAndWithWhatComesIn() throws Exception {
    List<JsonNode> lines =
        run(new GrowthCommand(), "--events=20000", "--rate=10", "--vary=rate,lateness");

    assertThat(lines).hasSize(6);
    assertThat(lines.subList(1, 6))
        .extracting(line -> line.get("varied").asText())
        .containsExactly("base", "rate", "rate", "lateness", "lateness");
    assertThat(lines.subList(1, 6))
        .allSatisfy(
            line -> {
              // At the last watermark a window is over, and events wait 10 seconds for it.
              long seconds = line.get("allowed_lateness_ms").asLong() / 1000;
              long rate = line.get("event_rate").asLong();
              assertThat(line.get("state_identities").asLong())
                  .isBetween(rate * (seconds - 90) * 95 / 100, rate * (seconds + 60));
              assertThat(line.get("state_bytes").asLong())
                  .isGreaterThan(16 * line.get("state_identities").asLong());
              assertThat(line.has("heap_mb")).isTrue();
            });
  }
}
