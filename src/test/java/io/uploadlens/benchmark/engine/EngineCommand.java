package io.uploadlens.benchmark.engine;

import com.fasterxml.jackson.databind.node.ObjectNode;
import io.uploadlens.benchmark.cluster.LocalCluster;
import io.uploadlens.benchmark.report.BenchmarkEnvironment;
import io.uploadlens.benchmark.report.JsonLines;
import io.uploadlens.benchmark.report.OptionLimits;
import io.uploadlens.benchmark.report.TimeConverter;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import java.util.concurrent.Callable;
import org.apache.flink.configuration.CheckpointingOptions;
import org.apache.flink.configuration.Configuration;
import org.apache.flink.configuration.MemorySize;
import org.apache.flink.configuration.PipelineOptions;
import org.apache.flink.configuration.StateBackendOptions;
import org.apache.flink.configuration.TaskManagerOptions;
import org.apache.flink.contrib.streaming.state.RocksDBConfigurableOptions;
import org.apache.flink.contrib.streaming.state.RocksDBOptions;
import picocli.CommandLine.Command;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.Option;
import picocli.CommandLine.Spec;

/** {@code scripts/bench.sh engine}: checks the options and runs what they ask for. */
@Command(
    name = "engine",
    sortOptions = false,
    mixinStandardHelpOptions = true,
    usageHelpWidth = 100,
    description = {
      "The engine of UploadLens (count each event once, aggregate by window), and the same by Flink"
          + " SQL, by the DataStream API and by plain Java, in turn, on the same events, in a Flink"
          + " cluster in this JVM. All results are compared with each other.",
      "docs/benchmarks/README.md says how to read the result."
    })
public final class EngineCommand implements Callable<Integer> {

  /** For each slot: RocksDB's caches and buffers, and SQL's tables. */
  static final int MANAGED_MEMORY_MB = 512;

  /** Between checkpoints. */
  static final Duration SHORTEST = Duration.ofMillis(100);

  /** Between checkpoints. */
  static final Duration LONGEST = Duration.ofMinutes(10);

  @Option(
      names = "--state",
      paramLabel = "WHERE",
      defaultValue = "rocksdb",
      description =
          "Flink's state backend: rocksdb, with incremental checkpoints, or heap. Default: rocksdb")
  private String state;

  @Option(
      names = "--events",
      paramLabel = "N",
      defaultValue = "5000000",
      description =
          "Events per round, 20000 to 20000000, some 250 bytes of heap each. Default: 5000000")
  private int events;

  @Option(
      names = "--prefixes",
      paramLabel = "N",
      defaultValue = "2000",
      description = "Prefixes of each of the five buckets, 1 to 30000. Default: 2000")
  private int prefixes;

  @Option(
      names = "--parallelism",
      paramLabel = "P",
      defaultValue = "2",
      description = "Subtasks of every operator, 1 to 16. Default: 2")
  private int parallelism;

  @Option(
      names = "--rounds",
      paramLabel = "R",
      defaultValue = "3",
      description =
          "Rounds that count, 1 to 20, after one with a quarter of the events that does not."
              + " Default: 3")
  private int rounds;

  @Option(
      names = "--checkpoint-interval",
      paramLabel = "TIME",
      defaultValue = "10s",
      converter = TimeConverter.class,
      description = "Time between checkpoints, 100ms to 600s. Default: 10s")
  private Duration checkpointInterval;

  @Option(
      names = "--only",
      paramLabel = "NAME",
      split = ",",
      description =
          "Only these contenders, of uploadlens, sql_row_number, sql_window_deduplication,"
              + " datastream and plain_java. Default: all")
  private List<String> only = new ArrayList<>();

  @Option(
      names = "--profile",
      paramLabel = "FILE",
      description =
          "Records uploadlens's rounds, and no others, with the JVM's flight recorder into this"
              + " file, and tells on standard error which packages and methods took the time")
  private Path profile;

  @Spec private CommandSpec spec;

  @Override
  public Integer call() throws Exception {
    EngineSetting setting = setting();
    JsonLines out = new JsonLines(spec.commandLine().getOut(), spec.commandLine().getErr());
    out.line(environment(setting));
    EngineProfile recorder = profile == null ? null : new EngineProfile(profile);
    try (LocalCluster cluster =
        LocalCluster.start(
            parallelism,
            configuration ->
                configure(setting.state, checkpointInterval, parallelism, configuration))) {
      new EngineComparison(setting, cluster, out, recorder).run();
    }
    if (recorder != null) {
      out.progress(recorder.summary());
    }
    return 0;
  }

  /** Configures a cluster of one TaskManager with that many slots. */
  static void configure(
      EngineSetting.State state,
      Duration checkpointInterval,
      int slots,
      Configuration configuration) {
    configuration.set(CheckpointingOptions.CHECKPOINTING_INTERVAL, checkpointInterval);
    boolean rocksDb = state == EngineSetting.State.ROCKSDB;
    configuration.set(StateBackendOptions.STATE_BACKEND, rocksDb ? "rocksdb" : "hashmap");
    configuration.set(CheckpointingOptions.INCREMENTAL_CHECKPOINTS, rocksDb);
    // For SQL and the DataStream API, which ask the state for every event. A file's index or filter
    // in one block can be too large for a shard of the cache, and is read for every one then.
    configuration.set(RocksDBConfigurableOptions.USE_BLOOM_FILTER, true);
    configuration.set(RocksDBOptions.USE_PARTITIONED_INDEX_FILTERS, true);
    configuration.set(PipelineOptions.OBJECT_REUSE, true);
    configuration.set(
        TaskManagerOptions.MANAGED_MEMORY_SIZE,
        MemorySize.ofMebiBytes((long) MANAGED_MEMORY_MB * slots));
  }

  private static ObjectNode environment(EngineSetting setting) throws InterruptedException {
    return BenchmarkEnvironment.toJson("engine")
        .put("workload", 1)
        .put("events", setting.events)
        .put("prefixes", setting.prefixes)
        .put("state", setting.state.name().toLowerCase(Locale.ROOT))
        .put("parallelism", setting.parallelism)
        .put("checkpoint_interval_ms", setting.checkpointInterval.toMillis())
        .put("managed_memory_mb_per_slot", MANAGED_MEMORY_MB);
  }

  private EngineSetting setting() {
    OptionLimits limits = new OptionLimits(spec);
    limits.between("--events", events, 20_000, 20_000_000);
    limits.between("--prefixes", prefixes, 1, 30_000);
    limits.between("--parallelism", parallelism, 1, 16);
    limits.between("--rounds", rounds, 1, 20);
    limits.between("--checkpoint-interval", checkpointInterval, SHORTEST, LONGEST);
    limits.names("--only", only, EngineComparison.NAMES);
    if (profile != null && !only.isEmpty() && !only.contains(EngineComparison.UPLOADLENS)) {
      throw limits.wrong("--profile means nothing without uploadlens in --only: leave one out");
    }
    return new EngineSetting(
        state(limits),
        events,
        prefixes,
        parallelism,
        rounds,
        checkpointInterval,
        only.isEmpty() ? EngineComparison.NAMES : only);
  }

  private EngineSetting.State state(OptionLimits limits) {
    switch (state) {
      case "rocksdb":
        return EngineSetting.State.ROCKSDB;
      case "heap":
        return EngineSetting.State.HEAP;
      default:
        throw limits.wrong("--state is '" + state + "'; allowed: rocksdb, heap");
    }
  }
}
