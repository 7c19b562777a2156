package io.uploadlens.source.sqs.reader;

import io.uploadlens.source.sqs.SqsDeserializationSchema;
import io.uploadlens.source.sqs.SqsSourceSettings;
import io.uploadlens.source.sqs.enumerator.BacklogReport;
import io.uploadlens.source.sqs.enumerator.HeldReport;
import io.uploadlens.source.sqs.metrics.QueueMetrics;
import io.uploadlens.source.sqs.payload.PayloadStore;
import io.uploadlens.source.sqs.payload.PayloadStoreProvider;
import io.uploadlens.source.sqs.queue.SqsQueueProvider;
import io.uploadlens.source.sqs.split.Receipt;
import io.uploadlens.source.sqs.split.SqsSplit;
import java.io.IOException;
import java.util.ArrayList;
import java.util.Collection;
import java.util.HashSet;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.ConcurrentSkipListMap;
import java.util.function.Function;
import org.apache.flink.api.common.serialization.DeserializationSchema;
import org.apache.flink.api.connector.source.ReaderOutput;
import org.apache.flink.api.connector.source.SourceEvent;
import org.apache.flink.api.connector.source.SourceReader;
import org.apache.flink.api.connector.source.SourceReaderContext;
import org.apache.flink.core.io.InputStatus;
import org.apache.flink.metrics.MetricGroup;
import org.apache.flink.util.FlinkRuntimeException;
import org.apache.flink.util.UserCodeClassLoader;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * Reads all queues for one subtask, each in a {@link QueueLane} of its own, and emits their
 * messages in turn.
 *
 * <p>Splits of one queue are merged into the first that came: Flink makes an output for every split
 * that is added, and one that never emits would hold the watermark back for ever, so the outputs of
 * the others are released. So is the output of a queue that is no longer in the settings; such a
 * queue is deleted from until its receipts are settled or can't be, and not read.
 *
 * @param <T> the type of the records
 */
public final class SqsSourceReader<T> implements SourceReader<T, SqsSplit> {

  private static final Logger LOG = LoggerFactory.getLogger(SqsSourceReader.class);

  private final SourceReaderContext context;
  private final SqsSourceSettings settings;
  private final SqsDeserializationSchema<T> schema;
  private final SqsQueueProvider provider;
  private final PayloadStoreProvider payloadStores;
  private final Availability availability = new Availability();
  private final ReaderFailure failure = new ReaderFailure(availability::signal);
  private final ReaderLoop loop;
  private final int parallelism;

  // Concurrent, since the metrics look at them.
  private final Map<String, QueueLane> lanes = new ConcurrentSkipListMap<>();
  private final Map<String, SqsSplit> splits = new LinkedHashMap<>();
  private final Map<String, SplitEmitter<T>> emitters = new LinkedHashMap<>();
  private final List<SplitEmitter<T>> turns = new ArrayList<>();
  private final List<String> outputsToRelease = new ArrayList<>();
  private final Set<String> startedQueues = new HashSet<>();
  private int nextTurn;
  private boolean started;
  private long lastCheckpoint = HeldReport.NO_CHECKPOINT;
  private long readsBehind = HeldReport.NO_CHECKPOINT;

  /**
   * A reader on a loop of its own.
   *
   * @param payloadStores where payloads are; null where none are read
   */
  public SqsSourceReader(
      SourceReaderContext context,
      SqsSourceSettings settings,
      SqsDeserializationSchema<T> schema,
      SqsQueueProvider provider,
      PayloadStoreProvider payloadStores) {
    this(
        context,
        settings,
        schema,
        provider,
        payloadStores,
        failure ->
            new SingleThreadLoop("sqs-source-" + context.getIndexOfSubtask(), failure::fail));
  }

  /** With a loop that a test drives. */
  SqsSourceReader(
      SourceReaderContext context,
      SqsSourceSettings settings,
      SqsDeserializationSchema<T> schema,
      SqsQueueProvider provider,
      PayloadStoreProvider payloadStores,
      Function<ReaderFailure, ReaderLoop> loop) {
    this.context = context;
    this.settings = settings;
    this.schema = schema;
    this.provider = provider;
    this.payloadStores = payloadStores;
    this.parallelism = context.currentParallelism();
    this.loop = loop.apply(failure);
    context.metricGroup().setPendingRecordsGauge(this::pendingRecords);
  }

