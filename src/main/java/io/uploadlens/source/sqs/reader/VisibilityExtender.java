package io.uploadlens.source.sqs.reader;

import io.uploadlens.aws.AwsErrorKind;
import io.uploadlens.source.sqs.metrics.QueueMetrics;
import io.uploadlens.source.sqs.queue.BatchFailure;
import io.uploadlens.source.sqs.queue.SqsQueue;
import io.uploadlens.source.sqs.reader.QueueCalls.Purpose;
import io.uploadlens.source.sqs.split.Receipt;
import java.time.Duration;
import java.util.ArrayDeque;
import java.util.ArrayList;
import java.util.Deque;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.function.BooleanSupplier;
import java.util.stream.Collectors;

/**
 * The heartbeat: keeps every held message invisible, whether it waits to be emitted, for its
 * checkpoint or for its delete.
 *
 * <pre>
 *   hidden  0 ─────────── 1/3 ════════ 1/2 ─────────────────── 1 visible again
 *           rests          extended,   all that is left       of the visibility timeout
 *                          evenly       at once
 * </pre>
 *
 * <p>A message is due when a third of its visibility timeout has passed, those whose visibility
 * ends first come first, and the requests are spread so that all are done when half has passed: a
 * hundred thousand messages that came in one second make no burst. Until then extensions use half
 * of their connections, and while deletes wait their pace is that for three quarters: what is about
 * to be deleted needs no extension. What is left at half goes at once all the same. A request that
 * fails is repeated after a growing pause, of at most a quarter of the time that is left.
 *
 * <p>SQS keeps a message invisible for at most <a
 * href="https://docs.aws.amazon.com/AWSSimpleQueueService/latest/SQSDeveloperGuide/sqs-visibility-timeout.html">12
 * hours</a> from its receive. The last extension reaches just below that; then, and when SQS no
 * longer takes the handle, a message is extended no more and counted. It comes back, and is
 * recognised as long as it is held. Loop-confined.
 */
final class VisibilityExtender {

  private static final Duration MARGIN = Duration.ofSeconds(5);

  private static final int TICKS_PER_TIMEOUT = 600;
  private static final long MIN_TICK_MILLIS = 20;
  private static final long MAX_TICK_MILLIS = 500;

  private final SqsQueue queue;
  private final ReaderLoop loop;
  private final QueueCalls calls;
  private final Backoff backoff;
  private final QueueMetrics metrics;
  private final HeldMessages held;
  private final BooleanSupplier deletesWait;
  private final Duration visibilityTimeout;
  // Reckoned once: Duration divides by BigDecimal, and every tick would.
  private final long dueAfterMillis;
  private final Duration tick;
  private final int maxConcurrent;

  // Longest hidden first; may hold messages that are held no more or were delivered again.
  private final Deque<HeldMessage> due = new ArrayDeque<>();
  private double allowedRequests;
  private int outstanding;
  private boolean backingOff;
  private boolean running;

  /**
   * @param deletesWait whether there is something to be deleted
   */
  VisibilityExtender(
      SqsQueue queue,
      ReaderLoop loop,
      QueueCalls calls,
      Backoff backoff,
      QueueMetrics metrics,
      HeldMessages held,
      BooleanSupplier deletesWait,
      Duration visibilityTimeout,
      int maxConcurrent) {
    this.queue = queue;
    this.loop = loop;
    this.calls = calls;
    this.backoff = backoff;
    this.metrics = metrics;
    this.held = held;
    this.deletesWait = deletesWait;
    this.visibilityTimeout = visibilityTimeout;
    this.dueAfterMillis = visibilityTimeout.toMillis() / 3;
    this.tick =
        Duration.ofMillis(
            Math.max(
                MIN_TICK_MILLIS,
                Math.min(MAX_TICK_MILLIS, visibilityTimeout.toMillis() / TICKS_PER_TIMEOUT)));
    this.maxConcurrent = maxConcurrent;
  }

  void start() {
    running = true;
    tick();
  }

  void stop() {
    running = false;
    due.clear();
  }

  private void tick() {
    if (!running) {
      return;
    }
    due.addAll(held.takeHiddenSince(loop.now() - dueAfterMillis));
    dropNeedless();
    allowMore();
    pump();
    loop.schedule(tick, this::tick);
  }

  /** Whether half of the oldest message's time has passed. */
  private boolean isUrgent() {
    return !due.isEmpty()
        && loop.now() - due.peek().hiddenSince() >= visibilityTimeout.toMillis() / 2;
  }

  /** As many requests as bring all that is due through in time, at an even pace. */
  private void allowMore() {
    if (due.isEmpty()) {
      allowedRequests = 0;
      return;
    }
    Duration within =
        deletesWait.getAsBoolean()
            ? visibilityTimeout.multipliedBy(3).dividedBy(4)
            : visibilityTimeout.dividedBy(2);
    long left = due.peek().hiddenSince() + within.toMillis() - loop.now();
    double requests = Math.ceil(due.size() / (double) SqsQueue.MAX_BATCH);
    allowedRequests =
        Math.min(requests, allowedRequests + requests / Math.max(1, left / tick.toMillis()));
  }

