package io.uploadlens.source.kinesis;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import io.uploadlens.analytics.UploadWatermarks;
import io.uploadlens.analytics.WatermarkSettings;
import io.uploadlens.aws.AwsClients;
import io.uploadlens.aws.AwsService;
import io.uploadlens.event.DecodedMessage;
import io.uploadlens.event.EventTypes;
import io.uploadlens.localaws.LocalAws;
import io.uploadlens.source.KinesisRecordDecoding;
import java.nio.file.Path;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.Set;
import java.util.UUID;
import java.util.function.UnaryOperator;
import java.util.stream.Collectors;
import java.util.stream.IntStream;
import org.apache.flink.api.common.JobStatus;
import org.apache.flink.configuration.Configuration;
import org.apache.flink.configuration.PipelineOptions;
import org.apache.flink.configuration.RestartStrategyOptions;
import org.apache.flink.configuration.StateRecoveryOptions;
import org.apache.flink.core.execution.JobClient;
import org.apache.flink.core.execution.SavepointFormatType;
import org.apache.flink.runtime.testutils.MiniClusterResourceConfiguration;
import org.apache.flink.streaming.api.environment.StreamExecutionEnvironment;
import org.apache.flink.test.junit5.MiniClusterExtension;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.RegisterExtension;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;
import software.amazon.awssdk.core.SdkBytes;
import software.amazon.awssdk.services.kinesis.KinesisClient;
import software.amazon.awssdk.services.kinesis.model.PutRecordsRequestEntry;
import software.amazon.awssdk.services.kinesis.model.Shard;
import software.amazon.awssdk.services.kinesis.model.StreamStatus;

/** The source against the calls and answers of Kinesis, through failures and restarts. */
class KinesisSourceITCase {

  private static final Duration PATIENCE = Duration.ofSeconds(60);

  @RegisterExtension
  static final MiniClusterExtension CLUSTER =
      new MiniClusterExtension(
          new MiniClusterResourceConfiguration.Builder()
              .setNumberTaskManagers(1)
              .setNumberSlotsPerTaskManager(2)
              .build());

  private static LocalAws aws;
  private static KinesisClient kinesis;

  @TempDir Path savepoints;

  private String stream;
  private RecordLog log;
  private JobClient job;

  @BeforeAll
  static void startAws() {
    aws = LocalAws.start();
    kinesis = AwsClients.kinesis(aws.settings());
  }

  @AfterAll
  static void stopAws() {
    kinesis.close();
    aws.close();
  }

  @BeforeEach
  void names() {
    stream = "stream-" + UUID.randomUUID();
    log = RecordLog.create();
  }

  @AfterEach
  void cancel() throws Exception {
    aws.faults().clear();
    if (job != null && !job.getJobStatus().get().isGloballyTerminalState()) {
      job.cancel().get();
      await().atMost(PATIENCE).until(() -> job.getJobStatus().get().isGloballyTerminalState());
    }
  }

  @Test
  void g1EveryRecordIsReadThroughAFailureAndCountsOnceInTheStateBehindTheSource() throws Exception {
    createStream(3);
    List<String> first = keys("a", 400);
    put(first);
    log.failOnceAfterCheckpoint();
    run(UnaryOperator.identity());
    await().atMost(PATIENCE).until(log::hasCheckpoint);
    List<String> second = keys("b", 400);
    put(second);

    await().atMost(PATIENCE).until(log::hasFailed);
    await()
        .atMost(PATIENCE)
        .untilAsserted(
            () -> {
              assertThat(log.keys()).containsAll(first).containsAll(second).hasSize(800);
              // A deserialized, re-read record raises its count beyond 1 only if the source's
              // position and the state behind it are not of one checkpoint.
              assertThat(log.counts()).containsOnly(1);
            });
  }

  @ParameterizedTest
  @ValueSource(booleans = {false, true})
  void g1WhatComesToASilentShardBetweenTwoRunsIsReadFromTheFirstRunsStartingPoint(
      boolean evenIfTheFirstRunStopsAtOnce) throws Exception {
    createStream(2);
    put(List.of("before"));
    Instant start = afterTheLastRecord();
    run(
        source ->
            source
                .startingAt(start)
                .withWatermarksPerShard(new ProgressRecorder(log))
                .tellingProgress(KinesisRecordDecoding::progress));
    // Not one record: of both shards the connector's own state says "the configured position", or
    // knows nothing of them yet.
    await()
        .atMost(PATIENCE)
        .until(() -> evenIfTheFirstRunStopsAtOnce ? log.hasCheckpoint() : log.drained() > 4);
    String savepoint = stopWithSavepoint();

    put(keys("between", 20));
    Instant restart = afterTheLastRecord();
    run(source -> source.startingAt(restart), savepoint);
    put(keys("after", 20));

    await().atMost(PATIENCE).until(() -> log.keys().size() >= 40);
    assertThat(log.keys())
        .containsAll(keys("between", 20))
        .containsAll(keys("after", 20))
        .doesNotContain("before");
  }

