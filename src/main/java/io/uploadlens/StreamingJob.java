package io.uploadlens;

import io.uploadlens.analytics.AnalyticsSettings;
import io.uploadlens.analytics.UploadWatermarks;
import io.uploadlens.analytics.WallClock;
import io.uploadlens.analytics.WatermarkSettings;
import io.uploadlens.analytics.WindowSpec;
import io.uploadlens.config.AnalyticsConfig;
import io.uploadlens.config.ApplicationProperties;
import io.uploadlens.config.InvalidSettingsException;
import io.uploadlens.config.JobConfig;
import io.uploadlens.config.KinesisSourceConfig;
import io.uploadlens.config.SinkConfig;
import io.uploadlens.config.SqsSourceConfig;
import io.uploadlens.config.WatermarkConfig;
import io.uploadlens.event.DecodedMessage;
import io.uploadlens.sink.deadletter.DeadLetterFunction;
import io.uploadlens.sink.deadletter.DeadLetterSink;
import io.uploadlens.sink.firehose.FirehoseSinks;
import io.uploadlens.sink.s3.ArchiveSink;
import io.uploadlens.sink.s3.LateEventSink;
import io.uploadlens.source.KinesisRecordDecoding;
import io.uploadlens.source.SqsMessageDecoding;
import io.uploadlens.source.kinesis.KinesisSources;
import io.uploadlens.source.sqs.SqsSource;
import io.uploadlens.source.sqs.SqsSourceWarnings;
import io.uploadlens.source.sqs.payload.PayloadSettings;
import io.uploadlens.window.WindowDefinition;
import java.time.Clock;
import java.time.Instant;
import java.util.Arrays;
import java.util.stream.Collectors;
import org.apache.flink.configuration.Configuration;
import org.apache.flink.configuration.GlobalConfiguration;
import org.apache.flink.core.fs.FileSystem;
import org.apache.flink.core.plugin.PluginUtils;
import org.apache.flink.streaming.api.environment.LocalStreamEnvironment;
import org.apache.flink.streaming.api.environment.StreamExecutionEnvironment;
import org.apache.flink.streaming.api.functions.source.SourceFunction;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * The job's entry point: settings, then the {@link Pipeline}, then {@code execute}.
 *
 * <p>Sets neither checkpoints nor parallelism nor state backend nor restarts: those belong to the
 * cluster, on Managed Service for Apache Flink to the application's configuration.
 */
public final class StreamingJob {

  /** The job's name in Flink. */
  public static final String NAME = "UploadLens";

  private static final Logger LOG = LoggerFactory.getLogger(StreamingJob.class);

  private static final String USAGE =
      String.join(
          System.lineSeparator(),
          "UploadLens: minute by minute, what is landing in your S3 buckets.",
          "",
          "Usage: flink run uploadlens.jar [--config FILE] [--GROUP.KEY=VALUE ...]",
          "",
          "  --config FILE        settings, in the JSON form of Managed Flink's runtime properties;",
          "                       without it those of the runtime, in an IDE those of",
          "                       " + ApplicationProperties.LOCAL_FILE,
          "  --GROUP.KEY=VALUE    one setting over those of the file, for example",
          "                       \"--analytics.windows=TUMBLE(size 5 min)\"",
          "  --help               this text",
          "",
          "conf/options.md lists every group, key, default and what changing it does.");

  private StreamingJob() {}

  /**
   * Runs the job.
   *
   * @param args see {@code --help}
   * @throws InvalidSettingsException with every problem of the settings, before anything is read
   * @throws Exception whatever ends the job
   */
  public static void main(String[] args) throws Exception {
    if (Arrays.asList(args).contains("--help")) {
      System.out.println(USAGE);
      return;
    }
    StreamExecutionEnvironment env = StreamExecutionEnvironment.getExecutionEnvironment();
    boolean local = env instanceof LocalStreamEnvironment;
    if (local) {
      env = StreamExecutionEnvironment.createLocalEnvironment(loadFileSystems());
    }
    ApplicationProperties properties = ApplicationProperties.load(args, local);
    addTo(env, JobConfig.of(properties, System.getenv(), Clock.systemUTC()));
    env.execute(NAME);
  }

  /**
   * Does for a run in an IDE what a cluster does before it calls a job's main: reads Flink's
   * configuration, from the directory that the environment variable FLINK_CONF_DIR names, and loads
   * the file systems in FLINK_PLUGINS_DIR, without which s3a:// is unknown.
   */
  static Configuration loadFileSystems() {
    Configuration configuration = GlobalConfiguration.loadConfiguration();
    FileSystem.initialize(
        configuration, PluginUtils.createPluginManagerFromRootFolder(configuration));
    return configuration;
  }

