package io.uploadlens.benchmark.decode;

import com.sun.management.ThreadMXBean;
import java.lang.management.ManagementFactory;

/**
 * What the thread that measures has used: processor time, which other work on the machine does not
 * lengthen as it does the time on the clock, and memory.
 */
final class ThreadClock {

  private static final ThreadMXBean THREADS = (ThreadMXBean) ManagementFactory.getThreadMXBean();

  private ThreadClock() {}

  /** Processor time of this thread, in nanoseconds. */
  static long cpuNanos() {
    return THREADS.getCurrentThreadCpuTime();
  }

  /** Bytes that this thread has allocated. */
  static long allocatedBytes() {
    return THREADS.getThreadAllocatedBytes(Thread.currentThread().getId());
  }
}
