package io.uploadlens.savepoint;

import static org.assertj.core.api.Assertions.assertThat;

import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.function.UnaryOperator;
import java.util.stream.Stream;
import org.apache.flink.configuration.Configuration;
import org.apache.flink.runtime.testutils.InMemoryReporter;
import org.apache.flink.runtime.testutils.MiniClusterResourceConfiguration;
import org.apache.flink.test.junit5.MiniClusterExtension;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.RegisterExtension;
import org.junit.jupiter.api.io.TempDir;

/**
 * What may change between a savepoint and the job that goes on from it, as {@code
 * docs/operations.md} says under "Which changes keep state".
 */
class SettingsOverSavepointITCase {

  private static final int MORE_TASKS = 3;
  private static final InMemoryReporter METRICS = InMemoryReporter.createWithRetainedMetrics();

  @RegisterExtension
  static final MiniClusterExtension CLUSTER =
      new MiniClusterExtension(
          () ->
              new MiniClusterResourceConfiguration.Builder()
                  .setNumberTaskManagers(1)
                  .setNumberSlotsPerTaskManager(MORE_TASKS)
                  .setConfiguration(METRICS.addToConfiguration(new Configuration()))
                  .build());

  @TempDir Path scratch;

  private final KeptSavepoint savepoint = KeptSavepoint.latest();

  /** And whoever sets it back has lost nothing by the attempts. */
  @Test
  void g7WhatTheStateWasNotMadeWithIsRefusedAndNothingIsLost() throws Exception {
    try (GoingOn world = new GoingOn(savepoint, scratch)) {
      refused(
          world,
          settings -> settings.set("analytics.windows", "TUMBLE(size 1 min)"),
          "analytics.windows is [TUMBLE(size 60 s)], but the restored state was made with"
              + " [CUMULATE(size 360 s, step 120 s), HOP(size 240 s, slide 120 s), TUMBLE(size 60 s)]."
              + " Set it back, or start without state");
      refused(
          world,
          settings -> settings.set("analytics.shards", "16"),
          "analytics.shards is 16, but the restored state was made with 8. Set it back");
      refused(
          world,
          settings -> settings.set("analytics.prefix-depth", "3"),
          "analytics.prefix-depth is 3, but the restored state was made with 2. Set it back");
      for (String group :
          List.of("sqs-source", "kinesis-source", "firehose-sink", "archive-sink")) {
        refused(
            world,
            settings -> settings.without(group),
            "Failed to rollback to checkpoint/savepoint",
            "not available in the new program",
            "allowNonRestoredState");
      }
      assertThat(
              String.join(
                  "\n",
                  new JobRun.How(scratch)
                      .from(savepoint)
                      .maxParallelism(64)
                      .failure(world.settings(), METRICS)))
          .contains(
              "Max parallelism mismatch between checkpoint/savepoint state and new program",
              "max parallelism 128 to new program with max parallelism 64");

      world.sendTheRest("");
      try (JobRun run = new JobRun.How(scratch).from(savepoint).start(world.settings(), METRICS)) {
        world.awaitTruth(run);
      }
    }
  }

  private void refused(GoingOn world, UnaryOperator<JobSettings> change, String... why) {
    // A poll that the job leaves behind would take messages that are sent later.
    List<String> said =
        new JobRun.How(scratch)
            .from(savepoint)
            .failure(change.apply(world.settings().set("sqs-source.receive-wait", "0s")), METRICS);
    assertThat(String.join("\n", said)).contains(why);
  }

  @Test
  void g1g2g4WhatMayChangeFreelyChangesNoNumber() throws Exception {
    try (GoingOn world = new GoingOn(savepoint, scratch)) {
      JobSettings settings =
          world
              .settings()
              .set(
                  "sqs-source.queue-urls",
                  JobSettings.queueUrl(JobSettings.QUEUE + JobSettings.OTHER)
                      + ";"
                      + JobSettings.queueUrl(JobSettings.QUEUE))
              .set("sqs-source.visibility-timeout", "5min")
              .set("sqs-source.max-in-flight", "1000")
              .set("sqs-source.max-concurrent-receives", "3")
              .set("sqs-source.receive-wait", "2s")
              .set("sqs-source.backlog-interval", "2s")
              .set("sqs-source.catch-up-threshold", "10s")
              .set("kinesis-source.stream", JobSettings.STREAM + JobSettings.OTHER)
              .set("kinesis-source.initial-position", "LATEST")
              .set("kinesis-source.poll-interval", "300ms")
              .set("kinesis-source.shard-discovery-interval", "1s")
              .set("watermarks.out-of-orderness", "5s")
              .set("watermarks.max-hold", "2h")
              .set("analytics.allowed-lateness", "3h")
              .set("analytics.max-identities-in-memory", "1000")
              .set("analytics.max-groups-in-memory", "1000")
              .set("firehose-sink.delivery-stream", JobSettings.DELIVERY_STREAM + JobSettings.OTHER)
              .set(
                  "archive-sink.path",
                  "s3a://" + JobSettings.BUCKET + JobSettings.OTHER + "/moved-archive")
              .set(
                  "late-sink.path",
                  "s3a://" + JobSettings.BUCKET + JobSettings.OTHER + "/moved-late")
              .set(
                  "dead-letter-sink.queue-url",
                  JobSettings.queueUrl(JobSettings.DEAD_LETTER_QUEUE + JobSettings.OTHER))
              .set(
                  "dead-letter-sink.overflow-path",
                  "s3a://" + JobSettings.BUCKET + JobSettings.OTHER + "/dead");
      world.sendTheRest(JobSettings.OTHER);
      JobRun.How how =
          new JobRun.How(scratch).from(savepoint).parallelism(MORE_TASKS).backend("hashmap");
      try (JobRun run = how.start(settings, METRICS)) {
        world.awaitTruth(run);
      }
      try (Stream<Path> uploads = Files.list(savepoint.s3().resolve(".storage"))) {
        assertThat(world.files(false, "archive/") + world.files(false, "late/"))
            .as("files of before, where they belong")
            .isEqualTo(uploads.count());
      }
      assertThat(world.files(true, "archive/")).as("files in the new directory").isPositive();
      assertThat(world.files(true, "late/")).as("files in the new directory").isPositive();
    }
  }

  /**
   * The stream is switched off, for which Flink has to be told to drop its positions, and on again:
   * it is read anew, and the events that were counted are known.
   */
  @Test
  void g2ASourceThatWasOffIsReadAnewAndNothingIsCountedTwice() throws Exception {
    try (GoingOn world = new GoingOn(savepoint, scratch)) {
      world.sendTheRest("");
      JobSettings off =
          world.settings().without("kinesis-source").set("watermarks.idle-timeout", "1h");
      Path stopped;
      try (JobRun run = new JobRun.How(scratch).fromWhatIsLeftOf(savepoint).start(off, METRICS)) {
        world.awaitEmptyQueues(run);
        stopped = run.stop(scratch.resolve("stopped"));
      }
      try (JobRun run = new JobRun.How(scratch).from(stopped).start(world.settings(), METRICS)) {
        world.awaitEventsCountedOnce(run);
      }
    }
  }
}
