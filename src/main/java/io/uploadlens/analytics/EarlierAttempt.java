package io.uploadlens.analytics;

import org.apache.flink.streaming.runtime.tasks.ProcessingTimeService;

/**
 * Whether an attempt of the job that failed may have emitted rows that the state does not know of,
 * because it goes back to before they left. No watermark passes the clock, so rows of what ended
 * after the present attempt began can't have left. Not thread-safe.
 */
final class EarlierAttempt {

  private final long endedBefore;

  private EarlierAttempt(long endedBefore) {
    this.endedBefore = endedBefore;
  }

  /**
   * As seen by an operator when its task runs.
   *
   * @param restored whether it has state of before
   * @param attemptNumber how often the task was started before
   */
  static EarlierAttempt of(boolean restored, int attemptNumber, ProcessingTimeService clock) {
    return new EarlierAttempt(
        restored || attemptNumber > 0 ? clock.getCurrentProcessingTime() : Long.MIN_VALUE);
  }

  /**
   * @param lastMillisecond of a window or slice, event time
   */
  boolean mayHaveEmitted(long lastMillisecond) {
    return lastMillisecond <= endedBefore;
  }
}
