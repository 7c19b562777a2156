package io.uploadlens.analytics;

import java.util.ArrayList;
import java.util.Comparator;
import java.util.HashMap;
import java.util.List;
import java.util.Map;

/**
 * The slices on the heap, by their start, and which of them have to leave for the memory they take.
 * Those looked up last are found without a boxed number. Not thread-safe.
 */
final class Slices {

  /** What a set of identities takes while it is empty, in identities. */
  static final int SET_COST = 16;

  private static final int RECENT = 16;

  private final Map<Long, Slice> byStart = new HashMap<>();
  private final Slice[] recent = new Slice[RECENT];
  private final long budget;
  private long identities;
  private long sets;
  private long nextEviction;
  private long touches;

  /**
   * @param budget how many identities are to be on the heap at most
   */
  Slices(long budget) {
    this.budget = budget;
    this.nextEviction = budget;
  }

  /** The slice, or null if it is not on the heap. */
  Slice get(long start) {
    int place = place(start);
    Slice slice = recent[place];
    if (slice == null || slice.start() != start) {
      slice = byStart.get(start);
      recent[place] = slice;
    }
    return slice;
  }

  void put(Slice slice) {
    byStart.put(slice.start(), slice);
    recent[place(slice.start())] = slice;
  }

  /** Brings the identities of a shard of a slice onto the heap. */
  void putIdentities(Slice slice, int shard, IdentitySet ofShard) {
    slice.putIdentities(shard, ofShard);
    identities += ofShard.size();
    sets++;
  }

  /** Tells that an identity was added to one of the sets. */
  void identityAdded() {
    identities++;
  }

  /** Tells that a slice was used. */
  void touch(Slice slice) {
    slice.touch(++touches);
  }

  void remove(Slice slice) {
    byStart.remove(slice.start());
    recent[place(slice.start())] = null;
    identities -= slice.identityCount();
    sets -= slice.identitySets();
  }

  /** How many slices are on the heap. */
  int count() {
    return byStart.size();
  }

  /** How many identities are on the heap. */
  long identities() {
    return identities;
  }

  /** Whether {@link #removeColdest} should be called. */
  boolean isOverBudget() {
    return cost() > nextEviction;
  }

  /**
   * Removes the slices that were touched longest ago, until half the budget is free. The next time
   * is half a budget away even if little could be freed: a working set larger than the budget costs
   * memory then, not a reload per event.
   *
   * @param current is kept
   * @return how many were removed
   */
  int removeColdest(Slice current) {
    List<Slice> coldestFirst = new ArrayList<>(byStart.values());
    coldestFirst.sort(Comparator.comparingLong(Slice::lastTouched));
    int removed = 0;
    for (Slice slice : coldestFirst) {
      if (cost() <= budget / 2) {
        break;
      }
      if (slice != current) {
        remove(slice);
        removed++;
      }
    }
    nextEviction = Math.max(budget, cost() + budget / 2);
    return removed;
  }

  private long cost() {
    return identities + SET_COST * sets;
  }

  /** Starts are multiples of a second. */
  private static int place(long start) {
    long seconds = start / 1000;
    return (int) ((seconds * 0x9E3779B97F4A7C15L) >>> 60);
  }
}
