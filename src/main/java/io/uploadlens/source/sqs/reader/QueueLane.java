package io.uploadlens.source.sqs.reader;

import io.uploadlens.source.sqs.SqsSourceSettings;
import io.uploadlens.source.sqs.enumerator.BacklogReport;
import io.uploadlens.source.sqs.metrics.QueueMetrics;
import io.uploadlens.source.sqs.metrics.SqsSourceMetrics;
import io.uploadlens.source.sqs.payload.PayloadStore;
import io.uploadlens.source.sqs.queue.ReceivedMessage;
import io.uploadlens.source.sqs.queue.SqsQueue;
import io.uploadlens.source.sqs.split.Receipt;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.NavigableSet;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.ConcurrentSkipListSet;
import java.util.function.Consumer;
import java.util.stream.Collectors;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * Everything that a reader does with one queue: receiving, keeping invisible, deleting and, at the
 * end, releasing. It works on the reader's loop; the methods here are called by the task's thread,
 * but for what is marked.
 *
 * <p>After a restore the restored receipts are {@linkplain DeleteFirst deleted first}.
 */
final class QueueLane {

  private static final Logger LOG = LoggerFactory.getLogger(QueueLane.class);

  /** A message should be emitted within this part of its visibility timeout, a quarter. */
  private static final int PREFETCH_SHARE_OF_VISIBILITY = 4;

  private static final Duration FIRST_BACKOFF = Duration.ofMillis(200);
  private static final Duration MAX_BACKOFF = Duration.ofSeconds(20);

  /**
   * How long closing waits for receives in flight: SQS may answer them with the very messages that
   * are being released, which are then released again.
   */
  private static final Duration RECEIVE_GRACE = Duration.ofMillis(500);

  private final SqsQueue queue;
  private final ReaderLoop loop;
  private final Runnable wake;
  private final QueueMetrics metrics;
  private final HeldMessages held = new HeldMessages();
  private final MessageGroups groups;
  private final Prefetch prefetch;
  private final ReceiptLedger ledger = new ReceiptLedger();
  private final CheckpointTimes checkpoints = new CheckpointTimes();
  private final Intake intake;
  private final PayloadStage payloads;
  private final InFlightLimit limit;
  private final Receiver receiver;
  private final Deleter deleter;
  private final VisibilityExtender extender;
  private final Releaser releaser;
  private final QueueBacklog backlog = new QueueBacklog();
  private final DeleteFirst deleteFirst;

  // Loop-confined.
  private boolean closing;

  // By when they were received, those that others may pass, since they wait for their payload.
  private final NavigableSet<Long> passedBy = new ConcurrentSkipListSet<>();
  private long received;

  // Of the task's thread.
  private long polled;

  /**
   * @param store where payloads are, closed with the lane; null where none are read
   * @param read false for a queue that is only deleted from
   * @param fatal takes, on the loop, an error that does not pass
   * @param wake tells the task's thread that there is something to emit
   * @param seed of the jitter
   */
  QueueLane(
      SqsQueue queue,
      PayloadStore store,
      SqsSourceSettings settings,
      boolean read,
      int parallelism,
      ReaderLoop loop,
      QueueMetrics metrics,
      Consumer<Throwable> fatal,
      Runnable wake,
      long seed) {
    this.queue = queue;
    this.loop = loop;
    this.wake = wake;
    this.metrics = metrics;
    QueueCalls calls = new QueueCalls(queue.url(), read, loop, metrics, fatal);
    Backoff backoff = new Backoff(FIRST_BACKOFF, MAX_BACKOFF, seed);
    this.groups =
        new MessageGroups(queue.isFifo(), queue.url(), settings.visibilityTimeout(), metrics);
    this.intake =
        new Intake(
            loop, metrics, held, ledger, groups, settings.visibilityTimeout().multipliedBy(2));
    this.prefetch =
        new Prefetch(
            settings.maxPrefetch(),
            settings.maxPrefetchBytes(),
            settings.visibilityTimeout().dividedBy(PREFETCH_SHARE_OF_VISIBILITY));
    this.payloads =
        PayloadStage.of(settings, store, queue, loop, backoff, metrics, fatal, prefetch::add, wake);
    prefetch.expect(payloads::size, payloads::bodies);
    this.limit =
        new InFlightLimit(
            queue.url(),
            settings.maxInFlightPerSubtask(parallelism),
            settings.maxInFlight(),
            checkpoints);
    this.receiver =
        new Receiver(queue, settings, loop, calls, backoff, held, prefetch, limit, this::received);
    this.deleter =
        new Deleter(
            queue,
            loop,
            calls,
            backoff,
            metrics,
            settings.maxConcurrentDeletes(),
            settings.maxDeleteAttempts(),
            intake::left,
            this::settled);
    this.extender =
        new VisibilityExtender(
            queue,
            loop,
            calls,
            backoff,
            metrics,
            held,
            deleter::isBusy,
            settings.visibilityTimeout(),
            settings.maxConcurrentDeletes());
    this.releaser = new Releaser(queue, calls, metrics, settings.maxConcurrentDeletes());
    this.deleteFirst = new DeleteFirst(loop);
    registerGauges();
  }

