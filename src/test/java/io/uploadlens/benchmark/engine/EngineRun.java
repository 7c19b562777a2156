package io.uploadlens.benchmark.engine;

import java.lang.ref.WeakReference;
import java.util.Map;
import java.util.Queue;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.ConcurrentLinkedQueue;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicBoolean;
import java.util.concurrent.atomic.AtomicInteger;

/**
 * One job of one contender: what its sources read, what its sinks got, and how long it took from
 * the first event read until the last watermark had reached every sink, behind all results. The
 * operators find it in a static field, since they are in the same JVM.
 */
final class EngineRun {

  private static volatile EngineRun current;

  private final Workload workload;
  private final long finalWatermark;
  private final AtomicInteger sinksLeft;
  private final CountDownLatch end = new CountDownLatch(1);
  private final AtomicBoolean begun = new AtomicBoolean();
  private final ProcessClock clock = new ProcessClock();
  private final Queue<WeakReference<Object>> inTasks = new ConcurrentLinkedQueue<>();
  private final Map<GroupKey, Row> rows = new ConcurrentHashMap<>();

  private EngineRun(Workload workload, int sinks) {
    this.workload = workload;
    this.finalWatermark = workload.finalWatermark();
    this.sinksLeft = new AtomicInteger(sinks);
  }

  /** Begins one, which is the current one until the next begins. */
  static EngineRun begin(Workload workload, int sinks) {
    EngineRun run = new EngineRun(workload, sinks);
    current = run;
    return run;
  }

  static EngineRun current() {
    return current;
  }

  /** Tells of an object that lives in one of the job's tasks. */
  void livesInTask(Object object) {
    inTasks.add(new WeakReference<>(object));
  }

  /** Whether a garbage collection has found that the tasks are gone. */
  boolean tasksAreGone() {
    return inTasks.stream().allMatch(object -> object.get() == null);
  }

  Workload workload() {
    return workload;
  }

  long finalWatermark() {
    return finalWatermark;
  }

  /** A source is about to emit its first event. */
  void sourceBegins() {
    if (begun.compareAndSet(false, true)) {
      clock.start();
    }
  }

  /** A sink got the one row of a key. */
  void row(GroupKey key, Tally tally) {
    Row row = new Row(0, tally);
    Row before = rows.putIfAbsent(key, row);
    if (before != null) {
      throw new IllegalStateException("Two rows of " + key + ": " + before + " and " + row);
    }
  }

  /**
   * A sink got a row of a key that may have several: the highest revision holds. A row for
   * duplicates alone has the revision of the one before it, and comes later.
   */
  void revision(GroupKey key, long revision, Tally tally) {
    rows.merge(
        key,
        new Row(revision, tally),
        (one, other) -> other.revision >= one.revision ? other : one);
  }

  /** A sink got the last watermark, and with it all rows that it will get. */
  void sinkEnds() {
    if (sinksLeft.decrementAndGet() == 0) {
      clock.stop();
      end.countDown();
    }
  }

  /** Waits for the last sink, but not for long. */
  boolean awaitEnd(long millis) throws InterruptedException {
    return end.await(millis, TimeUnit.MILLISECONDS);
  }

  /** What it took. */
  ProcessClock clock() {
    return clock;
  }

  /** How many rows came, revisions apart. */
  int rows() {
    return rows.size();
  }

  /**
   * Compares the rows with the right ones.
   *
   * @param expected every row that there must be
   * @param principalsError by how much the number of principals may be off, relative
   * @throws IllegalStateException if one is wrong, missing or too much; says which
   */
  void check(String contender, Map<GroupKey, Tally> expected, double principalsError) {
    expected.forEach(
        (key, right) -> {
          Row row = rows.get(key);
          if (row == null || !matches(row.tally, right, principalsError)) {
            throw new IllegalStateException(
                contender + " is wrong about " + key + ": " + row + "; right is " + right);
          }
        });
    for (GroupKey key : rows.keySet()) {
      if (!expected.containsKey(key)) {
        throw new IllegalStateException(contender + " has a row too many: " + key);
      }
    }
  }

  private static boolean matches(Tally row, Tally right, double principalsError) {
    return row.uploads == right.uploads
        && row.bytes == right.bytes
        && row.smallest == right.smallest
        && row.largest == right.largest
        && (row.duplicates == Tally.NOT_COUNTED || row.duplicates == right.duplicates)
        && (row.principals == Tally.NOT_COUNTED
            || Math.abs(row.principals - right.principals) <= principalsError * right.principals);
  }

  private static final class Row {
    private final long revision;
    private final Tally tally;

    Row(long revision, Tally tally) {
      this.revision = revision;
      this.tally = tally;
    }

    @Override
    public String toString() {
      return tally + ", revision " + revision;
    }
  }
}
