package io.uploadlens.producer;

import java.time.Duration;
import java.time.format.DateTimeParseException;
import java.util.Locale;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import picocli.CommandLine.ITypeConverter;
import picocli.CommandLine.TypeConversionException;

/** Durations as Flink writes them ({@code 500ms}, {@code 30s}, {@code 5min}), or ISO-8601. */
final class DurationConverter implements ITypeConverter<Duration> {

  private static final Pattern SIMPLE = Pattern.compile("([0-9]+) ?(ms|s|min|m|h|d)");

  @Override
  public Duration convert(String text) {
    Matcher simple = SIMPLE.matcher(text.trim().toLowerCase(Locale.ROOT));
    try {
      if (!simple.matches()) {
        return Duration.parse(text.trim());
      }
      long amount = Long.parseLong(simple.group(1));
      switch (simple.group(2)) {
        case "ms":
          return Duration.ofMillis(amount);
        case "s":
          return Duration.ofSeconds(amount);
        case "h":
          return Duration.ofHours(amount);
        case "d":
          return Duration.ofDays(amount);
        default:
          return Duration.ofMinutes(amount);
      }
    } catch (DateTimeParseException | NumberFormatException | ArithmeticException e) {
      throw new TypeConversionException(
          "'" + text + "' is not a duration: must be like 500ms, 30s, 5min, 2h, 1d or PT5M");
    }
  }
}
