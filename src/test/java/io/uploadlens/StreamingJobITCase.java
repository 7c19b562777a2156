package io.uploadlens;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.assertj.core.api.Assertions.catchThrowable;

import io.uploadlens.analytics.AnalyticsMetrics;
import io.uploadlens.aws.AwsClients;
import io.uploadlens.config.ApplicationProperties;
import io.uploadlens.config.InvalidSettingsException;
import io.uploadlens.config.JobConfig;
import io.uploadlens.event.EventMetrics;
import io.uploadlens.event.MessageForm;
import io.uploadlens.event.RejectReason;
import io.uploadlens.localaws.LocalAws;
import io.uploadlens.source.sqs.metrics.SqsSourceMetrics;
import java.io.ByteArrayOutputStream;
import java.io.PrintStream;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.time.Clock;
import java.time.Duration;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.stream.Collectors;
import org.apache.flink.configuration.Configuration;
import org.apache.flink.core.execution.JobClient;
import org.apache.flink.runtime.testutils.InMemoryReporter;
import org.apache.flink.runtime.testutils.MiniClusterResourceConfiguration;
import org.apache.flink.streaming.api.environment.StreamExecutionEnvironment;
import org.apache.flink.test.junit5.MiniClusterExtension;
import org.awaitility.Awaitility;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.RegisterExtension;
import org.junit.jupiter.api.io.TempDir;
import software.amazon.awssdk.services.sqs.SqsClient;

/** The job as its {@code main} builds it, on a cluster: what it says, counts and refuses. */
class StreamingJobITCase {

  private static final InMemoryReporter METRICS = InMemoryReporter.createWithRetainedMetrics();

  @RegisterExtension
  static final MiniClusterExtension CLUSTER =
      new MiniClusterExtension(
          () ->
              new MiniClusterResourceConfiguration.Builder()
                  .setNumberTaskManagers(1)
                  .setNumberSlotsPerTaskManager(1)
                  .setConfiguration(METRICS.addToConfiguration(new Configuration()))
                  .build());

  @TempDir static Path directory;

  private static LocalAws aws;
  private static String queue;
  private static String deadLetters;

  @BeforeAll
  static void startAws() {
    aws = LocalAws.start();
    try (SqsClient sqs = AwsClients.sqs(aws.settings())) {
      queue = sqs.createQueue(request -> request.queueName("events")).queueUrl();
      deadLetters = sqs.createQueue(request -> request.queueName("dead")).queueUrl();
    }
  }

  @AfterAll
  static void stopAws() {
    aws.close();
  }

  private static Map<String, Map<String, String>> settings() {
    Map<String, Map<String, String>> groups = new HashMap<>();
    groups.put(
        "aws",
        Map.of(
            "region", aws.settings().region(),
            "access-key-id", aws.settings().accessKeyId(),
            "secret-access-key", aws.settings().secretAccessKey(),
            "endpoint-sqs", aws.endpoint(io.uploadlens.aws.AwsService.SQS).toString()));
    groups.put(
        "sqs-source",
        Map.of("queue-urls", queue, "backlog-interval", "1s", "visibility-timeout", "30s"));
    groups.put("archive-sink", Map.of("path", directory.resolve("archive").toUri().toString()));
    groups.put("late-sink", Map.of("path", directory.resolve("late").toUri().toString()));
    groups.put(
        "dead-letter-sink",
        Map.of(
            "queue-url",
            deadLetters,
            "overflow-path",
            directory.resolve("over").toUri().toString()));
    return groups;
  }

  private static JobClient start(Map<String, Map<String, String>> settings) throws Exception {
    StreamExecutionEnvironment env = StreamExecutionEnvironment.getExecutionEnvironment();
    env.enableCheckpointing(500);
    env.setParallelism(1);
    env.setRestartStrategy(
        org.apache.flink.api.common.restartstrategy.RestartStrategies.noRestart());
    StreamingJob.addTo(
        env, JobConfig.of(ApplicationProperties.of(settings), Map.of(), Clock.systemUTC()));
    return env.executeAsync(StreamingJob.NAME);
  }

