package io.uploadlens.cluster;

import io.uploadlens.aws.AwsService;
import io.uploadlens.localaws.FaultClient;
import java.io.IOException;
import java.time.Duration;
import java.util.List;
import java.util.Random;
import java.util.concurrent.TimeUnit;

/** The cluster and the job that faults strike, and the dice that decide where. */
final class CrashScene {

  private static final Duration PATIENCE = Duration.ofSeconds(60);

  private final FlinkCluster cluster;
  private final FaultClient faults;
  private final Random random;
  private final FlinkCluster.Progress said;
  private ClusterJob job;

  CrashScene(FlinkCluster cluster, ClusterJob job, Random random, FlinkCluster.Progress said) {
    this.cluster = cluster;
    this.faults = new FaultClient(cluster.settings().faultPort());
    this.job = job;
    this.random = random;
    this.said = said;
  }

  FlinkRest rest() {
    return cluster.rest();
  }

  ClusterJob job() {
    return job;
  }

  FaultClient faults() {
    return faults;
  }

  void tell(String detail) {
    said.that("  " + detail);
  }

  long between(long least, long most) {
    return least + (long) (random.nextDouble() * (most - least));
  }

  /** Lets a time pass that the dice decide, in milliseconds. */
  void pause(long least, long most) throws InterruptedException {
    TimeUnit.MILLISECONDS.sleep(between(least, most));
  }

  <T> T oneOf(List<T> choices) {
    return choices.get(random.nextInt(choices.size()));
  }

  /** One that the job uses all the time. */
  AwsService someService() {
    return oneOf(List.of(AwsService.SQS, AwsService.KINESIS, AwsService.FIREHOSE, AwsService.S3));
  }

  /** All but the local AWS and ZooKeeper. */
  List<String> flinkProcesses() {
    return cluster.processes().subList(2, cluster.processes().size());
  }

  /**
   * What goes on all the while: throttling, server errors, entries that fail in requests that
   * succeed.
   */
  void beginMisbehaving() throws IOException, InterruptedException {
    misbehave(AwsService.SQS);
    misbehave(AwsService.KINESIS);
    misbehave(AwsService.FIREHOSE);
    misbehave(AwsService.S3);
  }

  private void misbehave(AwsService service) throws IOException, InterruptedException {
    switch (service) {
      case SQS:
        faults.throttle(service, "ReceiveMessage", 0.05);
        faults.serverError(service, "ReceiveMessage", 0.02);
        faults.throttle(service, "DeleteMessageBatch", 0.05);
        faults.partial(service, "DeleteMessageBatch", 0.05);
        faults.partial(service, "ChangeMessageVisibilityBatch", 0.05);
        break;
      case KINESIS:
        faults.throttle(service, "GetRecords", 0.05);
        faults.partial(service, "PutRecords", 0.05);
        break;
      case FIREHOSE:
        faults.throttle(service, "PutRecordBatch", 0.05);
        faults.partial(service, "PutRecordBatch", 0.05);
        break;
      case S3:
        faults.throttle(service, "PutObject", 0.02);
        faults.serverError(service, "UploadPart", 0.02);
        faults.serverError(service, "CompleteMultipartUpload", 0.02);
        break;
      default:
        break;
    }
  }

  /** Ends a fault of a service; it goes on misbehaving. */
  void clear(AwsService service) throws IOException, InterruptedException {
    faults.clear(service);
    misbehave(service);
  }

  /** Kills processes, waits a moment, and starts them again as whoever watches a cluster would. */
  void killAndReplace(List<String> names) throws IOException, InterruptedException {
    for (String name : names) {
      cluster.kill(name);
    }
    pause(0, 1_500);
    cluster.startMissing();
  }

  /** Asks for a checkpoint and returns when it is somewhere on its way. */
  void beginCheckpoint() throws IOException, InterruptedException {
    rest().triggerCheckpoint(job.id());
    pause(0, 400);
  }

