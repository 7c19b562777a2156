package io.uploadlens.benchmark;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.io.PrintWriter;
import java.io.StringWriter;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Map;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import picocli.CommandLine;
import picocli.CommandLine.Model.OptionSpec;

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
        .contains("--latency", "--messages", "--parallelism", "--rounds", "--only", "--idle")
        .contains("--hold");
    assertThat(err.toString()).isEmpty();
  }

  @Test
  void aBenchmarkIsNeeded() {
    assertThat(execute()).isEqualTo(2);
    assertThat(err.toString())
        .contains(
            "scripts/bench.sh: a benchmark is needed: sqs, fifo, engine, growth, decode or exact")
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
        "--latency 11s | --latency is 11s; allowed: 0ms to 10s",
        "--only sdk_2 | --only names 'sdk_2'; allowed: source, sdk_1, sdk_20, sdk_20_async",
        "--idle 19 | --idle is 19; allowed: 20 to 3600",
        "--idle 60 --messages 5000 | --messages means nothing with --idle: leave one out",
        "--idle 60 --only source | --only means nothing with --idle: leave one out",
        "--hold 5 | '5' is not a time such as 90s or 5m",
        "--hold 9s | --hold is 9s; allowed: 10s to 1800s",
        "--hold 31m | --hold is 1860s; allowed: 10s to 1800s",
        "--hold 1m --messages 105001 | --messages with --hold is 105001; allowed: 2000 to 105000",
        "--hold 1m --idle 60 | --idle means nothing with --hold: leave one out",
        "--hold 1m --rounds 2 | --rounds means nothing with --hold: leave one out",
        "--hold 1m --only source | --only means nothing with --hold: leave one out",
      })
  void saysWhatIsWrongAndWhatIsAllowed(String arguments, String message) {
    assertThat(execute(("sqs " + arguments).split(" "))).isEqualTo(2);
    assertThat(err.toString()).contains(message).contains("Try 'scripts/bench.sh sqs --help'");
    assertThat(out.toString()).isEmpty();
  }

  @ParameterizedTest
  @CsvSource(
      delimiter = '|',
      value = {
        "--interval 1 | '1' is not a time such as 15ms or 1s",
        "--interval 1s,99ms | --interval is 99ms; allowed: 100ms to 600s",
        "--groups 1,1001 | --groups is 1001; allowed: 1 to 1000",
        "--checkpoints 1 | --checkpoints is 1; allowed: 2 to 1000",
      })
  void saysWhatIsWrongWithTheFifoBenchmark(String arguments, String message) {
    assertThat(execute(("fifo " + arguments).split(" "))).isEqualTo(2);
    assertThat(err.toString()).contains(message).contains("Try 'scripts/bench.sh fifo --help'");
    assertThat(out.toString()).isEmpty();
  }

  @ParameterizedTest
  @CsvSource(
      delimiter = '|',
      value = {
        "--state disk | --state is 'disk'; allowed: rocksdb, heap",
        "--events 19999 | --events is 19999; allowed: 20000 to 20000000",
        "--prefixes 0 | --prefixes is 0; allowed: 1 to 30000",
        "--parallelism 17 | --parallelism is 17; allowed: 1 to 16",
        "--rounds 0 | --rounds is 0; allowed: 1 to 20",
        "--checkpoint-interval 99ms | --checkpoint-interval is 99ms; allowed: 100ms to 600s",
        "--checkpoint-interval 10 | '10' is not a time such as 15ms or 1s",
        "--only sql | --only names 'sql'; allowed: uploadlens, sql_row_number,",
        "--profile x.jfr --only datastream | --profile means nothing without uploadlens in --only",
      })
  void saysWhatIsWrongWithTheEngineBenchmark(String arguments, String message) {
    assertThat(execute(("engine " + arguments).split(" "))).isEqualTo(2);
    assertThat(err.toString()).contains(message).contains("Try 'scripts/bench.sh engine --help'");
    assertThat(out.toString()).isEmpty();
  }

  @ParameterizedTest
  @CsvSource(
      delimiter = '|',
      value = {
        "--events 9999 | --events is 9999; allowed: 10000 to 100000000",
        "--seed x | Invalid value for option '--seed': 'x' is not a long",
        "--failure-interval 499ms | --failure-interval is 499ms; allowed: 500ms to 3600s",
        "--failure-interval 3601s | --failure-interval is 3601s; allowed: 500ms to 3600s",
        "--checkpoint-interval 99ms | --checkpoint-interval is 99ms; allowed: 100ms to 600s",
        "--parallelism 0 | --parallelism is 0; allowed: 1 to 16",
        "--max-prefixes 0 | --max-prefixes is 0; allowed: 1 to 100000",
      })
  void saysWhatIsWrongWithTheExactRun(String arguments, String message) {
    assertThat(execute(("exact " + arguments).split(" "))).isEqualTo(2);
    assertThat(err.toString()).contains(message).contains("Try 'scripts/bench.sh exact --help'");
    assertThat(out.toString()).isEmpty();
  }

  @Test
  void itsPageNamesEveryBenchmarkAndOption() throws IOException {
    String page = Files.readString(Path.of("docs/benchmarks/README.md"));
    Map<String, CommandLine> benchmarks = BenchmarkMain.commandLine().getSubcommands();
    assertThat(benchmarks).isNotEmpty();
    benchmarks.forEach(
        (name, command) -> {
          assertThat(page).contains("scripts/bench.sh " + name);
          for (OptionSpec option : command.getCommandSpec().options()) {
            if (!option.usageHelp() && !option.versionHelp()) {
              assertThat(page).contains(option.longestName());
            }
          }
        });
  }
}
