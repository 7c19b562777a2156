package io.uploadlens.source.sqs;

import static io.uploadlens.source.sqs.AuditedJob.LONG_ENOUGH;
import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Set;
import java.util.TreeSet;
import java.util.concurrent.Callable;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.stream.IntStream;
import org.apache.flink.runtime.testutils.MiniClusterResourceConfiguration;
import org.apache.flink.test.junit5.MiniClusterExtension;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.TestInfo;
import org.junit.jupiter.api.extension.RegisterExtension;
import org.junit.jupiter.api.io.TempDir;

/** The source in a Flink cluster, reading queues over the network. */
class SqsSourceITCase {

  @RegisterExtension
  static final MiniClusterExtension CLUSTER =
      new MiniClusterExtension(
          new MiniClusterResourceConfiguration.Builder()
              .setNumberTaskManagers(1)
              .setNumberSlotsPerTaskManager(4)
              .build());

  private static final String ONE_MORE = "more";

  private static QueueServer server;

  @TempDir Path savepoints;
  private final List<String> queueUrls = new ArrayList<>();
  private final AuditedJob job = new AuditedJob(server.aws());

  @BeforeAll
  static void startServer() {
    server = new QueueServer();
  }

  @AfterAll
  static void stopServer() {
    server.close();
  }

  @BeforeEach
  void createQueues(TestInfo test) {
    Audit.reset();
    for (int i = 0; i < 2; i++) {
      queueUrls.add(server.create(test.getTestMethod().orElseThrow().getName() + i));
    }
  }

  @AfterEach
  void cancelJob() throws Exception {
    job.cancel();
  }

  @Test
  void g1g3ReadsEveryMessageThroughACrashAndDeletesOnlyAfterItsCheckpoint() throws Exception {
    server.send(queueUrls.get(0), "a", 400);
    server.send(queueUrls.get(1), "b", 400);
    // It fails once, after a checkpoint and with messages that are in none.
    Audit.failAfter(500);
    job.start(queueUrls, 2, Duration.ofMillis(200), null);
    // All of them may be read before the first checkpoint completes; one more is not.
    int more = sendOneByOneUntil(Audit::hasFailed);
    server.send(queueUrls.get(0), "c", 200);

    await().atMost(LONG_ENOUGH).until(() -> held(0, 1) == 0);

    Set<String> sent = new TreeSet<>(QueueServer.bodies("a", 400));
    sent.addAll(QueueServer.bodies("b", 400));
    sent.addAll(QueueServer.bodies("c", 200));
    sent.addAll(QueueServer.bodies(ONE_MORE, more));
    assertThat(Audit.seen().keySet()).containsExactlyInAnyOrderElementsOf(sent);
    assertThat(Audit.deletedEarly()).isEmpty();
    assertThat(Audit.deleted()).hasSize(1000 + more);
    // One before the crash, and one that everything was deleted after.
    assertThat(Audit.completedCheckpoints()).isGreaterThanOrEqualTo(2);
    assertThat(Audit.subtasksThatRead()).containsExactlyInAnyOrder(0, 1);
  }

  @Test
  void g2g3ReceiptsInASavepointAreDeletedWhateverTheNewParallelism() throws Exception {
    server.send(queueUrls.get(0), "a", 300);
    server.send(queueUrls.get(1), "b", 100);
    // No checkpoint comes by itself: only the savepoint holds the receipts.
    job.start(queueUrls, 3, AuditedJob.ONLY_SAVEPOINTS, null);
    await().atMost(LONG_ENOUGH).until(() -> Audit.seen().size() == 400);
    String savepoint = job.savepoint(savepoints.toString());
    assertThat(Audit.deleted()).isEmpty();
    Audit.loseReleases();
    job.cancel();
    assertThat(held(0, 1)).isEqualTo(400);

    // Three splits of each queue meet in one reader, and are deleted before it reads.
    job.start(queueUrls, 1, AuditedJob.ONLY_SAVEPOINTS, savepoint);
    await().atMost(LONG_ENOUGH).until(() -> held(0, 1) == 0);
    assertThat(Audit.seen().values()).allMatch(times -> times == 1);

    // Stopping is a checkpoint that completes.
    server.send(queueUrls.get(1), "c", 50);
    await().atMost(LONG_ENOUGH).until(() -> Audit.seen().size() == 450);
    savepoint = job.stop(savepoints.toString());
    await().atMost(LONG_ENOUGH).until(() -> held(0, 1) == 0);

    // More readers than splits: each gets its own from the enumerator.
    server.send(queueUrls.get(0), "d", 200);
    job.start(queueUrls, 4, Duration.ofMillis(200), savepoint);
    await().atMost(LONG_ENOUGH).until(() -> Audit.seen().size() == 650);
    await().atMost(LONG_ENOUGH).until(() -> held(0, 1) == 0);
    assertThat(Audit.seen().values()).allMatch(times -> times == 1);
    assertThat(Audit.deletedEarly()).isEmpty();
    assertThat(Audit.deleted()).hasSize(650);
  }

