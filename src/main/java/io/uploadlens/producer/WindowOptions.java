package io.uploadlens.producer;

import io.uploadlens.producer.truth.WindowSettings;
import java.time.Duration;
import picocli.CommandLine.Option;

/** The pipeline's settings that its numbers depend on; they must be those of the job. */
final class WindowOptions {

  @Option(
      names = "--window-size",
      paramLabel = "DURATION",
      defaultValue = "1min",
      converter = DurationConverter.class,
      description = "the job's window size (default: ${DEFAULT-VALUE})")
  private Duration size;

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
    return new WindowSettings(size, prefixDepth, maxPrefixes, smallObjectBytes);
  }
}
