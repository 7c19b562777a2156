package io.uploadlens.source.sqs.reader;

/**
 * How fast the task takes messages while there are some to take: the rate of its last few, which
 * falls while it takes none. Nothing is known of a task that ran out of messages; it waits for the
 * queue and not the queue for it. Any thread may ask and tell.
 */
final class EmissionRate {

  private static final int LAST = 64;
  private static final long TOO_SHORT_MILLIS = 100;

  private final long[] times = new long[LAST];
  private long count;

  /** The task has taken a message. */
  synchronized void taken(long now) {
    times[(int) (count++ % LAST)] = now;
  }

  /** The task found nothing to take. */
  synchronized void ranDry() {
    count = 0;
  }

  /** How many messages the task takes in this time; a great many where nothing is known. */
  synchronized long takesWithin(long millis, long now) {
    if (count == 0) {
      return Integer.MAX_VALUE;
    }
    long elapsed = now - times[(int) (count <= LAST ? 0 : count % LAST)];
    return elapsed < TOO_SHORT_MILLIS
        ? Integer.MAX_VALUE
        : Math.min(count, LAST) * millis / elapsed;
  }
}