  @Test
  void g1AJobThatReadFromTheOldestRecordOnStaysSoWhateverItsRestartSays() throws Exception {
    createStream(2);
    run(
        source ->
            source
                .withWatermarksPerShard(new ProgressRecorder(log))
                .tellingProgress(KinesisRecordDecoding::progress));
    await().atMost(PATIENCE).until(() -> log.drained() > 4);
    String savepoint = stopWithSavepoint();

    put(keys("between", 20));
    Instant restart = afterTheLastRecord();
    run(source -> source.startingAt(restart), savepoint);
    put(keys("after", 20));

    await().atMost(PATIENCE).until(() -> log.keys().containsAll(keys("after", 20)));
    await()
        .atMost(PATIENCE)
        .untilAsserted(() -> assertThat(log.keys()).containsAll(keys("between", 20)));
  }

  @Test
  void g1EveryRecordIsReadAcrossASplitAndARestart() throws Exception {
    createStream(1);
    Instant start = Instant.now();
    put(keys("parent", 50));
    run(source -> source.startingAt(start));
    await().atMost(PATIENCE).until(() -> log.keys().size() == 50);
    String savepoint = stopWithSavepoint();

    Shard parent = kinesis.listShards(r -> r.streamName(stream)).shards().get(0);
    kinesis.splitShard(
        r ->
            r.streamName(stream)
                .shardToSplit(parent.shardId())
                .newStartingHashKey("170141183460469231731687303715884105728"));
    awaitActive();
    put(keys("children", 100));
    run(source -> source.startingAt(Instant.now()), savepoint);

    await().atMost(PATIENCE).until(() -> log.keys().size() == 150);
    assertThat(log.keys()).containsAll(keys("children", 100));
    assertThat(log.counts()).containsOnly(1);
  }

  @Test
  void anAggregateOfTheProducerLibraryIsTakenApart() throws Exception {
    createStream(1);
    byte[] aggregate = KplAggregate.of(flat("k1"), flat("k2"), flat("k3"), "not an event");
    kinesis.putRecord(
        r -> r.streamName(stream).partitionKey("p").data(SdkBytes.fromByteArray(aggregate)));
    put(List.of("alone"));
    run(UnaryOperator.identity());

    await().atMost(PATIENCE).until(() -> log.keys().size() == 4 && log.rejections().size() == 1);
    assertThat(log.keys()).containsExactlyInAnyOrder("k1", "k2", "k3", "alone");
    assertThat(log.messageIds()).hasSize(5).allMatch(id -> id.startsWith("shardId-000000000000:"));
    Set<String> sequenceNumbers =
        log.messageIds().stream().map(id -> id.split(":", -1)[1]).collect(Collectors.toSet());
    assertThat(sequenceNumbers).hasSize(2);
  }

  @Test
  void severalEventsInOneRecordAreAllRead() throws Exception {
    createStream(1);
    String several = flat("k1") + "\n" + flat("k2") + flat("k3");
    kinesis.putRecord(
        r -> r.streamName(stream).partitionKey("p").data(SdkBytes.fromUtf8String(several)));
    run(UnaryOperator.identity());
    await().atMost(PATIENCE).until(() -> log.keys().equals(Set.of("k1", "k2", "k3")));
  }

  @Test
  void eventTimeMovesOnInAStreamThatFellSilent() throws Exception {
    createStream(2);
    put(List.of("last"));
    long eventTime = Instant.parse("2026-11-02T10:00:00Z").toEpochMilli();
    // The partition key puts the only record in one shard; the other one never gets any.
    run(KinesisSourceITCase::withShortWatermarks);
    await().atMost(PATIENCE).until(() -> log.keys().size() == 1);
    await().atMost(PATIENCE).until(() -> log.watermark() > eventTime + 60_000);
  }

  @Test
  void progressIsToldAfterEachReadAndNotWhileTheStreamCanNotBeRead() throws Exception {
    createStream(1);
    put(List.of("first"));
    run(
        source ->
            source
                .withWatermarksPerShard(new ProgressRecorder(log))
                .tellingProgress(KinesisRecordDecoding::progress));
    await().atMost(PATIENCE).until(() -> log.drained() > 2);
    assertThat(log.live()).isPositive();

    aws.faults().on(AwsService.KINESIS, "GetRecords").failing(1).throttle();
    // A read that is under way may still answer; then there is silence.
    int told = awaitNoMoreThan(log::drained);
    aws.faults().clear();
    await().atMost(PATIENCE).until(() -> log.drained() > told);
    put(List.of("second"));
    await().atMost(PATIENCE).until(() -> log.keys().contains("second"));
    assertThat(job.getJobStatus().get()).isEqualTo(JobStatus.RUNNING);
  }

