package io.uploadlens.source.sqs.queue;

import java.time.Duration;

/**
 * How long an error is repeated that may pass by itself and may not. The time runs from the first
 * such error; after a success a new one begins. Not thread-safe.
 */
public final class Patience {

  /**
   * For a queue that the job reads, and its payloads: credentials are renewed, and a clock is set,
   * within minutes or not at all.
   */
  public static final Duration OF_A_READ_QUEUE = Duration.ofMinutes(5);

  /**
   * For a queue that the job reads no more: nothing waits for it, and what is given up is not
   * deleted from it.
   */
  public static final Duration OF_A_REMOVED_QUEUE = Duration.ofHours(1);

  private final Duration limit;
  private long since = Long.MAX_VALUE;

  /**
   * @param limit how long
   */
  public Patience(Duration limit) {
    this.limit = limit;
  }

  /**
   * The error has come.
   *
   * @param now epoch milliseconds
   * @return whether it has lasted too long
   */
  public boolean endsAt(long now) {
    since = Math.min(since, now);
    return now - since >= limit.toMillis();
  }
}
