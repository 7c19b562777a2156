package io.uploadlens.source.sqs.reader;

import java.time.Duration;
import java.util.ArrayDeque;
import java.util.Deque;
import java.util.UUID;

/**
 * The <a
 * href="https://docs.aws.amazon.com/AWSSimpleQueueService/latest/SQSDeveloperGuide/using-receiverequestattemptid-request-parameter.html">receive
 * request attempt ids</a> of a FIFO queue. A receive whose answer was lost has hidden messages, and
 * with them their groups, until their visibility timeout ends. A receive that repeats its id gets
 * the same messages at once. Loop-confined.
 *
 * <p>Ids are never used by two attempts of a job: SQS would give the later one what the earlier one
 * released.
 */
final class ReceiveAttempts {

  /** SQS knows an id for 5 minutes; the repetition takes some of them itself. */
  static final Duration REPEATABLE = Duration.ofMinutes(4);

  private static final Attempt OF_STANDARD_QUEUE = new Attempt(null, 0, false);

  private final boolean fifo;
  private final String prefix = UUID.randomUUID().toString();
  private final Deque<Attempt> unanswered = new ArrayDeque<>();
  private long next;

  /**
   * @param fifo false for a standard queue, which takes no ids
   */
  ReceiveAttempts(boolean fifo) {
    this.fifo = fifo;
  }

  /** What the next receive is: the oldest attempt that got no answer, or else a new one. */
  Attempt next(long now) {
    if (!fifo) {
      return OF_STANDARD_QUEUE;
    }
    while (!unanswered.isEmpty()) {
      Attempt attempt = unanswered.remove();
      if (now - attempt.firstAskedAt < REPEATABLE.toMillis()) {
        return new Attempt(attempt.id, attempt.firstAskedAt, true);
      }
    }
    return new Attempt(prefix + "-" + next++, now, false);
  }

  /** The attempt got no answer, or one that asks to try again later. */
  void unanswered(Attempt attempt) {
    if (fifo) {
      unanswered.add(attempt);
    }
  }

  /** One receive, however often it is asked. */
  static final class Attempt {
    private final String id;
    private final long firstAskedAt;
    private final boolean repeated;

    private Attempt(String id, long firstAskedAt, boolean repeated) {
      this.id = id;
      this.firstAskedAt = firstAskedAt;
      this.repeated = repeated;
    }

    /** The id, or null for a standard queue. */
    String id() {
      return id;
    }

    /** Whether it was asked before. */
    boolean isRepeated() {
      return repeated;
    }
  }
}
