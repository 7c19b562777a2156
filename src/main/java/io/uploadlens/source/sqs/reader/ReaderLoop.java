package io.uploadlens.source.sqs.reader;

import java.time.Duration;
import java.util.concurrent.CompletableFuture;
import java.util.function.BiConsumer;
import java.util.function.Supplier;

/** The one thread on which a reader talks to its queues, and its clock. */
interface ReaderLoop {

  /** Epoch milliseconds. */
  long now();

  /** Runs a task soon, after those given before; after closing, not at all. */
  void execute(Runnable task);

  /** Runs a task when the delay has passed; after closing, not at all. */
  void schedule(Duration delay, Runnable task);

  /**
   * Makes a call that gives a future, and brings its answer or its error back to the loop. A call
   * that throws has failed.
   *
   * @param answered takes the answer and null, or null and the error
   */
  default <R> void call(Supplier<CompletableFuture<R>> call, BiConsumer<R, Throwable> answered) {
    CompletableFuture<R> future;
    try {
      future = call.get();
    } catch (RuntimeException e) {
      future = CompletableFuture.failedFuture(e);
    }
    CompletableFuture<R> unused =
        future.whenComplete((answer, error) -> execute(() -> answered.accept(answer, error)));
  }

  /** Drops what is waiting and ends the thread; does not wait. */
  void close();
}
