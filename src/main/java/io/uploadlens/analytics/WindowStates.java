package io.uploadlens.analytics;

import java.util.HashSet;
import java.util.Iterator;
import java.util.LinkedHashMap;
import java.util.Map;
import java.util.Set;
import java.util.function.Consumer;
import org.apache.flink.api.common.state.KeyedStateStore;
import org.apache.flink.api.common.state.MapState;
import org.apache.flink.api.common.state.MapStateDescriptor;
import org.apache.flink.api.common.state.ValueState;
import org.apache.flink.api.common.state.ValueStateDescriptor;
import org.apache.flink.api.common.typeutils.base.BooleanSerializer;
import org.apache.flink.api.common.typeutils.base.IntSerializer;
import org.apache.flink.api.common.typeutils.base.StringSerializer;
import org.apache.flink.metrics.Counter;

/**
 * The windows of a subtask: on the heap while they are worked on, written to keyed state before a
 * checkpoint and when the heap holds more groups than it may; those that were used longest ago
 * leave it first. Not thread-safe.
 */
final class WindowStates {

  private final AnalyticsSettings settings;
  private final Consumer<WindowKey> currentKey;
  private final boolean sharesObjects;

  /** Down to which level the prefixes of the window are told apart; null where it has no state. */
  private final ValueState<Integer> depth;

  /** By finest prefix. */
  private final MapState<String, Accumulator> groups;

  /** The prefixes that changed since rows were emitted, unless none ever was. */
  private final MapState<String, Boolean> changed;

  /** By {@link RowKey#encode()}: see {@link WindowState#liveRows()}. */
  private final MapState<String, Boolean> liveRows;

  /** Least recently used first. */
  private final LinkedHashMap<WindowKey, WindowState> onHeap = new LinkedHashMap<>(64, 0.75f, true);

  private long groupsOnHeap;
  private final Counter evicted;

  /**
   * @param currentKey makes a key the current one of the store
   * @param sharesObjects whether the state keeps the very objects that it is given, and writes them
   *     while the task goes on: they must not change then
   * @param evicted counts windows that left the heap for others
   */
  WindowStates(
      AnalyticsSettings settings,
      KeyedStateStore store,
      Consumer<WindowKey> currentKey,
      boolean sharesObjects,
      Counter evicted) {
    this.settings = settings;
    this.currentKey = currentKey;
    this.sharesObjects = sharesObjects;
    this.evicted = evicted;
    this.depth = store.getState(new ValueStateDescriptor<>("depth", IntSerializer.INSTANCE));
    this.groups =
        store.getMapState(
            new MapStateDescriptor<>(
                "groups", StringSerializer.INSTANCE, AccumulatorSerializer.INSTANCE));
    this.changed =
        store.getMapState(
            new MapStateDescriptor<>(
                "changed", StringSerializer.INSTANCE, BooleanSerializer.INSTANCE));
    this.liveRows =
        store.getMapState(
            new MapStateDescriptor<>(
                "live-rows", StringSerializer.INSTANCE, BooleanSerializer.INSTANCE));
  }

  /** The window if it is on the heap, else null. */
  WindowState onHeap(WindowKey key) {
    return onHeap.get(key);
  }

  /**
   * The window, out of the state if that holds it, else a new one.
   *
   * @param mayHaveMoreRows see {@link WindowState#mayHaveMoreRows()}
   */
  WindowState load(WindowKey key, boolean mayHaveMoreRows) throws Exception {
    currentKey.accept(key);
    Integer storedDepth = depth.value();
    int levels = storedDepth == null ? settings.prefixDepth() : storedDepth;
    WindowState window = new WindowState(key, levels, mayHaveMoreRows, settings);
    if (storedDepth != null) {
      restore(window);
    }
    onHeap.put(key, window);
    groupsOnHeap += window.size();
    return window;
  }

  private void restore(WindowState window) throws Exception {
    for (Map.Entry<String, Boolean> row : liveRows.entries()) {
      window.putRestored(RowKey.decode(row.getKey()), row.getValue());
    }
    boolean neverEmitted = window.liveRows().isEmpty();
    Set<String> changedPrefixes = new HashSet<>();
    changed.keys().forEach(changedPrefixes::add);
    for (Map.Entry<String, Accumulator> group : groups.entries()) {
      boolean isChanged = neverEmitted || changedPrefixes.contains(group.getKey());
      window.putRestored(group.getKey(), owned(group.getValue()), isChanged);
    }
  }

  /** Numbers that nobody else looks at. */
  private Accumulator owned(Accumulator numbers) {
    return sharesObjects ? numbers.copy() : numbers;
  }

  /** Writes all that the state does not know of. */
  void writeBack() throws Exception {
    for (WindowState window : onHeap.values()) {
      write(window);
    }
  }

  /**
   * Accounts for a window's growth, and makes room on the heap if that was too much.
   *
   * @param window the window, which stays
   * @param sizeBefore its {@link WindowState#size()} before
   */
  void grown(WindowState window, int sizeBefore) throws Exception {
    groupsOnHeap += window.size() - sizeBefore;
    Iterator<WindowState> coldest = onHeap.values().iterator();
    while (groupsOnHeap > settings.maxGroupsInMemory() && coldest.hasNext()) {
      WindowState cold = coldest.next();
      if (cold != window) {
        write(cold);
        coldest.remove();
        groupsOnHeap -= cold.size();
        evicted.inc();
      }
    }
  }

  private void write(WindowState window) throws Exception {
    if (!window.isDirty()) {
      return;
    }
    currentKey.accept(window.key());
    depth.update(window.depth());
    if (window.isCoarsened()) {
      groups.clear();
    }
    if (window.isEmitted() || window.isCoarsened()) {
      changed.clear();
    }
    for (String prefix : window.dirtyPrefixes()) {
      MergedGroup group = window.groups().get(prefix);
      groups.put(prefix, owned(group.accumulator()));
      if (group.isChanged() && !window.liveRows().isEmpty()) {
        changed.put(prefix, true);
      }
    }
    for (Map.Entry<RowKey, Boolean> row : window.unwrittenRows().entrySet()) {
      liveRows.put(row.getKey().encode(), row.getValue());
    }
    window.markWritten();
  }

  /** Forgets a window, on the heap and in the state. */
  void clear(WindowKey key) {
    WindowState window = onHeap.remove(key);
    if (window != null) {
      groupsOnHeap -= window.size();
    }
    currentKey.accept(key);
    depth.clear();
    groups.clear();
    changed.clear();
    liveRows.clear();
  }

  /** How many groups are on the heap. */
  long groupsOnHeap() {
    return groupsOnHeap;
  }
}
