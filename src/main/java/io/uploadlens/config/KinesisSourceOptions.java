package io.uploadlens.config;

import java.time.Duration;
import java.util.List;

/** The group {@code kinesis-source}: upload events from a data stream. */
public final class KinesisSourceOptions {

  /** Where a job without state starts to read. */
  public enum InitialPosition {
    /** With what arrives from now on. */
    LATEST,
    /** With the oldest record that the stream keeps. */
    TRIM_HORIZON,
    /** With the first record that arrived at a given time or later. */
    AT_TIMESTAMP
  }

  /** How records are fetched. */
  public enum ReadMode {
    /** GetRecords, sharing each shard's 2 MB/s and 5 calls a second with all other readers. */
    POLLING,
    /** Enhanced fan-out: 2 MB/s a shard for this job alone, pushed. */
    EFO
  }

  /** The group's id. */
  static final String ID = "kinesis-source";

  /** The stream. */
  public static final Setting<String> STREAM =
      Setting.text(
              ID,
              "stream",
              "name or ARN",
              TextForms::isStream,
              "the name (letters, digits, _ . -) or the ARN of a Kinesis data stream, such as"
                  + " arn:aws:kinesis:eu-central-1:000000000000:stream/uploads")
          .required()
          .describedAs(
              "The data stream to read. An ARN must be of the job's own account and region: the"
                  + " connector addresses streams by name.");

  /** Where to start without state. */
  public static final Setting<InitialPosition> INITIAL_POSITION =
      Setting.choice(ID, "initial-position", InitialPosition.class)
          .defaultsTo(
              InitialPosition.LATEST,
              "Where a job that starts without state begins to read; that point is part of the state,"
                  + " and a job with state goes on where it ends, whatever is set here. LATEST"
                  + " leaves out what arrived before the job was started, TRIM_HORIZON reads all"
                  + " that the stream keeps, AT_TIMESTAMP starts at initial-timestamp.");

  /** The time to start at. */
  public static final Setting<String> INITIAL_TIMESTAMP =
      Setting.text(
              ID,
              "initial-timestamp",
              "time",
              TextForms::isInstant,
              "an ISO-8601 time with its offset, such as 2026-11-01T00:00:00Z")
          .describedAs(
              "Records that arrived at this time or later are read. Required with"
                  + " initial-position AT_TIMESTAMP, refused otherwise.");

  /** How records are fetched. */
  public static final Setting<ReadMode> READ_MODE =
      Setting.choice(ID, "read-mode", ReadMode.class)
          .defaultsTo(
              ReadMode.POLLING,
              "POLLING shares each shard's 2 MB/s and 5 calls a second with all other readers of"
                  + " the stream. EFO (enhanced fan-out) has 2 MB/s a shard for itself and less"
                  + " delay, at a price per shard and byte.");

  /** The name under which the enhanced fan-out consumer is registered. */
  public static final Setting<String> EFO_CONSUMER_NAME =
      Setting.text(
              ID,
              "efo-consumer-name",
              "name",
              text -> TextForms.isName(text, 128),
              "a name of up to 128 letters, digits, _ . -")
          .describedAs(
              "The consumer that is registered with the stream. Required with read-mode EFO,"
                  + " refused otherwise. Two jobs must not share it: each would cut off the other's"
                  + " subscription.");

  /** How often a shard is polled. */
  public static final Setting<Duration> POLL_INTERVAL =
      Setting.duration(ID, "poll-interval", Duration.ofMillis(200), Duration.ofMinutes(1))
          .defaultsTo(
              Duration.ofMillis(200),
              "The pause between two GetRecords calls to a shard, with read-mode POLLING. The"
                  + " default is what Kinesis allows one reader (5 calls a second and shard);"
                  + " raise it where several applications poll the stream.");

  /** How often new shards are looked for. */
  public static final Setting<Duration> SHARD_DISCOVERY_INTERVAL =
      Setting.duration(ID, "shard-discovery-interval", Duration.ofSeconds(1), Duration.ofHours(1))
          .defaultsTo(
              Duration.ofSeconds(10),
              "How often the stream is asked for new shards (one ListShards call a subtask)."
                  + " Longer reads the new shards later after a resharding.");

  static final OptionGroup GROUP =
      new OptionGroup(
          ID,
          "Reads upload events from a Kinesis data stream. The group's presence switches the source"
              + " on.",
          List.of(
              STREAM,
              INITIAL_POSITION,
              INITIAL_TIMESTAMP,
              READ_MODE,
              EFO_CONSUMER_NAME,
              POLL_INTERVAL,
              SHARD_DISCOVERY_INTERVAL));

  private KinesisSourceOptions() {}
}