  @Test
  void everyMetricIsReportedInTheGroupThatManagedFlinkForwards() throws Exception {
    JobClient job = start(settings());
    try {
      List<String> wanted = new ArrayList<>();
      wanted.addAll(
          List.of(
              EventMetrics.MESSAGES,
              EventMetrics.EVENTS,
              EventMetrics.IGNORED,
              AnalyticsMetrics.DUPLICATES,
              AnalyticsMetrics.LATE_EVENTS,
              AnalyticsMetrics.UNIQUE_EVENTS,
              AnalyticsMetrics.AGGREGATES_EMITTED,
              AnalyticsMetrics.REVISIONS_EMITTED,
              AnalyticsMetrics.RETRACTIONS_EMITTED,
              AnalyticsMetrics.WATERMARK_LAG,
              AnalyticsMetrics.EVICTED_SLICES,
              AnalyticsMetrics.IDENTITIES_IN_MEMORY,
              SqsSourceMetrics.RECEIVED,
              SqsSourceMetrics.IN_FLIGHT,
              SqsSourceMetrics.DELETES_FAILED,
              SqsSourceMetrics.VISIBILITY_EXTENSIONS,
              SqsSourceMetrics.BACKLOG_VISIBLE,
              SqsSourceMetrics.BACKLOG_IN_FLIGHT));
      for (MessageForm form : MessageForm.values()) {
        wanted.add(EventMetrics.DECODED + form.label());
      }
      for (RejectReason reason : RejectReason.values()) {
        wanted.add(EventMetrics.REJECTED + reason.label());
      }
      Awaitility.await()
          .atMost(Duration.ofSeconds(60))
          .untilAsserted(
              () -> {
                List<String> ours =
                    METRICS.getMetricsByGroup().entrySet().stream()
                        .filter(
                            group ->
                                List.of(group.getKey().getScopeComponents())
                                    .contains("kinesisanalytics"))
                        .flatMap(group -> group.getValue().keySet().stream())
                        .collect(Collectors.toList());
                assertThat(ours).containsAll(wanted);
              });
    } finally {
      job.cancel().get();
      // While there still is a queue: without one, giving the messages back takes its time-out.
      Awaitility.await()
          .atMost(Duration.ofSeconds(60))
          .until(() -> job.getJobStatus().get().isGloballyTerminalState());
    }
  }

  @Test
  void aMissingQueueEndsTheJobWithItsName() throws Exception {
    Map<String, Map<String, String>> settings = settings();
    String missing = queue.replace("/events", "/not-there");
    settings.put("sqs-source", Map.of("queue-urls", missing));
    Throwable failure = catchThrowable(() -> start(settings).getJobExecutionResult().get());
    List<String> messages = new ArrayList<>();
    for (Throwable cause = failure; cause != null; cause = cause.getCause()) {
      messages.add(String.valueOf(cause.getMessage()));
    }
    assertThat(messages).anyMatch(message -> message.contains(missing));
  }

  @Test
  void g7AWrongSettingStopsTheJobBeforeItReadsAnything() {
    assertThatThrownBy(
            () ->
                StreamingJob.main(
                    new String[] {
                      "--config",
                      "conf/application-properties-example.json",
                      "--analytics.window-size=1min",
                      "--analytics.prefix-depth=many"
                    }))
        .isInstanceOf(InvalidSettingsException.class)
        .hasMessageContaining("analytics.window-size is unknown; did you mean analytics.windows?")
        .hasMessageContaining("analytics.prefix-depth")
        .hasMessageContaining("many");
  }

  @Test
  void helpSaysHowToUseItAndRunsNothing() throws Exception {
    PrintStream before = System.out;
    ByteArrayOutputStream said = new ByteArrayOutputStream();
    try {
      System.setOut(new PrintStream(said, true, StandardCharsets.UTF_8));
      StreamingJob.main(new String[] {"--help"});
    } finally {
      System.setOut(before);
    }
    assertThat(said.toString(StandardCharsets.UTF_8))
        .contains("Usage: flink run")
        .contains("--config FILE")
        .contains("conf/options.md");
  }
}
