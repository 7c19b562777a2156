package io.uploadlens.config;

import java.util.Collection;
import java.util.Comparator;
import java.util.Locale;
import java.util.Optional;

/** Finds what somebody probably meant to write. */
final class NearMiss {

  private NearMiss() {}

  /**
   * The candidate that takes the fewest edits to reach, if that is at most a third of its length;
   * ties by name. Else one whose name goes on in the text: {@code windows} for {@code window-size}.
   */
  static Optional<String> find(String text, Collection<String> candidates) {
    String wanted = normalise(text);
    return candidates.stream()
        .filter(it -> distance(wanted, normalise(it)) <= Math.max(1, it.length() / 3))
        .min(
            Comparator.<String>comparingInt(it -> distance(wanted, normalise(it)))
                .thenComparing(Comparator.naturalOrder()))
        .or(
            () ->
                candidates.stream()
                    .filter(it -> goesOn(wanted, normalise(it)))
                    .sorted()
                    .findFirst());
  }

  private static boolean goesOn(String text, String candidate) {
    return text.startsWith(candidate.replaceFirst("s$", "") + "-")
        || text.startsWith(candidate + "-");
  }

  /** Spelling habits are no edits: {@code queueUrls}, {@code QUEUE_URLS}, {@code queue.urls}. */
  private static String normalise(String text) {
    return text.replaceAll("([a-z0-9])([A-Z])", "$1-$2")
        .toLowerCase(Locale.ROOT)
        .replaceAll("[_. ]", "-");
  }

  /**
   * Insertions, deletions, replacements and swaps of neighbours that lead from one to the other.
   */
  static int distance(String from, String to) {
    int[][] cost = new int[from.length() + 1][to.length() + 1];
    for (int i = 0; i <= from.length(); i++) {
      cost[i][0] = i;
    }
    for (int j = 0; j <= to.length(); j++) {
      cost[0][j] = j;
    }
    for (int i = 1; i <= from.length(); i++) {
      for (int j = 1; j <= to.length(); j++) {
        int replaced = cost[i - 1][j - 1] + (from.charAt(i - 1) == to.charAt(j - 1) ? 0 : 1);
        cost[i][j] = Math.min(replaced, Math.min(cost[i - 1][j], cost[i][j - 1]) + 1);
        if (i > 1
            && j > 1
            && from.charAt(i - 1) == to.charAt(j - 2)
            && from.charAt(i - 2) == to.charAt(j - 1)) {
          cost[i][j] = Math.min(cost[i][j], cost[i - 2][j - 2] + 1);
        }
      }
    }
    return cost[from.length()][to.length()];
  }
}