  @Override
  public void start() {
    try {
      schema.open(new SchemaContext(context));
    } catch (Exception e) {
      throw new FlinkRuntimeException("Opening the deserialization schema failed", e);
    }
    started = true;
    lanes.keySet().forEach(this::startOnce);
  }

  @Override
  public void addSplits(List<SqsSplit> added) {
    for (SqsSplit split : added) {
      QueueLane lane = lanes.get(split.queueUrl());
      if (lane == null) {
        lane = open(split);
      } else if (!splits.get(split.queueUrl()).splitId().equals(split.splitId())) {
        outputsToRelease.add(split.splitId());
      }
      if (!split.receipts().isEmpty()) {
        LOG.info(
            "Deleting {} restored messages of queue {}", split.receipts().size(), split.queueUrl());
        lane.restore(split.receipts());
      }
    }
    // The lanes start after all receipts have come, so that these are deleted first.
    if (started) {
      for (SqsSplit split : added) {
        startOnce(split.queueUrl());
      }
    }
    availability.signal();
  }

  @Override
  public InputStatus pollNext(ReaderOutput<T> output) throws IOException {
    failure.rethrow();
    goOn();
    if (!outputsToRelease.isEmpty()) {
      outputsToRelease.forEach(output::releaseOutputForSplit);
      outputsToRelease.clear();
    }
    if (emitNext(output)) {
      return InputStatus.MORE_AVAILABLE;
    }
    availability.reset();
    // Once more, for what came before the reset.
    return isAnythingAvailable() ? InputStatus.MORE_AVAILABLE : InputStatus.NOTHING_AVAILABLE;
  }

  @Override
  public CompletableFuture<Void> isAvailable() {
    return availability.future();
  }

  /** One split per queue; one of a queue that is read no more, only while it holds receipts. */
  @Override
  public List<SqsSplit> snapshotState(long checkpointId) {
    passed(checkpointId);
    List<SqsSplit> state = new ArrayList<>();
    for (QueueLane lane : lanes.values()) {
      List<Receipt> receipts = lane.snapshot(checkpointId);
      if (isRead(lane.queueUrl()) || !receipts.isEmpty()) {
        SqsSplit split = splits.get(lane.queueUrl());
        state.add(new SqsSplit(split.queueUrl(), split.ordinal(), receipts));
      }
    }
    return state;
  }

  @Override
  public void notifyCheckpointComplete(long checkpointId) {
    lanes.values().forEach(lane -> lane.checkpointCompleted(checkpointId));
  }

  /** Nothing changes: the next checkpoint that completes covers what this one would have. */
  @Override
  public void notifyCheckpointAborted(long checkpointId) {
    // It may never have begun here.
    passed(checkpointId);
    LOG.debug("Checkpoint {} was aborted; its messages wait for the next", checkpointId);
  }

  @Override
  public void pauseOrResumeSplits(
      Collection<String> splitsToPause, Collection<String> splitsToResume) {
    for (SplitEmitter<T> emitter : turns) {
      if (splitsToPause.contains(emitter.splitId())) {
        emitter.pause(true);
      } else if (splitsToResume.contains(emitter.splitId())) {
        emitter.pause(false);
      }
    }
    availability.signal();
  }

  @Override
  public void handleSourceEvents(SourceEvent event) {
    if (!(event instanceof BacklogReport)) {
      throw new IllegalArgumentException("Unknown source event " + event);
    }
    BacklogReport report = (BacklogReport) event;
    QueueLane lane = lanes.get(report.queueUrl());
    SplitEmitter<T> emitter = emitters.get(report.queueUrl());
    // A report may overtake the reader's splits after a restart.
    if (lane != null && emitter != null) {
      lane.backlog(report);
      emitter.report(report, loop.now());
      tellEnumerator(lane);
      availability.signal();
    }
  }

  /** A checkpoint is behind this reader, if it goes on: {@link #pollNext} is called then. */
  private void passed(long checkpointId) {
    lastCheckpoint = Math.max(lastCheckpoint, checkpointId);
    availability.signal();
  }

  /** The enumerator tells nothing to a reader that may be stopping. This one is not. */
  private void goOn() {
    if (readsBehind < lastCheckpoint) {
      readsBehind = lastCheckpoint;
      emitters.keySet().forEach(url -> tellEnumerator(lanes.get(url)));
    }
  }

  private void tellEnumerator(QueueLane lane) {
    context.sendSourceEventToCoordinator(new HeldReport(lane.queueUrl(), lane.held(), readsBehind));
  }

