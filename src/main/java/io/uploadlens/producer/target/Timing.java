package io.uploadlens.producer.target;

import java.util.concurrent.TimeUnit;

/** The clock and the sleep of senders, so that tests need neither. */
public interface Timing {

  /** The machine's. */
  Timing SYSTEM =
      new Timing() {
        @Override
        public long nanoTime() {
          return System.nanoTime();
        }

        @Override
        public long currentTimeMillis() {
          return System.currentTimeMillis();
        }

        @Override
        public void sleepNanos(long nanos) throws InterruptedException {
          TimeUnit.NANOSECONDS.sleep(nanos);
        }
      };

  /** As {@link System#nanoTime()}. */
  long nanoTime();

  /** Epoch milliseconds. */
  long currentTimeMillis();

  /** Waits that long. */
  void sleepNanos(long nanos) throws InterruptedException;
}