  /** The queue's URL. */
  String queueUrl() {
    return queue.url();
  }

  /** Takes receipts of a restored split: their messages may be deleted at once. */
  void restore(List<Receipt> receipts) {
    Map<Boolean, List<HeldMessage>> byDeleted =
        receipts.stream()
            .map(receipt -> new HeldMessage(receipt, loop.now()))
            .collect(Collectors.partitioningBy(HeldMessage::isDeleted));
    List<HeldMessage> messages = byDeleted.get(false);
    byDeleted.values().forEach(ledger::restored);
    loop.execute(
        () -> {
          byDeleted.get(true).forEach(m -> payloads.settled(m, () -> ledger.settled(m)));
          intake.restored(messages);
          deleteFirst.add(messages);
          deleter.delete(messages);
        });
  }

  /**
   * Begins the work.
   *
   * @param receive false for a queue that is read no more: it is only deleted from
   */
  void start(boolean receive) {
    loop.execute(
        () -> {
          extender.start();
          if (receive) {
            payloads.start();
            deleteFirst.thenReceive(receiver::start);
          }
        });
  }

  /** The next message to emit, or null. */
  HeldMessage poll() {
    List<HeldMessage> lost = List.of();
    HeldMessage message = next();
    while (message != null && !groups.mayEmit(message, loop.now())) {
      lost = lost.isEmpty() ? new ArrayList<>() : lost;
      lost.add(message);
      message = next();
    }
    if (!lost.isEmpty()) {
      List<HeldMessage> all = lost;
      loop.execute(() -> giveUp(all));
    }
    return message;
  }

  /** The message's records have been emitted. */
  void emitted(HeldMessage message) {
    ledger.emitted(message);
    metrics.emitted().inc();
  }

  /** How many messages have been polled. */
  long polled() {
    return polled;
  }

  /** Of how many messages, in the order of receiving, all have been polled. */
  long passed() {
    Long oldest = passedBy.ceiling(0L);
    return oldest == null ? polled : Math.min(polled, oldest - 1);
  }

  /** How many messages can be emitted now. */
  int prefetched() {
    return prefetch.size();
  }

  /** How many messages are received and not emitted: those that wait for their payload, too. */
  int unemitted() {
    return prefetch.occupied();
  }

  /** Whether the last receive brought nothing, and the next is under way. */
  boolean isQuiet() {
    return receiver.isLastAnswerEmpty();
  }

  /** The receipts that belong into the state of this checkpoint. */
  List<Receipt> snapshot(long checkpointId) {
    checkpoints.begun(checkpointId, loop.now());
    return ledger.snapshot(checkpointId);
  }

  /** A checkpoint has completed: deletes what it covers. */
  void checkpointCompleted(long checkpointId) {
    checkpoints.completed(checkpointId, loop.now());
    List<HeldMessage> covered = ledger.complete(checkpointId);
    if (!covered.isEmpty()) {
      loop.execute(() -> deleter.delete(covered));
    }
  }

  /** What the whole queue holds, by the enumerator's report. */
  void backlog(BacklogReport report) {
    backlog.report(report);
    limit.queueHolds(report.visible(), report.inFlight(), loop.now());
  }

  /** Messages that wait in the whole queue; -1 before the first report. */
  long backlogVisible() {
    return backlog.visible();
  }

  /** How many messages the reader holds, emitted or not. */
  int held() {
    return held.size();
  }

