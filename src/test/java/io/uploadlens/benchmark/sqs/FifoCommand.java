package io.uploadlens.benchmark.sqs;

import io.uploadlens.benchmark.report.JsonLines;
import io.uploadlens.benchmark.report.OptionLimits;
import io.uploadlens.benchmark.report.TimeConverter;
import java.time.Duration;
import java.util.List;
import java.util.concurrent.Callable;
import picocli.CommandLine.Command;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.Option;
import picocli.CommandLine.Spec;

/** {@code scripts/bench.sh fifo}: checks the options and runs what they ask for. */
@Command(
    name = "fifo",
    sortOptions = false,
    mixinStandardHelpOptions = true,
    usageHelpWidth = 100,
    description = {
      "How many messages a second the source reads of each message group of a FIFO queue, which is"
          + " an ElasticMQ in this JVM, beside 10 messages per checkpoint interval: what deleting"
          + " on checkpoints allows.",
      "docs/benchmarks/README.md says how to read the result."
    })
public final class FifoCommand implements Callable<Integer> {

  @Option(
      names = "--interval",
      paramLabel = "TIME",
      split = ",",
      defaultValue = "1s,4s",
      converter = TimeConverter.class,
      description = "Checkpoint intervals, 100ms to 600s each. Default: 1s,4s")
  private List<Duration> intervals;

  @Option(
      names = "--groups",
      paramLabel = "N",
      split = ",",
      defaultValue = "1,20",
      description = "Message groups, 1 to 1000 each. Default: 1,20")
  private List<Integer> groups;

  @Option(
      names = "--checkpoints",
      paramLabel = "N",
      defaultValue = "10",
      description = "Checkpoint intervals that are measured, 2 to 1000. Default: 10")
  private int checkpoints;

  @Spec private CommandSpec spec;

  @Override
  public Integer call() throws Exception {
    check();
    JsonLines out = new JsonLines(spec.commandLine().getOut(), spec.commandLine().getErr());
    try (FifoRate rate = new FifoRate(out)) {
      for (Duration interval : intervals) {
        for (int count : groups) {
          rate.measure(interval, count, checkpoints);
        }
      }
    }
    return 0;
  }

  private void check() {
    OptionLimits limits = new OptionLimits(spec);
    for (Duration interval : intervals) {
      limits.between("--interval", interval, Duration.ofMillis(100), Duration.ofMinutes(10));
    }
    for (int count : groups) {
      limits.between("--groups", count, 1, 1000);
    }
    limits.between("--checkpoints", checkpoints, 2, 1000);
  }
}
