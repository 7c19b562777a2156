package io.uploadlens.source.sqs.reader;

import io.uploadlens.aws.AwsErrorKind;
import io.uploadlens.aws.AwsErrors;
import io.uploadlens.source.sqs.metrics.QueueMetrics;
import io.uploadlens.source.sqs.queue.BatchFailure;
import io.uploadlens.source.sqs.queue.SqsQueue;
import io.uploadlens.source.sqs.reader.QueueCalls.Purpose;
import java.time.Duration;
import java.util.ArrayDeque;
import java.util.ArrayList;
import java.util.Collection;
import java.util.Deque;
import java.util.List;
import java.util.concurrent.CompletableFuture;
import java.util.stream.Collectors;

/**
 * Gives messages back: visible at once, for whoever reads next. So the reader does with what it
 * holds when it closes, and with messages of a FIFO queue that have lost their place in their
 * group. What SQS fails for the moment, in a request that succeeds, is tried again at once, a few
 * times; whatever else fails comes back when its visibility timeout has passed. Loop-confined.
 */
final class Releaser {

  /** A reader that closes has not the time for more. */
  private static final int MAX_ATTEMPTS = 3;

  private final SqsQueue queue;
  private final QueueCalls calls;
  private final QueueMetrics metrics;
  private final int maxConcurrent;

  private final Deque<HeldMessage> waiting = new ArrayDeque<>();
  private int outstanding;
  private CompletableFuture<Void> idle;

  Releaser(SqsQueue queue, QueueCalls calls, QueueMetrics metrics, int maxConcurrent) {
    this.queue = queue;
    this.calls = calls;
    this.metrics = metrics;
    this.maxConcurrent = maxConcurrent;
  }

  /**
   * Releases those of these that no completed checkpoint covers. Of a FIFO queue, only those that
   * are in no checkpoint at all: it refuses to delete what was released, and a job restored from
   * such a checkpoint has to.
   */
  void release(Collection<HeldMessage> messages) {
    for (HeldMessage message : messages) {
      if (!message.isDurable() && !(queue.isFifo() && message.isBound())) {
        waiting.add(message);
      }
    }
    pump();
  }

  /** Completes when every request has been answered, in whatever way. */
  CompletableFuture<Void> whenIdle() {
    idle = new CompletableFuture<>();
    completeIfIdle();
    return idle;
  }

  private void pump() {
    while (outstanding < maxConcurrent && !waiting.isEmpty()) {
      List<HeldMessage> batch = new ArrayList<>(SqsQueue.MAX_BATCH);
      while (batch.size() < SqsQueue.MAX_BATCH && !waiting.isEmpty()) {
        batch.add(waiting.poll());
      }
      List<String> handles =
          batch.stream().map(message -> message.receipt().handle()).collect(Collectors.toList());
      outstanding++;
      calls.make(
          Purpose.RELEASE,
          () -> queue.changeVisibility(handles, Duration.ZERO),
          failures -> {
            metrics.released().inc(handles.size() - failures.size());
            failures.forEach(failure -> failed(batch.get(failure.index()), failure));
            ended();
          },
          kind -> ended());
    }
  }

  private void failed(HeldMessage message, BatchFailure failure) {
    if (AwsErrors.isThrottlingCode(failure.code())) {
      metrics.throttled().inc();
    }
    AwsErrorKind kind = AwsErrors.kindOfEntry(failure.code(), failure.senderFault());
    if (kind.mayPass() && message.releaseFailed() < MAX_ATTEMPTS) {
      waiting.add(message);
    }
  }

  private void ended() {
    outstanding--;
    pump();
    completeIfIdle();
  }

  private void completeIfIdle() {
    if (idle != null && outstanding == 0 && waiting.isEmpty()) {
      idle.complete(null);
    }
  }
}
