package io.uploadlens.source.kinesis;

import io.uploadlens.aws.AwsService;
import io.uploadlens.aws.AwsSettings;
import io.uploadlens.aws.ConnectorProperties;
import java.time.Duration;
import java.time.Instant;
import java.util.Objects;
import java.util.Properties;
import org.apache.flink.api.common.ExecutionConfig.ClosureCleanerLevel;
import org.apache.flink.api.java.ClosureCleaner;
import org.apache.flink.streaming.api.functions.AssignerWithPeriodicWatermarks;
import org.apache.flink.streaming.connectors.kinesis.FlinkKinesisConsumer;
import org.apache.flink.streaming.connectors.kinesis.config.ConsumerConfigConstants;
import org.apache.flink.streaming.connectors.kinesis.config.ConsumerConfigConstants.RecordPublisherType;
import org.apache.flink.streaming.connectors.kinesis.serialization.KinesisDeserializationSchema;

/**
 * Sources of Kinesis data streams.
 *
 * <p>Takes {@link FlinkKinesisConsumer}, not the newer {@code KinesisStreamsSource} of the same
 * connector version: that one loses records when it restarts at a shard split (FLINK-37627, fixed
 * in 5.1.0) and does not take KPL aggregates apart. The choice stands here alone.
 *
 * <p>At least once from the starting point on, through failures, restarts with state and
 * resharding; with checkpoints, each record is once in the state behind the source.
 *
 * @param <T> the type of the records
 */
@SuppressWarnings("deprecation") // The connector is a SourceFunction.
public final class KinesisSources<T> {

  private static final Duration LONGEST_POLL_INTERVAL = Duration.ofMillis(299_999);

  private final String stream;
  private final Properties properties;
  private final KinesisDeserializationSchema<T> schema;
  private Long start;
  private AssignerWithPeriodicWatermarks<T> watermarks;
  private ShardProgressRecords<T> progressRecords;

  private KinesisSources(
      String stream, Properties properties, KinesisDeserializationSchema<T> schema) {
    this.stream = stream;
    this.properties = properties;
    this.schema = schema;
  }

  /**
   * A source that polls from the oldest record on.
   *
   * @param aws region, credentials and endpoint; not null
   * @param stream the stream's name, not its ARN: the connector addresses streams of its own
   *     account by name
   * @param schema makes records; each shard has a copy of it, by serialization; not null
   */
  public static <T> KinesisSources<T> of(
      AwsSettings aws, String stream, KinesisDeserializationSchema<T> schema) {
    Objects.requireNonNull(stream, "stream");
    if (!stream.matches("[a-zA-Z0-9_.-]{1,128}")) {
      throw new IllegalArgumentException(
          "stream = \"" + stream + "\": must be a name of 1 to 128 letters, digits, _ . -");
    }
    Properties properties = ConnectorProperties.of(aws, AwsService.KINESIS);
    // Reads are throttled whenever somebody else reads the stream too: outlast that, the default of
    // three attempts within a second fails the job.
    properties.setProperty(ConsumerConfigConstants.SHARD_GETRECORDS_RETRIES, "20");
    properties.setProperty(ConsumerConfigConstants.SHARD_GETRECORDS_BACKOFF_MAX, "5000");
    return new KinesisSources<>(stream, properties, Objects.requireNonNull(schema, "schema"));
  }

  /**
   * A job without state leaves out what arrived before this moment; one with state goes on where
   * that ends.
   *
   * @param time not null; to begin with the latest, the time at which the job is built
   */
  public KinesisSources<T> startingAt(Instant time) {
    this.start = time.toEpochMilli();
    return this;
  }

  /**
   * Pause between two reads of a shard.
   *
   * @param interval more than 0 and less than 5 minutes; below 200 ms Kinesis throttles
   */
  public KinesisSources<T> pollingEvery(Duration interval) {
    if (interval.toMillis() < 1 || interval.compareTo(LONGEST_POLL_INTERVAL) > 0) {
      throw new IllegalArgumentException(
          "poll interval = " + interval + ": must be from 1 ms to less than 5 min");
    }
    properties.setProperty(
        ConsumerConfigConstants.SHARD_GETRECORDS_INTERVAL_MILLIS,
        String.valueOf(interval.toMillis()));
    return this;
  }

  /**
   * How often new shards are looked for.
   *
   * @param interval at least 1 ms; the connector would spin without a pause
   */
  public KinesisSources<T> discoveringShardsEvery(Duration interval) {
    if (interval.toMillis() < 1) {
      throw new IllegalArgumentException(
          "shard discovery interval = " + interval + ": must be at least 1 ms");
    }
    properties.setProperty(
        ConsumerConfigConstants.SHARD_DISCOVERY_INTERVAL_MILLIS,
        String.valueOf(interval.toMillis()));
    return this;
  }

  /**
   * Enhanced fan-out in the place of polling. The consumer is registered when the job starts and
   * deregistered when it ends.
   *
   * @param consumerName this job's own among the stream's consumers; not null
   */
  public KinesisSources<T> withEnhancedFanOut(String consumerName) {
    properties.setProperty(
        ConsumerConfigConstants.RECORD_PUBLISHER_TYPE, RecordPublisherType.EFO.name());
    properties.setProperty(
        ConsumerConfigConstants.EFO_CONSUMER_NAME,
        Objects.requireNonNull(consumerName, "consumerName"));
    return this;
  }

  /**
   * Timestamps and watermarks of each shard; the source's is the lowest of them. The assigner is
   * asked for its watermark at every watermark interval, with or without records, and holds the
   * others back until it has one.
   *
   * @param assigner copied for each shard, by serialization; not null
   */
  public KinesisSources<T> withWatermarksPerShard(AssignerWithPeriodicWatermarks<T> assigner) {
    ClosureCleaner.clean(assigner, ClosureCleanerLevel.RECURSIVE, true);
    this.watermarks = Objects.requireNonNull(assigner, "assigner");
    return this;
  }

  /**
   * Tells the assigner of {@link #withWatermarksPerShard} after every read how far the shard is
   * read, so that it can tell a shard that is empty from one that can't be read.
   *
   * @param records not null
   */
  public KinesisSources<T> tellingProgress(ShardProgressRecords<T> records) {
    this.progressRecords = Objects.requireNonNull(records, "records");
    return this;
  }

  /** The source, for {@code addSource}. */
  public FlinkKinesisConsumer<T> build() {
    return new StartingPointConsumer<>(
        stream, schema, properties, start, watermarks, progressRecords);
  }
}
