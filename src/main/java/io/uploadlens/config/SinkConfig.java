package io.uploadlens.config;

import java.net.URI;
import java.util.Optional;

/**
 * The settings of the sinks, checked: at least one of {@link #deliveryStream()} and {@link
 * #archivePath()} is present. Immutable.
 */
public final class SinkConfig {

  private final String deliveryStream;
  private final URI archivePath;
  private final URI latePath;
  private final String deadLetterQueueUrl;
  private final URI deadLetterOverflowPath;

  SinkConfig(ParsedSettings settings) {
    this.deliveryStream = settings.find(SinkOptions.DELIVERY_STREAM).orElse(null);
    this.archivePath = settings.find(SinkOptions.ARCHIVE_PATH).map(URI::create).orElse(null);
    this.latePath = URI.create(settings.get(SinkOptions.LATE_PATH));
    this.deadLetterQueueUrl = settings.get(SinkOptions.DEAD_LETTER_QUEUE_URL);
    this.deadLetterOverflowPath = URI.create(settings.get(SinkOptions.DEAD_LETTER_OVERFLOW_PATH));
  }

  /** The Firehose delivery stream of the aggregates, where that sink is on. */
  public Optional<String> deliveryStream() {
    return Optional.ofNullable(deliveryStream);
  }

  /** The archive's directory, where that sink is on. */
  public Optional<URI> archivePath() {
    return Optional.ofNullable(archivePath);
  }

  /** The late events' directory. */
  public URI latePath() {
    return latePath;
  }

  /** The queue of messages that could not be decoded. */
  public String deadLetterQueueUrl() {
    return deadLetterQueueUrl;
  }

  /** The directory of messages too large for that queue. */
  public URI deadLetterOverflowPath() {
    return deadLetterOverflowPath;
  }
}
