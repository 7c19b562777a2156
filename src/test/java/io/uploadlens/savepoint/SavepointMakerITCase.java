package io.uploadlens.savepoint;

import static org.assertj.core.api.Assertions.assertThat;

import io.uploadlens.analytics.AnalyticsMetrics;
import io.uploadlens.aws.AwsService;
import io.uploadlens.event.EventMetrics;
import io.uploadlens.event.RejectReason;
import io.uploadlens.producer.generator.Destination;
import io.uploadlens.savepoint.SentMessage.Sort;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.time.Instant;
import java.util.List;
import java.util.Map;
import java.util.SortedMap;
import java.util.SortedSet;
import java.util.concurrent.Callable;
import java.util.function.Predicate;
import org.apache.flink.configuration.Configuration;
import org.apache.flink.runtime.jobgraph.OperatorID;
import org.apache.flink.runtime.testutils.InMemoryReporter;
import org.apache.flink.runtime.testutils.MiniClusterResourceConfiguration;
import org.apache.flink.runtime.util.EnvironmentInformation;
import org.apache.flink.test.junit5.MiniClusterExtension;
import org.awaitility.Awaitility;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.condition.EnabledIfSystemProperty;
import org.junit.jupiter.api.extension.RegisterExtension;
import org.junit.jupiter.api.io.TempDir;

/**
 * Takes a savepoint of the whole job while every operator with state holds something, and keeps it:
 *
 * <pre>
 * mvn test -Dtest=SavepointMakerITCase -Duploadlens.write-savepoint=0.2.0
 * </pre>
 *
 * <p>makes {@code src/test/resources/savepoints/0.2.0}, which must not be there yet. Does nothing
 * without that property. What is sent is the same every time; which subtask reads which message,
 * when rows leave, and the ids that S3 and SQS give are not.
 */
@EnabledIfSystemProperty(named = SavepointMakerITCase.NAME, matches = "[a-z0-9.-]+")
class SavepointMakerITCase {

  static final String NAME = "uploadlens.write-savepoint";

  private static final Path KEPT = Path.of("src", "test", "resources", "savepoints");
  private static final Duration PATIENCE = Duration.ofSeconds(60);
  private static final int PARALLELISM = 2;

  static final String[] STATEFUL = {
    "sqs-source",
    "kinesis-source",
    "slice-aggregator",
    "window-merger",
    "firehose-sink",
    "archive-sink",
    "Sink Committer: archive-sink",
    "late-sink",
    "Sink Committer: late-sink",
    "dead-letter-sink"
  };

  /** The first rows of every kind of window have left then; some windows are open. */
  private static final Instant REACHED = Instant.parse("2026-03-01T10:02:30Z");

  private static final InMemoryReporter METRICS = InMemoryReporter.createWithRetainedMetrics();

  @RegisterExtension
  static final MiniClusterExtension CLUSTER =
      new MiniClusterExtension(
          () ->
              new MiniClusterResourceConfiguration.Builder()
                  .setNumberTaskManagers(1)
                  .setNumberSlotsPerTaskManager(PARALLELISM)
                  .setConfiguration(METRICS.addToConfiguration(new Configuration()))
                  .build());

  @TempDir Path scratch;

  @Test
  void makesASavepoint() throws Exception {
    Path directory = KEPT.resolve(System.getProperty(NAME));
    assertThat(directory).as("a savepoint that is kept is never made again").doesNotExist();
    KeptSavepoint made = new KeptSavepoint(Files.createDirectories(scratch.resolve("made")));
    List<SentMessage> messages = SavepointHistory.write(made.truthFile());
    made.writeMessages(messages);
    SortedMap<String, SortedSet<String>> states = take(messages, made);
    Files.writeString(made.readme(), readme(directory.getFileName().toString(), states));
    Files.createDirectories(KEPT);
    KeptSavepoint.copy(made.state().getParent(), directory);
  }

