package io.uploadlens.source.sqs.reader;

import io.uploadlens.source.sqs.BodySchema;
import io.uploadlens.source.sqs.SqsSource;
import io.uploadlens.source.sqs.SqsSourceBuilder;
import io.uploadlens.source.sqs.enumerator.BacklogReport;
import io.uploadlens.source.sqs.metrics.SqsSourceMetrics;
import io.uploadlens.source.sqs.queue.QueueAttributes;
import io.uploadlens.source.sqs.queue.ReceiveRequest;
import io.uploadlens.source.sqs.queue.SqsQueueProvider;
import io.uploadlens.source.sqs.split.Receipt;
import io.uploadlens.source.sqs.split.SqsSplit;
import io.uploadlens.testing.FakePayloadStore;
import io.uploadlens.testing.FakeSqsQueue;
import io.uploadlens.testing.ManualClock;
import java.time.Duration;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.concurrent.CompletableFuture;
import java.util.function.Consumer;
import java.util.stream.Collectors;
import org.apache.flink.api.connector.source.SourceEvent;
import org.apache.flink.api.connector.source.SourceReaderContext;
import org.apache.flink.configuration.Configuration;
import org.apache.flink.core.io.InputStatus;
import org.apache.flink.metrics.Counter;
import org.apache.flink.metrics.Gauge;
import org.apache.flink.metrics.groups.SourceReaderMetricGroup;
import org.apache.flink.metrics.testutils.MetricListener;
import org.apache.flink.runtime.metrics.groups.InternalSourceReaderMetricGroup;
import org.apache.flink.util.SimpleUserCodeClassLoader;
import org.apache.flink.util.UserCodeClassLoader;

/** One reader over fake queues, all in one thread and in a test's own time. */
final class ReaderHarness {

  static final String QUEUE = "http://localhost/000000000000/uploads";
  static final String OTHER_QUEUE = "http://localhost/000000000000/others";

  final ManualClock clock;
  final AttributedQueue.Book attributes = new AttributedQueue.Book();
  final FakePayloadStore payloads = new FakePayloadStore();
  final RecordingOutput output = new RecordingOutput();
  final Map<String, FakeSqsQueue> queues = new LinkedHashMap<>();
  final MetricListener metrics = new MetricListener();
  final SqsSourceReader<String> reader;
  private final List<SourceEvent> toldEnumerator = new ArrayList<>();
  private final List<String> queueUrls;
  private final int parallelism;
  private final int subtask;

  ReaderHarness(List<String> queueUrls, int parallelism, Consumer<SqsSourceBuilder<String>> tune) {
    this(queueUrls, parallelism, 0, tune);
  }

  ReaderHarness(
      List<String> queueUrls,
      int parallelism,
      int subtask,
      Consumer<SqsSourceBuilder<String>> tune) {
    this(queueUrls, parallelism, subtask, tune, new ManualClock(), null);
    for (String url : queueUrls) {
      queues.computeIfAbsent(url, u -> new FakeSqsQueue(u, clock));
    }
  }

  /**
   * One of several readers over the same queues.
   *
   * @param shared opens the queues; null for queues of the harness's own
   */
  ReaderHarness(
      List<String> queueUrls,
      int parallelism,
      int subtask,
      Consumer<SqsSourceBuilder<String>> tune,
      ManualClock clock,
      SqsQueueProvider shared) {
    this.clock = clock;
    this.queueUrls = queueUrls;
    this.parallelism = parallelism;
    this.subtask = subtask;
    SqsQueueProvider provider =
        shared != null
            ? shared
            : (url, concurrency) ->
                new AttributedQueue(
                    queues.computeIfAbsent(url, u -> new FakeSqsQueue(u, clock)), attributes);
    SqsSourceBuilder<String> builder =
        SqsSource.<String>builder()
            .setQueueUrls(queueUrls)
            .setDeserializationSchema(new BodySchema())
            .setQueueProvider(provider)
            .setPayloadStoreProvider(concurrency -> payloads)
            // In a test's own time nobody moves the clock while the reader waits to be closed.
            .setCloseTimeout(Duration.ZERO);
    tune.accept(builder);
    this.reader =
        new SqsSourceReader<>(
            new Context(),
            builder.build().settings(),
            new BodySchema(),
            provider,
            concurrency -> payloads,
            failure -> new ManualLoop(clock, failure));
  }

  /** One queue, one subtask. */
  static ReaderHarness create(Consumer<SqsSourceBuilder<String>> tune) {
    return new ReaderHarness(List.of(QUEUE), 1, tune);
  }

