package io.uploadlens.analytics;

import io.uploadlens.event.DecodedMessage;
import io.uploadlens.event.SourceProgress;
import io.uploadlens.event.UploadEvent;
import java.util.List;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * The event time that one split has reached.
 *
 * <pre>
 *            backlog                     no backlog                 silent
 *   CATCHING_UP: hold  ──►  LIVE: youngest − out-of-orderness  ──►  DRAINED: clock − out-of-orderness
 *                                                                            − idle timeout
 * </pre>
 *
 * <p>A standard queue hands a backlog back in no order, so while there is one, "youngest minus
 * something" would declare most of it late: the watermark stands still, at most as long as the
 * maximum hold. A silent source lets the clock close its last windows, but only if it is known to
 * be empty: a source that can't be read is silent, too. Where messages come for that long and none
 * has an event, their arrival does the same.
 *
 * <p>No event moves the watermark beyond the clock minus the out-of-orderness, nor beyond its own
 * arrival minus that, which in a backlog is long ago: one upload with a clock that runs ahead can't
 * make all others late. Never goes back. Not thread-safe.
 */
final class SplitClock {

  private static final Logger LOG = LoggerFactory.getLogger(SplitClock.class);
  private static final long NONE = Long.MIN_VALUE;

  private final WatermarkSettings settings;

  private SourceProgress progress = SourceProgress.CATCHING_UP;
  private long progressAt;
  private long holdingSince;
  private boolean holdExceeded;
  private long lastRead;
  private long lastEvent;
  private long youngest = NONE;
  private long lastArrival = NONE;
  private long watermark = NONE;

  /**
   * A split of which nothing is known yet, as if it had a backlog.
   *
   * @param now the time of day
   */
  SplitClock(WatermarkSettings settings, long now) {
    this.settings = settings;
    this.progressAt = now;
    this.holdingSince = now;
    this.lastRead = now;
    this.lastEvent = now;
  }

  /** Takes a message, or what the source says of itself between messages. */
  void onMessage(DecodedMessage message, long now) {
    if (message.progress() != null) {
      onProgress(message.progress(), now);
      return;
    }
    lastRead = now;
    List<UploadEvent> events = message.events();
    for (int i = 0; i < events.size(); i++) {
      UploadEvent event = events.get(i);
      youngest = Math.max(youngest, Math.min(event.eventTime(), event.origin().arrivalTime()));
      lastEvent = now;
    }
  }

  /**
   * Takes a message without events: rejected, or ignorable. It tells no event time, but that the
   * split is read up to its arrival. Without it a queue into which somebody sends nothing else
   * would hold all others back for ever: it is neither silent nor does it bring an event.
   *
   * @param arrivalTime when the source took it, epoch milliseconds
   */
  void onMessageWithoutEvents(long arrivalTime, long now) {
    lastRead = now;
    lastArrival = Math.max(lastArrival, arrivalTime);
  }

  private void onProgress(SourceProgress next, long now) {
    if (next == SourceProgress.CATCHING_UP) {
      if (holdingSince == NONE) {
        holdingSince = now;
      }
    } else {
      holdingSince = NONE;
      holdExceeded = false;
    }
    progress = next;
    progressAt = now;
  }

  /** The watermark at a time of day; {@link Long#MIN_VALUE} while there is none. */
  long watermark(long now) {
    if (!isHolding(now)) {
      if (youngest != NONE) {
        advance(Math.min(youngest, now) - settings.outOfOrderness());
      }
      if (lastArrival != NONE && now - lastEvent >= settings.idleTimeout()) {
        // As far as silence would, and as late: old events that are sent now go on by their times.
        advance(Math.min(lastArrival, now) - settings.outOfOrderness() - settings.idleTimeout());
      }
      if (isIdle(now)) {
        advance(now - settings.outOfOrderness() - settings.idleTimeout());
      }
    }
    return watermark;
  }

  private boolean isHolding(long now) {
    if (progress != SourceProgress.CATCHING_UP) {
      return false;
    }
    if (now - holdingSince <= settings.maxHold()) {
      return true;
    }
    if (!holdExceeded) {
      holdExceeded = true;
      LOG.warn(
          "Catching up for more than {} ms: the watermark moves on. Events older than the youngest"
              + " by more than the out-of-orderness are late from now on and make revisions; beyond"
              + " the allowed lateness they go to the late output.",
          settings.maxHold());
    }
    return false;
  }

  private boolean isIdle(long now) {
    // What the source said long ago says nothing of now: perhaps it can't be reached.
    return now - lastRead >= settings.idleTimeout()
        && progress == SourceProgress.DRAINED
        && now - progressAt < settings.idleTimeout();
  }

  private void advance(long to) {
    watermark = Math.max(watermark, to);
  }
}