  /**
   * Adds the job to an environment.
   *
   * @param env where it is to run; not null
   * @param config valid settings; not null
   */
  public static void addTo(StreamExecutionEnvironment env, JobConfig config) {
    config.warnings().forEach(LOG::warn);
    config
        .sqsSource()
        .map(
            sqs ->
                SqsSourceWarnings.of(
                    queues(sqs, config).settings(),
                    env.getParallelism(),
                    env.getCheckpointConfig()))
        .ifPresent(warnings -> warnings.forEach(LOG::warn));
    // Every type of ours has a serializer of its own; a generic one would be slow and hard to
    // evolve.
    env.getConfig().disableGenericTypes();
    // What passes between the operators is immutable. Managed Flink takes this from code alone.
    env.getConfig().enableObjectReuse();
    new Pipeline(analytics(config.analytics()), ends(config)).addTo(env);
  }

  private static AnalyticsSettings analytics(AnalyticsConfig config) {
    return AnalyticsSettings.builder()
        .windows(config.windows().stream().map(StreamingJob::spec).collect(Collectors.toList()))
        .allowedLateness(config.allowedLateness())
        .prefixDepth(config.prefixDepth())
        .maxPrefixes(config.maxPrefixes())
        .maxGroups(config.maxGroups())
        .smallObjectBytes(config.smallObjectBytes())
        .shards(config.shards())
        .maxIdentitiesInMemory(config.maxIdentitiesInMemory())
        .maxGroupsInMemory(config.maxGroupsInMemory())
        .build();
  }

  private static WindowSpec spec(WindowDefinition window) {
    switch (window.type()) {
      case HOP:
        return WindowSpec.hop(window.size(), window.step());
      case CUMULATE:
        return WindowSpec.cumulate(window.size(), window.step());
      default:
        return WindowSpec.tumble(window.size());
    }
  }

  private static PipelineEnds ends(JobConfig config) {
    PipelineEnds.Builder ends = PipelineEnds.builder();
    WatermarkSettings watermarks = watermarks(config.watermarks());
    config
        .sqsSource()
        .ifPresent(
            sqs ->
                ends.queues(
                    queues(sqs, config), UploadWatermarks.forQueues(watermarks, WallClock.SYSTEM)));
    config.kinesisSource().ifPresent(kinesis -> ends.stream(stream(kinesis, watermarks, config)));

    SinkConfig sinks = config.sinks();
    sinks
        .deliveryStream()
        .ifPresent(stream -> ends.aggregates(FirehoseSinks.create(stream, config.aws())));
    sinks.archivePath().ifPresent(path -> ends.archive(ArchiveSink.create(path.toString())));
    ends.lateEvents(LateEventSink.create(sinks.latePath().toString()));
    ends.deadLetters(
        new DeadLetterFunction(sinks.deadLetterOverflowPath().toString()),
        DeadLetterSink.create(sinks.deadLetterQueueUrl(), config.aws()));
    return ends.build();
  }

  private static WatermarkSettings watermarks(WatermarkConfig config) {
    return new WatermarkSettings(config.outOfOrderness(), config.idleTimeout(), config.maxHold());
  }

  private static SqsSource<DecodedMessage> queues(SqsSourceConfig sqs, JobConfig config) {
    return SqsSource.<DecodedMessage>builder()
        .setQueueUrls(sqs.queueUrls())
        .setAwsSettings(config.aws())
        .setDeserializationSchema(new SqsMessageDecoding())
        .setVisibilityTimeout(sqs.visibilityTimeout())
        .setMaxInFlight(sqs.maxInFlight())
        .setMaxConcurrentReceives(sqs.maxConcurrentReceives())
        .setReceiveWait(sqs.receiveWait())
        .setBacklogInterval(sqs.backlogInterval())
        .setCatchUpThreshold(sqs.catchUpThreshold())
        .setPayloads(
            PayloadSettings.builder()
                .setBuckets(sqs.payloadBuckets())
                .setMaxSize(sqs.maxPayloadSize())
                .setMaxMemory(sqs.maxPayloadMemory())
                .setMaxConcurrent(sqs.maxConcurrentPayloads())
                .setDelete(sqs.deletePayloads()))
        .build();
  }

  @SuppressWarnings("deprecation") // The Kinesis consumer is a SourceFunction.
  private static SourceFunction<DecodedMessage> stream(
      KinesisSourceConfig kinesis, WatermarkSettings watermarks, JobConfig config) {
    KinesisSources<DecodedMessage> stream =
        KinesisSources.of(config.aws(), kinesis.streamName(), new KinesisRecordDecoding())
            .pollingEvery(kinesis.pollInterval())
            .discoveringShardsEvery(kinesis.shardDiscoveryInterval())
            .withWatermarksPerShard(UploadWatermarks.forShards(watermarks, WallClock.SYSTEM))
            .tellingProgress(KinesisRecordDecoding::progress);
    switch (kinesis.initialPosition()) {
      case LATEST:
        stream.startingAt(Instant.now());
        break;
      case AT_TIMESTAMP:
        stream.startingAt(kinesis.initialTimestamp().orElseThrow());
        break;
      case TRIM_HORIZON:
        break;
    }
    kinesis.efoConsumerName().ifPresent(stream::withEnhancedFanOut);
    return stream.build();
  }
}
