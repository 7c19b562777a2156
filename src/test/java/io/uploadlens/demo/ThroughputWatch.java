package io.uploadlens.demo;

import java.io.IOException;
import java.util.concurrent.Executors;
import java.util.concurrent.ScheduledExecutorService;
import java.util.concurrent.ScheduledFuture;
import java.util.concurrent.TimeUnit;

/**
 * How fast the job reads: messages between the first and the last that its counters tell of, asked
 * for twice a second. A restarted task counts from zero again, so increases are added up.
 */
final class ThroughputWatch implements AutoCloseable {

  private static final long INTERVAL_MILLIS = 500;

  private final JobMetrics metrics;
  private final ScheduledExecutorService timer =
      Executors.newSingleThreadScheduledExecutor(
          task -> {
            Thread thread = new Thread(task, "demo-throughput");
            thread.setDaemon(true);
            return thread;
          });
  private final ScheduledFuture<?> looking;
  private long last;
  private long total;
  private long firstNanos;
  private long lastNanos;

  ThroughputWatch(JobMetrics metrics) {
    this.metrics = metrics;
    looking =
        timer.scheduleWithFixedDelay(
            this::look, INTERVAL_MILLIS, INTERVAL_MILLIS, TimeUnit.MILLISECONDS);
  }

  private synchronized void look() {
    long now;
    try {
      now = metrics.sum("messagesReceived");
    } catch (IOException e) {
      // Between a failure and the restart there is nobody to answer; the next look will tell.
      return;
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
      return;
    }
    if (now != last) {
      if (total == 0) {
        firstNanos = System.nanoTime() - TimeUnit.MILLISECONDS.toNanos(INTERVAL_MILLIS);
      }
      total += now > last ? now - last : now;
      lastNanos = System.nanoTime();
      last = now;
    }
  }

  /** Messages read, those read again after failures included. */
  synchronized long messages() {
    return total;
  }

  /** Seconds from the first message to the last. */
  synchronized double seconds() {
    return (lastNanos - firstNanos) / 1e9;
  }

  @Override
  public void close() {
    looking.cancel(false);
    timer.shutdown();
  }
}
