package io.uploadlens.window;

import io.uploadlens.window.WindowDefinition.Type;
import java.time.Duration;
import java.time.temporal.ChronoUnit;
import java.util.Arrays;
import java.util.Locale;
import java.util.Map;
import java.util.function.IntPredicate;

/** Goes through a text and takes one specification after the other from it. */
final class WindowScanner {

  private static final Map<String, ChronoUnit> UNITS =
      Map.ofEntries(
          Map.entry("ms", ChronoUnit.MILLIS),
          Map.entry("s", ChronoUnit.SECONDS),
          Map.entry("sec", ChronoUnit.SECONDS),
          Map.entry("second", ChronoUnit.SECONDS),
          Map.entry("seconds", ChronoUnit.SECONDS),
          Map.entry("m", ChronoUnit.MINUTES),
          Map.entry("min", ChronoUnit.MINUTES),
          Map.entry("minute", ChronoUnit.MINUTES),
          Map.entry("minutes", ChronoUnit.MINUTES),
          Map.entry("h", ChronoUnit.HOURS),
          Map.entry("hour", ChronoUnit.HOURS),
          Map.entry("hours", ChronoUnit.HOURS),
          Map.entry("d", ChronoUnit.DAYS),
          Map.entry("day", ChronoUnit.DAYS),
          Map.entry("days", ChronoUnit.DAYS));

  /** More digits than the milliseconds of a day could need. */
  private static final int MAX_DIGITS = 12;

  private final String text;
  private int position;

  WindowScanner(String text) {
    this.text = text;
    skipSpaces();
  }

  /** Where the scanner is, from 0. */
  int position() {
    return position;
  }

  /** A complaint about the text from there to where the scanner is. */
  WindowSyntaxException wrong(String problem, int from) {
    return new WindowSyntaxException(problem, text, from, position);
  }

  /** Takes a specification. */
  WindowDefinition specification() {
    int from = position;
    Type type = type();
    take('(', "an opening parenthesis after " + type);
    Duration size = null;
    Duration step = null;
    do {
      int at = position;
      String name = word();
      if (name.equals("size") && size == null) {
        size = duration("size");
      } else if (name.equals(type.stepName()) && step == null) {
        step = duration(type.stepName());
      } else if (name.isEmpty()) {
        throw unexpected(parameters(type, " or "), at);
      } else {
        throw wrong(notAParameter(type, name), at);
      }
    } while (takeIf(','));
    take(')', "a comma or the closing parenthesis of " + type);
    if (size == null || step == null && type.stepName() != null) {
      throw wrong(type + " misses its " + (size == null ? "size" : type.stepName()), from);
    }
    try {
      return WindowDefinition.of(type, size, step);
    } catch (IllegalArgumentException e) {
      throw wrong(e.getMessage(), from);
    }
  }

  /** Takes the separator behind a specification; false at the end of the text. */
  boolean another() {
    if (position == text.length()) {
      return false;
    }
    take(';', "a semicolon or the end behind a specification");
    return true;
  }

  /** Leaves the rest of a specification out; false at the end of the text. */
  boolean skipToAnother() {
    run(it -> it != ';');
    return another();
  }

  private Type type() {
    int from = position;
    String name = word();
    return Arrays.stream(Type.values())
        .filter(it -> it.name().toLowerCase(Locale.ROOT).equals(name))
        .findFirst()
        .orElseThrow(() -> unexpected("TUMBLE, HOP or CUMULATE", from));
  }

  private static String notAParameter(Type type, String name) {
    return name.equals("size") || name.equals(type.stepName())
        ? name + " is there twice"
        : type + " takes " + parameters(type, " and ") + ", not " + name;
  }

  private static String parameters(Type type, String and) {
    return type.stepName() == null ? "size" : "size" + and + type.stepName();
  }

  private Duration duration(String name) {
    int from = position;
    String digits = run(it -> it >= '0' && it <= '9');
    if (digits.isEmpty()) {
      throw unexpected("the length of the " + name + ", for example 5 min", from);
    }
    skipSpaces();
    String label = run(Character::isLetter).toLowerCase(Locale.ROOT);
    ChronoUnit unit = UNITS.get(label);
    if (unit == null) {
      throw wrong(name + " needs a unit: ms, s, min, h or d", from);
    }
    digits = digits.replaceFirst("^0+(?=.)", "");
    if (digits.length() > MAX_DIGITS) {
      throw wrong(name + " is longer than 1 d", from);
    }
    skipSpaces();
    return unit.getDuration().multipliedBy(Long.parseLong(digits));
  }

  /** Letters, in lower case, and the spaces behind them; may be none. */
  private String word() {
    String word = run(Character::isLetter).toLowerCase(Locale.ROOT);
    skipSpaces();
    return word;
  }

  private void take(char wanted, String what) {
    if (!takeIf(wanted)) {
      throw unexpected(what, position);
    }
  }

  private boolean takeIf(char wanted) {
    if (position == text.length() || text.charAt(position) != wanted) {
      return false;
    }
    position++;
    skipSpaces();
    return true;
  }

  /** What was to come did not, and what there is instead is shown up to the next delimiter. */
  private WindowSyntaxException unexpected(String wanted, int from) {
    position = Math.max(position, Math.min(from + 1, text.length()));
    run(it -> ";,()".indexOf(it) < 0);
    return wrong("expected " + wanted, from);
  }

  private void skipSpaces() {
    run(it -> it == ' ' || it == '\t' || it == '\n' || it == '\r');
  }

  private String run(IntPredicate part) {
    int from = position;
    while (position < text.length() && part.test(text.charAt(position))) {
      position++;
    }
    return text.substring(from, position);
  }
}
