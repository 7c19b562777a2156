package io.uploadlens.savepoint;

import static org.assertj.core.api.Assertions.assertThat;

import io.uploadlens.analytics.AnalyticsMetrics;
import io.uploadlens.producer.generator.Destination;
import io.uploadlens.producer.truth.Truth;
import io.uploadlens.producer.verify.VerifyReport;
import io.uploadlens.savepoint.SentMessage.Sort;
import java.io.IOException;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.HashSet;
import java.util.List;
import java.util.Set;
import java.util.TreeSet;
import java.util.function.Predicate;
import java.util.stream.Collectors;
import org.awaitility.Awaitility;

/**
 * A world in which a kept savepoint can be gone on from, and what must come of it.
 *
 * <p>Everything that was sent to the queue before comes again, as what was not deleted does, and
 * then what is new. The stream has its old records where they were, and new ones behind them: were
 * its position lost, the old ones would be read again and be counted as duplicates.
 */
final class GoingOn implements AutoCloseable {

  private static final Duration PATIENCE = Duration.ofSeconds(90);

  private final List<SentMessage> messages;
  private final Truth truth;
  private final SavepointWorld world;

  /**
   * @param scratch for what S3 holds
   */
  GoingOn(KeptSavepoint savepoint, Path scratch) throws IOException {
    messages = savepoint.messages();
    truth = savepoint.truth();
    KeptSavepoint.copy(savepoint.s3(), scratch.resolve("s3"));
    world = new SavepointWorld(scratch.resolve("s3"));
    world.putIntoStream(JobSettings.STREAM, select(Destination.KINESIS, message -> message.before));
    world.createStream(JobSettings.STREAM + JobSettings.OTHER);
  }

  /**
   * Sends what came after the savepoint, and again what came before.
   *
   * @param suffix of the queue and the stream that take what is new
   */
  void sendTheRest(String suffix) {
    world.putIntoStream(
        JobSettings.STREAM + suffix, select(Destination.KINESIS, message -> !message.before));
    world.sendToQueue(
        JobSettings.QUEUE,
        select(Destination.SQS, message -> message.before && comesAfter(message)));
    world.sendToQueue(
        JobSettings.QUEUE + suffix, select(Destination.SQS, message -> !message.before));
  }

  private static boolean comesAfter(SentMessage message) {
    return !message.before
        || (message.destination == Destination.SQS && message.sort == Sort.GENERATED);
  }

  private List<SentMessage> select(Destination destination, Predicate<SentMessage> which) {
    return KeptSavepoint.select(messages, destination, which);
  }

  /** Those of the savepoint, and a silence ends all windows soon. */
  JobSettings settings() {
    return world.settings().set("watermarks.idle-timeout", "3s");
  }

  /** How many messages of the queue were read before the savepoint, and not deleted. */
  long receiptsBefore() {
    return select(Destination.SQS, message -> message.before).size();
  }

  /** Waits until everything is as the truth has it, and fails if it does not become so. */
  void awaitTruth(JobRun run) {
    Awaitility.await()
        .atMost(PATIENCE)
        .pollInterval(Duration.ofMillis(200))
        .failFast(run::requireAlive)
        .untilAsserted(
            () -> {
              requireCounters(run);
              assertThat(world.messagesLeft()).as("messages in the queue").isZero();
              requireOutputs();
            });
  }

  /** Waits until the job has read the queues, and deleted what it read. */
  void awaitEmptyQueues(JobRun run) {
    Awaitility.await()
        .atMost(PATIENCE)
        .pollInterval(Duration.ofMillis(200))
        .failFast(run::requireAlive)
        .until(() -> world.messagesLeft() == 0);
  }

  /** Waits until aggregates and archive are as the truth has them. */
  void awaitEventsCountedOnce(JobRun run) {
    Awaitility.await()
        .atMost(PATIENCE)
        .pollInterval(Duration.ofMillis(200))
        .failFast(run::requireAlive)
        .untilAsserted(this::requireEventsCountedOnce);
  }

  private void requireEventsCountedOnce() throws IOException, InterruptedException {
    VerifyReport report = world.verify(truth);
    assertThat(report.isExact()).as(report.toString()).isTrue();
  }

  private void requireCounters(JobRun run) {
    Set<Long> before = new HashSet<>();
    List<Long> after = new ArrayList<>();
    for (SentMessage message : messages) {
      if (message.before) {
        before.addAll(message.ordinals);
      }
      if (comesAfter(message)) {
        after.addAll(message.ordinals);
      }
    }
    long unique = after.stream().filter(ordinal -> !before.contains(ordinal)).distinct().count();
    assertThat(before.size() + unique).isEqualTo(truth.counts().events());
    assertThat(run.sum(AnalyticsMetrics.UNIQUE_EVENTS)).as("events counted").isEqualTo(unique);
    assertThat(run.sum(AnalyticsMetrics.DUPLICATES))
        .as("events that were counted before; %d messages in the queues", world.messagesLeft())
        .isEqualTo(after.size() - unique);
    assertThat(run.sum(AnalyticsMetrics.LATE_EVENTS))
        .as("late events")
        .isEqualTo(messages.stream().filter(m -> m.sort == Sort.LATE && !m.before).count());
  }

  /** Every output, of what was sent before and after. */
  void requireOutputs() throws IOException, InterruptedException {
    requireEventsCountedOnce();
    assertThat(world.lateKeys())
        .as("late events, each as often as it was written")
        .containsExactlyElementsOf(
            new TreeSet<>(
                messages.stream()
                    .filter(message -> message.sort == Sort.LATE)
                    .map(message -> message.body.replaceAll(".*\"key\":\"([^\"]*)\".*", "$1"))
                    .collect(Collectors.toList())));
    assertThat(world.deadLetters())
        .as("dead letters")
        .containsExactlyInAnyOrderElementsOf(
            messages.stream()
                .filter(message -> message.sort == Sort.MALFORMED)
                .map(message -> message.body)
                .collect(Collectors.toList()));
  }

  /**
   * How many files there are of an output of the job, in the place where it was or has moved to.
   */
  long files(boolean moved, String output) throws IOException {
    return moved
        ? world.files(JobSettings.BUCKET + JobSettings.OTHER, JobSettings.MOVED + output)
        : world.files(JobSettings.BUCKET, output);
  }

  @Override
  public void close() {
    world.close();
  }
}
