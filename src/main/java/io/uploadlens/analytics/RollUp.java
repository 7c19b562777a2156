package io.uploadlens.analytics;

import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Set;

/**
 * The numbers of a window by level: the finest prefixes, what they add up to at each coarser level,
 * and at each level the rest beside the largest.
 *
 * <p>Made when the window's rows are emitted first. What comes later is added at all levels, so
 * that a revision costs as much as what changed, and not as the window. Not thread-safe.
 */
final class RollUp {

  private final int depth;

  /** By level: the numbers by prefix; the last is the window's own. */
  private final List<Map<String, MergedGroup>> levels = new ArrayList<>();

  private final Map<Integer, Rest> rests = new HashMap<>();

  /** By level: the prefixes with numbers that the rows do not know of; null where any may be. */
  private List<List<String>> changed;

  /**
   * @param finest the numbers by finest prefix, which the window goes on changing
   * @param depth the level of these
   */
  RollUp(Map<String, MergedGroup> finest, int depth) {
    this.depth = depth;
    Map<String, MergedGroup> finer = finest;
    levels.add(finer);
    for (int level = depth - 1; level >= WindowGroup.BUCKET_LEVEL; level--) {
      finer = sums(finer, level);
      levels.add(0, finer);
    }
  }

  private static Map<String, MergedGroup> sums(Map<String, MergedGroup> finer, int level) {
    Map<String, MergedGroup> sums = new HashMap<>();
    finer.forEach(
        (prefix, group) ->
            sums.computeIfAbsent(Prefixes.of(prefix, level), coarser -> nothing())
                .include(group.accumulator(), group.isChanged()));
    return sums;
  }

  private static MergedGroup nothing() {
    return new MergedGroup(new Accumulator(), false, false);
  }

  /** Adds what was added to a finest prefix. */
  void add(String finest, Accumulator delta) {
    for (int level = WindowGroup.BUCKET_LEVEL; level <= depth; level++) {
      String prefix = Prefixes.of(finest, level);
      noteChange(level, prefix);
      if (level < depth) {
        levels.get(level).computeIfAbsent(prefix, coarser -> nothing()).merge(delta);
      }
      Rest rest = rests.get(level);
      if (rest != null && !rest.largest.contains(prefix)) {
        rest.numbers.merge(delta);
      }
    }
  }

  private void noteChange(int level, String prefix) {
    if (changed == null) {
      return;
    }
    MergedGroup before = levels.get(level).get(prefix);
    if (before == null || !before.isChanged()) {
      changed.get(level).add(prefix);
    }
  }

  /** Down to which level prefixes are told apart. */
  int depth() {
    return depth;
  }

  /** The numbers by the prefixes of a level that is told apart. */
  Map<String, MergedGroup> level(int level) {
    return levels.get(level);
  }

  /**
   * Whether {@link #candidates} are known at all levels: rows have been emitted, of a level with
   * more prefixes than may have one those of the largest.
   */
  boolean hasCandidates(int maxPrefixes) {
    if (changed == null) {
      return false;
    }
    for (int level = WindowGroup.BUCKET_LEVEL + 1; level <= depth; level++) {
      if (levels.get(level).size() > maxPrefixes && !rests.containsKey(level)) {
        return false;
      }
    }
    return true;
  }

  /**
   * The numbers of the prefixes that have rows to be looked at: those that the rows do not know of,
   * and those that were among the largest. No other can be one of these now, since prefixes only
   * grow.
   */
  Map<String, MergedGroup> candidates(int level) {
    Map<String, MergedGroup> groups = changed(level);
    Rest rest = rests.get(level);
    if (rest != null) {
      rest.largest.forEach(prefix -> groups.put(prefix, levels.get(level).get(prefix)));
    }
    return groups;
  }

  private Map<String, MergedGroup> changed(int level) {
    Map<String, MergedGroup> groups = new HashMap<>();
    changed.get(level).forEach(prefix -> groups.put(prefix, levels.get(level).get(prefix)));
    return groups;
  }

  /** The sum of all prefixes of a level beside the largest. */
  Accumulator rest(int level, Set<String> largest) {
    Rest known = rests.get(level);
    if (known == null || !known.largest.equals(largest)) {
      Rest other = new Rest(largest);
      levels
          .get(level)
          .forEach(
              (prefix, group) -> {
                if (!largest.contains(prefix)) {
                  other.numbers.merge(group.accumulator());
                }
              });
      rests.put(level, other);
      known = other;
    }
    return known.numbers;
  }

  /** How many groups it has besides the finest. */
  int size() {
    int size = rests.size();
    for (int level = WindowGroup.BUCKET_LEVEL; level < depth; level++) {
      size += levels.get(level).size();
    }
    return size;
  }

  void markEmitted() {
    for (int level = WindowGroup.BUCKET_LEVEL; level <= depth; level++) {
      (changed == null ? level(level) : changed(level)).values().forEach(MergedGroup::markEmitted);
    }
    changed = new ArrayList<>();
    levels.forEach(level -> changed.add(new ArrayList<>()));
  }

  private static final class Rest {
    private final Set<String> largest;
    private final Accumulator numbers = new Accumulator();

    Rest(Set<String> largest) {
      this.largest = largest;
    }
  }
}
