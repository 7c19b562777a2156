package io.uploadlens.cluster;

import io.uploadlens.demo.DemoResources;
import io.uploadlens.producer.truth.Truth;
import io.uploadlens.producer.truth.WindowSettings;
import io.uploadlens.producer.verify.VerifyReport;
import io.uploadlens.window.WindowSyntax;
import java.io.IOException;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.Iterator;
import java.util.List;
import java.util.Random;
import java.util.concurrent.TimeUnit;
import software.amazon.awssdk.core.exception.SdkException;

/**
 * Sends events to a job on a cluster, strikes it with one fault after the other meanwhile, and
 * compares, after each, every output with everything that was sent until then.
 */
final class CrashRun {

  private static final String WINDOWS = "TUMBLE(size 1 min); HOP(size 4 min, slide 2 min)";
  static final int PREFIX_DEPTH = 2;
  private static final int MAX_PREFIXES = 20;
  private static final int MAX_GROUPS = 20_000;
  private static final long SMALL_OBJECT_BYTES = 128 * 1024;

  /** Without any change for so long, what is missing will not come any more. */
  private static final Duration PATIENCE = Duration.ofSeconds(90);

  private final FlinkCluster cluster;
  private final Path jar;
  private final long seed;
  private final int burst;
  private final FlinkCluster.Progress said;
  private final CrashReport report = new CrashReport();

  /**
   * @param cluster that runs, without a job
   * @param seed decides the events, and where and when faults strike
   * @param burst messages that are sent beside each fault
   */
  CrashRun(FlinkCluster cluster, Path jar, long seed, int burst, FlinkCluster.Progress said) {
    this.cluster = cluster;
    this.jar = jar;
    this.seed = seed;
    this.burst = burst;
    this.said = said;
  }

  /**
   * Runs until there are no more faults.
   *
   * @return what happened; complete also if it ends at the first output that is wrong
   */
  CrashReport run(Iterator<CrashFault> faults) throws IOException, InterruptedException {
    Random random = new Random(seed);
    try (DemoResources aws = cluster.resources();
        CrashFeed feed = new CrashFeed(aws, seed, windows())) {
      ClusterJob job =
          ClusterJob.submit(cluster, new ClusterJob.Start(jar, 2, arguments(), null, false));
      CrashScene scene = new CrashScene(cluster, job, random, said);
      scene.beginMisbehaving();
      boolean exact = true;
      while (exact && faults.hasNext()) {
        CrashFault fault = faults.next();
        long begun = System.nanoTime();
        feed.begin(burst);
        scene.pause(500, 1_500);
        said.that(fault + " ...");
        fault.strike(scene);
        feed.awaitEnd();
        scene.awaitRecovery();
        exact = verify(aws, feed.truth(), fault.toString(), begun);
      }
      if (exact) {
        long begun = System.nanoTime();
        scene.stop();
        verify(aws, feed.truth(), "stopped with a savepoint", begun);
      }
    }
    return report;
  }

  private static WindowSettings windows() {
    return new WindowSettings(
        WindowSyntax.parse(WINDOWS), PREFIX_DEPTH, MAX_PREFIXES, MAX_GROUPS, SMALL_OBJECT_BYTES);
  }

  private List<String> arguments() {
    List<String> arguments = new ArrayList<>(ClusterMain.localSettings(cluster));
    arguments.add("--analytics.windows=" + WINDOWS);
    arguments.add("--analytics.allowed-lateness=2h");
    arguments.add("--analytics.prefix-depth=" + PREFIX_DEPTH);
    arguments.add("--analytics.max-prefixes=" + MAX_PREFIXES);
    arguments.add("--analytics.max-groups=" + MAX_GROUPS);
    arguments.add("--analytics.small-object-bytes=" + SMALL_OBJECT_BYTES + "b");
    arguments.add("--watermarks.out-of-orderness=20s");
    // The least there is, so that little is waited for between faults.
    arguments.add("--watermarks.idle-timeout=2s");
    arguments.add("--sqs-source.backlog-interval=1s");
    arguments.add("--sqs-source.visibility-timeout=15s");
    // So that receives of a process that was killed hold no messages for long.
    arguments.add("--sqs-source.receive-wait=1s");
    return arguments;
  }

  private boolean verify(DemoResources aws, Truth truth, String after, long begun)
      throws IOException, InterruptedException {
    VerifyReport verified = awaitOutputs(aws, truth);
    double seconds = (System.nanoTime() - begun) / 1e9;
    report.add(after, seconds, verified, aws.messagesLeft());
    said.that("  " + verified.summary());
    if (!verified.isExact()) {
      verified.lines().forEach(line -> said.that("  " + line));
    }
    return verified.isExact();
  }

  /** Compares until every output is as it must be, or until nothing moves on. */
  private VerifyReport awaitOutputs(DemoResources aws, Truth truth)
      throws IOException, InterruptedException {
    long lastWrong = Long.MAX_VALUE;
    long lastChange = System.nanoTime();
    while (System.nanoTime() - lastChange < PATIENCE.toNanos()) {
      long wrong = lastWrong;
      try {
        long left = aws.messagesLeft();
        // What costs more comes later: the dead letter is read until it gives nothing for a while.
        wrong = left > 0 ? left : wrong(aws.stored(truth).verify());
        if (wrong == 0) {
          VerifyReport everything = aws.everything(truth).verify();
          if (everything.isExact()) {
            return everything;
          }
          wrong = wrong(everything);
        }
      } catch (SdkException misbehaving) {
        said.that("  " + misbehaving.getMessage());
      }
      if (wrong != lastWrong) {
        lastWrong = wrong;
        lastChange = System.nanoTime();
      }
      TimeUnit.MILLISECONDS.sleep(200);
    }
    return aws.everything(truth).verify();
  }

  private static long wrong(VerifyReport found) {
    return found.missing() + found.different() + found.extra();
  }
}
