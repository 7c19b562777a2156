package io.uploadlens.source.sqs;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import io.uploadlens.aws.AwsClients;
import io.uploadlens.aws.AwsService;
import io.uploadlens.aws.AwsSettings;
import io.uploadlens.source.sqs.queue.AwsSqsQueueProvider;
import java.net.URI;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.TreeMap;
import java.util.TreeSet;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.stream.Collectors;
import java.util.stream.IntStream;
import org.apache.flink.api.common.JobStatus;
import org.apache.flink.api.common.eventtime.WatermarkStrategy;
import org.apache.flink.api.common.restartstrategy.RestartStrategies;
import org.apache.flink.configuration.Configuration;
import org.apache.flink.core.execution.JobClient;
import org.apache.flink.core.execution.SavepointFormatType;
import org.apache.flink.runtime.jobgraph.SavepointRestoreSettings;
import org.apache.flink.runtime.testutils.MiniClusterResourceConfiguration;
import org.apache.flink.streaming.api.environment.StreamExecutionEnvironment;
import org.apache.flink.streaming.api.functions.sink.v2.DiscardingSink;
import org.apache.flink.streaming.api.graph.StreamGraph;
import org.apache.flink.test.junit5.MiniClusterExtension;
import org.elasticmq.rest.sqs.SQSRestServer;
import org.elasticmq.rest.sqs.SQSRestServerBuilder;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.TestInfo;
import org.junit.jupiter.api.extension.RegisterExtension;
import org.junit.jupiter.api.io.TempDir;
import software.amazon.awssdk.services.sqs.SqsClient;
import software.amazon.awssdk.services.sqs.model.QueueAttributeName;
import software.amazon.awssdk.services.sqs.model.SendMessageBatchRequestEntry;

/** The source in a Flink cluster, reading queues over the network. */
class SqsSourceITCase {

  @RegisterExtension
  static final MiniClusterExtension CLUSTER =
      new MiniClusterExtension(
          new MiniClusterResourceConfiguration.Builder()
              .setNumberTaskManagers(1)
              .setNumberSlotsPerTaskManager(4)
              .build());

  private static final Duration LONG_ENOUGH = Duration.ofSeconds(90);

  private static SQSRestServer server;
  private static AwsSettings aws;
  private static SqsClient sqs;

  @TempDir Path savepoints;
  private final List<String> queueUrls = new ArrayList<>();
  private JobClient job;

  @BeforeAll
  static void startServer() {
    server = SQSRestServerBuilder.withInterface("127.0.0.1").withDynamicPort().start();
    int port = server.waitUntilStarted().localAddress().getPort();
    aws =
        AwsSettings.ofRegion("elasticmq")
            .withEndpoint(AwsService.SQS, URI.create("http://127.0.0.1:" + port))
            .withCredentials("local", "local");
    sqs = AwsClients.sqs(aws);
  }

  @AfterAll
  static void stopServer() {
    sqs.close();
    server.stopAndWait();
  }

  @BeforeEach
  void createQueues(TestInfo test) {
    Audit.reset();
    for (int i = 0; i < 2; i++) {
      String name = test.getTestMethod().orElseThrow().getName() + i;
      queueUrls.add(sqs.createQueue(b -> b.queueName(name)).queueUrl());
    }
  }

  @AfterEach
  void cancelJob() throws Exception {
    if (job != null && !job.getJobStatus().get().isGloballyTerminalState()) {
      job.cancel().get();
      await().atMost(LONG_ENOUGH).until(() -> job.getJobStatus().get() == JobStatus.CANCELED);
    }
  }

  @Test
  void g1g3ReadsEveryMessageThroughACrashAndDeletesOnlyAfterItsCheckpoint() throws Exception {
    send(queueUrls.get(0), "a", 400);
    send(queueUrls.get(1), "b", 400);
    // It fails once, after a checkpoint and with messages that are in none.
    Audit.failAfter(500);
    job = run(2, Duration.ofMillis(200), null);
    await().atMost(LONG_ENOUGH).until(Audit::hasFailed);
    send(queueUrls.get(0), "c", 200);

    await().atMost(LONG_ENOUGH).until(() -> held(0) + held(1) == 0);

    Set<String> sent = new TreeSet<>(bodies("a", 400));
    sent.addAll(bodies("b", 400));
    sent.addAll(bodies("c", 200));
    assertThat(Audit.seen().keySet()).containsExactlyInAnyOrderElementsOf(sent);
    assertThat(Audit.deletedEarly()).isEmpty();
    assertThat(Audit.deleted()).hasSize(1000);
    assertThat(Audit.completedCheckpoints()).isGreaterThan(2);
    assertThat(Audit.subtasksThatRead()).containsExactlyInAnyOrder(0, 1);
  }

