package io.uploadlens.source.sqs.reader;

import static org.awaitility.Awaitility.await;

import io.uploadlens.aws.AwsClients;
import io.uploadlens.aws.AwsService;
import io.uploadlens.aws.AwsSettings;
import io.uploadlens.source.sqs.BodySchema;
import io.uploadlens.source.sqs.SqsSource;
import io.uploadlens.source.sqs.SqsSourceSettings;
import io.uploadlens.source.sqs.metrics.SqsSourceMetrics;
import io.uploadlens.source.sqs.queue.AwsSqsQueue;
import io.uploadlens.source.sqs.queue.SqsQueueProvider;
import io.uploadlens.source.sqs.split.Receipt;
import io.uploadlens.source.sqs.split.SqsSplit;
import io.uploadlens.testing.ScriptedSqs;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.Callable;
import java.util.concurrent.atomic.AtomicLong;
import org.apache.flink.configuration.Configuration;
import org.apache.flink.connector.testutils.source.reader.TestingReaderContext;
import org.apache.flink.core.io.InputStatus;
import org.apache.flink.metrics.Counter;
import org.apache.flink.metrics.testutils.MetricListener;
import org.apache.flink.runtime.metrics.groups.InternalSourceReaderMetricGroup;

/**
 * A reader on its own thread that reads {@link ScriptedSqs} with the SDK's client over HTTP; the
 * test's thread is the task's. Time passes by itself and can be made to jump.
 */
final class LiveReader implements AutoCloseable {

  static final int MAX_DELETE_ATTEMPTS = 3;

  /** For calls that are to time out; well above the longest poll of {@link ScriptedSqs}. */
  static final Duration SHORT_CALL_TIMEOUT = Duration.ofSeconds(3);

  final RecordingOutput output = new RecordingOutput();
  private final MetricListener metrics = new MetricListener();
  private final AtomicLong jumped = new AtomicLong();
  private final String queueUrl;
  private final SqsSourceReader<String> reader;
  private Throwable failure;

  private LiveReader(ScriptedSqs sqs, Duration callTimeout) {
    this.queueUrl = sqs.queueUrl();
    SqsQueueProvider provider = provider(sqs, callTimeout);
    this.reader =
        new SqsSourceReader<>(
            context(),
            settings(queueUrl, provider),
            new BodySchema(),
            provider,
            null,
            failure -> new JumpingLoop(new SingleThreadLoop("live-reader", failure::fail)));
  }

  /**
   * Starts reading the queue.
   *
   * @param restored receipts of the state that it begins with
   */
  static LiveReader start(ScriptedSqs sqs, Duration callTimeout, List<Receipt> restored) {
    LiveReader live = new LiveReader(sqs, callTimeout);
    live.reader.addSplits(List.of(new SqsSplit(live.queueUrl, 0, restored)));
    live.reader.start();
    return live;
  }

  static SqsQueueProvider provider(ScriptedSqs sqs, Duration callTimeout) {
    AwsSettings settings =
        AwsSettings.ofRegion("us-east-1")
            .withEndpoint(AwsService.SQS, sqs.endpoint())
            .withCredentials("id", "secret");
    return (url, concurrency) ->
        new AwsSqsQueue(url, AwsClients.sqsAsync(settings, concurrency, callTimeout));
  }

  /**
   * Everything that takes time in production is short; the visibility timeout is as long as a busy
   * machine may leave a message lying, since nobody hands it out again.
   */
  static SqsSourceSettings settings(String queueUrl, SqsQueueProvider provider) {
    return SqsSource.<String>builder()
        .setQueueUrls(List.of(queueUrl))
        .setDeserializationSchema(new BodySchema())
        .setQueueProvider(provider)
        .setVisibilityTimeout(Duration.ofSeconds(3))
        .setMaxConcurrentReceives(1)
        .setMaxDeleteAttempts(MAX_DELETE_ATTEMPTS)
        .setCloseTimeout(Duration.ZERO)
        .build()
        .settings();
  }

  /** Does the task's work until this holds. */
  void workUntil(String what, Callable<Boolean> condition) {
    await(what)
        .atMost(Duration.ofSeconds(90))
        .pollDelay(Duration.ZERO)
        .pollInterval(Duration.ofMillis(10))
        .pollInSameThread()
        .until(
            () -> {
              work();
              return condition.call();
            });
  }

  /** What failed the reader, or null. */
  Throwable failure() {
    work();
    return failure;
  }

  /** Time jumps. */
  void jump(Duration duration) {
    jumped.addAndGet(duration.toMillis());
  }

  List<Receipt> snapshot(long checkpointId) {
    List<Receipt> receipts = new ArrayList<>();
    reader.snapshotState(checkpointId).forEach(split -> receipts.addAll(split.receipts()));
    return receipts;
  }

  void complete(long checkpointId) {
    reader.notifyCheckpointComplete(checkpointId);
  }

  long counter(String name) {
    return metrics
        .getCounter(
            SqsSourceMetrics.GROUP,
            SqsSourceMetrics.QUEUE,
            SqsSourceMetrics.queueName(queueUrl),
            name)
        .map(Counter::getCount)
        .orElseThrow();
  }

  @Override
  public void close() {
    reader.close();
  }

  private void work() {
    try {
      while (failure == null && reader.pollNext(output) == InputStatus.MORE_AVAILABLE) {
        // All that is there.
      }
    } catch (Exception e) {
      failure = e;
    }
  }

  private TestingReaderContext context() {
    return new TestingReaderContext(
        new Configuration(), InternalSourceReaderMetricGroup.mock(metrics.getMetricGroup())) {
      @Override
      public int currentParallelism() {
        return 1;
      }
    };
  }

  private final class JumpingLoop implements ReaderLoop {
    private final ReaderLoop loop;

    JumpingLoop(ReaderLoop loop) {
      this.loop = loop;
    }

    @Override
    public long now() {
      return loop.now() + jumped.get();
    }

    @Override
    public void execute(Runnable task) {
      loop.execute(task);
    }

    @Override
    public void schedule(Duration delay, Runnable task) {
      loop.schedule(delay, task);
    }

    @Override
    public void close() {
      loop.close();
    }
  }
}
