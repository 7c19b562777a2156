package io.uploadlens.benchmark.engine;

import com.fasterxml.jackson.databind.node.ObjectNode;
import io.uploadlens.benchmark.cluster.LocalCluster;
import io.uploadlens.benchmark.report.BenchmarkEnvironment;
import io.uploadlens.benchmark.report.JsonLines;
import io.uploadlens.benchmark.report.OptionLimits;
import io.uploadlens.benchmark.report.TimeConverter;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.Callable;
import org.apache.flink.configuration.Configuration;
import picocli.CommandLine.Command;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.Option;
import picocli.CommandLine.Spec;

/** {@code scripts/bench.sh growth}: checks the options and runs what they ask for. */
@Command(
    name = "growth",
    sortOptions = false,
    mixinStandardHelpOptions = true,
    usageHelpWidth = 100,
    description = {
      "How throughput, heap, state and checkpoints of the engine grow with the rate of events, the"
          + " number of prefixes, the allowed lateness and the parallelism: one of them at a time."
          + " On RocksDB, all rows compared with the truth.",
      "docs/benchmarks/README.md says how to read the result."
    })
public final class GrowthCommand implements Callable<Integer> {

  @Option(
      names = "--events",
      paramLabel = "N",
      defaultValue = "5000000",
      description =
          "Events per setting, 20000 to 10000000; more where windows would not close with so few."
              + " Default: 5000000")
  private int events;

  @Option(
      names = "--rate",
      paramLabel = "N",
      defaultValue = "1000",
      description =
          "Events per second of event time, 10 to 1000; those that come in, and not how fast they"
              + " are counted. Rates of a tenth and of ten times that are tried as well."
              + " Default: 1000")
  private int rate;

  @Option(
      names = "--vary",
      paramLabel = "NAME",
      split = ",",
      description = "Only these, of rate, prefixes, lateness and parallelism. Default: all")
  private List<String> vary = new ArrayList<>();

  @Option(
      names = "--checkpoint-interval",
      paramLabel = "TIME",
      defaultValue = "10s",
      converter = TimeConverter.class,
      description = "Time between checkpoints, 100ms to 600s. Default: 10s")
  private Duration checkpointInterval;

  @Spec private CommandSpec spec;

  @Override
  public Integer call() throws Exception {
    requireAllowed();
    JsonLines out = new JsonLines(spec.commandLine().getOut(), spec.commandLine().getErr());
    out.line(
        BenchmarkEnvironment.toJson("growth")
            .put("workload", 1)
            .put("state", "rocksdb")
            .put("checkpoint_interval_ms", checkpointInterval.toMillis())
            .put("managed_memory_mb_per_slot", EngineCommand.MANAGED_MEMORY_MB));
    out.progress("Warming up ...");
    GrowthPoint base = GrowthPoint.base(rate);
    run(base);
    List<GrowthPoint> points = new ArrayList<>(List.of(base));
    points.addAll(base.around(vary.isEmpty() ? GrowthPoint.NAMES : vary));
    for (GrowthPoint point : points) {
      out.progress(point + " ...");
      out.line(run(point));
    }
    return 0;
  }

  private ObjectNode run(GrowthPoint point) throws Exception {
    int count = point.events(events);
    Workload workload =
        WorkloadGenerator.generate(EngineSetting.SEED, count, point.prefixes, point.span(count));
    EngineResult result;
    try (LocalCluster cluster =
        LocalCluster.start(point.parallelism, configuration -> configure(point, configuration))) {
      result =
          new EngineTrial(cluster, point.parallelism)
              .run(
                  new UploadLensContender(point.allowedLateness),
                  1,
                  workload,
                  Truth.of(workload),
                  point.allowedLateness);
    }
    ObjectNode line = point.toJson();
    line.setAll(result.toJson());
    return line.put("heap_mb", Math.round(result.heapBytes() / 1048576.0));
  }

  private void configure(GrowthPoint point, Configuration configuration) {
    EngineCommand.configure(
        EngineSetting.State.ROCKSDB, checkpointInterval, point.parallelism, configuration);
  }

  private void requireAllowed() {
    OptionLimits limits = new OptionLimits(spec);
    limits.between("--events", events, 20_000, 10_000_000);
    limits.between("--rate", rate, 10, 1_000);
    limits.between(
        "--checkpoint-interval", checkpointInterval, EngineCommand.SHORTEST, EngineCommand.LONGEST);
    limits.names("--vary", vary, GrowthPoint.NAMES);
  }
}
