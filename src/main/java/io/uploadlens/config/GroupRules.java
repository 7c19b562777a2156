package io.uploadlens.config;

import java.util.List;
import java.util.Optional;

/** What the settings of groups must be together. */
final class GroupRules {

  private GroupRules() {}

  /** A level that is not told apart has one row: more rows than that would never be there. */
  static List<String> problems(ParsedSettings settings) {
    Optional<Integer> rows = settings.find(AnalyticsOptions.MAX_PREFIXES);
    Optional<Integer> groups = settings.find(AnalyticsOptions.MAX_GROUPS);
    if (rows.isEmpty() || groups.isEmpty() || groups.get() >= rows.get()) {
      return List.of();
    }
    return List.of(
        AnalyticsOptions.MAX_GROUPS
            + " = "
            + groups.get()
            + " is less than "
            + AnalyticsOptions.MAX_PREFIXES
            + " = "
            + rows.get()
            + ", so a level with that many prefixes would not be told apart and have one row: must"
            + " be at least as much");
  }
}
