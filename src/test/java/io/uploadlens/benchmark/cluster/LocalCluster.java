package io.uploadlens.benchmark.cluster;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Comparator;
import java.util.List;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.TimeoutException;
import java.util.concurrent.atomic.AtomicBoolean;
import java.util.function.Consumer;
import java.util.stream.Collectors;
import java.util.stream.Stream;
import org.apache.flink.configuration.CheckpointingOptions;
import org.apache.flink.configuration.Configuration;
import org.apache.flink.configuration.CoreOptions;
import org.apache.flink.configuration.MemorySize;
import org.apache.flink.configuration.RestOptions;
import org.apache.flink.configuration.RestartStrategyOptions;
import org.apache.flink.configuration.TaskManagerOptions;
import org.apache.flink.runtime.minicluster.MiniCluster;
import org.apache.flink.runtime.minicluster.MiniClusterConfiguration;
import org.apache.flink.streaming.api.environment.StreamExecutionEnvironment;

/**
 * A Flink cluster in this JVM; checkpoints are files. A job that fails is not started again. Its
 * directory goes when it is closed or the JVM ends.
 */
public final class LocalCluster implements AutoCloseable {

  private static final int STOPS_WITHIN_SECONDS = 20;

  private final MiniCluster cluster;
  private final Configuration configuration;
  private final int parallelism;
  private final Path directory;
  private final Thread onExit;
  private final AtomicBoolean closing = new AtomicBoolean();

  private LocalCluster(
      MiniCluster cluster, Configuration configuration, int parallelism, Path directory) {
    this.cluster = cluster;
    this.configuration = configuration;
    this.parallelism = parallelism;
    this.directory = directory;
    this.onExit = new Thread(this::closeAtExit, "benchmark-clean-up");
    Runtime.getRuntime().addShutdownHook(onExit);
  }

  /**
   * Starts one.
   *
   * @param parallelism how many slots it has and how parallel its jobs are
   * @param more adds to its configuration, or changes it
   */
  public static LocalCluster start(int parallelism, Consumer<Configuration> more) throws Exception {
    Path directory = Files.createTempDirectory("uploadlens-bench");
    Configuration configuration = new Configuration();
    configuration.set(RestOptions.ADDRESS, "127.0.0.1");
    configuration.set(RestOptions.BIND_ADDRESS, "127.0.0.1");
    configuration.set(RestOptions.BIND_PORT, "0");
    configuration.set(
        CoreOptions.TMP_DIRS, Files.createDirectory(directory.resolve("tmp")).toString());
    configuration.set(TaskManagerOptions.NETWORK_MEMORY_MIN, MemorySize.ofMebiBytes(64));
    configuration.set(TaskManagerOptions.NETWORK_MEMORY_MAX, MemorySize.ofMebiBytes(64));
    configuration.set(TaskManagerOptions.MANAGED_MEMORY_SIZE, MemorySize.ofMebiBytes(64));
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
    return new LocalCluster(cluster, configuration, parallelism, directory);
  }

  /** An environment to describe a job in. */
  public StreamExecutionEnvironment environment() {
    StreamExecutionEnvironment env =
        StreamExecutionEnvironment.getExecutionEnvironment(configuration);
    env.setParallelism(parallelism);
    return env;
  }

  /** Runs the job that an environment describes. */
  public RunningJob submit(StreamExecutionEnvironment env) throws Exception {
    return new RunningJob(
        cluster, cluster.submitJob(env.getStreamGraph().getJobGraph()).get().getJobID());
  }

  /** A directory that lasts as long as the cluster. */
  public Path directory() {
    return directory;
  }

  @Override
  public void close() throws Exception {
    cluster.close();
    if (closing.compareAndSet(false, true)) {
      Runtime.getRuntime().removeShutdownHook(onExit);
      delete(directory);
    }
  }

  /**
   * On Ctrl-C. The cluster has to be still by then: one that writes makes files again, and a JVM
   * does not end while RocksDB is at work.
   */
  private void closeAtExit() {
    if (!closing.compareAndSet(false, true)) {
      return;
    }
    try {
      cluster.closeAsync().get(STOPS_WITHIN_SECONDS, TimeUnit.SECONDS);
      delete(directory);
    } catch (UncheckedIOException e) {
      System.err.println(e.getMessage() + ": " + e.getCause());
    } catch (ExecutionException | TimeoutException e) {
      System.err.println("The cluster did not stop, " + directory + " is left: " + e);
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
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
}