  @Test
  void g2MessagesReleasedByACancelledJobThatItsSavepointHoldsAreNotReadAgain() throws Exception {
    server.send(queueUrls.get(0), "a", 100);
    job.start(queueUrls, 1, AuditedJob.ONLY_SAVEPOINTS, null);
    await().atMost(LONG_ENOUGH).until(() -> Audit.seen().size() == 100);
    String savepoint = job.savepoint(savepoints.toString());
    job.cancel();

    job.start(queueUrls, 1, AuditedJob.ONLY_SAVEPOINTS, savepoint);
    await().atMost(LONG_ENOUGH).until(() -> held(0) == 0);
    assertThat(Audit.seen()).hasSize(100);
    assertThat(Audit.seen().values()).allMatch(times -> times == 1);
  }

  @Test
  void g3AQueueTakenOutOfTheSettingsIsStillDeletedFrom() throws Exception {
    server.send(queueUrls.get(0), "a", 30);
    server.send(queueUrls.get(1), "b", 30);
    job.start(queueUrls, 2, AuditedJob.ONLY_SAVEPOINTS, null);
    await().atMost(LONG_ENOUGH).until(() -> Audit.seen().size() == 60);
    String savepoint = job.savepoint(savepoints.toString());
    Audit.loseReleases();
    job.cancel();
    server.send(queueUrls.get(1), "unread", 5);

    String removed = queueUrls.remove(1);
    job.start(queueUrls, 2, Duration.ofMillis(200), savepoint);

    await().atMost(LONG_ENOUGH).until(() -> held(0) == 0 && server.held(removed) == 5);
    // The queue that is gone does not hold the watermark back.
    // A message shows the watermark that those before it made, so one receive is not enough.
    sendOneByOneUntil(() -> Audit.watermark() > 0);
    assertThat(Audit.seen().keySet()).noneMatch(body -> body.startsWith("unread"));
    assertThat(Audit.deletedEarly()).isEmpty();
  }

  @Test
  void g1g2g3RescalingAndAddingAndRemovingQueuesLosesNoMessageAndNoReceipt() throws Exception {
    String first = queueUrls.get(0);
    String second = queueUrls.get(1);
    String third = server.create("added");
    // One reader, killed some time after a savepoint: what it read in between is in flight.
    server.send(first, "a", 300);
    job.start(List.of(first), 1, AuditedJob.ONLY_SAVEPOINTS, null);
    await().atMost(LONG_ENOUGH).until(() -> Audit.inState() > 100);
    String savepoint = job.savepoint(savepoints.toString());
    Audit.loseReleases();
    job.cancel();
    int emitted = Audit.inState();

    // Four readers and one more queue.
    server.send(second, "b", 300);
    Audit.newRun();
    job.start(List.of(first, second), 4, AuditedJob.ONLY_SAVEPOINTS, savepoint);
    await().atMost(LONG_ENOUGH).until(() -> Audit.inState() == 600);
    assertThat(Audit.seen().values().stream().mapToInt(times -> times).sum())
        .isEqualTo(emitted + 600 - Audit.restored());
    assertThat(Audit.restored()).isBetween(100, emitted);
    assertThat(Audit.subtasksThatRead()).hasSizeGreaterThan(1);
    savepoint = job.savepoint(savepoints.toString());
    job.cancel();
    assertThat(server.held(first, second)).isEqualTo(600 - Audit.restored());

    // Two readers; one queue is gone, one has come, and messages wait in both.
    server.send(first, "unread", 20);
    server.send(third, "c", 100);
    Audit.newRun();
    job.start(List.of(second, third), 2, Duration.ofMillis(200), savepoint);
    await().atMost(LONG_ENOUGH).until(() -> server.held(second, third) == 0);
    await().atMost(LONG_ENOUGH).until(() -> server.held(first) == 20);
    assertThat(Audit.inState()).isEqualTo(700);
    Set<String> sent = new TreeSet<>(QueueServer.bodies("a", 300));
    sent.addAll(QueueServer.bodies("b", 300));
    sent.addAll(QueueServer.bodies("c", 100));
    assertThat(Audit.seen().keySet()).containsExactlyInAnyOrderElementsOf(sent);
    assertThat(Audit.deletedEarly()).isEmpty();
    assertThat(Audit.deleted()).hasSize(700);
  }

  @Test
  void aMissingQueueFailsTheJobAndIsNamed() throws Exception {
    queueUrls.set(1, queueUrls.get(0) + "-missing");
    job.start(queueUrls, 1, Duration.ofSeconds(1), null, 0);

    assertThat(job.client().getJobExecutionResult())
        .failsWithin(LONG_ENOUGH)
        .withThrowableOfType(Exception.class)
        .havingRootCause();
    Throwable failure = job.client().getJobExecutionResult().handle((result, error) -> error).get();
    assertThat(stackOf(failure)).contains(queueUrls.get(1)).contains("does not pass by itself");
  }

  private static String stackOf(Throwable failure) {
    StringBuilder messages = new StringBuilder();
    for (Throwable t = failure; t != null; t = t.getCause()) {
      messages.append(t.getMessage()).append('\n');
    }
    return messages.toString();
  }

  /** Sends to the first queue; tells how many it took. */
  private int sendOneByOneUntil(Callable<Boolean> condition) {
    AtomicInteger sent = new AtomicInteger();
    await()
        .atMost(LONG_ENOUGH)
        .until(
            () -> {
              if (condition.call()) {
                return true;
              }
              server.send(queueUrls.get(0), ONE_MORE, sent.get(), 1);
              sent.incrementAndGet();
              return false;
            });
    return sent.get();
  }

  private int held(int... queues) {
    return server.held(IntStream.of(queues).mapToObj(queueUrls::get).toArray(String[]::new));
  }
}
