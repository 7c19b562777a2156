package io.uploadlens.source.sqs.enumerator;

import io.uploadlens.aws.AwsErrorKind;
import io.uploadlens.aws.AwsErrors;
import io.uploadlens.source.sqs.SqsSourceSettings;
import io.uploadlens.source.sqs.queue.Patience;
import io.uploadlens.source.sqs.queue.QueueAttributes;
import io.uploadlens.source.sqs.queue.SqsQueue;
import io.uploadlens.source.sqs.queue.SqsQueueProvider;
import io.uploadlens.source.sqs.split.SqsSplit;
import java.time.Duration;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.HashSet;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.concurrent.CancellationException;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.TimeUnit;
import java.util.function.LongSupplier;
import org.apache.flink.api.connector.source.SourceEvent;
import org.apache.flink.api.connector.source.SplitEnumerator;
import org.apache.flink.api.connector.source.SplitEnumeratorContext;
import org.apache.flink.api.connector.source.SplitsAssignment;
import org.apache.flink.util.FlinkRuntimeException;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * Gives each reader that registers one split per queue, and tells all readers in every period what
 * the queues hold.
 *
 * <p>A reader that was restored holds splits already and merges the new ones into them. What comes
 * back with receipts (a reader failed before its first checkpoint) goes to the next reader that
 * registers. Readers answer with how many messages they hold; what SQS has in flight beyond that is
 * held by somebody else. A reader is told nothing while it may be stopping: see {@link ReportGate}.
 * A queue whose attributes can't be read for the moment is not reported, so that no reader takes
 * silence for an empty queue; one that is missing or denies access fails the job, and so does one
 * that has given doubtful errors for {@link Patience#OF_A_READ_QUEUE}.
 */
public final class SqsEnumerator implements SplitEnumerator<SqsSplit, SqsEnumeratorState> {

  private static final Logger LOG = LoggerFactory.getLogger(SqsEnumerator.class);
  private static final Duration ANSWER_TIMEOUT = Duration.ofSeconds(10);

  private final SplitEnumeratorContext<SqsSplit> context;
  private final SqsSourceSettings settings;
  private final SqsQueueProvider provider;
  private final Map<String, SqsQueue> queues = new LinkedHashMap<>();
  private final List<SqsSplit> unassigned = new ArrayList<>();
  private final Set<String> failing = new HashSet<>();
  // By queue, then by subtask: what the readers said last.
  private final Map<String, Map<Integer, Long>> heldByReaders = new HashMap<>();
  private final ReportGate gate;
  private final Map<String, Patience> patience = new HashMap<>();
  private final LongSupplier clock;
  private volatile boolean closed;

  /**
   * @param restored the state to go on from, or null at the first start
   */
  public SqsEnumerator(
      SplitEnumeratorContext<SqsSplit> context,
      SqsSourceSettings settings,
      SqsQueueProvider provider,
      SqsEnumeratorState restored) {
    this(context, settings, provider, restored, System::currentTimeMillis);
  }

  /**
   * @param clock epoch milliseconds
   */
  public SqsEnumerator(
      SplitEnumeratorContext<SqsSplit> context,
      SqsSourceSettings settings,
      SqsQueueProvider provider,
      SqsEnumeratorState restored,
      LongSupplier clock) {
    this.clock = clock;
    this.context = context;
    this.settings = settings;
    this.provider = provider;
    this.gate =
        new ReportGate(
            (subtaskId, url, attributes) ->
                context.sendEventToSourceReader(
                    subtaskId, new BacklogReport(url, attributes, heldByReaders(url))));
    if (restored != null) {
      unassigned.addAll(restored.unassigned());
    }
  }

  @Override
  public void start() {
    for (String url : settings.queueUrls()) {
      open(url);
    }
    if (!closed) {
      context.callAsync(
          this::askForBacklogs,
          this::report,
          0,
          Math.max(1, settings.backlogInterval().toMillis()));
    }
  }

  /** Flink may close it while it starts, from another thread. */
  private void open(String url) {
    if (closed) {
      return;
    }
    SqsQueue queue = provider.open(url, 2);
    synchronized (queues) {
      if (!closed) {
        queues.put(url, queue);
        return;
      }
    }
    queue.close();
  }

  @Override
  public void addReader(int subtaskId) {
    forget(subtaskId);
    gate.open(subtaskId);
    List<SqsSplit> splits = new ArrayList<>();
    for (String url : settings.queueUrls()) {
      splits.add(new SqsSplit(url, subtaskId, List.of()));
    }
    splits.addAll(unassigned);
    unassigned.clear();
    context.assignSplits(new SplitsAssignment<>(Map.of(subtaskId, splits)));
  }

  /** Splits without receipts are made anew for the reader that registers again. */
  @Override
  public void addSplitsBack(List<SqsSplit> splits, int subtaskId) {
    forget(subtaskId);
    for (SqsSplit split : splits) {
      if (!split.receipts().isEmpty()) {
        unassigned.add(split);
      }
    }
  }

  /** Readers get their splits when they register; there is nothing to ask for. */
  @Override
  public void handleSplitRequest(int subtaskId, String requesterHostname) {
    LOG.debug("Reader {} asked for a split; it has them all", subtaskId);
  }

  @Override
  public void handleSourceEvent(int subtaskId, SourceEvent event) {
    if (!(event instanceof HeldReport)) {
      throw new IllegalArgumentException("Unknown source event " + event);
    }
    HeldReport report = (HeldReport) event;
    heldByReaders
        .computeIfAbsent(report.queueUrl(), url -> new HashMap<>())
        .put(subtaskId, report.held());
    gate.readsBehind(subtaskId, report.queueUrl(), report.checkpointId());
  }

  @Override
  public SqsEnumeratorState snapshotState(long checkpointId) {
    gate.close(checkpointId);
    return new SqsEnumeratorState(unassigned);
  }

  /**
   * Flink calls this while the coordinator's threads still run, and may have let go of the job's
   * classes: nothing is asked and no answer is looked at any more.
   */
  @Override
  public void close() {
    List<SqsQueue> opened;
    synchronized (queues) {
      closed = true;
      opened = List.copyOf(queues.values());
    }
    opened.forEach(SqsQueue::close);
  }

  /** Asks all queues at once, on the coordinator's worker thread, which may wait. */
  private Map<String, Answer> askForBacklogs() throws InterruptedException {
    if (closed) {
      return Map.of();
    }
    Map<String, CompletableFuture<QueueAttributes>> asked = new LinkedHashMap<>();
    queues.forEach(
        (url, queue) ->
            asked.put(
                url,
                queue.attributes().orTimeout(ANSWER_TIMEOUT.toMillis(), TimeUnit.MILLISECONDS)));
    Map<String, Answer> answers = new LinkedHashMap<>();
    for (Map.Entry<String, CompletableFuture<QueueAttributes>> entry : asked.entrySet()) {
      answers.put(entry.getKey(), Answer.of(entry.getValue()));
    }
    return answers;
  }

  /** Runs on the coordinator's thread. */
  private void report(Map<String, Answer> answers, Throwable error) {
    if (closed) {
      return;
    }
    if (error != null) {
      throw new FlinkRuntimeException("Asking the queues for their backlog failed", error);
    }
    answers.forEach(
        (url, answer) -> {
          if (answer.error != null) {
            failed(url, answer.error);
          } else {
            patience.remove(url);
            if (failing.remove(url)) {
              LOG.info("The backlog of queue {} can be read again", url);
            }
            for (int subtaskId : context.registeredReaders().keySet()) {
              gate.send(subtaskId, url, answer.attributes);
            }
          }
        });
  }

  private long heldByReaders(String url) {
    return heldByReaders.getOrDefault(url, Map.of()).values().stream()
        .mapToLong(Long::longValue)
        .sum();
  }

  /** A reader is gone: what it held is held by nobody until it comes back. */
  private void forget(int subtaskId) {
    heldByReaders.values().forEach(held -> held.remove(subtaskId));
  }

  private void failed(String url, Throwable error) {
    if (isPermanent(url, AwsErrors.kindOf(error))) {
      throw new FlinkRuntimeException(
          "Reading the attributes of queue "
              + url
              + " failed: "
              + AwsErrors.describe(error)
              + ". This does not pass by itself: check the URL, the region, the credentials, the clock"
              + " and the permission sqs:GetQueueAttributes.",
          error);
    }
    if (failing.add(url)) {
      LOG.warn(
          "The backlog of queue {} can't be read: {}. Readers keep what they know; trying again every"
              + " {}",
          url,
          AwsErrors.describe(error),
          settings.backlogInterval());
    }
  }

  private boolean isPermanent(String url, AwsErrorKind kind) {
    return kind == AwsErrorKind.DOUBTFUL
        ? patience
            .computeIfAbsent(url, u -> new Patience(Patience.OF_A_READ_QUEUE))
            .endsAt(clock.getAsLong())
        : kind != AwsErrorKind.RETRY;
  }

  /** What one queue answered: attributes or an error. */
  private static final class Answer {
    private final QueueAttributes attributes;
    private final Throwable error;

    private Answer(QueueAttributes attributes, Throwable error) {
      this.attributes = attributes;
      this.error = error;
    }

    static Answer of(CompletableFuture<QueueAttributes> asked) throws InterruptedException {
      try {
        return new Answer(asked.get(), null);
      } catch (ExecutionException e) {
        return new Answer(null, e.getCause());
      } catch (CancellationException e) {
        return new Answer(null, e);
      }
    }
  }
}
