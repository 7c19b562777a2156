package io.uploadlens.demo;

import java.io.File;
import java.io.IOException;
import java.net.InetAddress;
import java.net.ServerSocket;
import java.net.URI;
import java.nio.file.Path;
import java.time.Duration;
import java.util.Map;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.TimeoutException;
import org.apache.flink.api.common.JobID;
import org.apache.flink.api.common.JobStatus;
import org.apache.flink.configuration.CheckpointingOptions;
import org.apache.flink.configuration.Configuration;
import org.apache.flink.configuration.MemorySize;
import org.apache.flink.configuration.MetricOptions;
import org.apache.flink.configuration.RestOptions;
import org.apache.flink.configuration.RestartStrategyOptions;
import org.apache.flink.configuration.StateBackendOptions;
import org.apache.flink.configuration.TaskManagerOptions;
import org.apache.flink.core.execution.CheckpointType;
import org.apache.flink.core.execution.SavepointFormatType;
import org.apache.flink.core.fs.FileSystem;
import org.apache.flink.core.plugin.PluginUtils;
import org.apache.flink.runtime.jobgraph.JobGraph;
import org.apache.flink.runtime.minicluster.MiniCluster;
import org.apache.flink.runtime.minicluster.MiniClusterConfiguration;

/**
 * A Flink cluster in this JVM, set up as Managed Service for Apache Flink sets up its own: RocksDB
 * with incremental checkpoints, exactly once, restarts without end; only the checkpoints are more
 * frequent.
 */
final class DemoCluster implements AutoCloseable {

  private static final int SLOTS = 2;
  private static final Duration PATIENCE = Duration.ofSeconds(60);

  private final Configuration configuration;
  private final MiniCluster cluster;
  private final URI webInterface;
  private JobID job;
  private int currentTaskManager;

  private DemoCluster(Configuration configuration, MiniCluster cluster, URI webInterface) {
    this.configuration = configuration;
    this.cluster = cluster;
    this.webInterface = webInterface;
  }

  /**
   * Starts the cluster.
   *
   * @param port where the web interface listens on 127.0.0.1; 0 for any free port
   * @param directory for checkpoints and savepoints
   * @param s3 the configuration of Flink's S3 file system
   */
  static DemoCluster start(
      int port, Duration checkpointInterval, Path directory, Map<String, String> s3)
      throws Exception {
    Configuration configuration = new Configuration();
    s3.forEach(configuration::setString);
    configuration.set(RestOptions.ADDRESS, "127.0.0.1");
    configuration.set(RestOptions.BIND_ADDRESS, "127.0.0.1");
    configuration.set(RestOptions.PORT, port);
    configuration.set(RestOptions.BIND_PORT, String.valueOf(port));
    configuration.set(TaskManagerOptions.NETWORK_MEMORY_MIN, MemorySize.ofMebiBytes(64));
    configuration.set(TaskManagerOptions.NETWORK_MEMORY_MAX, MemorySize.ofMebiBytes(64));
    configuration.set(TaskManagerOptions.MANAGED_MEMORY_SIZE, MemorySize.ofMebiBytes(256));
    // Asked for twice a second; at the default of ten seconds they would be old.
    configuration.set(MetricOptions.METRIC_FETCHER_UPDATE_INTERVAL, Duration.ofMillis(250));
    configuration.set(StateBackendOptions.STATE_BACKEND, "rocksdb");
    configuration.set(CheckpointingOptions.INCREMENTAL_CHECKPOINTS, true);
    configuration.set(
        CheckpointingOptions.CHECKPOINTS_DIRECTORY, directory.resolve("checkpoints").toUri() + "");
    configuration.set(
        CheckpointingOptions.SAVEPOINT_DIRECTORY, directory.resolve("savepoints").toUri() + "");
    configuration.set(CheckpointingOptions.CHECKPOINTING_INTERVAL, checkpointInterval);
    configuration.set(RestartStrategyOptions.RESTART_STRATEGY, "fixed-delay");
    configuration.set(
        RestartStrategyOptions.RESTART_STRATEGY_FIXED_DELAY_ATTEMPTS, Integer.MAX_VALUE);
    configuration.set(
        RestartStrategyOptions.RESTART_STRATEGY_FIXED_DELAY_DELAY, Duration.ofMillis(500));
    FileSystem.initialize(
        configuration,
        PluginUtils.createPluginManagerFromRootFolder(withPluginDirectory(configuration)));

    MiniCluster cluster =
        new MiniCluster(
            new MiniClusterConfiguration.Builder()
                .setConfiguration(configuration)
                .setNumTaskManagers(1)
                .setNumSlotsPerTaskManager(SLOTS)
                .build());
    cluster.start();
    return new DemoCluster(configuration, cluster, cluster.getRestAddress().get());
  }

