package io.uploadlens.source.sqs.hunt;

import io.uploadlens.source.sqs.reader.DrivenReader;
import java.time.Duration;
import java.util.ArrayDeque;
import java.util.ArrayList;
import java.util.Deque;
import java.util.List;
import java.util.PriorityQueue;

/**
 * Time that passes only when a schedule says so. Each reader's loop is a {@link Thread} of its own
 * here: what it has to do runs task by task when the schedule says so, and all of it before time
 * passes, since no loop starves for milliseconds.
 */
final class VirtualTime {

  /** 2026-01-01T00:00:00Z. */
  static final long START = 1_767_225_600_000L;

  private static final int MAX_TASKS_AT_ONCE = 1_000_000;

  private final PriorityQueue<Timer> timers = new PriorityQueue<>();
  private final List<Thread> threads = new ArrayList<>();
  private long now = START;
  private long order;

  /** Epoch milliseconds. */
  long now() {
    return now;
  }

  /** Something that happens in the world, not on a reader's loop. */
  void after(long millis, Runnable event) {
    timers.add(new Timer(now + Math.max(0, millis), order++, null, event));
  }

  /** A loop for one reader. */
  Thread newThread() {
    Thread thread = new Thread();
    threads.add(thread);
    return thread;
  }

  /** Runs all that can run without time passing. */
  void settle() {
    int tasks = 0;
    boolean ran = true;
    while (ran) {
      ran = fireDue();
      for (int i = 0; i < threads.size(); i++) {
        int done = threads.get(i).run(Integer.MAX_VALUE);
        ran |= done > 0;
        tasks += done;
      }
      if (tasks > MAX_TASKS_AT_ONCE) {
        throw new Violation(
            Violation.Rule.READER_WORKS, "the loops never come to rest: a task begets the next");
      }
    }
    threads.removeIf(thread -> thread.dead);
  }

  /** Lets time pass; everything runs when it is due. */
  void pass(long millis) {
    long end = now + millis;
    settle();
    while (!timers.isEmpty() && timers.peek().at <= end) {
      now = Math.max(now, timers.peek().at);
      settle();
    }
    now = end;
    settle();
  }

  private boolean fireDue() {
    boolean fired = false;
    while (!timers.isEmpty() && timers.peek().at <= now) {
      Timer timer = timers.poll();
      if (timer.thread == null) {
        timer.task.run();
        fired = true;
      } else if (!timer.thread.dead) {
        timer.thread.execute(timer.task);
        fired = true;
      }
    }
    return fired;
  }

  /** The one thread of a reader's loop. */
  final class Thread implements DrivenReader.Driver {
    private final Deque<Runnable> ready = new ArrayDeque<>();
    private boolean dead;

    @Override
    public long now() {
      return now;
    }

    @Override
    public void execute(Runnable task) {
      if (!dead) {
        ready.add(task);
      }
    }

    @Override
    public void schedule(Duration delay, Runnable task) {
      if (!dead) {
        timers.add(new Timer(now + Math.max(0, delay.toMillis()), order++, this, task));
      }
    }

    /** Runs at most this many tasks; tells how many there were. */
    int run(int most) {
      int done = 0;
      while (done < most && !ready.isEmpty()) {
        ready.poll().run();
        done++;
      }
      return done;
    }

    /** Nothing runs any more. */
    void end() {
      dead = true;
      ready.clear();
    }
  }

  private static final class Timer implements Comparable<Timer> {
    private final long at;
    private final long order;
    private final Thread thread;
    private final Runnable task;

    Timer(long at, long order, Thread thread, Runnable task) {
      this.at = at;
      this.order = order;
      this.thread = thread;
      this.task = task;
    }

    @Override
    public int compareTo(Timer other) {
      int byTime = Long.compare(at, other.at);
      return byTime != 0 ? byTime : Long.compare(order, other.order);
    }
  }
}
