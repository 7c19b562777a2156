package io.uploadlens.benchmark.sqs;

import io.uploadlens.source.sqs.SqsSource;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Comparator;
import java.util.List;
import java.util.concurrent.CompletableFuture;
import java.util.function.Consumer;
import java.util.stream.Collectors;
import java.util.stream.Stream;
import org.apache.flink.api.common.JobID;
import org.apache.flink.api.common.eventtime.WatermarkStrategy;
import org.apache.flink.configuration.CheckpointingOptions;
import org.apache.flink.configuration.Configuration;
import org.apache.flink.configuration.MemorySize;
import org.apache.flink.configuration.RestOptions;
import org.apache.flink.configuration.RestartStrategyOptions;
import org.apache.flink.configuration.TaskManagerOptions;
import org.apache.flink.runtime.jobmaster.JobResult;
import org.apache.flink.runtime.minicluster.MiniCluster;
import org.apache.flink.runtime.minicluster.MiniClusterConfiguration;
import org.apache.flink.streaming.api.environment.StreamExecutionEnvironment;
import org.apache.flink.streaming.api.functions.sink.v2.DiscardingSink;

/** A Flink cluster in this JVM; checkpoints are files. */
final class SourceCluster implements AutoCloseable {

  private final MiniCluster cluster;
  private final Configuration configuration;
  private final int parallelism;
  private final Path directory;
  private final Thread onExit;

  private SourceCluster(
      MiniCluster cluster, Configuration configuration, int parallelism, Path directory) {
    this.cluster = cluster;
    this.configuration = configuration;
    this.parallelism = parallelism;
    this.directory = directory;
    this.onExit = new Thread(this::deleteAtExit, "benchmark-clean-up");
    Runtime.getRuntime().addShutdownHook(onExit);
  }

  static SourceCluster start(int parallelism) throws Exception {
    return start(parallelism, configuration -> {});
  }

  /** With more in its configuration. */
  static SourceCluster start(int parallelism, Consumer<Configuration> more) throws Exception {
    Path directory = Files.createTempDirectory("uploadlens-bench");
    Configuration configuration = new Configuration();
    configuration.set(RestOptions.ADDRESS, "127.0.0.1");
    configuration.set(RestOptions.BIND_ADDRESS, "127.0.0.1");
    configuration.set(RestOptions.BIND_PORT, "0");
    configuration.set(TaskManagerOptions.NETWORK_MEMORY_MIN, MemorySize.ofMebiBytes(64));
    configuration.set(TaskManagerOptions.NETWORK_MEMORY_MAX, MemorySize.ofMebiBytes(64));
    configuration.set(TaskManagerOptions.MANAGED_MEMORY_SIZE, MemorySize.ofMebiBytes(64));
    configuration.set(
        CheckpointingOptions.CHECKPOINTING_INTERVAL, BenchmarkSetting.CHECKPOINT_INTERVAL);
    configuration.set(
        CheckpointingOptions.CHECKPOINTS_DIRECTORY, directory.resolve("checkpoints").toUri() + "");
    configuration.set(RestartStrategyOptions.RESTART_STRATEGY, "none");
    more.accept(configuration);
    MiniCluster cluster =
        new MiniCluster(
            new MiniClusterConfiguration.Builder()
                .setConfiguration(configuration)
                .setNumTaskManagers(1)
                .setNumSlotsPerTaskManager(parallelism)
                .build());
    cluster.start();
    return new SourceCluster(cluster, configuration, parallelism, directory);
  }

  /** Runs the source alone, with nothing but a sink that throws away behind it. */
  Job run(SqsSource<String> source) throws Exception {
    return run(source, env -> {});
  }

  /** With an environment that is made different. */
  Job run(SqsSource<String> source, Consumer<StreamExecutionEnvironment> tune) throws Exception {
    StreamExecutionEnvironment env =
        StreamExecutionEnvironment.getExecutionEnvironment(configuration);
    env.setParallelism(parallelism);
    env.getConfig().disableGenericTypes();
    tune.accept(env);
    env.fromSource(source, WatermarkStrategy.noWatermarks(), "messages")
        .uid("messages")
        .sinkTo(new DiscardingSink<>())
        .name("nowhere")
        .uid("nowhere");
    JobID id = cluster.submitJob(env.getStreamGraph().getJobGraph()).get().getJobID();
    return new Job(cluster, id);
  }

  /** A directory that lasts as long as the cluster. */
  Path directory() {
    return directory;
  }

  @Override
  public void close() throws Exception {
    cluster.close();
    Runtime.getRuntime().removeShutdownHook(onExit);
    delete(directory);
  }

  /** On Ctrl-C, while the cluster still writes. */
  private void deleteAtExit() {
    try {
      delete(directory);
    } catch (UncheckedIOException e) {
      System.err.println(e.getMessage() + ": " + e.getCause());
    }
  }

  private static void delete(Path directory) {
    List<Path> paths;
    try (Stream<Path> walk = Files.walk(directory)) {
      paths = walk.sorted(Comparator.reverseOrder()).collect(Collectors.toList());
      for (Path path : paths) {
        Files.deleteIfExists(path);
      }
    } catch (IOException e) {
      throw new UncheckedIOException("Deleting " + directory + " failed", e);
    }
  }

  /** A job that runs. */
  static final class Job implements Contender.Reading {
    private final MiniCluster cluster;
    private final JobID id;
    private final CompletableFuture<JobResult> result;

    Job(MiniCluster cluster, JobID id) {
      this.cluster = cluster;
      this.id = id;
      this.result = cluster.requestJobResult(id);
    }

    JobID id() {
      return id;
    }

    @Override
    public void check() throws Exception {
      if (result.isDone()) {
        throw new IllegalStateException(
            "The job ended",
            result
                .get()
                .getSerializedThrowable()
                .map(error -> error.deserializeError(SourceCluster.class.getClassLoader()))
                .orElse(null));
      }
    }

    @Override
    public void stop() throws Exception {
      check();
      cluster.cancelJob(id).get();
      result.get();
    }
  }
}
