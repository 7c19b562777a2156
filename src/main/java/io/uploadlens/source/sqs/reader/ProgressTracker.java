package io.uploadlens.source.sqs.reader;

import io.uploadlens.source.sqs.QueueProgress;
import io.uploadlens.source.sqs.SqsSourceSettings;
import io.uploadlens.source.sqs.enumerator.BacklogReport;
import java.time.Duration;

/**
 * Derives a split's {@link QueueProgress} from the reports of the queue's backlog and decides when,
 * in the order of the split's messages, it is told. Used by the task's thread alone.
 *
 * <p>Catching up is told at once: messages that are waiting in the reader may be of any age. Live
 * is told behind those messages, for they are part of the backlog, also behind those that wait for
 * their payloads while others pass them. It takes two reports in a row that are well below the
 * threshold, since SQS's count is approximate and lags. Drained is told only when the reader itself
 * has received nothing and holds nothing to emit.
 *
 * <p>An attempt that is killed leaves messages in flight that nobody holds. They come back, older
 * than all that was read meanwhile, when their visibility timeout has passed: until then, and until
 * SQS's counts must show it, they count as waiting. Later, messages in flight elsewhere are another
 * consumer's, and none of ours.
 */
final class ProgressTracker {

  private static final int REPORTS_TO_LEAVE = 2;

  /**
   * How far SQS's counts lag: <a
   * href="https://docs.aws.amazon.com/AWSSimpleQueueService/latest/APIReference/API_GetQueueAttributes.html">about
   * a minute</a> after producers stop.
   */
  private static final Duration COUNTS_LAG = Duration.ofMinutes(1);

  private final double thresholdSeconds;
  private final int minBacklog;
  private final int parallelism;
  private final long lostHandedBackAt;
  private final ReadingRate rate;

  private boolean catchingUp = true;
  private int calmReports;
  private QueueProgress told;
  private QueueProgress pending = QueueProgress.CATCHING_UP;
  private long pendingAfter;

  /**
   * @param parallelism how many readers share the queue, each taken to be as fast as this one
   * @param startedAt when the reader began, epoch milliseconds
   */
  ProgressTracker(SqsSourceSettings settings, int parallelism, long startedAt) {
    this.thresholdSeconds = settings.catchUpThreshold().toMillis() / 1000.0;
    this.minBacklog = settings.catchUpMinBacklog();
    this.parallelism = parallelism;
    this.lostHandedBackAt =
        startedAt + Math.max(settings.visibilityTimeout().toMillis(), COUNTS_LAG.toMillis());
    this.rate = new ReadingRate(settings.backlogInterval().dividedBy(2));
  }

  /**
   * The queue has answered.
   *
   * @param report what it holds
   * @param now epoch milliseconds
   * @param emitted how many messages the split has emitted so far
   * @param passed of how many, in the order of receiving, all have been emitted
   * @param prefetched how many wait in the reader
   * @param quiet whether the reader's last receive brought nothing
   */
  void report(
      BacklogReport report, long now, long emitted, long passed, int prefetched, boolean quiet) {
    rate.sample(now, emitted);
    long waiting = report.visible();
    if (now < lostHandedBackAt) {
      waiting += report.inFlightElsewhere();
    }
    boolean drained = waiting == 0 && quiet && prefetched == 0;
    if (drained) {
      catchingUp = false;
      calmReports = 0;
      tell(QueueProgress.DRAINED, passed);
      return;
    }
    updateCatchingUp(waiting);
    if (catchingUp) {
      tell(QueueProgress.CATCHING_UP, passed);
    } else if (told != QueueProgress.CATCHING_UP) {
      tell(QueueProgress.LIVE, passed);
    } else if (pending != QueueProgress.LIVE) {
      tell(QueueProgress.LIVE, emitted + prefetched);
    }
  }

  /**
   * What is to be told now, or null. Told by calling this.
   *
   * @param passed of how many, in the order of receiving, all have been emitted
   * @param prefetched how many wait in the reader
   */
  QueueProgress poll(long passed, int prefetched) {
    if (pending == null || passed < pendingAfter) {
      return null;
    }
    QueueProgress due = pending;
    pending = null;
    if (due == QueueProgress.DRAINED && prefetched > 0) {
      // Something came in between the report and now.
      due = QueueProgress.LIVE;
    }
    told = due;
    return due;
  }

  /** Whether {@link #poll} would tell something. */
  boolean isDue(long passed) {
    return pending != null && passed >= pendingAfter;
  }

  /** What must be told before the next message: null unless the split was drained until now. */
  QueueProgress beforeMessage() {
    if (told != QueueProgress.DRAINED) {
      return null;
    }
    told = QueueProgress.LIVE;
    return told;
  }

  private void updateCatchingUp(long waiting) {
    double queueRate = rate.perSecond() * parallelism;
    double calmRatio = catchingUp ? 0.5 : 1.0;
    boolean calm =
        waiting <= minBacklog * calmRatio
            || (queueRate > 0 && waiting / queueRate <= thresholdSeconds * calmRatio);
    if (!calm) {
      catchingUp = true;
      calmReports = 0;
    } else if (catchingUp && ++calmReports >= REPORTS_TO_LEAVE) {
      catchingUp = false;
      calmReports = 0;
    }
  }

  private void tell(QueueProgress progress, long after) {
    pending = progress;
    pendingAfter = after;
  }
}
