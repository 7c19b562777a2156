package io.uploadlens.benchmark.engine;

import io.uploadlens.event.UploadEvent;
import java.time.Duration;
import java.util.BitSet;
import java.util.HashMap;
import java.util.Map;

/**
 * The right numbers of a workload, by one thread with a set of identities and a map of groups: no
 * time, no state, no failures. What it takes is the least that the numbers cost on this machine.
 */
final class Truth {

  private final Workload workload;
  private final Map<GroupKey, Sums> groups = new HashMap<>();
  private final ProcessClock clock = new ProcessClock();
  private int unique;

  private Truth(Workload workload) {
    this.workload = workload;
  }

  static Truth of(Workload workload) {
    Truth truth = new Truth(workload);
    truth.count();
    return truth;
  }

  private void count() {
    clock.start();
    IdentitySet seen = new IdentitySet(workload.size());
    for (int i = 0; i < workload.size(); i++) {
      UploadEvent event = workload.event(i);
      Sums sums = groups.computeIfAbsent(group(event), group -> new Sums());
      if (seen.add(event.idHigh(), event.idLow())) {
        unique++;
        sums.add(event.size(), workload.principalOf(i));
      } else {
        sums.duplicates++;
      }
    }
    clock.stop();
  }

  private static GroupKey group(UploadEvent event) {
    String key = event.key();
    int end = 0;
    for (int depth = 0; depth < Workload.PREFIX_DEPTH; depth++) {
      end = key.indexOf('/', end) + 1;
    }
    return new GroupKey(
        Workload.windowStart(event.eventTime()),
        Workload.PREFIX_DEPTH,
        event.bucket(),
        key.substring(0, end));
  }

  /** What the counting took. */
  ProcessClock clock() {
    return clock;
  }

  /** How many different events there are. */
  int unique() {
    return unique;
  }

  /** How many of them are in windows that still take events when the watermark is the last. */
  int uniqueInOpenWindows(Duration allowedLateness) {
    long closed = workload.finalWatermark() - allowedLateness.toMillis();
    int open = 0;
    IdentitySet seen = new IdentitySet(workload.size());
    for (int i = 0; i < workload.size(); i++) {
      UploadEvent event = workload.event(i);
      if (Workload.windowStart(event.eventTime()) + Workload.WINDOW.toMillis() - 1 > closed
          && seen.add(event.idHigh(), event.idLow())) {
        open++;
      }
    }
    return open;
  }

  /**
   * The rows that there must be.
   *
   * @param rolledUp whether there is a row for each bucket and each level of prefixes too, or for
   *     the longest prefixes alone
   */
  Map<GroupKey, Tally> rows(boolean rolledUp) {
    Map<GroupKey, Sums> all = new HashMap<>(groups);
    if (rolledUp) {
      groups.forEach(
          (key, sums) -> {
            for (GroupKey up = key; up.level() > 0; ) {
              up = up.parent();
              all.computeIfAbsent(up, group -> new Sums()).add(sums);
            }
          });
    }
    Map<GroupKey, Tally> rows = new HashMap<>();
    all.forEach((key, sums) -> rows.put(key, sums.tally()));
    return rows;
  }

  /** A group's numbers while they grow. */
  private static final class Sums {
    private final BitSet principals = new BitSet();
    private long uploads;
    private long bytes;
    private long smallest = Long.MAX_VALUE;
    private long largest = Long.MIN_VALUE;
    private long duplicates;

    void add(long size, int principal) {
      uploads++;
      bytes += size;
      smallest = Math.min(smallest, size);
      largest = Math.max(largest, size);
      principals.set(principal);
    }

    void add(Sums other) {
      uploads += other.uploads;
      bytes += other.bytes;
      smallest = Math.min(smallest, other.smallest);
      largest = Math.max(largest, other.largest);
      principals.or(other.principals);
      duplicates += other.duplicates;
    }

    Tally tally() {
      return new Tally(uploads, bytes, smallest, largest, principals.cardinality(), duplicates);
    }
  }
}
