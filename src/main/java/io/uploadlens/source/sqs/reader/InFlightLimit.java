package io.uploadlens.source.sqs.reader;

import java.time.Duration;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * This subtask's share of the messages that a queue may have in flight. SQS hands out about 120,000
 * per queue and then, to long polls, silently nothing; the source stops before that, and says so.
 * Loop-confined, but for the question whether it holds.
 */
final class InFlightLimit {

  private static final Logger LOG = LoggerFactory.getLogger(InFlightLimit.class);
  private static final Duration LOG_INTERVAL = Duration.ofMinutes(1);

  private final String queueUrl;
  private final int share;
  private final int maxInFlight;
  private volatile boolean reached;
  private volatile boolean checkpointed;
  private long lastLogged = Long.MIN_VALUE;

  InFlightLimit(String queueUrl, int share, int maxInFlight) {
    this.queueUrl = queueUrl;
    this.share = share;
    this.maxInFlight = maxInFlight;
  }

  /** The most messages that this subtask may hold. */
  int share() {
    return share;
  }

  /** A checkpoint has completed since the reader started. */
  void checkpointCompleted() {
    checkpointed = true;
  }

  /** The limit stops receiving. */
  void reached(long now) {
    reached = true;
    if (lastLogged == Long.MIN_VALUE || now - lastLogged >= LOG_INTERVAL.toMillis()) {
      lastLogged = now;
      LOG.warn(
          "This subtask holds its share of {} of the {} messages that queue {} may have in flight, "
              + "and receives nothing until a checkpoint completes and messages are deleted. A "
              + "queue's rate is at most 120,000 / (checkpoint interval + duration) messages per "
              + "second: shorten the checkpoint interval or spread the load over more queues.{}",
          share,
          maxInFlight,
          queueUrl,
          checkpointed
              ? ""
              : " No checkpoint has completed since the start: is checkpointing switched on?");
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
}
