package io.uploadlens.demo;

import java.io.PrintStream;
import java.util.concurrent.CompletableFuture;

/**
 * Ends the TaskManager several times while messages are sent, at evenly spaced moments, by turns
 * right after a checkpoint, between two, and while one is under way.
 */
final class CrashPlan {

  private final DemoCluster cluster;
  private final int crashes;
  private final long messages;
  private final PrintStream out;
  private int done;

  /**
   * @param crashes how many; 0 for none
   * @param messages about how many messages will be sent
   */
  CrashPlan(DemoCluster cluster, int crashes, long messages, PrintStream out) {
    this.cluster = cluster;
    this.crashes = crashes;
    this.messages = messages;
    this.out = out;
  }

  /** Crashes if it is time to, when so many messages were sent. */
  void onSent(long sent) throws Exception {
    if (done < crashes && sent >= (done + 1) * messages / (crashes + 1)) {
      done++;
      crash(done % 3);
    }
  }

  private void crash(int turn) throws Exception {
    switch (turn) {
      case 1:
        cluster.triggerCheckpoint().get();
        report("right after a checkpoint");
        cluster.crashTaskManager();
        break;
      case 2:
        report("between two checkpoints");
        cluster.crashTaskManager();
        break;
      default:
        CompletableFuture<Long> underWay = cluster.triggerCheckpoint();
        report("while a checkpoint is under way");
        cluster.crashTaskManager();
        // Whether it completed or was aborted is up to the race; the job must not care.
        underWay.exceptionally(aborted -> -1L).get();
    }
  }

  private void report(String when) {
    out.printf("Crash %d of %d: the TaskManager ends, %s.%n", done, crashes, when);
  }

  int done() {
    return done;
  }
}
