package io.uploadlens.benchmark.exact;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.Collections;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.TimeoutException;
import java.util.concurrent.atomic.AtomicBoolean;
import java.util.function.BooleanSupplier;
import org.apache.flink.configuration.CheckpointingOptions;
import org.apache.flink.configuration.Configuration;
import org.apache.flink.configuration.CoreOptions;
import org.apache.flink.configuration.ExternalizedCheckpointRetention;
import org.apache.flink.configuration.MemorySize;
import org.apache.flink.configuration.PipelineOptions;
import org.apache.flink.configuration.RestOptions;
import org.apache.flink.configuration.RestartStrategyOptions;
import org.apache.flink.configuration.StateBackendOptions;
import org.apache.flink.configuration.TaskManagerOptions;
import org.apache.flink.runtime.minicluster.MiniCluster;
import org.apache.flink.runtime.minicluster.MiniClusterConfiguration;
import org.apache.flink.runtime.testutils.InMemoryReporter;
import org.apache.flink.streaming.api.environment.ExecutionCheckpointingOptions;
import org.apache.flink.util.FileUtils;

/** Two TaskManagers in this JVM, with RocksDB and checkpoints in files, which may be killed. */
final class ExactCluster implements AutoCloseable {

  private static final int TASK_MANAGERS = 2;
  private static final int STOPS_WITHIN_SECONDS = 30;
  private static final Duration PATIENCE = Duration.ofMinutes(2);

  private final MiniCluster cluster;
  private final Configuration configuration;
  private final InMemoryReporter metrics;
  private final Path directory;
  private final Thread onExit;
  private final AtomicBoolean closing = new AtomicBoolean();

  /** TaskManagers are numbered in the order in which they were started. */
  private int oldestTaskManager;

  private ExactCluster(
      MiniCluster cluster, Configuration configuration, InMemoryReporter metrics, Path directory) {
    this.cluster = cluster;
    this.configuration = configuration;
    this.metrics = metrics;
    this.directory = directory;
    this.onExit = new Thread(this::closeAtExit, "benchmark-clean-up");
    Runtime.getRuntime().addShutdownHook(onExit);
  }

  static ExactCluster start(ExactSetting setting) throws Exception {
    Path directory = Files.createTempDirectory("uploadlens-bench");
    Configuration configuration = configuration(setting, directory);
    InMemoryReporter metrics = InMemoryReporter.create();
    metrics.addToConfiguration(configuration);
    int slots = Collections.max(setting.parallelisms());
    MiniCluster cluster =
        new MiniCluster(
            new MiniClusterConfiguration.Builder()
                .setConfiguration(configuration)
                .setNumTaskManagers(TASK_MANAGERS)
                .setNumSlotsPerTaskManager((slots + TASK_MANAGERS - 1) / TASK_MANAGERS)
                .build());
    cluster.start();
    return new ExactCluster(cluster, configuration, metrics, directory);
  }

  private static Configuration configuration(ExactSetting setting, Path directory) {
    Configuration configuration = new Configuration();
    configuration.set(RestOptions.ADDRESS, "127.0.0.1");
    configuration.set(RestOptions.BIND_ADDRESS, "127.0.0.1");
    configuration.set(RestOptions.BIND_PORT, "0");
    configuration.set(CoreOptions.TMP_DIRS, directory.resolve("tmp").toString());
    configuration.set(TaskManagerOptions.NETWORK_MEMORY_MIN, MemorySize.ofMebiBytes(64));
    configuration.set(TaskManagerOptions.NETWORK_MEMORY_MAX, MemorySize.ofMebiBytes(64));
    configuration.set(TaskManagerOptions.MANAGED_MEMORY_SIZE, MemorySize.ofMebiBytes(256));
    configuration.set(StateBackendOptions.STATE_BACKEND, "rocksdb");
    configuration.set(CheckpointingOptions.INCREMENTAL_CHECKPOINTS, true);
    configuration.set(
        CheckpointingOptions.CHECKPOINTS_DIRECTORY, directory.resolve("checkpoints").toUri() + "");
    configuration.set(CheckpointingOptions.CHECKPOINTING_INTERVAL, setting.checkpointInterval);
    configuration.set(
        ExecutionCheckpointingOptions.EXTERNALIZED_CHECKPOINT_RETENTION,
        ExternalizedCheckpointRetention.RETAIN_ON_CANCELLATION);
    configuration.set(ExecutionCheckpointingOptions.TOLERABLE_FAILURE_NUMBER, Integer.MAX_VALUE);
    configuration.set(RestartStrategyOptions.RESTART_STRATEGY, "fixed-delay");
    configuration.set(
        RestartStrategyOptions.RESTART_STRATEGY_FIXED_DELAY_ATTEMPTS, Integer.MAX_VALUE);
    configuration.set(
        RestartStrategyOptions.RESTART_STRATEGY_FIXED_DELAY_DELAY, setting.restartDelay);
    configuration.set(PipelineOptions.OBJECT_REUSE, true);
    configuration.set(PipelineOptions.GENERIC_TYPES, false);
    configuration.set(PipelineOptions.MAX_PARALLELISM, 128);
    configuration.set(PipelineOptions.AUTO_WATERMARK_INTERVAL, setting.watermarkInterval);
    return configuration;
  }

  MiniCluster flink() {
    return cluster;
  }

  Configuration configuration() {
    return configuration;
  }

  InMemoryReporter metrics() {
    return metrics;
  }

  Path savepoints() {
    return directory.resolve("savepoints");
  }

  /** Kills one of the TaskManagers, not always the same, and starts another. */
  void killTaskManager() throws Exception {
    cluster.terminateTaskManager(oldestTaskManager++).get(PATIENCE.toSeconds(), TimeUnit.SECONDS);
    cluster.startTaskManager();
  }

  /** Waits until something holds; whether it did in that time. */
  static boolean await(Duration patience, BooleanSupplier condition) throws InterruptedException {
    long until = System.nanoTime() + patience.toNanos();
    while (!condition.getAsBoolean()) {
      if (System.nanoTime() > until) {
        return false;
      }
      TimeUnit.MILLISECONDS.sleep(20);
    }
    return true;
  }

  @Override
  public void close() throws Exception {
    cluster.close();
    if (closing.compareAndSet(false, true)) {
      Runtime.getRuntime().removeShutdownHook(onExit);
      FileUtils.deleteDirectory(directory.toFile());
    }
  }

  /** On Ctrl-C; the cluster has to be still before what it wrote goes. */
  private void closeAtExit() {
    if (!closing.compareAndSet(false, true)) {
      return;
    }
    try {
      cluster.closeAsync().get(STOPS_WITHIN_SECONDS, TimeUnit.SECONDS);
      FileUtils.deleteDirectory(directory.toFile());
    } catch (ExecutionException | TimeoutException | IOException e) {
      System.err.println(directory + " is left: " + e);
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
    }
  }
}