  /** Waits until a count has stood still for a second, and returns it. */
  private static int awaitNoMoreThan(java.util.function.IntSupplier count) {
    int[] last = {-1};
    long[] since = {System.nanoTime()};
    await()
        .atMost(PATIENCE)
        .until(
            () -> {
              if (count.getAsInt() != last[0]) {
                last[0] = count.getAsInt();
                since[0] = System.nanoTime();
              }
              return System.nanoTime() - since[0] > Duration.ofSeconds(1).toNanos();
            });
    return last[0];
  }

  private static KinesisSources<DecodedMessage> withShortWatermarks(
      KinesisSources<DecodedMessage> source) {
    WatermarkSettings settings =
        new WatermarkSettings(Duration.ofMillis(100), Duration.ofMillis(500), Duration.ofHours(1));
    return source
        .withWatermarksPerShard(UploadWatermarks.forShards(settings, System::currentTimeMillis))
        .tellingProgress(KinesisRecordDecoding::progress);
  }

  private void run(UnaryOperator<KinesisSources<DecodedMessage>> more) throws Exception {
    run(more, null);
  }

  @SuppressWarnings("deprecation") // The connector is a SourceFunction.
  private void run(UnaryOperator<KinesisSources<DecodedMessage>> more, String savepoint)
      throws Exception {
    Configuration configuration = new Configuration();
    configuration.set(PipelineOptions.GENERIC_TYPES, false);
    configuration.set(RestartStrategyOptions.RESTART_STRATEGY, "fixed-delay");
    configuration.set(RestartStrategyOptions.RESTART_STRATEGY_FIXED_DELAY_ATTEMPTS, 1);
    configuration.set(
        RestartStrategyOptions.RESTART_STRATEGY_FIXED_DELAY_DELAY, Duration.ofMillis(10));
    if (savepoint != null) {
      configuration.set(StateRecoveryOptions.SAVEPOINT_PATH, savepoint);
    }
    StreamExecutionEnvironment env =
        StreamExecutionEnvironment.getExecutionEnvironment(configuration);
    env.setParallelism(2);
    env.enableCheckpointing(100);
    env.getConfig().setAutoWatermarkInterval(50);
    KinesisSources<DecodedMessage> sources =
        KinesisSources.of(aws.settings(), stream, new KinesisRecordDecoding())
            .pollingEvery(Duration.ofMillis(50))
            .discoveringShardsEvery(Duration.ofMillis(500));
    env.addSource(more.apply(sources).build(), "source", EventTypes.DECODED_MESSAGE)
        .uid("source")
        .keyBy(RecordLog::keyOf)
        .process(new RecordLog.Recorder(log))
        .uid("recorder");
    job = env.executeAsync("kinesis-source");
  }

  private String stopWithSavepoint() throws Exception {
    String savepoint =
        job.stopWithSavepoint(false, savepoints.toUri().toString(), SavepointFormatType.CANONICAL)
            .get();
    await().atMost(PATIENCE).until(() -> job.getJobStatus().get() == JobStatus.FINISHED);
    return savepoint;
  }

  private void createStream(int shards) {
    kinesis.createStream(r -> r.streamName(stream).shardCount(shards));
    awaitActive();
  }

  private void awaitActive() {
    await()
        .atMost(PATIENCE)
        .until(
            () ->
                kinesis
                        .describeStreamSummary(r -> r.streamName(stream))
                        .streamDescriptionSummary()
                        .streamStatus()
                    == StreamStatus.ACTIVE);
  }

  /** A moment of the stream's clock that lies behind all that is in it. */
  private static Instant afterTheLastRecord() {
    Instant now = Instant.now();
    await().atMost(PATIENCE).until(() -> Instant.now().isAfter(now.plusMillis(5)));
    return Instant.now();
  }

  private void put(List<String> keys) {
    List<PutRecordsRequestEntry> entries = new ArrayList<>();
    for (String key : keys) {
      entries.add(
          PutRecordsRequestEntry.builder()
              .partitionKey(key)
              .data(SdkBytes.fromUtf8String(flat(key)))
              .build());
    }
    assertThat(kinesis.putRecords(r -> r.streamName(stream).records(entries)).failedRecordCount())
        .isZero();
  }

  private static List<String> keys(String prefix, int count) {
    return IntStream.range(0, count).mapToObj(i -> prefix + i).collect(Collectors.toList());
  }

  private static String flat(String key) {
    return "{\"schema\": \"uploadlens.upload/1\", \"event_time\": \"2026-11-02T10:00:00Z\","
        + " \"bucket\": \"b\", \"key\": \""
        + key
        + "\"}";
  }
}
