package io.uploadlens.source.sqs.reader;

import io.uploadlens.aws.AwsErrorKind;
import io.uploadlens.aws.AwsErrors;
import io.uploadlens.source.sqs.metrics.QueueMetrics;
import io.uploadlens.source.sqs.queue.BatchFailure;
import io.uploadlens.source.sqs.queue.SqsQueue;
import io.uploadlens.source.sqs.reader.QueueCalls.Purpose;
import io.uploadlens.source.sqs.split.Receipt;
import java.util.ArrayDeque;
import java.util.ArrayList;
import java.util.Collection;
import java.util.Deque;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.concurrent.CompletableFuture;
import java.util.function.Consumer;
import java.util.stream.Collectors;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * Deletes durable messages: in batches of ten, several at a time.
 *
 * <p>An entry that SQS answers with an error is tried again with a growing delay, a given number of
 * times (throttled ones as long as it takes); one whose handle SQS no longer takes is dropped, and
 * leaves the state. A request that got no answer (throttled, broken off) counts for no entry: all
 * deletes wait and go on. Either way the number of messages that wait is bounded, since they count
 * as in flight. Loop-confined.
 */
final class Deleter {

  private static final Logger LOG = LoggerFactory.getLogger(Deleter.class);

  private final SqsQueue queue;
  private final ReaderLoop loop;
  private final QueueCalls calls;
  private final Backoff backoff;
  private final QueueMetrics metrics;
  private final int maxConcurrent;
  private final int maxAttempts;
  private final Consumer<HeldMessage> left;
  private final Consumer<HeldMessage> settled;

  private final Deque<HeldMessage> ready = new ArrayDeque<>();
  private int pending;
  private int outstanding;
  private boolean backingOff;
  private boolean broken;
  private CompletableFuture<Void> idle;

  /**
   * @param left takes each message that is dropped or given up, or whose handle may have deleted
   *     nothing, before it is settled: SQS may deliver it again
   * @param settled takes each message that is deleted, dropped or given up
   */
  Deleter(
      SqsQueue queue,
      ReaderLoop loop,
      QueueCalls calls,
      Backoff backoff,
      QueueMetrics metrics,
      int maxConcurrent,
      int maxAttempts,
      Consumer<HeldMessage> left,
      Consumer<HeldMessage> settled) {
    this.queue = queue;
    this.loop = loop;
    this.calls = calls;
    this.backoff = backoff;
    this.metrics = metrics;
    this.maxConcurrent = maxConcurrent;
    this.maxAttempts = maxAttempts;
    this.left = left;
    this.settled = settled;
  }

  /** Deletes these, which a completed checkpoint covers. */
  void delete(Collection<HeldMessage> messages) {
    for (HeldMessage message : messages) {
      if (!message.isDurable()) {
        throw new IllegalStateException(
            "Message " + message.messageId() + " is in no completed checkpoint");
      }
    }
    ready.addAll(messages);
    pending += messages.size();
    pump();
  }

  /** Whether there is something to be deleted. */
  boolean isBusy() {
    return pending > 0 && !broken;
  }

  /** Completes when nothing is left to be deleted, or deleting has failed for good. */
  CompletableFuture<Void> whenIdle() {
    idle = new CompletableFuture<>();
    completeIfIdle();
    return idle;
  }

  private void pump() {
    while (!broken && !backingOff && outstanding < maxConcurrent && !ready.isEmpty()) {
      List<HeldMessage> batch = new ArrayList<>(SqsQueue.MAX_BATCH);
      while (batch.size() < SqsQueue.MAX_BATCH && !ready.isEmpty()) {
        batch.add(ready.poll());
      }
      delete(batch, batch.stream().map(HeldMessage::receipt).collect(Collectors.toList()));
    }
  }

  private void delete(List<HeldMessage> batch, List<Receipt> receipts) {
    outstanding++;
    List<String> handles = receipts.stream().map(Receipt::handle).collect(Collectors.toList());
    calls.make(
        Purpose.DELETE,
        () -> queue.delete(handles),
        failures -> {
          outstanding--;
          answered(batch, receipts, failures);
          pump();
        },
        kind -> {
          outstanding--;
          unanswered(batch, kind);
          pump();
        });
  }

