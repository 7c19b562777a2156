package io.uploadlens.source.sqs.reader;

import io.uploadlens.testing.ManualClock;
import java.time.Duration;

/** A reader's loop in a test's own time: runs when the test lets the clock run. */
final class ManualLoop implements ReaderLoop {

  private final ManualClock clock;
  private final ReaderFailure failure;
  private boolean closed;

  ManualLoop(ManualClock clock, ReaderFailure failure) {
    this.clock = clock;
    this.failure = failure;
  }

  @Override
  public long now() {
    return clock.now();
  }

  @Override
  public void execute(Runnable task) {
    clock.execute(() -> run(task));
  }

  @Override
  public void schedule(Duration delay, Runnable task) {
    clock.schedule(delay, () -> run(task));
  }

  @Override
  public void close() {
    closed = true;
  }

  private void run(Runnable task) {
    if (!closed) {
      try {
        task.run();
      } catch (RuntimeException e) {
        failure.fail(e);
      }
    }
  }
}
