package io.uploadlens.producer.target;

/** Time that passes only by sleeping. */
final class ManualTiming implements Timing {

  long now;
  int sleeps;

  @Override
  public synchronized long nanoTime() {
    return now;
  }

  @Override
  public synchronized long currentTimeMillis() {
    return now / 1_000_000;
  }

  @Override
  public synchronized void sleepNanos(long nanos) {
    sleeps++;
    now += nanos;
  }
}
