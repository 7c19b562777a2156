package io.uploadlens.analytics;

import java.util.ArrayList;
import java.util.Comparator;
import java.util.HashMap;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;

/**
 * Which rows a bucket's window has, and which finest prefixes each is made of.
 *
 * <p>One row for the bucket; at each level one for each of the prefixes with the most events, ties
 * by name, up to a number, and one named {@link WindowGroup#OTHER} for the rest. A function of the
 * events alone.
 */
final class RowPlan {

  private static final Comparator<Row> MOST_EVENTS_FIRST =
      Comparator.comparingLong(Row::events).reversed().thenComparing(row -> row.key().prefix());

  private final Map<RowKey, Row> rows = new HashMap<>();

  private RowPlan() {}

  /**
   * @param finest the numbers by finest prefix
   * @param prefixDepth how many levels below the bucket there are
   * @param maxPrefixes how many prefixes of a level have rows of their own
   */
  static RowPlan of(Map<String, MergedGroup> finest, int prefixDepth, int maxPrefixes) {
    RowPlan plan = new RowPlan();
    Row bucket = new Row(new RowKey(WindowGroup.BUCKET_LEVEL, ""));
    finest.values().forEach(bucket::add);
    plan.put(bucket);
    for (int level = 1; level <= prefixDepth; level++) {
      plan.addLevel(level, rollUp(finest, level), maxPrefixes);
    }
    return plan;
  }

  private static List<Row> rollUp(Map<String, MergedGroup> finest, int level) {
    Map<String, Row> byPrefix = new HashMap<>();
    finest.forEach(
        (prefix, group) ->
            byPrefix
                .computeIfAbsent(
                    Prefixes.of(prefix, level), rolled -> new Row(new RowKey(level, rolled)))
                .add(group));
    return new ArrayList<>(byPrefix.values());
  }

  private void addLevel(int level, List<Row> candidates, int maxPrefixes) {
    if (candidates.size() <= maxPrefixes) {
      candidates.forEach(this::put);
      return;
    }
    candidates.sort(MOST_EVENTS_FIRST);
    candidates.subList(0, maxPrefixes).forEach(this::put);
    Row other = new Row(new RowKey(level, WindowGroup.OTHER));
    candidates.subList(maxPrefixes, candidates.size()).forEach(other::addAll);
    put(other);
  }

  private void put(Row row) {
    rows.put(row.key(), row);
  }

  /**
   * The rows to emit: those with changed numbers, those that are new or back, and the rest of a
   * level where prefixes moved between it and the rows of their own.
   *
   * @param emitted revision by encoded row key of all rows ever emitted, negative where retracted
   */
  List<Row> rowsToEmit(Map<String, Integer> emitted) {
    Set<Integer> levelsWithMoves = new HashSet<>();
    List<Row> toEmit = new ArrayList<>();
    for (Row row : rows.values()) {
      if (isLive(row.key(), emitted)) {
        if (row.isChanged()) {
          toEmit.add(row);
        }
      } else {
        toEmit.add(row);
        levelsWithMoves.add(row.key().level());
      }
    }
    rowsToRetract(emitted).forEach(key -> levelsWithMoves.add(key.level()));
    for (int level : levelsWithMoves) {
      Row other = rows.get(new RowKey(level, WindowGroup.OTHER));
      if (other != null && !toEmit.contains(other)) {
        toEmit.add(other);
      }
    }
    return toEmit;
  }

  /** The rows that were emitted and are no longer among the rows. */
  List<RowKey> rowsToRetract(Map<String, Integer> emitted) {
    List<RowKey> toRetract = new ArrayList<>();
    for (String encoded : emitted.keySet()) {
      RowKey key = RowKey.decode(encoded);
      if (isLive(key, emitted) && !rows.containsKey(key)) {
        toRetract.add(key);
      }
    }
    return toRetract;
  }

  private static boolean isLive(RowKey key, Map<String, Integer> emitted) {
    return emitted.getOrDefault(key.encode(), 0) > 0;
  }

  /** One row and the finest prefixes that it is made of. */
  static final class Row {

    private final RowKey key;
    private final List<MergedGroup> members = new ArrayList<>();
    private long events;
    private boolean changed;

    private Row(RowKey key) {
      this.key = key;
    }

    private void add(MergedGroup member) {
      members.add(member);
      events += member.accumulator().events();
      changed |= member.isChanged();
    }

    private void addAll(Row row) {
      row.members.forEach(this::add);
    }

    RowKey key() {
      return key;
    }

    long events() {
      return events;
    }

    boolean isChanged() {
      return changed;
    }

    UploadStatistics statistics() {
      if (members.size() == 1) {
        return members.get(0).accumulator().statistics();
      }
      Accumulator sum = new Accumulator();
      members.forEach(member -> sum.merge(member.accumulator()));
      return sum.statistics();
    }
  }
}