  FakeSqsQueue queue() {
    return queues.get(QUEUE);
  }

  /** Starts as on a fresh job: the enumerator's splits come after the start. */
  ReaderHarness start() {
    reader.start();
    reader.addSplits(
        queueUrls.stream()
            .map(url -> new SqsSplit(url, 0, List.of()))
            .collect(Collectors.toList()));
    clock.run();
    return this;
  }

  /** Starts as after a restore: splits come from the state, before the start. */
  ReaderHarness restore(List<SqsSplit> state) {
    reader.addSplits(state);
    reader.start();
    clock.run();
    return this;
  }

  /** Emits until nothing is available, letting the loop run in between; no time passes. */
  void drain() throws Exception {
    do {
      clock.run();
      while (reader.pollNext(output) == InputStatus.MORE_AVAILABLE) {
        clock.run();
      }
      clock.run();
    } while (reader.isAvailable().isDone());
  }

  /** Emits this many records or fewer. */
  void poll(int times) throws Exception {
    for (int i = 0; i < times; i++) {
      reader.pollNext(output);
    }
  }

  /** Takes a snapshot and tells the receipts in it. */
  List<Receipt> snapshot(long checkpointId) {
    List<Receipt> receipts = new ArrayList<>();
    reader.snapshotState(checkpointId).forEach(split -> receipts.addAll(split.receipts()));
    return receipts;
  }

  /** The checkpoint completes; no time passes. */
  void complete(long checkpointId) {
    reader.notifyCheckpointComplete(checkpointId);
    clock.run();
  }

  /** The enumerator reports. */
  void report(long visible) {
    report(visible, 0, 0);
  }

  /** The enumerator reports, also what is in flight and how much of it readers hold. */
  void report(long visible, long inFlight, long heldByReaders) {
    reader.handleSourceEvents(
        new BacklogReport(QUEUE, new QueueAttributes(visible, inFlight, 7), heldByReaders));
  }

  /** What the reader told the enumerator. */
  List<String> toldEnumerator() {
    return toldEnumerator.stream().map(SourceEvent::toString).collect(Collectors.toList());
  }

  /** Receives a message as another attempt of the job would have. */
  Receipt receiveElsewhere(FakeSqsQueue queue) throws Exception {
    var received =
        queue.receive(new ReceiveRequest(1, Duration.ZERO, Duration.ofMinutes(10), null));
    clock.run();
    var message = received.get().get(0);
    queue.resetRequests();
    return new Receipt(message.message().messageId(), message.receiptHandle(), clock.now());
  }

  /** Begins to close the reader, without waiting. */
  CompletableFuture<Void> shutDown() {
    return reader.shutDown();
  }

  long counter(String name) {
    return counter(queueUrls.get(0), name);
  }

  long counter(String queueUrl, String name) {
    return metrics
        .getCounter(
            SqsSourceMetrics.GROUP,
            SqsSourceMetrics.QUEUE,
            SqsSourceMetrics.queueName(queueUrl),
            name)
        .map(Counter::getCount)
        .orElseThrow();
  }

  long gauge(String name) {
    return gauge(queueUrls.get(0), name);
  }

  long gauge(String queueUrl, String name) {
    return metrics
        .<Long>getGauge(
            SqsSourceMetrics.GROUP,
            SqsSourceMetrics.QUEUE,
            SqsSourceMetrics.queueName(queueUrl),
            name)
        .map(Gauge::getValue)
        .orElseThrow();
  }

  private final class Context implements SourceReaderContext {
    private final SourceReaderMetricGroup group =
        InternalSourceReaderMetricGroup.mock(metrics.getMetricGroup());

    @Override
    public SourceReaderMetricGroup metricGroup() {
      return group;
    }

    @Override
    public Configuration getConfiguration() {
      return new Configuration();
    }

    @Override
    public String getLocalHostName() {
      return "localhost";
    }

    @Override
    public int getIndexOfSubtask() {
      return subtask;
    }

    @Override
    public void sendSplitRequest() {
      throw new AssertionError("The reader asks for no splits");
    }

    @Override
    public void sendSourceEventToCoordinator(SourceEvent event) {
      toldEnumerator.add(event);
    }

    @Override
    public UserCodeClassLoader getUserCodeClassLoader() {
      return SimpleUserCodeClassLoader.create(getClass().getClassLoader());
    }

    @Override
    public int currentParallelism() {
      return parallelism;
    }
  }
}
