package io.uploadlens.cluster;

import io.uploadlens.producer.verify.VerifyReport;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;

/** Which faults a job survived, and what was right after each. */
final class CrashReport {

  private final List<String> lines = new ArrayList<>();
  private int faults;
  private boolean exact = true;

  /**
   * Notes what was found after a fault.
   *
   * @param left messages that were still in the queue
   */
  void add(String after, double seconds, VerifyReport found, long left) {
    boolean right = found.isExact() && left == 0;
    faults++;
    exact &= right;
    lines.add(
        String.format(
            Locale.ROOT,
            "%4d  %-40s %6.1f s  %7d  %7d  %5d  %9d  %s",
            faults,
            after,
            seconds,
            found.missing(),
            found.extra(),
            found.different(),
            left,
            right ? "exact" : "WRONG"));
  }

  /** Faults after which everything was compared. */
  int faults() {
    return faults;
  }

  /** Whether everything was right after each. */
  boolean isExact() {
    return faults > 0 && exact;
  }

  /** The table, for people. */
  List<String> table() {
    List<String> table = new ArrayList<>();
    table.add(
        String.format(
            Locale.ROOT,
            "%4s  %-40s %8s  %7s  %7s  %5s  %9s",
            "",
            "after",
            "took",
            "missing",
            "extra",
            "diff.",
            "in queue"));
    table.addAll(lines);
    return table;
  }
}
