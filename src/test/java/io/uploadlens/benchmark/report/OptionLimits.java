package io.uploadlens.benchmark.report;

import java.time.Duration;
import java.util.Collection;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.ParameterException;

/** Refuses values of a command's options; says which option, which value and what is allowed. */
public final class OptionLimits {

  private final CommandSpec spec;

  /**
   * @param spec of the command whose options these are
   */
  public OptionLimits(CommandSpec spec) {
    this.spec = spec;
  }

  /**
   * Both bounds are allowed.
   *
   * @throws ParameterException if the value is not between them
   */
  public void between(String option, int value, int least, int most) {
    if (value < least || value > most) {
      throw wrong(option + " is " + value + "; allowed: " + least + " to " + most);
    }
  }

  /**
   * Both bounds are allowed.
   *
   * @throws ParameterException if the value is not between them
   */
  public void between(String option, Duration value, Duration least, Duration most) {
    if (value.compareTo(least) < 0 || value.compareTo(most) > 0) {
      throw wrong(
          option + " is " + text(value) + "; allowed: " + text(least) + " to " + text(most));
    }
  }

  /**
   * For an option that takes several names.
   *
   * @throws ParameterException if one is not allowed
   */
  public void names(String option, Collection<String> names, Collection<String> allowed) {
    for (String name : names) {
      if (!allowed.contains(name)) {
        throw wrong(option + " names '" + name + "'; allowed: " + String.join(", ", allowed));
      }
    }
  }

  /**
   * For options that do not go with another.
   *
   * @throws ParameterException if one of them was given
   */
  public void withoutOthers(String option, String... others) {
    for (String other : others) {
      if (spec.commandLine().getParseResult().hasMatchedOption(other)) {
        throw wrong(other + " means nothing with " + option + ": leave one out");
      }
    }
  }

  /** What the caller is told, with the command's usage. */
  public ParameterException wrong(String problem) {
    return new ParameterException(spec.commandLine(), problem);
  }

  private static String text(Duration time) {
    return time.isZero() || time.toMillis() % 1000 != 0
        ? time.toMillis() + "ms"
        : time.toSeconds() + "s";
  }
}