  private SortedMap<String, SortedSet<String>> take(List<SentMessage> messages, KeptSavepoint made)
      throws Exception {
    try (SavepointWorld world = new SavepointWorld(made.s3())) {
      // What Firehose does not take stays in the state, with all rows that left before.
      world.faults().on(AwsService.FIREHOSE, "PutRecordBatch").throttle();
      JobSettings settings = world.settings().set("watermarks.idle-timeout", "1h");
      JobRun.How how =
          new JobRun.How(scratch).parallelism(PARALLELISM).checkpointsEvery(Duration.ofDays(1));
      try (JobRun run = how.start(settings, METRICS)) {
        send(world, messages, Sort.GENERATED);
        long deliveries = deliveries(messages);
        await(run, () -> run.sum(AnalyticsMetrics.UNIQUE_EVENTS) + duplicates(run) == deliveries);
        await(run, () -> hasReached(run, REACHED));
        assertThat(run.sum(AnalyticsMetrics.LATE_EVENTS)).isZero();
        send(world, messages, Sort.LATE);
        await(
            run, () -> run.sum(AnalyticsMetrics.LATE_EVENTS) == count(messages, before(Sort.LATE)));
        send(world, messages, Sort.MALFORMED);
        // At once: the dead letter's sink keeps them for no longer than a second.
        await(run, () -> rejected(run) == count(messages, before(Sort.MALFORMED)));
        Path taken = run.savepoint(scratch.resolve("taken"));
        assertThat(run.sum(AnalyticsMetrics.OVERFLOWED_LEVELS)).isPositive();
        Map<OperatorID, String> uids = SavepointContents.uids(how.graph(settings));
        SavepointContents contents = SavepointContents.read(taken);
        requireEverything(contents, uids);
        KeptSavepoint.copy(taken, made.state());
        return contents.states(uids);
      }
    }
  }

  private static void await(JobRun run, Callable<Boolean> condition) {
    Awaitility.await()
        .atMost(PATIENCE)
        .pollInterval(Duration.ofMillis(20))
        .until(
            () -> {
              run.requireAlive();
              return condition.call();
            });
  }

  private static void send(SavepointWorld world, List<SentMessage> messages, Sort sort) {
    world.putIntoStream(
        JobSettings.STREAM, KeptSavepoint.select(messages, Destination.KINESIS, before(sort)));
    world.sendToQueue(
        JobSettings.QUEUE, KeptSavepoint.select(messages, Destination.SQS, before(sort)));
  }

  private static Predicate<SentMessage> before(Sort sort) {
    return message -> message.before && message.sort == sort;
  }

  private static long deliveries(List<SentMessage> messages) {
    return messages.stream()
        .filter(before(Sort.GENERATED))
        .mapToLong(message -> message.ordinals.size())
        .sum();
  }

  private static long count(List<SentMessage> messages, Predicate<SentMessage> which) {
    return messages.stream().filter(which).count();
  }

  private static long duplicates(JobRun run) {
    return run.sum(AnalyticsMetrics.DUPLICATES);
  }

  private static long rejected(JobRun run) {
    long sum = 0;
    for (RejectReason reason : RejectReason.values()) {
      sum += run.sum(EventMetrics.REJECTED + reason.label());
    }
    return sum;
  }

  private static boolean hasReached(JobRun run, Instant time) {
    long now = System.currentTimeMillis();
    // -1 of a subtask says that there is no watermark; then no rows have left either.
    return run.sum(AnalyticsMetrics.AGGREGATES_EMITTED) > 0
        && now - run.largest(AnalyticsMetrics.WATERMARK_LAG) >= time.toEpochMilli();
  }

  /** Were one of these empty, its restore would be tested by nothing. */
  private static void requireEverything(SavepointContents taken, Map<OperatorID, String> uids)
      throws IOException {
    assertThat(taken.states(uids)).isEqualTo(taken.declared(uids)).containsOnlyKeys(STATEFUL);
  }

  private static String readme(String name, SortedMap<String, SortedSet<String>> states) {
    StringBuilder text = new StringBuilder();
    text.append("# Savepoint ").append(name).append("\n\n");
    text.append("Taken of the whole job as of release ").append(name);
    text.append(", by Flink ").append(EnvironmentInformation.getVersion());
    text.append(" on Java ").append(Runtime.version().feature());
    text.append(", RocksDB, canonical format, parallelism ").append(PARALLELISM);
    text.append(". Made by\n\n```\nmvn test -Dtest=SavepointMakerITCase -D").append(NAME);
    text.append("=").append(name).append("\n```\n\n");
    text.append(
        "and never changed since. `KeptSavepoint` says what the files are, `JobSettings` with");
    text.append(
        " what settings the job ran,\n`SavepointHistory` what was sent. What the state holds:");
    text.append("\n\n| operator | states |\n| --- | --- |\n");
    states.forEach(
        (uid, names) ->
            text.append("| `")
                .append(uid)
                .append("` | ")
                .append(String.join(", ", names))
                .append(" |\n"));
    return text.toString();
  }
}
