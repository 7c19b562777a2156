package io.uploadlens.benchmark.exact;

import com.fasterxml.jackson.databind.node.ObjectNode;
import io.uploadlens.benchmark.report.BenchmarkEnvironment;
import io.uploadlens.benchmark.report.JsonLines;
import io.uploadlens.benchmark.report.OptionLimits;
import io.uploadlens.benchmark.report.TimeConverter;
import java.time.Duration;
import java.util.concurrent.Callable;
import picocli.CommandLine.Command;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.Option;
import picocli.CommandLine.Spec;

/** {@code scripts/bench.sh exact}: checks the options and runs what they ask for. */
@Command(
    name = "exact",
    sortOptions = false,
    mixinStandardHelpOptions = true,
    usageHelpWidth = 100,
    description = {
      "The engine of UploadLens over three days of events with a tenth of duplicates, through"
          + " failures and rescaling, in a Flink cluster in this JVM; every row is compared with"
          + " numbers counted without the engine. The exit status is 0 if all are equal.",
      "docs/benchmarks/README.md says how to read the result."
    })
public final class ExactCommand implements Callable<Integer> {

  @Option(
      names = "--events",
      paramLabel = "N",
      defaultValue = "20000000",
      description = "Events, 10000 to 100000000, each once. Default: 20000000")
  private int events;

  @Option(
      names = "--seed",
      paramLabel = "SEED",
      defaultValue = "1",
      description = "Decides events, deliveries, and when and where failures are. Default: 1")
  private long seed;

  @Option(
      names = "--failure-interval",
      paramLabel = "TIME",
      defaultValue = "30s",
      converter = TimeConverter.class,
      description = "Time between failures in the mean, 500ms to 3600s. Default: 30s")
  private Duration failureInterval;

  @Option(
      names = "--checkpoint-interval",
      paramLabel = "TIME",
      defaultValue = "10s",
      converter = TimeConverter.class,
      description = "Time between checkpoints, 100ms to 600s. Default: 10s")
  private Duration checkpointInterval;

  @Option(
      names = "--parallelism",
      paramLabel = "P",
      defaultValue = "2",
      description =
          "Subtasks of every operator, 1 to 16; in the middle of the run half as many, or 2 for 1."
              + " Default: 2")
  private int parallelism;

  @Option(
      names = "--max-prefixes",
      paramLabel = "K",
      defaultValue = "2500",
      description =
          "Rows of each bucket, level and window, 1 to 100000; a bucket has 2041 prefixes, so that"
              + " fewer make rows that are retracted. Default: 2500")
  private int maxPrefixes;

  @Spec private CommandSpec spec;

  @Override
  public Integer call() throws Exception {
    OptionLimits limits = new OptionLimits(spec);
    limits.between("--events", events, 10_000, 100_000_000);
    limits.between(
        "--failure-interval", failureInterval, Duration.ofMillis(500), Duration.ofHours(1));
    limits.between(
        "--checkpoint-interval",
        checkpointInterval,
        Duration.ofMillis(100),
        Duration.ofMinutes(10));
    limits.between("--parallelism", parallelism, 1, 16);
    limits.between("--max-prefixes", maxPrefixes, 1, 100_000);
    ExactSetting setting =
        new ExactSetting(events, seed, parallelism, checkpointInterval, failureInterval);
    setting.maxPrefixes = maxPrefixes;
    JsonLines out = new JsonLines(spec.commandLine().getOut(), spec.commandLine().getErr());
    out.line(environment(setting));
    ObjectNode summary = new ExactRun(setting, out::progress).run();
    out.line(summary);
    return summary.get("passed").asBoolean() ? 0 : 1;
  }

  private static ObjectNode environment(ExactSetting setting) throws InterruptedException {
    return BenchmarkEnvironment.toJson("exact")
        .put("events", setting.events)
        .put("seed", setting.seed)
        .put("buckets", 5)
        .put("prefixes", setting.prefixes)
        .put("max_prefixes", setting.maxPrefixes)
        .put("state", "rocksdb")
        .put("parallelism", setting.parallelism)
        .put("checkpoint_interval_ms", setting.checkpointInterval.toMillis())
        .put("failure_interval_ms", setting.failureInterval.toMillis());
  }
}
