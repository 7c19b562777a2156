package io.uploadlens.analytics;

import java.util.function.BiConsumer;

/**
 * What was added to the groups of one bucket in one slice since it last left.
 *
 * <p>Where a level has more prefixes than {@link AnalyticsSettings#maxGroups()} it is not told
 * apart: its groups are merged into those of the level above. A window with such a slice has too
 * many prefixes at that level, too, so the {@link WindowState} comes to the same end whichever of
 * the two finds out first. Where an earlier attempt may have emitted rows the window has to see
 * every name: then the groups stay as they are, and leave as soon as they are too many. Not
 * thread-safe.
 */
final class BucketGroups {

  private final int maxGroups;
  private final boolean keepsNames;
  private int depth;
  private PrefixTable table = new PrefixTable();

  BucketGroups(AnalyticsSettings settings, boolean keepsNames) {
    this.keepsNames = keepsNames;
    this.depth = settings.prefixDepth();
    this.maxGroups = settings.maxGroups();
  }

  /** The accumulator of the finest prefix of a key. */
  Accumulator groupOf(String key) {
    Accumulator group = table.get(key, Prefixes.end(key, depth));
    if (table.size() <= maxGroups || keepsNames) {
      return group;
    }
    while (table.size() > maxGroups && depth > 0) {
      coarsen();
    }
    return table.get(key, Prefixes.end(key, depth));
  }

  private void coarsen() {
    PrefixTable finer = table;
    depth--;
    table = new PrefixTable();
    finer.forEach((prefix, group) -> table.get(prefix, Prefixes.end(prefix, depth)).merge(group));
  }

  /** Down to which level prefixes are told apart. */
  int depth() {
    return depth;
  }

  /** Whether there are more groups than a level may have, which should leave. */
  boolean isOverfull() {
    return keepsNames && table.size() > maxGroups;
  }

  int size() {
    return table.size();
  }

  void forEach(BiConsumer<String, Accumulator> action) {
    table.forEach(action);
  }
}
