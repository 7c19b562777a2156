package io.uploadlens.source.sqs.reader;

import java.util.concurrent.CompletableFuture;

/**
 * Wakes the task when there is something to emit. A future once handed out is completed by the next
 * {@link #signal()}; {@link #reset()} is called when nothing was found, and whoever resets looks
 * once more afterwards, so no signal is lost between the two.
 */
final class Availability {

  private CompletableFuture<Void> future = new CompletableFuture<>();

  synchronized CompletableFuture<Void> future() {
    return future;
  }

  void signal() {
    CompletableFuture<Void> waiting;
    synchronized (this) {
      waiting = future;
    }
    // Outside the lock: it runs what the task has hung on it.
    waiting.complete(null);
  }

  synchronized void reset() {
    if (future.isDone()) {
      future = new CompletableFuture<>();
    }
  }
}
