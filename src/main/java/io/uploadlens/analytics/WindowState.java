package io.uploadlens.analytics;

import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;

/**
 * A window of a bucket while it is on the heap: the numbers by finest prefix and the rows that were
 * emitted, with what the state does not know of yet. Not thread-safe.
 *
 * <p>A level that has more prefixes than {@link AnalyticsSettings#maxGroups()} is not told apart:
 * its groups are merged into those of the level above. The numbers of a window only grow, so
 * whether that happens depends on all its events and not on their order.
 */
final class WindowState {

  private final WindowKey key;
  private final int maxGroups;
  private final boolean mayHaveMoreRows;
  private int depth;
  private Map<String, MergedGroup> groups = new HashMap<>();

  /** By every row ever emitted: whether it holds, or is retracted. */
  private final Map<RowKey, Boolean> liveRows = new HashMap<>();

  private final Map<RowKey, Boolean> unwrittenRows = new HashMap<>();

  /** Null before rows are emitted. */
  private RollUp rollUp;

  private boolean changed;
  private boolean coarsened;
  private boolean emitted;
  private boolean dirty;
  private boolean rowsAssumed;

  /**
   * @param depth down to which level prefixes are told apart
   * @param mayHaveMoreRows see {@link #mayHaveMoreRows()}
   */
  WindowState(WindowKey key, int depth, boolean mayHaveMoreRows, AnalyticsSettings settings) {
    this.key = key;
    this.depth = depth;
    this.maxGroups = settings.maxGroups();
    this.mayHaveMoreRows = mayHaveMoreRows;
  }

  WindowKey key() {
    return key;
  }

  /** Down to which level prefixes are told apart. */
  int depth() {
    return depth;
  }

  /** The numbers by finest prefix. */
  Map<String, MergedGroup> groups() {
    return groups;
  }

  /** The numbers by level. */
  RollUp rollUp() {
    if (rollUp == null) {
      rollUp = new RollUp(groups, depth);
    }
    return rollUp;
  }

  /** How many groups it has on the heap, those of coarser levels included. */
  int size() {
    return groups.size() + (rollUp == null ? 0 : rollUp.size());
  }

  /** By every row ever emitted: whether it holds, or is retracted. */
  Map<RowKey, Boolean> liveRows() {
    return liveRows;
  }

  /**
   * Whether rows may have left that {@link #liveRows()} does not know of, because a failure took
   * the state back to before they left.
   */
  boolean mayHaveMoreRows() {
    return mayHaveMoreRows;
  }

  /** Takes a group out of the state. */
  void putRestored(String prefix, Accumulator numbers, boolean changedSinceEmission) {
    groups.put(prefix, new MergedGroup(numbers, changedSinceEmission, false));
    changed |= changedSinceEmission;
  }

  /** Takes a row out of the state. */
  void putRestored(RowKey row, boolean live) {
    liveRows.put(row, live);
  }

  /**
   * Adds a partial aggregate.
   *
   * @return how many levels are told apart no more because of it
   */
  int merge(PartialAggregate partial) {
    int before = depth;
    while (depth > partial.depth()) {
      coarsen();
    }
    for (int level = partial.depth(); level > depth; level--) {
      assumeRow(level, Prefixes.of(partial.prefix(), level));
    }
    String prefix = Prefixes.of(partial.prefix(), depth);
    if (rollUp != null) {
      rollUp.add(prefix, partial.accumulator());
    }
    add(prefix, partial.accumulator());
    while (groups.size() > maxGroups && depth > 0) {
      coarsen();
    }
    changed = true;
    dirty = true;
    return before - depth;
  }

  private void coarsen() {
    Map<String, MergedGroup> finer = groups;
    finer.keySet().forEach(prefix -> assumeRow(depth, prefix));
    depth--;
    groups = new HashMap<>();
    rollUp = null;
    coarsened = true;
    finer.forEach((prefix, group) -> add(Prefixes.of(prefix, depth), group.accumulator()));
  }

  /**
   * A prefix that is told apart no more may have had a row in an attempt that failed. Who had one
   * comes by here, since the events that it was made of are in the state or are delivered again.
   */
  private void assumeRow(int level, String prefix) {
    RowKey row = new RowKey(level, prefix);
    if (mayHaveMoreRows && !liveRows.getOrDefault(row, false)) {
      putRow(row, true);
      rowsAssumed = true;
    }
  }

  /** Whether {@link #liveRows()} has rows that no emission of this window has looked at. */
  boolean hasAssumedRows() {
    return rowsAssumed;
  }

  private void add(String prefix, Accumulator numbers) {
    MergedGroup group = groups.get(prefix);
    if (group == null) {
      groups.put(prefix, new MergedGroup(numbers, true, true));
    } else {
      group.merge(numbers);
    }
  }

  /** Whether something was added since the rows were last emitted. */
  boolean isChanged() {
    return changed;
  }

  void putRow(RowKey row, boolean live) {
    liveRows.put(row, live);
    unwrittenRows.put(row, live);
  }

  /** All rows know of all numbers. */
  void markEmitted() {
    rollUp().markEmitted();
    changed = false;
    rowsAssumed = false;
    emitted = true;
    dirty = true;
  }

  /** Whether the state does not know of everything. */
  boolean isDirty() {
    return dirty;
  }

  /** Whether the state may hold groups that are part of others now. */
  boolean isCoarsened() {
    return coarsened;
  }

  /** Whether the state may take groups for changed whose rows have been emitted. */
  boolean isEmitted() {
    return emitted;
  }

  /** The rows that the state does not know of. */
  Map<RowKey, Boolean> unwrittenRows() {
    return unwrittenRows;
  }

  /** The prefixes of the groups that the state does not know of. */
  List<String> dirtyPrefixes() {
    List<String> prefixes = new ArrayList<>();
    groups.forEach(
        (prefix, group) -> {
          if (group.isDirty()) {
            prefixes.add(prefix);
          }
        });
    return prefixes;
  }

  /** The state knows of everything. */
  void markWritten() {
    groups.values().forEach(MergedGroup::markWritten);
    unwrittenRows.clear();
    coarsened = false;
    emitted = false;
    dirty = false;
  }
}
