package io.uploadlens.benchmark.engine;

import com.sun.management.OperatingSystemMXBean;
import java.lang.management.ManagementFactory;

/** Time that passed, and what this JVM used of the processors meanwhile. */
final class ProcessClock {

  private static final OperatingSystemMXBean OS =
      (OperatingSystemMXBean) ManagementFactory.getOperatingSystemMXBean();

  private long startNanos;
  private long startCpuNanos;
  private long nanos;
  private long cpuNanos;

  void start() {
    startCpuNanos = OS.getProcessCpuTime();
    startNanos = System.nanoTime();
  }

  void stop() {
    nanos = System.nanoTime() - startNanos;
    cpuNanos = OS.getProcessCpuTime() - startCpuNanos;
  }

  double seconds() {
    return nanos / 1e9;
  }

  double cpuSeconds() {
    return cpuNanos / 1e9;
  }
}
