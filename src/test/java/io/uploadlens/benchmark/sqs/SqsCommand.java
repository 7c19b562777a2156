package io.uploadlens.benchmark.sqs;

import com.fasterxml.jackson.databind.node.ObjectNode;
import io.uploadlens.benchmark.endpoint.EndpointProcess;
import io.uploadlens.benchmark.report.BenchmarkEnvironment;
import io.uploadlens.benchmark.report.JsonLines;
import io.uploadlens.benchmark.report.OptionLimits;
import io.uploadlens.benchmark.report.TimeConverter;
import java.io.IOException;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import java.util.concurrent.Callable;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import org.apache.flink.runtime.testutils.InMemoryReporter;
import picocli.CommandLine.Command;
import picocli.CommandLine.ITypeConverter;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.Option;
import picocli.CommandLine.Spec;
import picocli.CommandLine.TypeConversionException;

/** {@code scripts/bench.sh sqs}: checks the options and runs what they ask for. */
@Command(
    name = "sqs",
    sortOptions = false,
    mixinStandardHelpOptions = true,
    usageHelpWidth = 100,
    description = {
      "The SQS source of UploadLens in a Flink cluster in this JVM, and plain loops of the AWS SDK,"
          + " in turn, on queues of the same endpoint, which runs in a JVM of its own on the same"
          + " processors.",
      "docs/benchmarks/README.md says how to read the result."
    })
public final class SqsCommand implements Callable<Integer> {

  @Option(
      names = "--latency",
      paramLabel = "TIME",
      defaultValue = "15ms",
      converter = TimeConverter.class,
      description = "Added to every request, 0ms to 10s. Default: 15ms")
  private Duration latency;

  @Option(
      names = "--messages",
      paramLabel = "N",
      defaultValue = "100000",
      description =
          "Messages per round, 2000 to 5000000; the one-thread loop, which is slow, gets a 25th,"
              + " at least 2000. Default: 100000")
  private int messages;

  @Option(
      names = "--parallelism",
      paramLabel = "P",
      defaultValue = "1",
      description = "Subtasks of the source, 1 to 16. Default: 1")
  private int parallelism;

  @Option(
      names = "--rounds",
      paramLabel = "R",
      defaultValue = "3",
      description = "Rounds that count, 1 to 20, after one that does not. Default: 3")
  private int rounds;

  @Option(
      names = "--only",
      paramLabel = "NAME",
      split = ",",
      description =
          "Only these contenders, of source, sdk_1, sdk_20 and sdk_20_async. Default: all")
  private List<String> only = new ArrayList<>();

  @Option(
      names = "--idle",
      paramLabel = "SECONDS",
      description = "Instead: what the source asks of an empty queue in so long, 20 to 3600")
  private Integer idleSeconds;

  @Option(
      names = "--hold",
      paramLabel = "TIME",
      converter = HoldConverter.class,
      description =
          "Instead: hold all messages, 105000 at most, for so long, 10s to 30m, because no checkpoint"
              + " completes, then let one; fails if a message comes back or more than 512 MB of heap"
              + " is used")
  private Duration hold;

  @Spec private CommandSpec spec;

  @Override
  public Integer call() throws Exception {
    check();
    JsonLines out = new JsonLines(spec.commandLine().getOut(), spec.commandLine().getErr());
    if (hold != null) {
      return hold(out);
    }
    try (EndpointProcess endpoint = EndpointProcess.start(latency);
        SourceCluster cluster = needsCluster() ? SourceCluster.start(parallelism) : null) {
      BenchmarkSetting setting =
          new BenchmarkSetting(endpoint, latency, messages, parallelism, rounds);
      out.line(environment(setting));
      if (idleSeconds != null) {
        new IdleRun(setting, cluster, out).run(Duration.ofSeconds(idleSeconds));
      } else {
        new Comparison(setting, contenders(setting, cluster), out).run();
      }
    }
    return 0;
  }

  private static ObjectNode environment(BenchmarkSetting setting)
      throws IOException, InterruptedException {
    return BenchmarkEnvironment.toJson("sqs")
        .put("endpoint", "in a JVM of its own on the same cores")
        .put("mean_body_bytes", setting.endpoint().meanBodyBytes())
        .put("latency_ms", setting.latencyMillis())
        .put("parallelism", setting.parallelism());
  }

  private int hold(JsonLines out) throws Exception {
    InMemoryReporter metrics = InMemoryReporter.createWithRetainedMetrics();
    try (EndpointProcess endpoint = EndpointProcess.start(latency);
        SourceCluster cluster = SourceCluster.start(parallelism, metrics::addToConfiguration)) {
      BenchmarkSetting setting =
          new BenchmarkSetting(endpoint, latency, messages, parallelism, rounds);
      out.line(environment(setting));
      return new HoldRun(setting, cluster, metrics, out).run(hold) ? 0 : 1;
    }
  }

  private boolean needsCluster() {
    return idleSeconds != null || only.isEmpty() || only.contains(Comparison.SOURCE);
  }

  private List<Contender> contenders(BenchmarkSetting setting, SourceCluster cluster) {
    List<Contender> contenders = new ArrayList<>();
    for (String name : only.isEmpty() ? Comparison.NAMES : only) {
      switch (name) {
        case Comparison.SOURCE:
          contenders.add(new SourceContender(setting, cluster));
          break;
        case Comparison.SDK_1:
          contenders.add(new SdkThreads(name, setting, 1));
          break;
        case Comparison.SDK_20:
          contenders.add(new SdkThreads(name, setting, BenchmarkSetting.RECEIVERS));
          break;
        default:
          contenders.add(new SdkAsync(name, setting, BenchmarkSetting.RECEIVERS));
      }
    }
    return contenders;
  }

  private void check() {
    OptionLimits limits = new OptionLimits(spec);
    limits.between("--latency", latency, Duration.ZERO, Duration.ofSeconds(10));
    limits.between("--messages", messages, Comparison.LEAST_MESSAGES, 5_000_000);
    limits.between("--parallelism", parallelism, 1, 16);
    limits.between("--rounds", rounds, 1, 20);
    limits.names("--only", only, Comparison.NAMES);
    if (hold != null) {
      limits.between("--hold", hold, Duration.ofSeconds(10), Duration.ofMinutes(30));
      limits.between("--messages with --hold", messages, Comparison.LEAST_MESSAGES, 105_000);
      limits.withoutOthers("--hold", "--idle", "--rounds", "--only");
    }
    if (idleSeconds != null) {
      limits.between("--idle", idleSeconds, 20, 3600);
      limits.withoutOthers("--idle", "--messages", "--rounds", "--only");
    }
  }

  /** Longer times, as {@code 90s} or {@code 5m}. */
  static final class HoldConverter implements ITypeConverter<Duration> {
    private static final Pattern TIME = Pattern.compile("([0-9]{1,5})(s|m)");

    @Override
    public Duration convert(String text) {
      Matcher matcher = TIME.matcher(text.toLowerCase(Locale.ROOT));
      if (!matcher.matches()) {
        throw new TypeConversionException("'" + text + "' is not a time such as 90s or 5m");
      }
      long number = Long.parseLong(matcher.group(1));
      return matcher.group(2).equals("m") ? Duration.ofMinutes(number) : Duration.ofSeconds(number);
    }
  }
}
