package io.uploadlens.benchmark.cluster;

import java.util.concurrent.CompletableFuture;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.TimeUnit;
import org.apache.flink.api.common.JobID;
import org.apache.flink.core.execution.CheckpointType;
import org.apache.flink.runtime.checkpoint.AbstractCheckpointStats;
import org.apache.flink.runtime.checkpoint.CheckpointStatsSnapshot;
import org.apache.flink.runtime.checkpoint.CompletedCheckpointStats;
import org.apache.flink.runtime.jobmaster.JobResult;
import org.apache.flink.runtime.minicluster.MiniCluster;

/** A job that runs until it is stopped. */
public final class RunningJob {

  private final MiniCluster cluster;
  private final JobID id;
  private final CompletableFuture<JobResult> result;

  RunningJob(MiniCluster cluster, JobID id) {
    this.cluster = cluster;
    this.id = id;
    this.result = cluster.requestJobResult(id);
  }

  /** Its id. */
  public JobID id() {
    return id;
  }

  /** Throws if it has ended, with the reason. */
  public void check() throws Exception {
    if (result.isDone()) {
      throw new IllegalStateException(
          "The job ended",
          result
              .get()
              .getSerializedThrowable()
              .map(error -> error.deserializeError(RunningJob.class.getClassLoader()))
              .orElse(null));
    }
  }

  /**
   * Takes a checkpoint now, after the one that is under way, and waits until it has completed.
   *
   * @return what it was like
   */
  public CompletedCheckpointStats checkpoint() throws Exception {
    long checkpoint = cluster.triggerCheckpoint(id, CheckpointType.CONFIGURED).get();
    while (true) {
      AbstractCheckpointStats stats = checkpoints().getHistory().getCheckpointById(checkpoint);
      if (stats instanceof CompletedCheckpointStats) {
        return (CompletedCheckpointStats) stats;
      }
      // The statistics are a moment late.
      check();
      TimeUnit.MILLISECONDS.sleep(5);
    }
  }

  /** What is known of its checkpoints. */
  public CheckpointStatsSnapshot checkpoints() throws InterruptedException, ExecutionException {
    return cluster.getExecutionGraph(id).get().getCheckpointStatsSnapshot();
  }

  /** Ends it and waits until it has ended; throws if it had ended by itself. */
  public void stop() throws Exception {
    check();
    cluster.cancelJob(id).get();
    result.get();
  }
}
