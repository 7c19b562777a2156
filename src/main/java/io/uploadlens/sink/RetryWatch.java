package io.uploadlens.sink;

import java.io.IOException;
import java.time.Duration;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.function.LongSupplier;

/**
 * Tells a destination that is slow from one that takes nothing: keeps the time since when every
 * request has failed.
 *
 * <p>The SDK's threads report failed requests, the task's thread the end of every request, failed
 * or not; each failed request is one of either.
 */
final class RetryWatch {

  private static final long NEVER = Long.MIN_VALUE;

  private final String destination;
  private final long retryMillis;
  private final LongSupplier clock;
  private final AtomicInteger failedNotEnded = new AtomicInteger();
  private long failingSince = NEVER;

  RetryWatch(String destination, long retryMillis, LongSupplier clock) {
    this.destination = destination;
    this.retryMillis = retryMillis;
    this.clock = clock;
  }

  /** What the destination is called in errors. */
  String destination() {
    return destination;
  }

  /** A request failed, wholly or in part. From any thread, before its end is reported. */
  void requestFailed() {
    failedNotEnded.incrementAndGet();
  }

  /**
   * A request ended. From the task's thread.
   *
   * @throws IOException if every request has failed for the retry time
   */
  void requestEnded() throws IOException {
    if (failedNotEnded.get() == 0) {
      failingSince = NEVER;
      return;
    }
    failedNotEnded.decrementAndGet();
    long now = clock.getAsLong();
    if (failingSince == NEVER) {
      failingSince = now;
    } else if (now - failingSince >= retryMillis) {
      throw new IOException(
          destination
              + ": every request has failed for "
              + Duration.ofMillis(now - failingSince)
              + "; the connector's warnings in the log say how");
    }
  }

  /** The message of the error at the root, which is what the service or the SDK said. */
  static String reason(Throwable error) {
    Throwable root = error;
    while (root.getCause() != null) {
      root = root.getCause();
    }
    return root.getMessage() == null ? root.getClass().getName() : root.getMessage();
  }
}
