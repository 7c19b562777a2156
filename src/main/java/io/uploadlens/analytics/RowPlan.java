package io.uploadlens.analytics;

import java.util.ArrayList;
import java.util.Comparator;
import java.util.HashMap;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;

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
  private final boolean complete;

  private RowPlan(long bucketEvents, boolean complete) {
    this.bucketEvents = bucketEvents;
    this.complete = complete;
  }

  /**
   * Looks at all rows of a window, or at those alone that may be others than when rows were emitted
   * last.
   *
   * @param settings how many levels below the bucket there are, and how many rows of each
   */
  static RowPlan of(WindowState window, AnalyticsSettings settings) {
    RollUp numbers = window.rollUp();
    MergedGroup all = numbers.level(WindowGroup.BUCKET_LEVEL).get("");
    Row bucket = new Row(new RowKey(WindowGroup.BUCKET_LEVEL, ""), all);
    boolean complete = window.hasAssumedRows() || !numbers.hasCandidates(settings.maxPrefixes());
    RowPlan plan = new RowPlan(bucket.events(), complete);
    plan.put(bucket);
    for (int level = 1; level <= numbers.depth(); level++) {
      plan.addLevel(level, numbers, settings.maxPrefixes());
    }
    for (int level = numbers.depth() + 1; level <= settings.prefixDepth(); level++) {
      plan.put(new Row(new RowKey(level, WindowGroup.OTHER), all));
    }
    return plan;
  }

  private void addLevel(int level, RollUp numbers, int maxPrefixes) {
    List<Row> candidates = new ArrayList<>();
    (complete ? numbers.level(level) : numbers.candidates(level))
        .forEach((prefix, group) -> candidates.add(new Row(new RowKey(level, prefix), group)));
    if (numbers.level(level).size() <= maxPrefixes) {
      candidates.forEach(this::put);
      return;
    }
    candidates.sort(MOST_EVENTS_FIRST);
    Set<String> largest = new HashSet<>();
    for (Row row : candidates.subList(0, maxPrefixes)) {
      largest.add(row.key().prefix());
      put(row);
    }
    for (Row row : candidates.subList(maxPrefixes, candidates.size())) {
      folded.put(row.key(), row);
    }
    // Prefixes leave it as they grow, so only all the bucket's events tell which of two is newer.
    put(
        new Row(
            new RowKey(level, WindowGroup.OTHER),
            numbers.rest(level, largest),
            bucketEvents,
            true));
  }

  private void put(Row row) {
    rows.put(row.key(), row);
  }

  /**
   * The rows to emit when some group has changed: those made of it, those that are new or back, and
   * {@link WindowGroup#OTHER} always, so that its newest row has the highest revision.
   *
   * @param live whether the row was emitted last, and not retracted since, by every row ever
   *     emitted
   */
  List<Row> rowsToEmit(Map<RowKey, Boolean> live) {
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
   * @param mayHaveMoreRows see {@link WindowState#mayHaveMoreRows()}. A prefix that had such a row
   *     comes by again, since the events that made it one of the largest are delivered again; so
   *     then every prefix that changed is retracted
   */
  List<Row> rowsToRetract(Map<RowKey, Boolean> live, boolean mayHaveMoreRows) {
    List<Row> toRetract = new ArrayList<>();
    for (Row row : folded.values()) {
      if (isLive(row.key(), live) || (mayHaveMoreRows && row.isChanged())) {
        toRetract.add(row);
      }
    }
    if (!complete) {
      return toRetract;
    }
    live.forEach(
        (key, isLive) -> {
          if (isLive && !rows.containsKey(key) && !folded.containsKey(key)) {
            toRetract.add(ofLevelNotToldApart(key));
          }
        });
    return toRetract;
  }

  /** Nobody knows its events any more, but the bucket has at least as many. */
  private Row ofLevelNotToldApart(RowKey key) {
    return new Row(key, new Accumulator(), bucketEvents, true);
  }

  private static boolean isLive(RowKey key, Map<RowKey, Boolean> live) {
    return live.getOrDefault(key, false);
  }

  /** One row and its numbers. */
  static final class Row {

    private final RowKey key;
    private final Accumulator numbers;
    private final long basis;
    private final boolean changed;

    private Row(RowKey key, MergedGroup group) {
      this(key, group.accumulator(), group.accumulator().events(), group.isChanged());
    }

    private Row(RowKey key, Accumulator numbers, long basis, boolean changed) {
      this.key = key;
      this.numbers = numbers;
      this.basis = basis;
      this.changed = changed;
    }

    RowKey key() {
      return key;
    }

    /** How many events it is made of. */
    long events() {
      return numbers.events();
    }

    /**
     * See {@link WindowAggregate#revision()}. A row that was retracted comes back because it has
     * grown, or because more rows are allowed than when the state was written: then it has to be
     * newer than its retraction.
     *
     * @param live as for {@link #rowsToEmit}
     */
    long revision(Map<RowKey, Boolean> live) {
      boolean onlyBack = !changed && live.containsKey(key) && !isLive(key, live);
      return onlyBack ? 2 * basis + 2 : 2 * basis;
    }

    /** See {@link WindowAggregate#revision()}. */
    long retractionRevision() {
      return 2 * basis + 1;
    }

    boolean isChanged() {
      return changed;
    }

    UploadStatistics statistics() {
      return numbers.statistics();
    }
  }
}
