package io.uploadlens.testing;

import java.time.Duration;
import java.util.ArrayDeque;
import java.util.Comparator;
import java.util.PriorityQueue;
import java.util.Queue;

/** Time that passes only when a test says so, and what is to happen in it. Single-threaded. */
public final class ManualClock {

  /** Where the clock starts: 2026-01-01T00:00:00Z. */
  public static final long START = 1_767_225_600_000L;

  private final Queue<Runnable> ready = new ArrayDeque<>();
  private final PriorityQueue<Timer> timers =
      new PriorityQueue<>(
          Comparator.<Timer>comparingLong(timer -> timer.at).thenComparing(timer -> timer.order));
  private long now = START;
  private long order;

  /** Epoch milliseconds. */
  public long now() {
    return now;
  }

  /** Runs a task at the next {@link #run()}. */
  public void execute(Runnable task) {
    ready.add(task);
  }

  /** Runs a task when the delay has passed. */
  public void schedule(Duration delay, Runnable task) {
    timers.add(new Timer(now + Math.max(0, delay.toMillis()), order++, task));
  }

  /** Runs everything that is ready, and what that makes ready, without time passing. */
  public void run() {
    while (true) {
      Runnable task = ready.poll();
      if (task == null && !timers.isEmpty() && timers.peek().at <= now) {
        task = timers.poll().task;
      }
      if (task == null) {
        return;
      }
      task.run();
    }
  }

  /** Lets time pass, in order, and runs what it makes ready. */
  public void advance(Duration duration) {
    long end = now + duration.toMillis();
    run();
    while (!timers.isEmpty() && timers.peek().at <= end) {
      now = timers.peek().at;
      run();
    }
    now = end;
    run();
  }

  private static final class Timer {
    private final long at;
    private final long order;
    private final Runnable task;

    Timer(long at, long order, Runnable task) {
      this.at = at;
      this.order = order;
      this.task = task;
    }
  }
}
