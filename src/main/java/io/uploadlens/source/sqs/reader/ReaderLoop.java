package io.uploadlens.source.sqs.reader;

import java.time.Duration;

/** The one thread on which a reader talks to its queues, and its clock. */
interface ReaderLoop {

  /** Epoch milliseconds. */
  long now();

  /** Runs a task soon, after those given before; after closing, not at all. */
  void execute(Runnable task);

  /** Runs a task when the delay has passed; after closing, not at all. */
  void schedule(Duration delay, Runnable task);

  /** Drops what is waiting and ends the thread; does not wait. */
  void close();
}
