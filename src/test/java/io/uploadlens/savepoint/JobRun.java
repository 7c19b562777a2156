package io.uploadlens.savepoint;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.catchThrowable;

import io.uploadlens.StreamingJob;
import java.net.URI;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.TimeoutException;
import java.util.stream.Collectors;
import java.util.stream.Stream;
import org.apache.flink.api.common.JobID;
import org.apache.flink.configuration.CheckpointingOptions;
import org.apache.flink.configuration.Configuration;
import org.apache.flink.configuration.RestartStrategyOptions;
import org.apache.flink.configuration.StateBackendOptions;
import org.apache.flink.core.execution.JobClient;
import org.apache.flink.core.execution.SavepointFormatType;
import org.apache.flink.metrics.Counter;
import org.apache.flink.metrics.Gauge;
import org.apache.flink.runtime.jobgraph.SavepointRestoreSettings;
import org.apache.flink.runtime.testutils.InMemoryReporter;
import org.apache.flink.streaming.api.environment.StreamExecutionEnvironment;
import org.apache.flink.streaming.api.graph.StreamGraph;
import org.awaitility.Awaitility;

/** The job as its {@code main} builds it, on the test's MiniCluster, with or without state. */
final class JobRun implements AutoCloseable {

  private static final long PATIENCE_SECONDS = 60;

  private final JobClient client;
  private final InMemoryReporter metrics;

  private JobRun(JobClient client, InMemoryReporter metrics) {
    this.client = client;
    this.metrics = metrics;
  }

  /** How a job is run. What is not set is as on Managed Flink, but nothing restarts it. */
  static final class How {
    private final Path directory;
    private int parallelism = 2;
    private Integer maxParallelism;
    private String backend = "rocksdb";
    private Duration checkpoints = Duration.ofSeconds(1);
    private SavepointRestoreSettings from = SavepointRestoreSettings.none();

    /**
     * @param directory for checkpoints
     */
    How(Path directory) {
      this.directory = directory;
    }

    How parallelism(int tasks) {
      this.parallelism = tasks;
      return this;
    }

    How maxParallelism(int tasks) {
      this.maxParallelism = tasks;
      return this;
    }

    How backend(String name) {
      this.backend = name;
      return this;
    }

    How checkpointsEvery(Duration interval) {
      this.checkpoints = interval;
      return this;
    }

    /** All of its state must find its place. */
    How from(KeptSavepoint savepoint) {
      return from(savepoint.state());
    }

    /** All of its state must find its place. */
    How from(Path savepoint) {
      this.from = SavepointRestoreSettings.forPath(savepoint.toUri().toString(), false);
      return this;
    }

    /** State of operators that the job does not have is dropped. */
    How fromWhatIsLeftOf(KeptSavepoint savepoint) {
      this.from = SavepointRestoreSettings.forPath(savepoint.state().toUri().toString(), true);
      return this;
    }

    private StreamExecutionEnvironment environment() {
      Configuration configuration = new Configuration();
      configuration.set(StateBackendOptions.STATE_BACKEND, backend);
      configuration.set(CheckpointingOptions.INCREMENTAL_CHECKPOINTS, backend.equals("rocksdb"));
      configuration.set(
          CheckpointingOptions.CHECKPOINTS_DIRECTORY, directory.toUri() + "checkpoints");
      configuration.set(CheckpointingOptions.CHECKPOINTING_INTERVAL, checkpoints);
      configuration.set(RestartStrategyOptions.RESTART_STRATEGY, "none");
      StreamExecutionEnvironment env =
          StreamExecutionEnvironment.getExecutionEnvironment(configuration);
      env.setParallelism(parallelism);
      if (maxParallelism != null) {
        env.setMaxParallelism(maxParallelism);
      }
      return env;
    }

    /** The graph of the job. */
    StreamGraph graph(JobSettings settings) {
      StreamExecutionEnvironment env = environment();
      StreamingJob.addTo(env, settings.config());
      StreamGraph graph = env.getStreamGraph();
      graph.setJobName(StreamingJob.NAME);
      graph.setSavepointRestoreSettings(from);
      return graph;
    }

    /** Starts the job. */
    JobRun start(JobSettings settings, InMemoryReporter metrics) throws Exception {
      StreamGraph graph = graph(settings);
      return new JobRun(environment().executeAsync(graph), metrics);
    }

    /**
     * Starts the job and waits for its end.
     *
     * @return all that is said of why it failed
     */
    List<String> failure(JobSettings settings, InMemoryReporter metrics) {
      // Refused when it is submitted, or when its tasks begin.
      Throwable failure =
          catchThrowable(
              () -> {
                try (JobRun run = start(settings, metrics)) {
                  run.client.getJobExecutionResult().get(PATIENCE_SECONDS, TimeUnit.SECONDS);
                }
              });
      assertThat(failure)
          .as("why the job does not run")
          .isNotNull()
          .isNotInstanceOf(TimeoutException.class);
      return Stream.iterate(failure, cause -> cause != null, Throwable::getCause)
          .map(cause -> String.valueOf(cause.getMessage()))
          .collect(Collectors.toList());
    }
  }

  /** A counter of ours, over all subtasks. */
  long sum(String counter) {
    long sum = 0;
    for (Object metric : all(counter)) {
      sum += ((Counter) metric).getCount();
    }
    return sum;
  }

  /** The largest value of a gauge of ours, over all subtasks; nothing while there is none. */
  long largest(String gauge) {
    long largest = Long.MIN_VALUE;
    for (Object metric : all(gauge)) {
      largest = Math.max(largest, ((Number) ((Gauge<?>) metric).getValue()).longValue());
    }
    return largest;
  }

  private List<Object> all(String name) {
    JobID job = client.getJobID();
    List<Object> found = new ArrayList<>();
    metrics
        .getMetricsByGroup()
        .forEach(
            (group, ofGroup) -> {
              Map<String, String> variables = group.getAllVariables();
              if (job.toString().equals(variables.get("<job_id>")) && ofGroup.containsKey(name)) {
                found.add(ofGroup.get(name));
              }
            });
    return found;
  }

  /**
   * @throws IllegalStateException if the job does not run any more
   */
  void requireAlive() throws Exception {
    if (client.getJobStatus().get().isGloballyTerminalState()) {
      client.getJobExecutionResult().get(PATIENCE_SECONDS, TimeUnit.SECONDS);
      throw new IllegalStateException("the job has ended");
    }
  }

  /** Takes a savepoint; the job goes on. */
  Path savepoint(Path directory) throws Exception {
    return path(
        client.triggerSavepoint(directory.toUri().toString(), SavepointFormatType.CANONICAL));
  }

  /** Ends the job behind a savepoint. */
  Path stop(Path directory) throws Exception {
    return path(
        client.stopWithSavepoint(
            false, directory.toUri().toString(), SavepointFormatType.CANONICAL));
  }

  private static Path path(CompletableFuture<String> savepoint) throws Exception {
    return Path.of(URI.create(savepoint.get(PATIENCE_SECONDS, TimeUnit.SECONDS)).getPath());
  }

  /** Cancels the job if it still runs, and waits for its end. */
  @Override
  public void close() throws Exception {
    if (!client.getJobStatus().get().isGloballyTerminalState()) {
      client.cancel().get(PATIENCE_SECONDS, TimeUnit.SECONDS);
      Awaitility.await()
          .atMost(Duration.ofSeconds(PATIENCE_SECONDS))
          .until(() -> client.getJobStatus().get().isGloballyTerminalState());
    }
  }
}
