package io.uploadlens.compose;

import java.util.LinkedHashMap;
import java.util.Map;

/**
 * The environment variable FLINK_PROPERTIES as the entry point of the image {@code flink} reads it:
 * line by line, every blank taken out, the key up to the first colon.
 *
 * @see <a href="https://github.com/apache/flink-docker">apache/flink-docker</a>,
 *     docker-entrypoint.sh
 */
public final class FlinkProperties {

  private FlinkProperties() {}

  /**
   * The settings.
   *
   * @throws IllegalArgumentException if a line would not come out as it was meant: a shell word
   *     with a pattern, a variable or a comment in it, a value with blanks, a key that is there
   *     twice
   */
  static Map<String, String> parse(String variable) {
    Map<String, String> settings = new LinkedHashMap<>();
    for (String line : variable.split("\n", -1)) {
      if (line.isBlank()) {
        continue;
      }
      if (!line.matches("[A-Za-z0-9.-]+: [A-Za-z0-9:/._-]+")) {
        throw new IllegalArgumentException(
            "FLINK_PROPERTIES: '" + line + "' would not come through the image's entry point");
      }
      int colon = line.indexOf(':');
      if (settings.put(line.substring(0, colon), line.substring(colon + 2)) != null) {
        throw new IllegalArgumentException("FLINK_PROPERTIES: '" + line + "' is there twice");
      }
    }
    return settings;
  }

  /** Those of the project's file. */
  public static Map<String, String> ofCompose() {
    return parse(ComposeFile.read().service("jobmanager").environment.get("FLINK_PROPERTIES"));
  }
}