  private void answered(
      List<HeldMessage> batch, List<Receipt> receipts, List<BatchFailure> failures) {
    Map<Integer, BatchFailure> byIndex = new HashMap<>();
    failures.forEach(failure -> byIndex.put(failure.index(), failure));
    List<HeldMessage> again = new ArrayList<>();
    int attempts = 0;
    for (int i = 0; i < batch.size(); i++) {
      HeldMessage message = batch.get(i);
      BatchFailure failure = byIndex.get(i);
      if (!message.receipt().equals(receipts.get(i))) {
        // Delivered again meanwhile: SQS may have taken the older handle and deleted nothing.
        ready.add(message);
      } else if (failure == null) {
        metrics.deleted().inc();
        if (!message.isExtendable()) {
          // Visible again for some time: SQS may have taken the handle and deleted nothing.
          left.accept(message);
        }
        message.setDeleted();
        settle(message);
      } else {
        attempts = Math.max(attempts, failed(message, failure, again));
      }
    }
    if (!again.isEmpty()) {
      later(again, attempts);
    }
  }

  /** Judges one failed entry; returns how often it has failed if it is to be tried again. */
  private int failed(HeldMessage message, BatchFailure failure, List<HeldMessage> again) {
    switch (calls.judgeEntry(Purpose.DELETE, failure)) {
      case FATAL:
        giveUpAll();
        return 0;
      case REJECT:
        LOG.debug("SQS takes the handle of {} no more: {}", message.messageId(), failure);
        message.expire();
        if (message.countExpiry()) {
          metrics.expiredHandles().inc();
        }
        left.accept(message);
        if (!queue.isFifo()) {
          // So a standard queue answers for a message that is gone; a FIFO queue also for one whose
          // visibility has ended, and which comes back.
          message.setDeleted();
        }
        settle(message);
        return 0;
      default:
        boolean throttled = AwsErrors.isThrottlingCode(failure.code());
        int attempts = message.deleteFailed();
        boolean givenUp = !throttled && calls.isEntryGivenUp(attempts, maxAttempts);
        return tryAgain(message, failure.toString(), attempts, givenUp, again);
    }
  }

  private int tryAgain(
      HeldMessage message, String why, int attempts, boolean givenUp, List<HeldMessage> again) {
    if (!givenUp) {
      again.add(message);
      return attempts;
    }
    LOG.warn(
        "Deleting message {} of queue {} is given up after {} attempts: {}. It will come back, and"
            + " be deleted then if it comes to this subtask soon",
        message.messageId(),
        queue.url(),
        attempts,
        why);
    metrics.deletesFailed().inc();
    left.accept(message);
    settle(message);
    return 0;
  }

  private void unanswered(List<HeldMessage> batch, AwsErrorKind kind) {
    if (kind == AwsErrorKind.REJECT) {
      List<HeldMessage> again = new ArrayList<>();
      for (HeldMessage message : batch) {
        int attempts = message.deleteFailed();
        tryAgain(message, "the request is rejected", attempts, attempts >= maxAttempts, again);
      }
      if (!again.isEmpty()) {
        later(again, calls.failuresInARow(Purpose.DELETE));
      }
      return;
    }
    batch.forEach(ready::addFirst);
    if (kind == AwsErrorKind.FATAL) {
      giveUpAll();
    } else if (!backingOff) {
      backingOff = true;
      loop.schedule(
          backoff.after(Math.max(1, calls.failuresInARow(Purpose.DELETE))),
          () -> {
            backingOff = false;
            pump();
          });
    }
  }

  private void later(List<HeldMessage> messages, int attempts) {
    loop.schedule(
        backoff.after(Math.max(1, attempts)),
        () -> {
          ready.addAll(messages);
          pump();
        });
  }

  /** The reader is failing: the receipts stay in the state, and nobody need wait for them. */
  private void giveUpAll() {
    broken = true;
    completeIfIdle();
  }

  private void settle(HeldMessage message) {
    pending--;
    settled.accept(message);
    completeIfIdle();
  }

  private void completeIfIdle() {
    if (idle != null && (broken || pending == 0)) {
      idle.complete(null);
    }
  }
}