  /**
   * Receives no more, releases what no completed checkpoint covers, and goes on deleting what one
   * covers.
   *
   * @return completes when nothing is left to do; {@link #close()} may be called before
   */
  CompletableFuture<Void> shutDown() {
    CompletableFuture<Void> done = new CompletableFuture<>();
    loop.execute(
        () -> {
          closing = true;
          deleteFirst.cancel();
          extender.stop();
          payloads.stop();
          CompletableFuture<Void> received = receiver.stop();
          loop.schedule(RECEIVE_GRACE, () -> received.complete(null));
          releaser.release(held.all());
          CompletableFuture<Void> unused =
              received
                  .thenCompose(nothing -> releaser.whenIdle())
                  .thenCombine(deleter.whenIdle(), (released, deleted) -> released)
                  .whenComplete((nothing, error) -> done.complete(null));
        });
    return done;
  }

  /**
   * Forgets what is still to be deleted, because it can't be: a queue that is read no more may be
   * no more, or be denied, and that must not stop the job for ever. On the loop.
   */
  void letGo(Throwable why) {
    int left = ledger.letGo();
    if (left > 0) {
      LOG.warn(
          "Queue {} is read no more; {} messages that were read of it are left there, if it is"
              + " still there. {}",
          queue.url(),
          left,
          why.getMessage());
      metrics.deletesFailed().inc(left);
      List.copyOf(held.all()).forEach(held::remove);
    }
  }

  /** Closes the queue; requests in flight are given up. */
  void close() {
    queue.close();
    payloads.close();
  }

  private HeldMessage next() {
    HeldMessage message = prefetch.poll(loop.now());
    if (message != null) {
      polled++;
      if (!passedBy.isEmpty()) {
        passedBy.remove(message.ordinal());
      }
      payloads.taken(message);
    }
    // Also after the last: what waits for its payload must not make receiving wait for it.
    receiver.emitted();
    return message;
  }

  private void add(HeldMessage message) {
    int before = payloads.size();
    payloads.add(message);
    if (payloads.size() > before) {
      // It waits; nobody takes it before the loop has gone on.
      passedBy.add(message.ordinal());
    }
  }

  /** These have lost their place in their message groups before they were emitted. */
  private void giveUp(List<HeldMessage> lost) {
    metrics.expiredUnemitted().inc(lost.size());
    List<HeldMessage> hidden = new ArrayList<>();
    for (HeldMessage message : lost) {
      groups.gone(message);
      if (held.holds(message)) {
        held.remove(message);
        hidden.add(message);
      }
    }
    releaser.release(hidden);
    receiver.pump();
  }

  private void received(List<ReceivedMessage> messages, long askedAt) {
    if (messages.isEmpty()) {
      metrics.receivesEmpty().inc();
      return;
    }
    metrics.received().inc(messages.size());
    Intake.Taken taken = intake.take(messages, askedAt);
    if (!taken.toDelete().isEmpty()) {
      deleter.delete(taken.toDelete());
    }
    if (closing) {
      // Released before or never emitted: these deliveries hide them again.
      releaser.release(taken.toEmit());
      releaser.release(taken.uncovered());
    } else {
      taken
          .toEmit()
          .forEach(
              message -> {
                message.ordinal(++received);
                prefetch.received(message);
                add(message);
              });
      wake.run();
    }
  }

  private void settled(HeldMessage message) {
    // Stays in the state until its payload is deleted, too.
    payloads.settled(message, () -> ledger.settled(message));
    groups.gone(message);
    held.remove(message);
    deleteFirst.settled(message);
    receiver.pump();
  }

  private void registerGauges() {
    metrics.gauge(SqsSourceMetrics.IN_FLIGHT, held::size);
    metrics.gauge(SqsSourceMetrics.PREFETCHED, prefetch::size);
    metrics.gauge(SqsSourceMetrics.PREFETCHED_BYTES, prefetch::bytes);
    metrics.gauge(SqsSourceMetrics.IN_FLIGHT_LIMIT, limit::share);
    metrics.gauge(SqsSourceMetrics.AWAITING_DELETE, ledger::size);
    metrics.gauge(SqsSourceMetrics.AT_IN_FLIGHT_LIMIT, () -> limit.isReached() ? 1 : 0);
    metrics.gauge(SqsSourceMetrics.CONCURRENT_RECEIVES, receiver::concurrency);
    backlog.registerGauges(metrics);
  }
}
