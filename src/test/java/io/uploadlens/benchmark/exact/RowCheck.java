package io.uploadlens.benchmark.exact;

import io.uploadlens.analytics.WindowGroup;
import io.uploadlens.analytics.WindowType;
import io.uploadlens.benchmark.exact.CommittedEvents.Fingerprint;
import io.uploadlens.event.UploadEvent;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.Iterator;
import java.util.List;
import java.util.Map;
import java.util.function.BiConsumer;
import java.util.function.Consumer;

/**
 * Compares the rows that hold with those that there must be, which are counted here hour by hour
 * from the events as they took place.
 */
final class RowCheck {

  private static final int EXAMPLES = 20;

  private final Board board;
  private final Consumer<String> progress;
  private final Map<WindowGroup, long[]> actual;
  private final Fingerprint events = new Fingerprint();
  private final List<String> examples = new ArrayList<>();
  private long compared;
  private long missing;
  private long extra;
  private long different;

  /**
   * @param progress is told how far it is
   */
  RowCheck(Board board, Consumer<String> progress) {
    this.board = board;
    this.progress = progress;
    this.actual = board.rows().byGroup();
    // Two ids of one group: the map has one of them.
    this.extra = board.rows().held() - actual.size() + board.rows().mixedUp();
  }

  void run() {
    forEachExpected(this::compare);
    extra += actual.size();
    for (WindowGroup group : actual.keySet()) {
      if (!example("extra: " + group)) {
        break;
      }
    }
  }

  /** Hands over every row that there must be, with its {@link G4Fields}. */
  void forEachExpected(BiConsumer<WindowGroup, long[]> rows) {
    History history = board.history();
    List<ExpectedWindow> open = new ArrayList<>();
    open.add(hop(-1));
    for (int hour = 0; hour < History.HOURS; hour++) {
      long start = History.START + hour * History.HOUR;
      open.add(new ExpectedWindow(WindowType.TUMBLE, start, start + History.HOUR));
      open.add(hop(hour));
      for (int index = history.firstOf(hour); index < history.firstOf(hour + 1); index++) {
        add(index, open);
      }
      boolean isLast = hour == History.HOURS - 1;
      long now = isLast ? Long.MAX_VALUE : start + History.HOUR;
      for (Iterator<ExpectedWindow> windows = open.iterator(); windows.hasNext(); ) {
        ExpectedWindow window = windows.next();
        if (window.endsBy(now)) {
          window.forEachRow(board.setting().maxPrefixes, rows);
          windows.remove();
        }
      }
      if (hour % 12 == 11) {
        progress.accept("Compared " + (hour + 1) + " of " + History.HOURS + " hours ...");
      }
    }
  }

  private static ExpectedWindow hop(int hour) {
    long start = History.START + hour * History.HOUR;
    return new ExpectedWindow(WindowType.HOP, start, start + 2 * History.HOUR);
  }

  private void add(int index, List<ExpectedWindow> open) {
    UploadEvent event = board.history().event(index);
    events.add(event);
    String[] prefixes = new String[ExactSetting.PREFIX_DEPTH + 1];
    int end = 0;
    for (int level = 0; level < prefixes.length; level++) {
      prefixes[level] = event.key().substring(0, end);
      end = Math.max(end, event.key().indexOf('/', end) + 1);
    }
    String otherPrincipal =
        board.deliveries().isToldByOther(index) ? board.history().foreignPrincipal(index) : null;
    for (ExpectedWindow window : open) {
      if (window.contains(event.eventTime())) {
        window.add(event, prefixes, otherPrincipal);
      }
    }
  }

  private void compare(WindowGroup group, long[] expected) {
    compared++;
    long[] fields = actual.remove(group);
    if (fields == null) {
      missing++;
      example("missing: " + group);
    } else if (!Arrays.equals(fields, expected)) {
      different++;
      example("different: " + group + ": " + G4Fields.difference(fields, expected));
    }
  }

  private boolean example(String text) {
    if (examples.size() >= EXAMPLES) {
      return false;
    }
    examples.add(text);
    return true;
  }

  /** How many rows there must be. */
  long compared() {
    return compared;
  }

  long missing() {
    return missing;
  }

  long extra() {
    return extra;
  }

  long different() {
    return different;
  }

  /** Some of the rows that are not as they must be. */
  List<String> examples() {
    return examples;
  }

  /** All events, each once. */
  Fingerprint events() {
    return events;
  }
}
