package io.uploadlens.source.sqs.reader;

import java.util.Locale;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * This subtask's share of the messages that a queue may have in flight. SQS hands out about 120,000
 * per queue and then, to long polls, silently nothing; the source stops before that, and says so
 * with the numbers that it has measured. Loop-confined, but for what is marked.
 */
final class InFlightLimit {

  private static final Logger LOG = LoggerFactory.getLogger(InFlightLimit.class);

  /** SQS says about 120,000, and its counts are approximate. */
  private static final long NEARLY_ALL_OF_SQS = 114_000;

  private final String queueUrl;
  private final int share;
  private final int maxInFlight;
  private final CheckpointTimes checkpoints;
  private volatile boolean reached;
  private final LogPace logOfShare = new LogPace();
  // Of the task's thread.
  private final LogPace logOfQueue = new LogPace();

  InFlightLimit(String queueUrl, int share, int maxInFlight, CheckpointTimes checkpoints) {
    this.queueUrl = queueUrl;
    this.share = share;
    this.maxInFlight = maxInFlight;
    this.checkpoints = checkpoints;
  }

  /** The most messages that this subtask may hold. */
  int share() {
    return share;
  }

  /** The limit stops receiving. */
  void reached(long now) {
    reached = true;
    if (logOfShare.mayLog(now)) {
      LOG.warn(
          "This subtask holds its share of {} of the {} messages that queue {} may have in flight, "
              + "and receives nothing until a checkpoint completes and messages are deleted. {} {}",
          share,
          maxInFlight,
          queueUrl,
          formula(),
          hint());
    }
  }

  /** There is room. */
  void passed() {
    reached = false;
  }

  /** Whether the limit stops receiving now; any thread may ask. */
  boolean isReached() {
    return reached;
  }

  /** What the whole queue holds, for all its consumers; by the task's thread. */
  void queueHolds(long visible, long inFlight, long now) {
    boolean full = inFlight >= NEARLY_ALL_OF_SQS && visible > 0 && !reached;
    if (full && logOfQueue.mayLog(now)) {
      LOG.warn(
          "Queue {} has {} messages in flight, about as many as SQS allows, and this source's limit"
              + " of {} is not what stops it: SQS hands out no more of the {} that wait until some"
              + " are deleted or time out. Does another consumer read the queue?",
          queueUrl,
          inFlight,
          maxInFlight,
          visible);
    }
  }

  /** What bounds the queue's rate, in numbers as far as they are known. */
  String formula() {
    String words =
        "A queue's rate is at most its messages in flight / (checkpoint interval + duration)";
    long interval = checkpoints.intervalMillis();
    long duration = checkpoints.durationMillis();
    if (interval < 0 || duration < 0) {
      return words + ".";
    }
    return String.format(
        Locale.ROOT,
        "%s, here %,d / (%.1f s + %.1f s) = %,d messages a second.",
        words,
        maxInFlight,
        interval / 1000.0,
        duration / 1000.0,
        maxInFlight * 1000L / Math.max(1, interval + duration));
  }

  /** What to do about it. */
  String hint() {
    int without = checkpoints.withoutCompletion();
    if (without == 0 && !checkpoints.anyCompleted()) {
      return "No checkpoint has begun since the start: is checkpointing switched on"
          + " (execution.checkpointing.interval)?";
    }
    if (!checkpoints.anyCompleted()) {
      return "No checkpoint has completed since the start, of "
          + without
          + " that have begun: see why in the job's list of checkpoints.";
    }
    if (without > 2) {
      return "The last "
          + without
          + " checkpoints have not completed: see why in the job's list of checkpoints.";
    }
    if (checkpoints.durationMillis() > checkpoints.intervalMillis()
        && checkpoints.intervalMillis() >= 0) {
      return "Checkpoints take longer than their interval: look for back-pressure, and for unaligned"
          + " checkpoints.";
    }
    return "Shorten the checkpoint interval, raise the messages in flight up to 120,000, or spread"
        + " the load over more queues.";
  }
}
