package io.uploadlens.producer.truth;

import io.uploadlens.producer.generator.GeneratedEvent;
import io.uploadlens.producer.generator.GeneratedMessage;
import java.util.BitSet;
import java.util.Comparator;
import java.util.HashMap;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.SortedMap;
import java.util.TreeMap;
import java.util.function.Consumer;
import java.util.stream.Collectors;

/**
 * The naive computation: one event after the other into each of its groups, the small prefixes
 * folded at the end.
 */
final class TruthTally {

  private final WindowSettings settings;
  private final BitSet seen = new BitSet();
  private final Map<GroupKey, GroupTally> groups = new HashMap<>();
  private long messages;
  private long duplicates;
  private long malformed;
  private long testEvents;

  TruthTally(WindowSettings settings) {
    this.settings = settings;
  }

  /**
   * Counts one message, sent once.
   *
   * @param firsts is given each event that was not seen before
   * @param deadLetters is given the message if it can't be decoded
   */
  void count(
      GeneratedMessage message,
      Consumer<ExpectedEvent> firsts,
      Consumer<ExpectedDeadLetter> deadLetters) {
    messages++;
    if (message.malformation() != null) {
      malformed++;
      deadLetters.accept(
          ExpectedDeadLetter.of(message.body(), message.malformation().reason().label()));
    } else if (message.isTestEvent()) {
      testEvents++;
    }
    for (GeneratedEvent event : message.events()) {
      int ordinal = Math.toIntExact(event.ordinal());
      boolean first = !seen.get(ordinal);
      seen.set(ordinal);
      if (first) {
        firsts.accept(ExpectedEvent.of(event));
      } else {
        duplicates++;
      }
      for (WindowKey window : settings.windowsAt(event.eventTime())) {
        count(event, first, window);
      }
    }
  }

  private void count(GeneratedEvent event, boolean first, WindowKey window) {
    for (int level = 0; level <= settings.prefixDepth(); level++) {
      GroupKey group = new GroupKey(window, event.bucket(), level, prefix(event.key(), level));
      GroupTally tally = groups.computeIfAbsent(group, key -> new GroupTally());
      if (first) {
        tally.count(event, settings.smallObjectBytes());
      } else {
        tally.see(event);
      }
    }
  }

  /** The first directories of a key, as many as the level says, or all where it has fewer. */
  static String prefix(String key, int level) {
    int end = 0;
    for (int taken = 0; taken < level; taken++) {
      int slash = key.indexOf('/', end);
      if (slash < 0) {
        break;
      }
      end = slash + 1;
    }
    return key.substring(0, end);
  }

  TruthCounts counts() {
    return new TruthCounts(messages, seen.cardinality(), duplicates, malformed, testEvents);
  }

  /**
   * The rows: each level of each bucket and window with its largest prefixes, and the rest; a level
   * of too many prefixes with nothing but the rest.
   */
  SortedMap<GroupKey, ExpectedAggregate> aggregates() {
    Map<GroupKey, List<Map.Entry<GroupKey, GroupTally>>> families =
        groups.entrySet().stream()
            .collect(
                Collectors.groupingBy(
                    entry -> other(entry.getKey()), LinkedHashMap::new, Collectors.toList()));
    SortedMap<GroupKey, ExpectedAggregate> rows = new TreeMap<>();
    families.forEach(
        (other, family) -> {
          family.sort(
              Comparator.comparingLong(
                      (Map.Entry<GroupKey, GroupTally> entry) -> -entry.getValue().events())
                  .thenComparing(entry -> entry.getKey().prefix()));
          int own =
              family.size() > settings.maxGroups()
                  ? 0
                  : Math.min(family.size(), settings.maxPrefixes());
          for (Map.Entry<GroupKey, GroupTally> entry : family.subList(0, own)) {
            rows.put(entry.getKey(), entry.getValue().row(entry.getKey()));
          }
          if (own < family.size()) {
            GroupTally rest = new GroupTally();
            family.subList(own, family.size()).forEach(entry -> rest.add(entry.getValue()));
            rows.put(other, rest.row(other));
          }
        });
    return rows;
  }

  private static GroupKey other(GroupKey group) {
    return new GroupKey(group.window(), group.bucket(), group.level(), GroupKey.OTHER);
  }
}
