package io.uploadlens.analytics;

import java.util.ArrayList;
import java.util.Collection;
import java.util.Comparator;
import java.util.HashMap;
import java.util.List;
import java.util.Map;

/**
 * Which rows a bucket's window has, and what each is made of.
 *
 * <p>One row for the bucket; at each level one for each of the prefixes with the most events, ties
 * by name, up to a number, and one named {@link WindowGroup#OTHER} for the rest. A level that is
 * not told apart has that one only. A function of the events alone.
 */
final class RowPlan {

  private static final Comparator<Row> MOST_EVENTS_FIRST =
      Comparator.comparingLong(Row::events).reversed().thenComparing(row -> row.key().prefix());

  private final Map<RowKey, Row> rows = new HashMap<>();
  private final Map<RowKey, Row> folded = new HashMap<>();

  private final long bucketEvents;

  private RowPlan(long bucketEvents) {
    this.bucketEvents = bucketEvents;
  }

  /**
   * @param finest the numbers by finest prefix
   * @param depth down to which level prefixes are told apart
   * @param settings how many levels below the bucket there are, and how many rows of each
   */
  static RowPlan of(Map<String, MergedGroup> finest, int depth, AnalyticsSettings settings) {
    Map<Integer, List<Row>> levels = new HashMap<>();
    List<Row> level = new ArrayList<>();
    finest.forEach((prefix, group) -> level.add(new Row(new RowKey(depth, prefix), group)));
    levels.put(depth, level);
    for (int coarser = depth - 1; coarser > WindowGroup.BUCKET_LEVEL; coarser--) {
      levels.put(coarser, rollUp(levels.get(coarser + 1), coarser));
    }
    Row bucket = new Row(new RowKey(WindowGroup.BUCKET_LEVEL, ""));
    levels.get(Math.min(1, depth)).forEach(bucket::add);
    RowPlan plan = new RowPlan(bucket.events());
    plan.put(bucket);
    for (int told = 1; told <= depth; told++) {
      plan.addLevel(told, levels.get(told), settings.maxPrefixes());
    }
    for (int untold = depth + 1; untold <= settings.prefixDepth(); untold++) {
      Row all = new Row(new RowKey(untold, WindowGroup.OTHER));
      all.add(bucket);
      plan.put(all);
    }
    return plan;
  }

  private static List<Row> rollUp(List<Row> finer, int level) {
    Map<String, Row> byPrefix = new HashMap<>();
    for (Row row : finer) {
      byPrefix
          .computeIfAbsent(
              Prefixes.of(row.key().prefix(), level), rolled -> new Row(new RowKey(level, rolled)))
          .add(row);
    }
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
    for (Row row : candidates.subList(maxPrefixes, candidates.size())) {
      other.add(row);
      folded.put(row.key(), row);
    }
    // Prefixes leave it as they grow, so only all the bucket's events tell which of two is newer.
    other.basis = bucketEvents;
    put(other);
  }

  private void put(Row row) {
    rows.put(row.key(), row);
  }

  /** All rows of the window. */
  Collection<Row> rows() {
    return rows.values();
  }

  /**
   * The rows to emit when some group has changed: those made of it, those that are new or back, and
   * {@link WindowGroup#OTHER} always, so that its newest row has the highest revision.
   *
   * @param live whether the row was emitted last, and not retracted since, by encoded key of every
   *     row ever emitted
   */
  List<Row> rowsToEmit(Map<String, Boolean> live) {
    List<Row> toEmit = new ArrayList<>();
    for (Row row : rows.values()) {
      if (row.isChanged() || row.key().isOther() || !isLive(row.key(), live)) {
        toEmit.add(row);
      }
    }
    return toEmit;
  }

  /**
   * The rows that were emitted and are part of {@link WindowGroup#OTHER} now.
   *
   * @param live as for {@link #rowsToEmit}
   * @param mayHaveLeft whether rows may have left that {@code live} does not know of, because a
   *     failure took the state back to before they left. A prefix that had such a row comes by
   *     again, since the events that made it one of the largest are delivered again; so then every
   *     prefix that changed is retracted
   */
  List<Row> rowsToRetract(Map<String, Boolean> live, boolean mayHaveLeft) {
    List<Row> toRetract = new ArrayList<>();
    for (Row row : folded.values()) {
      if (isLive(row.key(), live) || (mayHaveLeft && row.isChanged())) {
        toRetract.add(row);
      }
    }
    live.forEach(
        (encoded, isLive) -> {
          RowKey key = RowKey.decode(encoded);
          if (isLive && !rows.containsKey(key) && !folded.containsKey(key)) {
            toRetract.add(ofLevelNotToldApart(key));
          }
        });
    return toRetract;
  }

  /** Nobody knows its events any more, but the bucket has at least as many. */
  private Row ofLevelNotToldApart(RowKey key) {
    Row row = new Row(key);
    row.basis = bucketEvents;
    return row;
  }

  private static boolean isLive(RowKey key, Map<String, Boolean> live) {
    return live.getOrDefault(key.encode(), false);
  }

  /** One row: a finest prefix, or made of finer rows. */
  static final class Row {

    private final RowKey key;
    private final List<Row> parts = new ArrayList<>();

    /** Of a finest prefix its own; of others the sum of the parts, once it is asked for. */
    private Accumulator numbers;

    private long events;
    private long basis;
    private boolean changed;

    private Row(RowKey key) {
      this.key = key;
    }

    private Row(RowKey key, MergedGroup finest) {
      this.key = key;
      this.numbers = finest.accumulator();
      this.events = numbers.events();
      this.basis = events;
      this.changed = finest.isChanged();
    }

    private void add(Row part) {
      parts.add(part);
      events += part.events;
      basis = events;
      changed |= part.changed;
    }

    RowKey key() {
      return key;
    }

    /** How many events it is made of. */
    long events() {
      return events;
    }

    /** See {@link WindowAggregate#revision()}. */
    long revision() {
      return 2 * basis;
    }

    /** See {@link WindowAggregate#revision()}. */
    long retractionRevision() {
      return 2 * basis + 1;
    }

    boolean isChanged() {
      return changed;
    }

    UploadStatistics statistics() {
      return numbers().statistics();
    }

    private Accumulator numbers() {
      if (numbers == null) {
        numbers = parts.size() == 1 ? parts.get(0).numbers() : sum();
      }
      return numbers;
    }

    private Accumulator sum() {
      Accumulator sum = new Accumulator();
      parts.forEach(part -> sum.merge(part.numbers()));
      return sum;
    }
  }
}
