package io.uploadlens.benchmark.sqs;

import com.sun.management.OperatingSystemMXBean;
import java.lang.management.ManagementFactory;
import java.util.concurrent.atomic.AtomicInteger;

/**
 * Counts the messages that a contender hands on and notes the moments of the first and the last,
 * and what the processors had done for this JVM by then. Any thread may count.
 */
final class RoundClock implements RoundTimes {

  private static final OperatingSystemMXBean OS =
      (OperatingSystemMXBean) ManagementFactory.getOperatingSystemMXBean();

  private final int messages;
  private final AtomicInteger counted = new AtomicInteger();
  private volatile long firstNanos;
  private volatile long firstCpuNanos;
  private volatile long lastNanos;
  private volatile long emptyNanos;
  private volatile long emptyCpuNanos;

  RoundClock(int messages) {
    this.messages = messages;
  }

  /** So many messages more have been handed on. */
  void count(int more) {
    int now = counted.addAndGet(more);
    if (now == more) {
      firstCpuNanos = OS.getProcessCpuTime();
      firstNanos = System.nanoTime();
    }
    if (now >= messages && now - more < messages) {
      lastNanos = System.nanoTime();
    }
  }

  /** Whether all have been handed on. */
  boolean isDone() {
    return counted.get() >= messages;
  }

  /** How many have been handed on so far: more than there are, if some came twice. */
  int counted() {
    return counted.get();
  }

  /** The queue holds nothing any more. */
  void empty() {
    emptyNanos = System.nanoTime();
    emptyCpuNanos = OS.getProcessCpuTime();
    if (lastNanos == 0) {
      throw new IllegalStateException(
          "The queue is empty, but only " + counted + " of " + messages + " messages came");
    }
  }

  @Override
  public int messages() {
    return messages;
  }

  @Override
  public double secondsToLastMessage() {
    return (lastNanos - firstNanos) / 1e9;
  }

  @Override
  public double secondsToLastDelete() {
    return (emptyNanos - firstNanos) / 1e9;
  }

  @Override
  public double cpuSeconds() {
    return (emptyCpuNanos - firstCpuNanos) / 1e9;
  }
}
