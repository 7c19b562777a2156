package io.uploadlens.analytics;

import java.util.List;
import java.util.Locale;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import java.util.stream.Collectors;

/**
 * What the keys of identities and groups depend on: with others they are not found again. Written
 * to state as a line of text, which stays as it is. Immutable.
 */
final class StateLayout {

  private static final Pattern FORM =
      Pattern.compile("windows (.*), (\\d+) shards, prefix depth (\\d+)");

  /** The settings that the groups of the form are of. */
  private static final List<String> SETTINGS =
      List.of("analytics.windows", "analytics.shards", "analytics.prefix-depth");

  private final String text;

  private StateLayout(String text) {
    this.text = text;
  }

  static StateLayout of(AnalyticsSettings settings) {
    return new StateLayout(
        String.format(
            Locale.ROOT,
            "windows %s, %d shards, prefix depth %d",
            // Their order does not matter.
            settings.windows().stream()
                .map(WindowSpec::toString)
                .sorted()
                .collect(Collectors.toList()),
            settings.shards(),
            settings.prefixDepth()));
  }

  /**
   * @param restored the text that a state holds
   * @throws IllegalStateException if it is another; the message names each setting that differs,
   *     with both values
   */
  void requireSame(String restored) {
    if (!restored.equals(text)) {
      throw new IllegalStateException(
          differences(restored) + "Set it back, or start without state");
    }
  }

  private String differences(String restored) {
    Matcher before = FORM.matcher(restored);
    Matcher now = FORM.matcher(text);
    if (!before.matches() || !now.matches()) {
      return "the restored state was made with other analytics settings: " + restored + ". ";
    }
    StringBuilder differences = new StringBuilder();
    for (int i = 0; i < SETTINGS.size(); i++) {
      String value = now.group(i + 1);
      String valueBefore = before.group(i + 1);
      if (!value.equals(valueBefore)) {
        differences.append(SETTINGS.get(i)).append(" is ").append(value);
        differences.append(", but the restored state was made with ").append(valueBefore);
        differences.append(". ");
      }
    }
    return differences.toString();
  }

  /** As it is written to state. */
  @Override
  public String toString() {
    return text;
  }
}
