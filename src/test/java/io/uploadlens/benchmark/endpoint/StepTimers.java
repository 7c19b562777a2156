package io.uploadlens.benchmark.endpoint;

import io.netty.util.concurrent.EventExecutor;
import java.time.Duration;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.List;
import java.util.stream.Collectors;

/** Time that passes only when a test lets it; what falls due runs on the endpoint's thread. */
final class StepTimers implements Timers {

  private final EventExecutor thread;
  private final List<Waiting> waiting = new ArrayList<>();
  private long now = 1_000_000;

  StepTimers(EventExecutor thread) {
    this.thread = thread;
  }

  @Override
  public synchronized long now() {
    return now;
  }

  @Override
  public synchronized void schedule(Duration delay, Runnable task) {
    waiting.add(new Waiting(now + delay.toMillis(), task));
  }

  /** How long each task has still to wait, shortest first. */
  synchronized List<Duration> pending() {
    return waiting.stream()
        .map(one -> Duration.ofMillis(one.due - now))
        .sorted()
        .collect(Collectors.toList());
  }

  /** Lets time pass, and waits until what fell due has run. */
  void pass(Duration time) throws InterruptedException {
    long until = now() + time.toMillis();
    thread.submit(() -> passUntil(until)).sync();
  }

  private void passUntil(long until) {
    for (Waiting next = nextDue(until); next != null; next = nextDue(until)) {
      next.task.run();
    }
  }

  private synchronized Waiting nextDue(long until) {
    Waiting next =
        waiting.stream()
            .filter(one -> one.due <= until)
            .min(Comparator.comparingLong(one -> one.due))
            .orElse(null);
    now = next == null ? until : Math.max(now, next.due);
    if (next != null) {
      waiting.remove(next);
    }
    return next;
  }

  private static final class Waiting {
    private final long due;
    private final Runnable task;

    Waiting(long due, Runnable task) {
      this.due = due;
      this.task = task;
    }
  }
}
