package io.uploadlens.sink;

import java.util.Map;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.atomic.AtomicInteger;
import org.apache.flink.api.common.functions.RichMapFunction;
import org.apache.flink.api.common.state.CheckpointListener;

/**
 * Passes on what it gets and, a given number of times in the life of a job, fails when some
 * elements have passed since a completed checkpoint: what follows them must not count twice.
 */
public final class FailsAfterCheckpoint<T> extends RichMapFunction<T, T>
    implements CheckpointListener {

  private static final long serialVersionUID = 1L;
  private static final int ELEMENTS_BEYOND_THE_CHECKPOINT = 20;
  private static final Map<String, AtomicInteger> FAILURES_LEFT = new ConcurrentHashMap<>();

  private final String job;
  private transient boolean checkpointCompleted;
  private transient int elementsSince;

  /**
   * @param job tells the jobs of one JVM apart
   * @param failures how often to fail
   */
  public FailsAfterCheckpoint(String job, int failures) {
    this.job = job;
    FAILURES_LEFT.put(job, new AtomicInteger(failures));
  }

  /** How many failures a job has not had yet. */
  public static int failuresLeft(String job) {
    return FAILURES_LEFT.get(job).get();
  }

  @Override
  public T map(T element) {
    if (checkpointCompleted && ++elementsSince > ELEMENTS_BEYOND_THE_CHECKPOINT) {
      AtomicInteger left = FAILURES_LEFT.get(job);
      if (left.getAndUpdate(failures -> Math.max(0, failures - 1)) > 0) {
        throw new IllegalStateException("the test lets the job fail");
      }
    }
    return element;
  }

  @Override
  public void notifyCheckpointComplete(long checkpointId) {
    checkpointCompleted = true;
    elementsSince = 0;
  }
}
