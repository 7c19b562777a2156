package io.uploadlens.producer.target;

import java.util.Objects;
import java.util.concurrent.TimeUnit;

/**
 * Holds a sender to a rate, or to the times at which messages are due. Sleeps, never spins.
 *
 * <p>A sender that was held up may catch up with at most one second's worth at once. Not
 * thread-safe.
 */
public final class Pacer {

  private static final long MOST_BEHIND_NANOS = TimeUnit.SECONDS.toNanos(1);

  /** Shorter waits are left to add up: a sleep takes longer than that by itself. */
  private static final long SHORTEST_SLEEP_NANOS = TimeUnit.MILLISECONDS.toNanos(1);

  private final double nanosEach;
  private final Timing timing;
  private double dueNanos;

  /**
   * @param perSecond how many a second, above 0; infinity for no limit
   * @param timing not null
   */
  public Pacer(double perSecond, Timing timing) {
    if (!(perSecond > 0)) {
      throw new IllegalArgumentException("rate is " + perSecond + " a second: must be above 0");
    }
    this.nanosEach = TimeUnit.SECONDS.toNanos(1) / perSecond;
    this.timing = Objects.requireNonNull(timing, "timing");
    this.dueNanos = timing.nanoTime();
  }

  /** Waits until that many more may be sent. */
  public void await(int count) throws InterruptedException {
    long now = timing.nanoTime();
    dueNanos = Math.max(dueNanos, now - (double) MOST_BEHIND_NANOS);
    sleep((long) (dueNanos - now));
    dueNanos += count * nanosEach;
  }

  /** Waits until that time, epoch milliseconds; not at all if it has passed. */
  public void awaitTime(long epochMillis) throws InterruptedException {
    sleep(TimeUnit.MILLISECONDS.toNanos(epochMillis - timing.currentTimeMillis()));
  }

  private void sleep(long nanos) throws InterruptedException {
    if (nanos >= SHORTEST_SLEEP_NANOS) {
      timing.sleepNanos(nanos);
    }
  }
}
