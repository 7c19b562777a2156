package io.uploadlens.source.sqs.reader;

import java.time.Duration;
import java.util.concurrent.Future;
import java.util.concurrent.ScheduledThreadPoolExecutor;
import java.util.concurrent.ThreadPoolExecutor;
import java.util.concurrent.TimeUnit;
import java.util.function.Consumer;
import java.util.function.LongSupplier;

/**
 * The loop on a daemon thread of its own.
 *
 * <p>Its clock never falls behind the time that has passed: what is due by it is due although the
 * computer's clock is set back, since the visibility timeouts at SQS run on. Where the computer's
 * clock is ahead (it was set, or the machine was suspended) that one counts.
 */
final class SingleThreadLoop implements ReaderLoop {

  private final ScheduledThreadPoolExecutor executor;
  private final Consumer<Throwable> onError;
  private final LongSupplier wallMillis;
  private final LongSupplier nanos;
  private final long startMillis;
  private final long startNanos;

  /**
   * @param onError takes what a task throws: a bug that must fail the reader
   */
  SingleThreadLoop(String name, Consumer<Throwable> onError) {
    this(name, onError, System::currentTimeMillis, System::nanoTime);
  }

  /** With clocks that a test sets. */
  SingleThreadLoop(
      String name, Consumer<Throwable> onError, LongSupplier wallMillis, LongSupplier nanos) {
    this.onError = onError;
    this.wallMillis = wallMillis;
    this.nanos = nanos;
    this.startMillis = wallMillis.getAsLong();
    this.startNanos = nanos.getAsLong();
    this.executor =
        new ScheduledThreadPoolExecutor(
            1,
            task -> {
              Thread thread = new Thread(task, name);
              thread.setDaemon(true);
              return thread;
            },
            // A task that comes after closing has nothing left to do.
            new ThreadPoolExecutor.DiscardPolicy());
    executor.setExecuteExistingDelayedTasksAfterShutdownPolicy(false);
  }

  @Override
  public long now() {
    long passed = TimeUnit.NANOSECONDS.toMillis(nanos.getAsLong() - startNanos);
    return Math.max(startMillis + passed, wallMillis.getAsLong());
  }

  @Override
  public void execute(Runnable task) {
    executor.execute(() -> run(task));
  }

  @Override
  public void schedule(Duration delay, Runnable task) {
    Future<?> unused = executor.schedule(() -> run(task), delay.toNanos(), TimeUnit.NANOSECONDS);
  }

  @Override
  public void close() {
    executor.shutdownNow();
  }

  private void run(Runnable task) {
    try {
      task.run();
    } catch (Throwable e) {
      onError.accept(e);
    }
  }
}
