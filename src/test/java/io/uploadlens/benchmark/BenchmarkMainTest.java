package io.uploadlens.benchmark;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.PrintWriter;
import java.io.StringWriter;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import picocli.CommandLine;

class BenchmarkMainTest {

  private final StringWriter out = new StringWriter();
  private final StringWriter err = new StringWriter();

  private int execute(String... arguments) {
    CommandLine commands = BenchmarkMain.commandLine();
    commands.setOut(new PrintWriter(out)).setErr(new PrintWriter(err));
    return commands.execute(arguments);
  }

  @Test
  void helpListsTheOptions() {
    assertThat(execute("sqs", "--help")).isZero();
    assertThat(out.toString())
        .startsWith("Usage: scripts/bench.sh sqs")
        .contains("--latency", "--messages", "--parallelism", "--rounds", "--only", "--idle");
    assertThat(err.toString()).isEmpty();
  }

  @Test
  void aBenchmarkIsNeeded() {
    assertThat(execute()).isEqualTo(2);
    assertThat(err.toString())
        .contains("scripts/bench.sh: a benchmark is needed: sqs")
        .contains("Try 'scripts/bench.sh --help'");
  }

  @ParameterizedTest
  @CsvSource(
      delimiter = '|',
      value = {
        "--messages 1999 | --messages is 1999; allowed: 2000 to 5000000",
        "--messages many | Invalid value for option '--messages': 'many' is not an int",
        "--parallelism 0 | --parallelism is 0; allowed: 1 to 16",
        "--parallelism 17 | --parallelism is 17; allowed: 1 to 16",
        "--rounds 21 | --rounds is 21; allowed: 1 to 20",
        "--latency 15 | '15' is not a time such as 15ms or 1s",
        "--latency -1ms | '-1ms' is not a time such as 15ms or 1s",
        "--latency 11s | --latency is 11000ms; allowed: 0ms to 10s",
        "--only sdk_2 | --only names 'sdk_2'; allowed: source, sdk_1, sdk_20, sdk_20_async",
        "--idle 19 | --idle is 19; allowed: 20 to 3600",
        "--idle 60 --messages 5000 | --messages means nothing with --idle: leave one out",
        "--idle 60 --only source | --only means nothing with --idle: leave one out",
      })
  void saysWhatIsWrongAndWhatIsAllowed(String arguments, String message) {
    assertThat(execute(("sqs " + arguments).split(" "))).isEqualTo(2);
    assertThat(err.toString()).contains(message).contains("Try 'scripts/bench.sh sqs --help'");
    assertThat(out.toString()).isEmpty();
  }
}
