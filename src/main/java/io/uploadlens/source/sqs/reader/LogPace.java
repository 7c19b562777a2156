package io.uploadlens.source.sqs.reader;

import java.time.Duration;

/** Lets a message that may be repeated be logged once a minute at most. Not thread-safe. */
final class LogPace {

  private static final Duration INTERVAL = Duration.ofMinutes(1);

  private long last = Long.MIN_VALUE;

  /** Whether to log now, epoch milliseconds; if so, the next minute begins. */
  boolean mayLog(long now) {
    if (last != Long.MIN_VALUE && now - last < INTERVAL.toMillis()) {
      return false;
    }
    last = now;
    return true;
  }
}
