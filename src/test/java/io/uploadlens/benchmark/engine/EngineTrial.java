package io.uploadlens.benchmark.engine;

import static org.awaitility.Awaitility.await;

import io.uploadlens.benchmark.cluster.LocalCluster;
import io.uploadlens.benchmark.cluster.RunningJob;
import java.lang.management.ManagementFactory;
import java.time.Duration;
import org.apache.flink.runtime.checkpoint.CheckpointStatsSnapshot;
import org.apache.flink.streaming.api.environment.StreamExecutionEnvironment;

/** Lets one contender count a workload in a cluster, and compares its rows with the truth. */
final class EngineTrial {

  private final LocalCluster cluster;
  private final int parallelism;

  EngineTrial(LocalCluster cluster, int parallelism) {
    this.cluster = cluster;
    this.parallelism = parallelism;
  }

  /**
   * Runs a job.
   *
   * @param truth of the same workload
   * @param allowedLateness the contender's
   * @throws IllegalStateException if the job fails or a row is wrong
   */
  EngineResult run(
      EngineContender contender,
      int round,
      Workload workload,
      Truth truth,
      Duration allowedLateness)
      throws Exception {
    System.gc();
    EngineRun run = EngineRun.begin(workload, parallelism);
    StreamExecutionEnvironment env = cluster.environment();
    contender.addTo(env);
    RunningJob job = cluster.submit(env);
    while (!run.awaitEnd(1000)) {
      job.check();
    }
    CheckpointStatsSnapshot during = job.checkpoints();
    EngineResult.Checkpoints checkpoints =
        EngineResult.Checkpoints.of(
            during, job.checkpoint(), identities(contender, truth, allowedLateness));
    long heapWithJob = liveHeap();
    job.stop();
    await().atMost(Duration.ofMinutes(1)).until(() -> collected(run));
    long heapOfJob = heapWithJob - liveHeap();
    run.check(contender.name(), truth.rows(contender.rollsUp()), contender.principalsError());
    return new EngineResult(
        contender.name(),
        contender.tuning(),
        round,
        workload.size(),
        run.clock().seconds(),
        run.clock().cpuSeconds(),
        checkpoints,
        heapOfJob);
  }

  /** A canceled task is let go only when all the threads that canceled it have ended. */
  private static boolean collected(EngineRun run) {
    System.gc();
    return run.tasksAreGone();
  }

  /** What a garbage collection leaves, bytes. */
  private static long liveHeap() {
    System.gc();
    return ManagementFactory.getMemoryMXBean().getHeapMemoryUsage().getUsed();
  }

  private static int identities(EngineContender contender, Truth truth, Duration allowedLateness) {
    switch (contender.keeps()) {
      case ALL_EVENTS:
        return truth.unique();
      case OPEN_WINDOWS:
        return truth.uniqueInOpenWindows(allowedLateness);
      default:
        return 0;
    }
  }
}
