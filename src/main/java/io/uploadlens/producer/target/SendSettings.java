package io.uploadlens.producer.target;

import java.time.Duration;
import java.util.concurrent.ThreadLocalRandom;

/** How a target sends: how many requests at once, and how it repeats what failed. Immutable. */
public final class SendSettings {

  private final int concurrency;
  private final int attempts;
  private final Duration firstDelay;
  private final Duration longestDelay;
  private final Timing timing;

  private SendSettings(
      int concurrency, int attempts, Duration firstDelay, Duration longestDelay, Timing timing) {
    this.concurrency = concurrency;
    this.attempts = attempts;
    this.firstDelay = firstDelay;
    this.longestDelay = longestDelay;
    this.timing = timing;
  }

  /**
   * Four requests at once; twelve attempts, 100 ms doubling to 10 s between them: about a minute.
   */
  public static SendSettings defaults() {
    return new SendSettings(4, 12, Duration.ofMillis(100), Duration.ofSeconds(10), Timing.SYSTEM);
  }

  /** The same with so many requests at once; with 1 the order of the messages is kept. */
  public SendSettings withConcurrency(int requests) {
    if (requests < 1) {
      throw new IllegalArgumentException("concurrency is " + requests + ": must be at least 1");
    }
    return new SendSettings(requests, attempts, firstDelay, longestDelay, timing);
  }

  /** The same with so many attempts for each message before it counts as undeliverable. */
  public SendSettings withAttempts(int most) {
    if (most < 1) {
      throw new IllegalArgumentException("attempts is " + most + ": must be at least 1");
    }
    return new SendSettings(concurrency, most, firstDelay, longestDelay, timing);
  }

  /** The same with another clock. */
  public SendSettings withTiming(Timing other) {
    return new SendSettings(concurrency, attempts, firstDelay, longestDelay, other);
  }

  int concurrency() {
    return concurrency;
  }

  int attempts() {
    return attempts;
  }

  Timing timing() {
    return timing;
  }

  /** Waits before the next attempt: a random part of a time that doubles ("full jitter"). */
  void backOff(int attemptsMade) throws InterruptedException {
    int doublings = Math.min(attemptsMade - 1, 20);
    long most = Math.min(longestDelay.toNanos(), firstDelay.toNanos() << doublings);
    timing.sleepNanos(1 + ThreadLocalRandom.current().nextLong(most));
  }
}
