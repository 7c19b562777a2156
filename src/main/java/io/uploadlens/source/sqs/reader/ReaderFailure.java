package io.uploadlens.source.sqs.reader;

import java.util.concurrent.atomic.AtomicReference;
import org.apache.flink.util.FlinkRuntimeException;

/** The first error that must fail the job, on its way from the loop to the task's thread. */
final class ReaderFailure {

  private final AtomicReference<Throwable> first = new AtomicReference<>();
  private final Runnable wake;

  /**
   * @param wake makes the task's thread look
   */
  ReaderFailure(Runnable wake) {
    this.wake = wake;
  }

  /** Remembers the first error and wakes the task. */
  void fail(Throwable error) {
    first.compareAndSet(null, error);
    wake.run();
  }

  /** Throws what was remembered, on the task's thread. */
  void rethrow() {
    Throwable error = first.get();
    if (error != null) {
      throw new FlinkRuntimeException(error.getMessage(), error);
    }
  }
}
