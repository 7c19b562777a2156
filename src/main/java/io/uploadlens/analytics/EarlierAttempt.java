package io.uploadlens.analytics;

import org.apache.flink.api.common.functions.RuntimeContext;
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
   */
  static EarlierAttempt of(boolean restored, RuntimeContext task, ProcessingTimeService clock) {
    boolean isFirst = !restored && task.getTaskInfo().getAttemptNumber() == 0;
    return new EarlierAttempt(isFirst ? Long.MIN_VALUE : clock.getCurrentProcessingTime());
  }

  /**
   * @param lastMillisecond of a window or slice, event time
   */
  boolean mayHaveEmitted(long lastMillisecond) {
    return lastMillisecond <= endedBefore;
  }
}
