package io.uploadlens.config;

import io.uploadlens.config.KinesisSourceOptions.InitialPosition;
import io.uploadlens.config.KinesisSourceOptions.ReadMode;
import java.time.Duration;
import java.time.Instant;
import java.util.Optional;
import java.util.regex.Matcher;

/** The settings of the group {@code kinesis-source}, checked. Immutable. */
public final class KinesisSourceConfig {

  private final String streamName;
  private final InitialPosition initialPosition;
  private final Instant initialTimestamp;
  private final ReadMode readMode;
  private final String efoConsumerName;
  private final Duration pollInterval;
  private final Duration shardDiscoveryInterval;

  KinesisSourceConfig(ParsedSettings settings) {
    String stream = settings.get(KinesisSourceOptions.STREAM);
    Matcher arn = TextForms.STREAM_ARN.matcher(stream);
    this.streamName = arn.matches() ? arn.group("name") : stream;
    this.initialPosition = settings.get(KinesisSourceOptions.INITIAL_POSITION);
    this.initialTimestamp =
        settings.find(KinesisSourceOptions.INITIAL_TIMESTAMP).map(TextForms::instant).orElse(null);
    this.readMode = settings.get(KinesisSourceOptions.READ_MODE);
    this.efoConsumerName = settings.find(KinesisSourceOptions.EFO_CONSUMER_NAME).orElse(null);
    this.pollInterval = settings.get(KinesisSourceOptions.POLL_INTERVAL);
    this.shardDiscoveryInterval = settings.get(KinesisSourceOptions.SHARD_DISCOVERY_INTERVAL);
  }

  /** The stream's name, also where the setting is an ARN. */
  public String streamName() {
    return streamName;
  }

  /** Where a job without state starts to read. */
  public InitialPosition initialPosition() {
    return initialPosition;
  }

  /** Present exactly with {@link InitialPosition#AT_TIMESTAMP}. */
  public Optional<Instant> initialTimestamp() {
    return Optional.ofNullable(initialTimestamp);
  }

  /** How records are fetched. */
  public ReadMode readMode() {
    return readMode;
  }

  /** Present exactly with {@link ReadMode#EFO}. */
  public Optional<String> efoConsumerName() {
    return Optional.ofNullable(efoConsumerName);
  }

  /** 200 ms to 1 min. */
  public Duration pollInterval() {
    return pollInterval;
  }

  /** 1 s to 1 h. */
  public Duration shardDiscoveryInterval() {
    return shardDiscoveryInterval;
  }
}
