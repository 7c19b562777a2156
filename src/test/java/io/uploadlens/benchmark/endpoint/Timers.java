package io.uploadlens.benchmark.endpoint;

import java.time.Duration;

/** The endpoint's clock and its timers, on the endpoint's one thread. */
interface Timers {

  /** Epoch milliseconds. */
  long now();

  /** Runs a task on the endpoint's thread when the delay has passed. */
  void schedule(Duration delay, Runnable task);
}