  /** Flink looks for its plugins where this environment variable says, or in {@code plugins}. */
  private static Configuration withPluginDirectory(Configuration configuration) {
    if (System.getenv("FLINK_PLUGINS_DIR") == null && !new File("plugins").isDirectory()) {
      throw new DemoException(
          "FLINK_PLUGINS_DIR is not set, so s3a:// has no file system; scripts/demo.sh sets it to"
              + " target/plugins");
    }
    return configuration;
  }

  /**
   * Tells, before anything is started, that a port can't be had.
   *
   * @throws DemoException if the port of 127.0.0.1 is in use
   */
  static void requireFree(int port) {
    try (ServerSocket probe = new ServerSocket(port, 1, InetAddress.getLoopbackAddress())) {
      probe.setReuseAddress(true);
    } catch (IOException e) {
      throw new DemoException(
          "port "
              + port
              + " of 127.0.0.1 is in use; choose another for Flink's web interface with --port, or any free one with --port 0");
    }
  }

  /** What a client submits jobs with: checkpoints, state backend and restarts. */
  Configuration configuration() {
    return configuration;
  }

  /** Where the web interface is. */
  URI webInterface() {
    return webInterface;
  }

  /** Submits the job and waits until all of its tasks run. */
  void submit(JobGraph graph) throws Exception {
    job = cluster.submitJob(graph).get().getJobID();
    awaitRunning();
  }

  JobID job() {
    return job;
  }

  JobStatus status() throws Exception {
    return cluster.getJobStatus(job).get();
  }

  /**
   * Fails if the job has ended.
   *
   * @throws DemoException with the job's own failure
   */
  void requireAlive() throws Exception {
    if (status().isGloballyTerminalState()) {
      Throwable cause =
          cluster
              .requestJobResult(job)
              .get()
              .getSerializedThrowable()
              .map(t -> t.deserializeError(DemoCluster.class.getClassLoader()))
              .orElse(null);
      throw new DemoException("the job ended: " + rootMessage(cause));
    }
  }

  private static String rootMessage(Throwable error) {
    Throwable root = error;
    while (root != null && root.getCause() != null) {
      root = root.getCause();
    }
    return String.valueOf(root);
  }

  void awaitRunning() throws Exception {
    long deadline = System.nanoTime() + PATIENCE.toNanos();
    while (!allTasksRun()) {
      requireAlive();
      if (System.nanoTime() > deadline) {
        throw new DemoException("the job does not run after " + PATIENCE.toSeconds() + " s");
      }
      TimeUnit.MILLISECONDS.sleep(50);
    }
  }

  private boolean allTasksRun() throws Exception {
    if (status() != JobStatus.RUNNING) {
      return false;
    }
    for (var vertex : cluster.getExecutionGraph(job).get().getAllExecutionVertices()) {
      if (vertex.getExecutionState() != org.apache.flink.runtime.execution.ExecutionState.RUNNING) {
        return false;
      }
    }
    return true;
  }

  /** Triggers a checkpoint, without waiting for it. */
  CompletableFuture<Long> triggerCheckpoint() {
    return cluster.triggerCheckpoint(job, CheckpointType.CONFIGURED);
  }

  /** Ends the TaskManager that runs the job, and starts another. */
  void crashTaskManager() throws Exception {
    // TaskManagers are numbered in the order in which they were started.
    cluster.terminateTaskManager(currentTaskManager++).get();
    cluster.startTaskManager();
    awaitRunning();
  }

  /** Stops the job with a savepoint, keeping open windows open; tells where it is. */
  String stopWithSavepoint() throws Exception {
    return cluster
        .stopWithSavepoint(job, null, false, SavepointFormatType.CANONICAL)
        .get(PATIENCE.toSeconds(), TimeUnit.SECONDS);
  }

  @Override
  public void close() throws Exception {
    if (job != null && !status().isGloballyTerminalState()) {
      try {
        cluster.cancelJob(job).get(PATIENCE.toSeconds(), TimeUnit.SECONDS);
      } catch (ExecutionException | TimeoutException e) {
        System.err.println("The job could not be cancelled: " + e);
      }
    }
    cluster.close();
  }
}
