package io.uploadlens.config;

import java.util.List;

/** Thrown once, before anything is read, with every problem that the settings have. */
public final class InvalidSettingsException extends IllegalArgumentException {

  private static final long serialVersionUID = 1L;

  private final List<String> problems;

  InvalidSettingsException(String source, List<String> problems) {
    super(message(source, problems));
    this.problems = List.copyOf(problems);
  }

  /** The problems, each naming the setting, its value and what is allowed. */
  public List<String> problems() {
    return problems;
  }

  private static String message(String source, List<String> problems) {
    StringBuilder text = new StringBuilder();
    text.append("The job does not start: ")
        .append(problems.size() == 1 ? "1 problem" : problems.size() + " problems")
        .append(" with its settings, which come from ")
        .append(source)
        .append('.');
    for (int i = 0; i < problems.size(); i++) {
      text.append(System.lineSeparator())
          .append("  ")
          .append(i + 1)
          .append(". ")
          .append(problems.get(i));
    }
    return text.append(System.lineSeparator())
        .append("All settings, with what is allowed and their defaults: conf/options.md")
        .toString();
  }
}