  /** Asks for a checkpoint and returns at the moment when it is known to be complete. */
  void completeCheckpoint() throws IOException, InterruptedException {
    long deadline = System.nanoTime() + PATIENCE.toNanos();
    while (System.nanoTime() < deadline) {
      String request = rest().triggerCheckpoint(job.id());
      try {
        while (System.nanoTime() < deadline) {
          if (rest().checkpoint(job.id(), request) != null) {
            return;
          }
          TimeUnit.MILLISECONDS.sleep(5);
        }
      } catch (ClusterException failed) {
        // S3 misbehaves: another one.
        tell(failed.getMessage());
      }
    }
    throw new ClusterException("no checkpoint completes within " + PATIENCE.toSeconds() + " s");
  }

  /** From 1 to 2, from 2 to 1. */
  void rescale() throws IOException, InterruptedException {
    restart(job.start().at(3 - job.start().parallelism));
  }

  /** The same jar, with settings that decide how much is kept in memory, and nothing else. */
  void upgrade() throws IOException, InterruptedException {
    List<String> changed =
        List.of(
            "--analytics.max-identities-in-memory=" + between(1_000, 50_000),
            "--sqs-source.max-concurrent-receives=" + between(1, 20));
    restart(job.start().of(job.start().jar, ClusterMain.replaced(job.start().arguments, changed)));
  }

  /** To groups of another depth, which the state does not have: the job goes on as it was. */
  void upgradeInVain() throws IOException, InterruptedException {
    ClusterJob.Start before = job.start();
    String setting = "analytics.prefix-depth";
    String changed = "--" + setting + "=" + (CrashRun.PREFIX_DEPTH + 1);
    ClusterJob.Start refused =
        before.of(before.jar, ClusterMain.replaced(before.arguments, List.of(changed)));
    String id = job.id();
    untilDone(
        () -> {
          try {
            job.restart(refused, this::tell);
          } catch (ClusterException failure) {
            job = ClusterJob.running(cluster).orElse(job);
            // S3 may have failed instead; then it is the same job still, or another reason.
            return !job.id().equals(id) && isRefusal(failure, setting);
          }
          throw new IllegalStateException("the job started with " + changed);
        });
  }

  /** Whether the job says that it can't have this setting. */
  private boolean isRefusal(ClusterException failure, String setting) {
    Throwable reason = failure.getCause() == null ? failure : failure.getCause();
    boolean named = String.valueOf(reason.getMessage()).contains(setting);
    if (!named) {
      tell("not for " + setting + ": " + reason.getMessage());
    }
    return named;
  }

  private void restart(ClusterJob.Start otherwise) throws IOException, InterruptedException {
    untilDone(
        () -> {
          job = job.restart(otherwise, this::tell);
          return true;
        });
  }

  /** Waits until the job runs and completes a checkpoint again. */
  void awaitRecovery() throws IOException, InterruptedException {
    cluster.startMissing();
    job.awaitRunning();
    completeCheckpoint();
  }

  /** Ends the job behind a savepoint. */
  void stop() throws IOException, InterruptedException {
    untilDone(
        () -> {
          job.stop();
          return true;
        });
  }

  /** A savepoint may fail while S3 misbehaves; the job goes on then, and it is asked for again. */
  private void untilDone(Attempt attempt) throws IOException, InterruptedException {
    long deadline = System.nanoTime() + PATIENCE.toNanos();
    while (true) {
      try {
        job.awaitRunning();
        if (attempt.succeeds()) {
          return;
        }
        if (System.nanoTime() > deadline) {
          throw new ClusterException("it does not happen within " + PATIENCE.toSeconds() + " s");
        }
      } catch (ClusterException failed) {
        job = ClusterJob.running(cluster).orElse(job);
        if (System.nanoTime() > deadline || !job.isLive()) {
          throw failed;
        }
        tell(failed.getMessage());
        TimeUnit.MILLISECONDS.sleep(200);
      }
    }
  }

  /** Something that may have to be repeated. */
  @FunctionalInterface
  private interface Attempt {
    boolean succeeds() throws IOException, InterruptedException;
  }
}