  private void pump() {
    while (running && !backingOff && hasTurn()) {
      List<HeldMessage> batch = new ArrayList<>(SqsQueue.MAX_BATCH);
      Duration extension = null;
      while (batch.size() < SqsQueue.MAX_BATCH && !due.isEmpty()) {
        HeldMessage message = due.peek();
        Duration possible = possible(message);
        if (!isDue(message)) {
          due.remove();
        } else if (possible.isZero()) {
          due.remove();
          stopExtending(message);
        } else if (extension == null || extension.equals(possible)) {
          extension = possible;
          batch.add(due.remove());
        } else {
          // One batch, one timeout: only messages near the 12 hours differ.
          break;
        }
      }
      if (!batch.isEmpty()) {
        extend(batch, extension);
      }
    }
  }

  private boolean hasTurn() {
    if (due.isEmpty()) {
      return false;
    }
    if (calls.failuresInARow(Purpose.EXTEND) > 0) {
      // One asks whether it works again.
      return outstanding == 0;
    }
    // What is urgent is not counted.
    return isUrgent()
        ? outstanding < maxConcurrent
        : outstanding < Math.max(1, maxConcurrent / 2) && allowedRequests >= 1;
  }

  private void dropNeedless() {
    while (!due.isEmpty() && !isDue(due.peek())) {
      due.remove();
    }
  }

  /** Not so when it was deleted or delivered again while it waited. */
  private boolean isDue(HeldMessage message) {
    return held.holds(message) && message.slot() == HeldMessage.NO_SLOT && message.isExtendable();
  }

  /** The extension that SQS takes, in whole seconds; zero when the 12 hours are over. */
  private Duration possible(HeldMessage message) {
    long untilLimit =
        message.receipt().receivedAt()
            + SqsQueue.MAX_VISIBILITY.minus(MARGIN).toMillis()
            - loop.now();
    if (untilLimit >= visibilityTimeout.toMillis()) {
      return visibilityTimeout;
    }
    long seconds = untilLimit / 1000;
    // What would not reach beyond the timeout that runs now is not worth a call.
    long gained = loop.now() + seconds * 1000 - message.hiddenSince();
    return gained > visibilityTimeout.toMillis() ? Duration.ofSeconds(seconds) : Duration.ZERO;
  }

  private void extend(List<HeldMessage> batch, Duration extension) {
    outstanding++;
    allowedRequests = Math.max(0, allowedRequests - 1);
    // SQS counts from when it takes the request; a shorter extension is as if it began earlier.
    long since = loop.now() - visibilityTimeout.minus(extension).toMillis();
    List<Receipt> receipts = batch.stream().map(HeldMessage::receipt).collect(Collectors.toList());
    List<String> handles = receipts.stream().map(Receipt::handle).collect(Collectors.toList());
    calls.make(
        Purpose.EXTEND,
        () -> queue.changeVisibility(handles, extension),
        failures -> {
          outstanding--;
          answered(batch, receipts, failures, since);
          pump();
        },
        kind -> {
          outstanding--;
          if (kind == AwsErrorKind.REJECT) {
            for (int i = 0; i < batch.size(); i++) {
              if (isAsAsked(batch.get(i), receipts.get(i))) {
                stopExtending(batch.get(i));
              }
            }
          } else if (kind == AwsErrorKind.RETRY) {
            again(batch);
          }
          pump();
        });
  }

  private void answered(
      List<HeldMessage> batch, List<Receipt> receipts, List<BatchFailure> failures, long since) {
    Map<Integer, BatchFailure> byIndex = new HashMap<>();
    failures.forEach(failure -> byIndex.put(failure.index(), failure));
    List<HeldMessage> again = new ArrayList<>();
    for (int i = 0; i < batch.size(); i++) {
      HeldMessage message = batch.get(i);
      if (!isAsAsked(message, receipts.get(i))) {
        continue;
      }
      BatchFailure failure = byIndex.get(i);
      if (failure == null) {
        metrics.visibilityExtensions().inc();
        held.hiddenSince(message, since);
      } else {
        failed(message, failure, again);
      }
    }
    if (!again.isEmpty()) {
      again(again);
    }
  }

  /** Not so when it was deleted meanwhile, or delivered again: another handle, another clock. */
  private boolean isAsAsked(HeldMessage message, Receipt asked) {
    return held.holds(message) && message.receipt().equals(asked);
  }

  private void failed(HeldMessage message, BatchFailure failure, List<HeldMessage> again) {
    AwsErrorKind kind = calls.judgeEntry(Purpose.EXTEND, failure);
    if (kind == AwsErrorKind.REJECT) {
      stopExtending(message);
    } else if (kind == AwsErrorKind.RETRY) {
      again.add(message);
    }
  }

  /** They come first when the pause is over. */
  private void again(List<HeldMessage> failed) {
    for (int i = failed.size() - 1; i >= 0; i--) {
      due.addFirst(failed.get(i));
    }
    if (backingOff || !running) {
      return;
    }
    backingOff = true;
    long left = due.peek().hiddenSince() + visibilityTimeout.toMillis() - loop.now();
    Duration pause = backoff.after(Math.max(1, calls.failuresInARow(Purpose.EXTEND)));
    long longest = Math.max(tick.toMillis(), left / 4);
    loop.schedule(
        pause.toMillis() > longest ? Duration.ofMillis(longest) : pause,
        () -> {
          backingOff = false;
          pump();
        });
  }

  private void stopExtending(HeldMessage message) {
    message.expire();
    // A durable one is being deleted, perhaps before this extension came: its delete tells.
    if (!message.isDurable() && message.countExpiry()) {
      metrics.expiredHandles().inc();
    }
  }
}