  @Test
  void g2g3ReceiptsInASavepointAreDeletedWhateverTheNewParallelism() throws Exception {
    send(queueUrls.get(0), "a", 300);
    send(queueUrls.get(1), "b", 100);
    // No checkpoint comes by itself: only the savepoint holds the receipts.
    job = run(3, Duration.ofHours(1), null);
    await().atMost(LONG_ENOUGH).until(() -> Audit.seen().size() == 400);
    String savepoint =
        job.triggerSavepoint(savepoints.toString(), SavepointFormatType.CANONICAL)
            .get(60, TimeUnit.SECONDS);
    assertThat(Audit.deleted()).isEmpty();
    Audit.loseReleases();
    job.cancel().get();
    await().atMost(LONG_ENOUGH).until(() -> job.getJobStatus().get() == JobStatus.CANCELED);
    assertThat(held(0) + held(1)).isEqualTo(400);

    // Three splits of each queue meet in one reader, and are deleted before it reads.
    job = run(1, Duration.ofHours(1), savepoint);
    await().atMost(LONG_ENOUGH).until(() -> held(0) + held(1) == 0);
    assertThat(Audit.seen().values()).allMatch(times -> times == 1);

    // Stopping is a checkpoint that completes.
    send(queueUrls.get(1), "c", 50);
    await().atMost(LONG_ENOUGH).until(() -> Audit.seen().size() == 450);
    savepoint =
        job.stopWithSavepoint(false, savepoints.toString(), SavepointFormatType.NATIVE)
            .get(60, TimeUnit.SECONDS);
    await().atMost(LONG_ENOUGH).until(() -> held(0) + held(1) == 0);

    // More readers than splits: each gets its own from the enumerator.
    send(queueUrls.get(0), "d", 200);
    job = run(4, Duration.ofMillis(200), savepoint);
    await().atMost(LONG_ENOUGH).until(() -> Audit.seen().size() == 650);
    await().atMost(LONG_ENOUGH).until(() -> held(0) + held(1) == 0);
    assertThat(Audit.seen().values()).allMatch(times -> times == 1);
    assertThat(Audit.deletedEarly()).isEmpty();
    assertThat(Audit.deleted()).hasSize(650);
  }

  @Test
  void g2MessagesReleasedByACancelledJobThatItsSavepointHoldsAreNotReadAgain() throws Exception {
    send(queueUrls.get(0), "a", 100);
    job = run(1, Duration.ofHours(1), null);
    await().atMost(LONG_ENOUGH).until(() -> Audit.seen().size() == 100);
    String savepoint =
        job.triggerSavepoint(savepoints.toString(), SavepointFormatType.CANONICAL)
            .get(60, TimeUnit.SECONDS);
    job.cancel().get();
    await().atMost(LONG_ENOUGH).until(() -> job.getJobStatus().get() == JobStatus.CANCELED);

    job = run(1, Duration.ofHours(1), savepoint);
    await().atMost(LONG_ENOUGH).until(() -> held(0) == 0);
    assertThat(Audit.seen()).hasSize(100);
    assertThat(Audit.seen().values()).allMatch(times -> times == 1);
  }

  @Test
  void g3AQueueTakenOutOfTheSettingsIsStillDeletedFrom() throws Exception {
    send(queueUrls.get(0), "a", 30);
    send(queueUrls.get(1), "b", 30);
    job = run(2, Duration.ofHours(1), null);
    await().atMost(LONG_ENOUGH).until(() -> Audit.seen().size() == 60);
    String savepoint =
        job.triggerSavepoint(savepoints.toString(), SavepointFormatType.CANONICAL)
            .get(60, TimeUnit.SECONDS);
    Audit.loseReleases();
    job.cancel().get();
    await().atMost(LONG_ENOUGH).until(() -> job.getJobStatus().get() == JobStatus.CANCELED);
    send(queueUrls.get(1), "unread", 5);

    String removed = queueUrls.remove(1);
    job = run(2, Duration.ofMillis(200), savepoint);

    await().atMost(LONG_ENOUGH).until(() -> held(queueUrls.get(0)) == 0 && held(removed) == 5);
    // The queue that is gone does not hold the watermark back.
    // A message shows the watermark that those before it made, so one receive is not enough.
    AtomicInteger sent = new AtomicInteger();
    await()
        .atMost(LONG_ENOUGH)
        .until(
            () -> {
              send(queueUrls.get(0), "c" + sent.incrementAndGet() + "-", 1);
              return Audit.watermark() > 0;
            });
    assertThat(Audit.seen().keySet()).noneMatch(body -> body.startsWith("unread"));
    assertThat(Audit.deletedEarly()).isEmpty();
  }

