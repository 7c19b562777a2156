package io.uploadlens.benchmark.exact;

import io.uploadlens.analytics.WindowGroup;
import io.uploadlens.analytics.WindowType;
import io.uploadlens.event.UploadEvent;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.function.BiConsumer;

/** The rows that one window must have, of all buckets. Not thread-safe. */
final class ExpectedWindow {

  private final WindowType type;
  private final long start;
  private final long end;

  /** By bucket, and then for each level by prefix. */
  private final Map<String, List<Map<String, ExpectedGroup>>> buckets = new HashMap<>();

  ExpectedWindow(WindowType type, long start, long end) {
    this.type = type;
    this.start = start;
    this.end = end;
  }

  boolean contains(long time) {
    return start <= time && time < end;
  }

  /** Whether no event from this time on is in it. */
  boolean endsBy(long time) {
    return end <= time;
  }

  /**
   * Adds an event.
   *
   * @param prefixes its prefix at each level
   * @param otherPrincipal see {@link ExpectedGroup#add(UploadEvent, String)}
   */
  void add(UploadEvent event, String[] prefixes, String otherPrincipal) {
    List<Map<String, ExpectedGroup>> levels = buckets.get(event.bucket());
    if (levels == null) {
      levels = new ArrayList<>();
      for (int level = 0; level < prefixes.length; level++) {
        levels.add(new HashMap<>());
      }
      buckets.put(event.bucket(), levels);
    }
    for (int level = 0; level < prefixes.length; level++) {
      Map<String, ExpectedGroup> groups = levels.get(level);
      ExpectedGroup group = groups.get(prefixes[level]);
      if (group == null) {
        group = new ExpectedGroup();
        groups.put(prefixes[level], group);
      }
      group.add(event, otherPrincipal);
    }
  }

  /**
   * Hands over every row.
   *
   * @param maxPrefixes how many prefixes of a bucket and level have rows of their own: those with
   *     the most events, ties by name
   */
  void forEachRow(int maxPrefixes, BiConsumer<WindowGroup, long[]> rows) {
    buckets.forEach(
        (bucket, levels) -> {
          for (int level = 0; level < levels.size(); level++) {
            forEachRow(bucket, level, levels.get(level), maxPrefixes, rows);
          }
        });
  }

  private void forEachRow(
      String bucket,
      int level,
      Map<String, ExpectedGroup> groups,
      int maxPrefixes,
      BiConsumer<WindowGroup, long[]> rows) {
    List<Map.Entry<String, ExpectedGroup>> largestFirst = new ArrayList<>(groups.entrySet());
    largestFirst.sort(
        Comparator.<Map.Entry<String, ExpectedGroup>>comparingLong(
                group -> -group.getValue().events())
            .thenComparing(Map.Entry::getKey));
    ExpectedGroup other = null;
    for (int rank = 0; rank < largestFirst.size(); rank++) {
      Map.Entry<String, ExpectedGroup> group = largestFirst.get(rank);
      if (rank < maxPrefixes) {
        rows.accept(group(bucket, level, group.getKey()), group.getValue().fields());
      } else {
        other = other == null ? new ExpectedGroup() : other;
        other.add(group.getValue());
      }
    }
    if (other != null) {
      rows.accept(group(bucket, level, WindowGroup.OTHER), other.fields());
    }
  }

  private WindowGroup group(String bucket, int level, String prefix) {
    return new WindowGroup(type, start, end, bucket, level, prefix);
  }
}
