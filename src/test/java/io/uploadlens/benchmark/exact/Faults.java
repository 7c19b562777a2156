package io.uploadlens.benchmark.exact;

import java.time.Duration;
import java.util.EnumMap;
import java.util.Map;
import java.util.Random;
import java.util.concurrent.TimeUnit;

/**
 * Makes a job fail and waits until it runs again: in turn by an exception in a task and by the end
 * of a TaskManager, at moments and places that the seed decides. Not thread-safe.
 */
final class Faults {

  /** What made the job fail. */
  enum Kind {
    /** An exception at a record. */
    EXCEPTION,
    /** An exception at a barrier, so that a checkpoint is left half done. */
    EXCEPTION_AT_BARRIER,
    /** A TaskManager that ends. */
    TASK_MANAGER
  }

  private static final Duration PATIENCE = Duration.ofSeconds(30);
  private static final Duration UNTIL_LOST_IS_SEEN = Duration.ofSeconds(2);
  private static final FaultSwitch.Place[] PLACES = FaultSwitch.Place.values();

  private final ExactCluster cluster;
  private final FaultSwitch faults;
  private final Board board;
  private final long intervalNanos;
  private final Random random;
  private final Map<Kind, Integer> survived = new EnumMap<>(Kind.class);
  private int turn;
  private long next;
  private double nextShare;

  Faults(ExactCluster cluster, Board board) {
    this.cluster = cluster;
    this.board = board;
    this.faults = board.faults();
    this.intervalNanos = board.setting().failureInterval.toNanos();
    this.random = new Random(board.setting().seed);
    this.next = System.nanoTime();
    planNext();
  }

  /** From half of an interval to one and a half after the last; one in the mean. */
  private void planNext() {
    nextShare += board.setting().failureShare * (0.5 + random.nextDouble());
    next += (long) (intervalNanos * (0.5 + random.nextDouble()));
    next = Math.max(next, System.nanoTime() + intervalNanos / 4);
  }

  boolean isDue() {
    return board.setting().failureShare > 0
        ? board.progress() >= nextShare
        : System.nanoTime() >= next;
  }

  /** Makes the job fail; what it did, or null where the job came to its end before. */
  Kind inject(RestartingJob job) throws Exception {
    int before = job.restarts();
    Kind kind = kindOf(turn++);
    boolean failed = kind == Kind.TASK_MANAGER ? killTaskManager(job, before) : raise(kind, job);
    if (!failed) {
      return null;
    }
    awaitRestart(job, before);
    survived.merge(kind, 1, Integer::sum);
    planNext();
    return kind;
  }

  private static Kind kindOf(int turn) {
    if (turn % 2 == 1) {
      return Kind.TASK_MANAGER;
    }
    return turn % 4 == 0 ? Kind.EXCEPTION : Kind.EXCEPTION_AT_BARRIER;
  }

  private boolean raise(Kind kind, RestartingJob job) throws Exception {
    FaultSwitch.Place place = PLACES[random.nextInt(PLACES.length)];
    if (kind == Kind.EXCEPTION) {
      faults.armRecord(place, random.nextInt(200));
    } else {
      faults.armBarrier(place);
    }
    ExactCluster.await(PATIENCE, () -> !faults.isArmed() || job.isAtItsEnd());
    boolean failed = !faults.isArmed();
    faults.disarm();
    return failed;
  }

  /** Whether it ran the job: with one subtask, one of the two does not. */
  private boolean killTaskManager(RestartingJob job, int before) throws Exception {
    for (int killed = 0; killed < 2 && !job.isAtItsEnd(); killed++) {
      cluster.killTaskManager();
      long until = System.nanoTime() + UNTIL_LOST_IS_SEEN.toNanos();
      while (System.nanoTime() < until && !job.isAtItsEnd()) {
        if (job.isFailing(before)) {
          return true;
        }
        TimeUnit.MILLISECONDS.sleep(20);
      }
    }
    return false;
  }

  private static void awaitRestart(RestartingJob job, int before) throws Exception {
    job.requireRestart(before);
    job.requireRunning();
  }

  /** How many failures of a kind the job came back from. */
  int survived(Kind kind) {
    return survived.getOrDefault(kind, 0);
  }
}
