package io.uploadlens.source.sqs.reader;

import io.uploadlens.aws.AwsErrorKind;
import io.uploadlens.aws.AwsErrors;
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
import java.util.stream.Collectors;

/**
 * The heartbeat: keeps every held message invisible, whether it waits to be emitted, for its
 * checkpoint or for its delete. Looks through them six times in a visibility timeout and extends,
 * in batches, those for which half of it would have passed before the next look.
 *
 * <p>SQS keeps a message invisible for at most <a
 * href="https://docs.aws.amazon.com/AWSSimpleQueueService/latest/SQSDeveloperGuide/sqs-visibility-timeout.html">12
 * hours</a> from its receive. The last extension reaches just below that; then, and when SQS no
 * longer takes the handle, a message is extended no more and counted. It comes back, and is
 * recognised as long as it is held. Loop-confined.
 */
final class VisibilityExtender {

  private static final Duration SQS_MAX = Duration.ofHours(12);
  private static final Duration MARGIN = Duration.ofSeconds(5);
  private static final int LOOKS_PER_TIMEOUT = 6;

  private final SqsQueue queue;
  private final ReaderLoop loop;
  private final QueueCalls calls;
  private final QueueMetrics metrics;
  private final HeldMessages held;
  private final Duration visibilityTimeout;
  private final Duration period;
  private final int maxConcurrent;

  private final Deque<HeldMessage> due = new ArrayDeque<>();
  private int outstanding;
  private boolean running;

  VisibilityExtender(
      SqsQueue queue,
      ReaderLoop loop,
      QueueCalls calls,
      QueueMetrics metrics,
      HeldMessages held,
      Duration visibilityTimeout,
      int maxConcurrent) {
    this.queue = queue;
    this.loop = loop;
    this.calls = calls;
    this.metrics = metrics;
    this.held = held;
    this.visibilityTimeout = visibilityTimeout;
    this.period = visibilityTimeout.dividedBy(LOOKS_PER_TIMEOUT);
    this.maxConcurrent = maxConcurrent;
  }

  void start() {
    running = true;
    loop.schedule(period, this::look);
  }

  void stop() {
    running = false;
    due.clear();
  }

  private void look() {
    if (!running) {
      return;
    }
    long halfPassedSince =
        loop.now() + period.toMillis() - visibilityTimeout.dividedBy(2).toMillis();
    for (HeldMessage message : held.all()) {
      if (message.isExtendable()
          && !message.isExtending()
          && message.hiddenSince() <= halfPassedSince) {
        message.setExtending(true);
        due.add(message);
      }
    }
    pump();
    loop.schedule(period, this::look);
  }

  private void pump() {
    while (running && outstanding < maxConcurrent && !due.isEmpty()) {
      List<HeldMessage> batch = new ArrayList<>(SqsQueue.MAX_BATCH);
      Duration extension = null;
      while (batch.size() < SqsQueue.MAX_BATCH && !due.isEmpty()) {
        HeldMessage message = due.peek();
        Duration possible = possible(message);
        if (possible.isZero() || held.get(message.messageId()) != message) {
          due.remove();
          message.setExtending(false);
          if (possible.isZero()) {
            stopExtending(message);
          }
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

  /** The extension that SQS takes, in whole seconds; zero when the 12 hours are over. */
  private Duration possible(HeldMessage message) {
    long untilLimit =
        message.receipt().receivedAt() + SQS_MAX.minus(MARGIN).toMillis() - loop.now();
    long seconds = Math.min(visibilityTimeout.toSeconds(), untilLimit / 1000);
    // What would not reach beyond the timeout that runs now is not worth a call.
    long gained = loop.now() + seconds * 1000 - message.hiddenSince();
    return gained > visibilityTimeout.toMillis() ? Duration.ofSeconds(seconds) : Duration.ZERO;
  }

  private void extend(List<HeldMessage> batch, Duration extension) {
    outstanding++;
    long asked = loop.now();
    List<Receipt> receipts = batch.stream().map(HeldMessage::receipt).collect(Collectors.toList());
    List<String> handles = receipts.stream().map(Receipt::handle).collect(Collectors.toList());
    calls.make(
        Purpose.EXTEND,
        () -> queue.changeVisibility(handles, extension),
        failures -> {
          outstanding--;
          answered(batch, receipts, failures, asked);
          pump();
        },
        // The next look tries again, well before the timeout has passed.
        kind -> {
          outstanding--;
          batch.forEach(message -> message.setExtending(false));
          if (kind == AwsErrorKind.REJECT) {
            batch.forEach(this::stopExtending);
          }
          pump();
        });
  }

  private void answered(
      List<HeldMessage> batch, List<Receipt> receipts, List<BatchFailure> failures, long asked) {
    Map<Integer, BatchFailure> byIndex = new HashMap<>();
    failures.forEach(failure -> byIndex.put(failure.index(), failure));
    for (int i = 0; i < batch.size(); i++) {
      HeldMessage message = batch.get(i);
      message.setExtending(false);
      BatchFailure failure = byIndex.get(i);
      if (!message.receipt().equals(receipts.get(i))) {
        // Delivered again meanwhile: another handle, another clock.
        continue;
      }
      if (failure == null) {
        metrics.visibilityExtensions().inc();
        message.hiddenSince(asked);
      } else {
        failed(message, failure);
      }
    }
  }

  private void failed(HeldMessage message, BatchFailure failure) {
    switch (AwsErrors.kindOfEntry(failure.code(), failure.senderFault())) {
      case FATAL:
        calls.failForEntry(Purpose.EXTEND, failure.toString());
        return;
      case REJECT:
        stopExtending(message);
        return;
      case RETRY:
      default:
        if (AwsErrors.isThrottlingCode(failure.code())) {
          metrics.throttled().inc();
        }
    }
  }

  private void stopExtending(HeldMessage message) {
    if (message.isExtendable()) {
      message.stopExtending();
      metrics.expiredHandles().inc();
    }
  }
}
