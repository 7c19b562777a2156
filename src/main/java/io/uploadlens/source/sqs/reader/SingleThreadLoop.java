package io.uploadlens.source.sqs.reader;

import java.time.Duration;
import java.util.concurrent.Future;
import java.util.concurrent.ScheduledThreadPoolExecutor;
import java.util.concurrent.ThreadPoolExecutor;
import java.util.concurrent.TimeUnit;
import java.util.function.Consumer;

/** The loop on a daemon thread of its own. */
final class SingleThreadLoop implements ReaderLoop {

  private final ScheduledThreadPoolExecutor executor;
  private final Consumer<Throwable> onError;

  /**
   * @param onError takes what a task throws: a bug that must fail the reader
   */
  SingleThreadLoop(String name, Consumer<Throwable> onError) {
    this.onError = onError;
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
    return System.currentTimeMillis();
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
