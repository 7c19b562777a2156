package io.uploadlens.config;

import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.regex.Pattern;

/**
 * What Managed Service for Apache Flink takes as <a
 * href="https://docs.aws.amazon.com/managed-flink/latest/apiv2/API_PropertyGroup.html">property
 * groups</a>; held locally as well, so that what runs locally can be deployed.
 */
final class ServiceLimits {

  private static final int MOST_GROUPS = 50;
  private static final int MOST_ENTRIES = 50;
  private static final int LONGEST_TEXT = 2048;
  private static final Pattern GROUP_ID = Pattern.compile("[a-zA-Z0-9_.-]{1,50}");

  private ServiceLimits() {}

  /** What is beyond a limit; never with a value, which may be secret. */
  static List<String> problems(Map<String, Map<String, String>> groups) {
    List<String> problems = new ArrayList<>();
    if (groups.size() > MOST_GROUPS) {
      problems.add(
          "there are "
              + groups.size()
              + " property groups; Managed Service for Apache Flink takes at most "
              + MOST_GROUPS);
    }
    groups.forEach((id, entries) -> check(id, entries, problems));
    return problems;
  }

  private static void check(String id, Map<String, String> entries, List<String> problems) {
    if (!GROUP_ID.matcher(id).matches()) {
      problems.add(
          "the property group id of "
              + id.length()
              + " characters that starts with \""
              + id.substring(0, Math.min(50, id.length())).replaceAll("\\p{Cntrl}", "?")
              + "\": must be 1 to 50 letters, digits, _ . -");
    }
    if (entries.size() > MOST_ENTRIES) {
      problems.add(
          "the property group "
              + id
              + " has "
              + entries.size()
              + " entries; Managed Service for Apache Flink takes at most "
              + MOST_ENTRIES);
    }
    entries.forEach(
        (key, value) -> {
          if (key.isEmpty() || key.length() > LONGEST_TEXT) {
            problems.add(
                "a key of the property group "
                    + id
                    + " has "
                    + key.length()
                    + " characters: must be 1 to "
                    + LONGEST_TEXT);
          }
          if (value.isEmpty() || value.length() > LONGEST_TEXT) {
            problems.add(
                id
                    + "."
                    + key
                    + " has a value of "
                    + value.length()
                    + " characters: must be 1 to "
                    + LONGEST_TEXT);
          }
        });
  }
}
