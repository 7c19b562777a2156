package io.uploadlens.benchmark.exact;

import java.time.Duration;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.TimeUnit;
import org.apache.flink.api.common.JobID;
import org.apache.flink.api.common.JobStatus;
import org.apache.flink.core.execution.SavepointFormatType;
import org.apache.flink.runtime.checkpoint.CheckpointStatsSnapshot;
import org.apache.flink.runtime.execution.ExecutionState;
import org.apache.flink.runtime.executiongraph.AccessExecutionGraph;
import org.apache.flink.runtime.executiongraph.AccessExecutionVertex;
import org.apache.flink.runtime.jobgraph.JobGraph;
import org.apache.flink.runtime.jobgraph.SavepointRestoreSettings;
import org.apache.flink.runtime.jobmaster.JobResult;
import org.apache.flink.streaming.api.environment.StreamExecutionEnvironment;

/** A job from its submission, at one parallelism, to its end. */
final class RestartingJob {

  private static final Duration PATIENCE = Duration.ofMinutes(3);

  private final ExactCluster cluster;
  private final JobID id;
  private final CompletableFuture<JobResult> result;

  private RestartingJob(ExactCluster cluster, JobID id) {
    this.cluster = cluster;
    this.id = id;
    this.result = cluster.flink().requestJobResult(id);
  }

  /**
   * Starts it.
   *
   * @param from the savepoint or checkpoint to begin with, or null
   */
  static RestartingJob submit(
      ExactCluster cluster, ExactSetting setting, int parallelism, String from) throws Exception {
    StreamExecutionEnvironment env =
        StreamExecutionEnvironment.getExecutionEnvironment(cluster.configuration());
    env.setParallelism(parallelism);
    ExactJob.addTo(env, setting);
    JobGraph graph = env.getStreamGraph().getJobGraph();
    if (from != null) {
      graph.setSavepointRestoreSettings(SavepointRestoreSettings.forPath(from, false));
    }
    RestartingJob job =
        new RestartingJob(cluster, cluster.flink().submitJob(graph).get().getJobID());
    job.requireRunning();
    return job;
  }

  JobID id() {
    return id;
  }

  /** Waits until all tasks run, or have come to their end. */
  void requireRunning() throws Exception {
    long until = System.nanoTime() + PATIENCE.toNanos();
    while (!runs()) {
      if (System.nanoTime() > until) {
        throw new IllegalStateException("The job does not run after " + PATIENCE);
      }
      TimeUnit.MILLISECONDS.sleep(20);
    }
  }

  private boolean runs() throws Exception {
    if (isAtItsEnd()) {
      return true;
    }
    if (cluster.flink().getJobStatus(id).get() != JobStatus.RUNNING) {
      return false;
    }
    for (AccessExecutionVertex vertex : graph().getAllExecutionVertices()) {
      ExecutionState state = vertex.getExecutionState();
      if (state != ExecutionState.RUNNING && state != ExecutionState.FINISHED) {
        return false;
      }
    }
    return true;
  }

  /** How many attempts have failed. */
  int restarts() throws Exception {
    int restarts = 0;
    for (AccessExecutionVertex vertex : graph().getAllExecutionVertices()) {
      restarts = Math.max(restarts, vertex.getCurrentExecutionAttempt().getAttemptNumber());
    }
    return restarts;
  }

  /** Whether it is about to restart, or has, since there were so many restarts. */
  boolean isFailing(int restartsBefore) throws Exception {
    JobStatus status = cluster.flink().getJobStatus(id).get();
    return status == JobStatus.RESTARTING
        || status == JobStatus.FAILING
        || restarts() > restartsBefore;
  }

  /** Waits until there is another attempt. */
  void requireRestart(int restartsBefore) throws Exception {
    long until = System.nanoTime() + PATIENCE.toNanos();
    while (restarts() <= restartsBefore) {
      if (System.nanoTime() > until) {
        throw new IllegalStateException("The job does not restart after " + PATIENCE);
      }
      TimeUnit.MILLISECONDS.sleep(20);
    }
  }

  private AccessExecutionGraph graph() throws InterruptedException, ExecutionException {
    return cluster.flink().getExecutionGraph(id).get();
  }

  boolean isAtItsEnd() {
    return result.isDone();
  }

  /** Waits for the end; fails unless that is what it must be. */
  void requireEnd(JobStatus status) throws Exception {
    JobResult end = result.get(PATIENCE.toSeconds(), TimeUnit.SECONDS);
    JobStatus actual = end.getApplicationStatus().deriveJobStatus();
    if (actual != status) {
      throw new IllegalStateException(
          "The job ended " + actual,
          end.getSerializedThrowable()
              .map(error -> error.deserializeError(RestartingJob.class.getClassLoader()))
              .orElse(null));
    }
  }

  /** Ends it with a savepoint; windows that are open stay open. */
  String stopWithSavepoint() throws Exception {
    String path =
        cluster
            .flink()
            .stopWithSavepoint(
                id, cluster.savepoints().toUri() + "", false, SavepointFormatType.CANONICAL)
            .get(PATIENCE.toSeconds(), TimeUnit.SECONDS);
    requireEnd(JobStatus.FINISHED);
    return path;
  }

  /** Ends it as it is, when there is a checkpoint; tells the latest. */
  String cancelAfterCheckpoint() throws Exception {
    long until = System.nanoTime() + PATIENCE.toNanos();
    while (checkpoints().getHistory().getLatestCompletedCheckpoint() == null) {
      if (System.nanoTime() > until) {
        throw new IllegalStateException("No checkpoint completed in " + PATIENCE);
      }
      TimeUnit.MILLISECONDS.sleep(20);
    }
    cluster.flink().cancelJob(id).get();
    requireEnd(JobStatus.CANCELED);
    return checkpoints().getHistory().getLatestCompletedCheckpoint().getExternalPath();
  }

  private CheckpointStatsSnapshot checkpoints() throws InterruptedException, ExecutionException {
    return graph().getCheckpointStatsSnapshot();
  }

  /** How many checkpoints it completed. */
  long completedCheckpoints() throws Exception {
    return checkpoints().getCounts().getNumberOfCompletedCheckpoints();
  }
}
