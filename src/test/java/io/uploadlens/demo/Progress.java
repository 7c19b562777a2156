package io.uploadlens.demo;

import java.io.PrintStream;

/** Says how far a long run is, every tenth of it. */
final class Progress {

  private final PrintStream out;
  private final long total;
  private long next = 1;

  Progress(PrintStream out, long total) {
    this.out = out;
    this.total = total;
  }

  void show(long done) {
    if (done * 10 >= next * total && next < 10) {
      out.printf("  %d%% of %d events sent%n", 10 * (done * 10 / total), total);
      next = done * 10 / total + 1;
    }
  }
}