  @Test
  void aMissingQueueFailsTheJobAndIsNamed() throws Exception {
    queueUrls.set(1, queueUrls.get(0) + "-missing");
    StreamExecutionEnvironment env = environment(1, Duration.ofSeconds(1));
    env.setRestartStrategy(RestartStrategies.noRestart());
    job = env.executeAsync(graph(env));

    assertThat(job.getJobExecutionResult())
        .failsWithin(LONG_ENOUGH)
        .withThrowableOfType(Exception.class)
        .havingRootCause();
    Throwable failure = job.getJobExecutionResult().handle((result, error) -> error).get();
    assertThat(stackOf(failure)).contains(queueUrls.get(1)).contains("does not pass by itself");
  }

  private static String stackOf(Throwable failure) {
    StringBuilder messages = new StringBuilder();
    for (Throwable t = failure; t != null; t = t.getCause()) {
      messages.append(t.getMessage()).append('\n');
    }
    return messages.toString();
  }

  private JobClient run(int parallelism, Duration checkpointInterval, String savepoint)
      throws Exception {
    StreamExecutionEnvironment env = environment(parallelism, checkpointInterval);
    StreamGraph graph = graph(env);
    if (savepoint != null) {
      graph.setSavepointRestoreSettings(SavepointRestoreSettings.forPath(savepoint));
    }
    return env.executeAsync(graph);
  }

  private static StreamExecutionEnvironment environment(
      int parallelism, Duration checkpointInterval) {
    StreamExecutionEnvironment env =
        StreamExecutionEnvironment.getExecutionEnvironment(new Configuration());
    env.setParallelism(parallelism);
    env.enableCheckpointing(checkpointInterval.toMillis());
    env.getConfig().disableGenericTypes();
    env.getConfig().setAutoWatermarkInterval(50);
    env.setRestartStrategy(RestartStrategies.fixedDelayRestart(1, 100));
    return env;
  }

  private StreamGraph graph(StreamExecutionEnvironment env) {
    SqsSource<String> source =
        SqsSource.<String>builder()
            .setQueueUrls(queueUrls)
            .setDeserializationSchema(new Audit.Schema())
            .setQueueProvider(new Audit.Provider(new AwsSqsQueueProvider(aws)))
            .setVisibilityTimeout(Duration.ofSeconds(15))
            .setReceiveWait(Duration.ofSeconds(1))
            .setMaxConcurrentReceives(4)
            .setBacklogInterval(Duration.ofMillis(200))
            .build();
    env.fromSource(source, WatermarkStrategy.forMonotonousTimestamps(), "messages")
        .uid("messages")
        .process(new Audit.Effect())
        .name("effect")
        .uid("effect")
        .sinkTo(new DiscardingSink<>())
        .name("nowhere")
        .uid("nowhere");
    return env.getStreamGraph();
  }

  private static List<String> bodies(String prefix, int count) {
    return IntStream.range(0, count).mapToObj(i -> prefix + i).collect(Collectors.toList());
  }

  private static void send(String queueUrl, String prefix, int count) {
    List<String> bodies = bodies(prefix, count);
    for (int from = 0; from < count; from += 10) {
      List<SendMessageBatchRequestEntry> entries =
          bodies.subList(from, Math.min(count, from + 10)).stream()
              .map(
                  body -> SendMessageBatchRequestEntry.builder().id(body).messageBody(body).build())
              .collect(Collectors.toList());
      assertThat(sqs.sendMessageBatch(b -> b.queueUrl(queueUrl).entries(entries)).failed())
          .isEmpty();
    }
  }

  private int held(int queue) {
    return held(queueUrls.get(queue));
  }

  /** How many messages the queue holds, in flight or not. */
  private static int held(String queueUrl) {
    Map<QueueAttributeName, String> attributes =
        new TreeMap<>(
            sqs.getQueueAttributes(b -> b.queueUrl(queueUrl).attributeNames(QueueAttributeName.ALL))
                .attributes());
    return Arrays.asList(
            QueueAttributeName.APPROXIMATE_NUMBER_OF_MESSAGES,
            QueueAttributeName.APPROXIMATE_NUMBER_OF_MESSAGES_NOT_VISIBLE)
        .stream()
        .mapToInt(name -> Integer.parseInt(attributes.get(name)))
        .sum();
  }
}
