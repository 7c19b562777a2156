package io.uploadlens.producer;

import io.uploadlens.producer.truth.WindowSettings;
import io.uploadlens.window.WindowDefinition;
import io.uploadlens.window.WindowSyntax;
import io.uploadlens.window.WindowSyntaxException;
import java.util.List;
import picocli.CommandLine.Option;

/** The pipeline's settings that its numbers depend on; they must be those of the job. */
final class WindowOptions {

  @Option(
      names = "--windows",
      paramLabel = "WINDOWS",
      defaultValue = "TUMBLE(size 1 min)",
      description = "the job's analytics.windows (default: ${DEFAULT-VALUE})")
  private String windows;

  @Option(
      names = "--prefix-depth",
      paramLabel = "N",
      defaultValue = "2",
      description = "the job's analytics.prefix-depth (default: ${DEFAULT-VALUE})")
  private int prefixDepth;

  @Option(
      names = "--max-prefixes",
      paramLabel = "N",
      defaultValue = "100",
      description = "the job's analytics.max-prefixes (default: ${DEFAULT-VALUE})")
  private int maxPrefixes;

  @Option(
      names = "--max-groups",
      paramLabel = "N",
      defaultValue = "20000",
      description = "the job's analytics.max-groups (default: ${DEFAULT-VALUE})")
  private int maxGroups;

  @Option(
      names = "--small-object-bytes",
      paramLabel = "BYTES",
      defaultValue = "131072",
      description = "the job's analytics.small-object-bytes (default: ${DEFAULT-VALUE})")
  private long smallObjectBytes;

  /**
   * The settings.
   *
   * @throws IllegalArgumentException if one is out of range; the message names it
   */
  WindowSettings settings() {
    return new WindowSettings(parsed(), prefixDepth, maxPrefixes, maxGroups, smallObjectBytes);
  }

  private List<WindowDefinition> parsed() {
    try {
      return WindowSyntax.parse(windows);
    } catch (WindowSyntaxException e) {
      throw new IllegalArgumentException(
          "--windows is '" + windows + "': " + e.getMessage() + ": must be " + WindowSyntax.ALLOWED,
          e);
    }
  }
}
