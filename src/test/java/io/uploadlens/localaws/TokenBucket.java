package io.uploadlens.localaws;

import java.time.Clock;

/** A rate limit: so much a second, of which one second's worth can be saved up. */
final class TokenBucket {

  private final double perSecond;
  private final Clock clock;
  private double available;
  private long lastMillis;

  TokenBucket(double perSecond, Clock clock) {
    this.perSecond = perSecond;
    this.clock = clock;
    this.available = perSecond;
    this.lastMillis = clock.millis();
  }

  /** Whether so much can be taken now, without taking it. */
  boolean has(double amount) {
    refill();
    return available >= amount;
  }

  /** Takes so much, into debt if need be. */
  void take(double amount) {
    refill();
    available -= amount;
  }

  private void refill() {
    long now = clock.millis();
    if (now > lastMillis) {
      available = Math.min(perSecond, available + perSecond * (now - lastMillis) / 1000.0);
      lastMillis = now;
    }
  }
}
