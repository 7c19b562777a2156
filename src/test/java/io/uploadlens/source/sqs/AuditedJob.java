package io.uploadlens.source.sqs;

import static org.awaitility.Awaitility.await;

import io.uploadlens.aws.AwsSettings;
import io.uploadlens.source.sqs.queue.AwsSqsQueueProvider;
import java.time.Duration;
import java.util.List;
import java.util.concurrent.TimeUnit;
import org.apache.flink.api.common.JobStatus;
import org.apache.flink.api.common.eventtime.WatermarkStrategy;
import org.apache.flink.api.common.restartstrategy.RestartStrategies;
import org.apache.flink.configuration.Configuration;
import org.apache.flink.core.execution.JobClient;
import org.apache.flink.core.execution.SavepointFormatType;
import org.apache.flink.runtime.jobgraph.SavepointRestoreSettings;
import org.apache.flink.streaming.api.environment.StreamExecutionEnvironment;
import org.apache.flink.streaming.api.functions.sink.v2.DiscardingSink;
import org.apache.flink.streaming.api.graph.StreamGraph;

/** Runs of one job in the test's cluster: the source, and the {@link Audit} behind it. */
final class AuditedJob {

  static final Duration LONG_ENOUGH = Duration.ofSeconds(90);

  /**
   * A checkpoint interval for tests in which none may complete. Flink begins the first at a random
   * time within the interval, so an hour would be too short now and then.
   */
  static final Duration ONLY_SAVEPOINTS = Duration.ofDays(365);

  private final AwsSettings aws;
  private JobClient job;

  AuditedJob(AwsSettings aws) {
    this.aws = aws;
  }

  /**
   * Starts it; the run before must have ended.
   *
   * @param savepoint the path to go on from, or null
   */
  void start(List<String> queueUrls, int parallelism, Duration checkpointInterval, String savepoint)
      throws Exception {
    start(queueUrls, parallelism, checkpointInterval, savepoint, 1);
  }

  /** Starts it with this many restarts allowed. */
  void start(
      List<String> queueUrls,
      int parallelism,
      Duration checkpointInterval,
      String savepoint,
      int restarts)
      throws Exception {
    StreamExecutionEnvironment env =
        StreamExecutionEnvironment.getExecutionEnvironment(new Configuration());
    env.setParallelism(parallelism);
    env.enableCheckpointing(checkpointInterval.toMillis());
    env.getConfig().disableGenericTypes();
    env.getConfig().setAutoWatermarkInterval(50);
    env.setRestartStrategy(RestartStrategies.fixedDelayRestart(restarts, 100));
    StreamGraph graph = graph(env, queueUrls);
    if (savepoint != null) {
      graph.setSavepointRestoreSettings(SavepointRestoreSettings.forPath(savepoint));
    }
    job = env.executeAsync(graph);
  }

  JobClient client() {
    return job;
  }

  /** Takes a savepoint and tells its path; the job, which makes no checkpoints, goes on. */
  String savepoint(String directory) throws Exception {
    String path =
        job.triggerSavepoint(directory, SavepointFormatType.CANONICAL).get(90, TimeUnit.SECONDS);
    Audit.savepointCompleted();
    return path;
  }

  /** Stops it with a savepoint and tells its path. */
  String stop(String directory) throws Exception {
    return job.stopWithSavepoint(false, directory, SavepointFormatType.NATIVE)
        .get(90, TimeUnit.SECONDS);
  }

  /** Cancels it, if it runs, and waits until it has ended. */
  void cancel() throws Exception {
    if (job != null && !job.getJobStatus().get().isGloballyTerminalState()) {
      job.cancel().get();
      await().atMost(LONG_ENOUGH).until(() -> job.getJobStatus().get() == JobStatus.CANCELED);
    }
  }

  private StreamGraph graph(StreamExecutionEnvironment env, List<String> queueUrls) {
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
}
