package io.uploadlens.config;

import io.uploadlens.window.WindowDefinition;
import io.uploadlens.window.WindowSyntax;
import java.math.BigInteger;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.regex.Matcher;
import org.apache.flink.util.TimeUtils;

/** What is allowed and probably not meant. */
final class ConfigWarnings {

  private final ParsedSettings settings;

  ConfigWarnings(ParsedSettings settings) {
    this.settings = settings;
  }

  List<String> warnings() {
    List<String> warnings = new ArrayList<>();
    Duration lateness = settings.get(AnalyticsOptions.ALLOWED_LATENESS);
    Duration visibility = settings.get(SqsSourceOptions.VISIBILITY_TIMEOUT);
    if (settings.has(SqsSourceOptions.GROUP) && lateness.compareTo(visibility) < 0) {
      warnings.add(
          describe(AnalyticsOptions.ALLOWED_LATENESS, lateness)
              + " is shorter than "
              + describe(SqsSourceOptions.VISIBILITY_TIMEOUT, visibility)
              + ": a message that comes back after a process was killed may be too late to be"
              + " counted");
    }
    addShortSlices(warnings);
    if (!settings.has(SinkOptions.FIREHOSE)) {
      warnings.add(
          "the property group "
              + SinkOptions.FIREHOSE_ID
              + " is not set: events are archived and the aggregates go nowhere");
    }
    boolean endpoints =
        AwsOptions.GROUP.settings().stream()
            .anyMatch(it -> it.key().startsWith("endpoint-") && settings.isGiven(it));
    if (settings.isGiven(AwsOptions.SECRET_ACCESS_KEY) && !endpoints) {
      warnings.add(
          AwsOptions.SECRET_ACCESS_KEY
              + " is set with the endpoints of AWS itself: everyone who may describe the"
              + " application reads it; use the role of the application");
    }
    settings
        .find(KinesisSourceOptions.STREAM)
        .map(TextForms.STREAM_ARN::matcher)
        .filter(Matcher::matches)
        .ifPresent(
            arn ->
                warnings.add(
                    settings.quote(KinesisSourceOptions.STREAM)
                        + ": the stream is read by its name, in the job's own account; that this"
                        + " is "
                        + arn.group("account")
                        + " is not checked"));
    return warnings;
  }

  /** Every window is added up from slices, so many short ones cost more than the windows tell. */
  private void addShortSlices(List<String> warnings) {
    List<WindowDefinition> windows = WindowSyntax.parse(settings.get(AnalyticsOptions.WINDOWS));
    BigInteger slice = BigInteger.ZERO;
    Duration shortest = WindowDefinition.LONGEST;
    for (WindowDefinition window : windows) {
      slice = slice.gcd(BigInteger.valueOf(window.step().toSeconds()));
      shortest = window.step().compareTo(shortest) < 0 ? window.step() : shortest;
    }
    if (slice.longValueExact() < shortest.toSeconds()) {
      warnings.add(
          settings.quote(AnalyticsOptions.WINDOWS)
              + ": the slices that these windows share are only "
              + slice
              + " s long, their greatest common divisor, and each costs state and work: lengths that"
              + " are multiples of the shortest, "
              + TimeUtils.formatWithHighestUnit(shortest)
              + ", cost less");
    }
  }

  private static String describe(Setting<Duration> setting, Duration value) {
    return setting.name() + " = " + TimeUtils.formatWithHighestUnit(value);
  }
}