  /** Queues don't end. */
  @Override
  public void notifyNoMoreSplits() {
    LOG.debug("No more splits");
  }

  /**
   * Gives back what no completed checkpoint covers and deletes what one covers, for as long as the
   * settings allow.
   */
  @Override
  public void close() {
    boolean done = Waiting.until(shutDown(), settings.closeTimeout());
    if (!done) {
      LOG.warn(
          "Not every message could be deleted or released within {}; the rest comes back when its "
              + "visibility timeout of {} has passed",
          settings.closeTimeout(),
          settings.visibilityTimeout());
    }
    lanes.values().forEach(QueueLane::close);
    loop.close();
  }

  /** Begins to end the work; completes when all is deleted or released. */
  CompletableFuture<Void> shutDown() {
    return CompletableFuture.allOf(
        lanes.values().stream().map(QueueLane::shutDown).toArray(CompletableFuture[]::new));
  }

  private QueueLane open(SqsSplit split) {
    String url = split.queueUrl();
    MetricGroup group = context.metricGroup();
    QueueLane lane =
        new QueueLane(
            // Receives, deletes and extensions, and one more for good measure.
            provider.open(
                url, settings.maxConcurrentReceives() + 2 * settings.maxConcurrentDeletes() + 1),
            openPayloads(),
            settings,
            isRead(url),
            parallelism,
            loop,
            new QueueMetrics(group, url),
            isRead(url) ? failure::fail : error -> lanes.get(url).letGo(error),
            availability::signal,
            31L * url.hashCode() + context.getIndexOfSubtask());
    lanes.put(url, lane);
    splits.put(url, split);
    if (isRead(url)) {
      SplitEmitter<T> emitter =
          new SplitEmitter<>(
              split.splitId(),
              lane,
              new ProgressTracker(settings, parallelism, loop.now()),
              schema,
              context.metricGroup().getIOMetricGroup().getNumRecordsInCounter(),
              context.metricGroup().getNumRecordsInErrorsCounter());
      emitters.put(url, emitter);
      turns.add(emitter);
    } else {
      LOG.info("Queue {} is read no more; what was read of it is still deleted", url);
      outputsToRelease.add(split.splitId());
    }
    return lane;
  }

  private PayloadStore openPayloads() {
    // Reads and deletes.
    return settings.payloads().isOn()
        ? payloadStores.open(2 * settings.payloads().maxConcurrent())
        : null;
  }

  private void startOnce(String queueUrl) {
    if (startedQueues.add(queueUrl)) {
      lanes.get(queueUrl).start(isRead(queueUrl));
    }
  }

  private boolean isRead(String queueUrl) {
    return settings.queueUrls().contains(queueUrl);
  }

  private boolean emitNext(ReaderOutput<T> output) throws IOException {
    for (int i = 0; i < turns.size(); i++) {
      SplitEmitter<T> emitter = turns.get(nextTurn);
      nextTurn = (nextTurn + 1) % turns.size();
      if (emitter.emitNext(output)) {
        return true;
      }
    }
    return false;
  }

  private boolean isAnythingAvailable() {
    failure.rethrow();
    return turns.stream().anyMatch(SplitEmitter::isAvailable);
  }

  /**
   * This subtask's share of what waits in the queues, and what waits in the reader. The shares of
   * all subtasks add up to the whole, as <a
   * href="https://cwiki.apache.org/confluence/display/FLINK/FLIP-33%3A+Standardize+Connector+Metrics">FLIP-33</a>
   * and autoscalers have it.
   */
  private long pendingRecords() {
    long pending = 0;
    for (QueueLane lane : lanes.values()) {
      long visible = Math.max(0, lane.backlogVisible());
      long share = visible / parallelism;
      if (context.getIndexOfSubtask() < visible % parallelism) {
        share++;
      }
      pending += share + lane.unemitted();
    }
    return pending;
  }

  /** What the schema may use of the reader's context. */
  private static final class SchemaContext implements DeserializationSchema.InitializationContext {
    private final SourceReaderContext context;

    SchemaContext(SourceReaderContext context) {
      this.context = context;
    }

    @Override
    public MetricGroup getMetricGroup() {
      return context.metricGroup();
    }

    @Override
    public UserCodeClassLoader getUserCodeClassLoader() {
      return context.getUserCodeClassLoader();
    }
  }
}
