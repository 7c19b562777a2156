package io.uploadlens.source.sqs.reader;

import io.uploadlens.aws.AwsErrorKind;
import io.uploadlens.source.sqs.SqsSourceSettings;
import io.uploadlens.source.sqs.queue.ReceiveRequest;
import io.uploadlens.source.sqs.queue.ReceivedMessage;
import io.uploadlens.source.sqs.queue.SqsQueue;
import io.uploadlens.source.sqs.reader.QueueCalls.Purpose;
import io.uploadlens.source.sqs.reader.ReceiveAttempts.Attempt;
import java.time.Duration;
import java.util.List;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.atomic.AtomicInteger;

/**
 * Keeps as many receives in flight as {@link ReceiveConcurrency} says and there is room for: in the
 * prefetch, since what is received should be emitted soon, and below the in-flight limit. A receive
 * reserves the room for all that it asks for, so neither bound is ever passed. Loop-confined, but
 * for what is marked.
 */
final class Receiver {

  /** Takes what receives bring. */
  interface Sink {

    /**
     * Takes one answer, on the loop.
     *
     * @param messages may be none
     * @param askedAt when the receive was made, epoch milliseconds
     */
    void received(List<ReceivedMessage> messages, long askedAt);
  }

  /** An empty answer that comes sooner (short polls) is followed by a pause up to this. */
  private static final Duration IDLE_PAUSE = Duration.ofSeconds(1);

  private final SqsQueue queue;
  private final SqsSourceSettings settings;
  private final ReaderLoop loop;
  private final QueueCalls calls;
  private final Backoff backoff;
  private final HeldMessages held;
  private final Prefetch prefetch;
  private final InFlightLimit limit;
  private final ReceiveConcurrency concurrency;
  private final ReceiveAttempts attempts;
  private final Sink sink;
  private final int batch;

  private boolean running;
  private boolean pausing;
  private int outstanding;
  // Written by the loop alone.
  private final AtomicInteger reserved = new AtomicInteger();
  private CompletableFuture<Void> drained;
  private volatile boolean lastAnswerEmpty;
  private volatile boolean waitingForPrefetch;

  /**
   * @param sink takes the messages of each answer, also of an empty one
   */
  Receiver(
      SqsQueue queue,
      SqsSourceSettings settings,
      ReaderLoop loop,
      QueueCalls calls,
      Backoff backoff,
      HeldMessages held,
      Prefetch prefetch,
      InFlightLimit limit,
      Sink sink) {
    this.queue = queue;
    this.settings = settings;
    this.loop = loop;
    this.calls = calls;
    this.backoff = backoff;
    this.held = held;
    this.prefetch = prefetch;
    this.limit = limit;
    this.attempts = new ReceiveAttempts(queue.isFifo());
    this.sink = sink;
    this.concurrency = new ReceiveConcurrency(settings.maxConcurrentReceives());
    this.batch = Math.min(SqsQueue.MAX_BATCH, Math.min(settings.maxPrefetch(), limit.share()));
  }

  void start() {
    running = true;
    pump();
  }

  /**
   * Receives no more.
   *
   * @return completes when all receives in flight have been answered
   */
  CompletableFuture<Void> stop() {
    running = false;
    drained = new CompletableFuture<>();
    if (outstanding == 0) {
      drained.complete(null);
    }
    return drained;
  }

  /** Starts what receives may start now. */
  void pump() {
    while (running && !pausing && outstanding < concurrency.target() && hasRoom()) {
      receive();
    }
  }

  /** The task has emitted a message: any thread may tell. */
  void emitted() {
    if (waitingForPrefetch && roomInPrefetch() >= batch) {
      waitingForPrefetch = false;
      loop.execute(this::pump);
    }
  }

  /** Whether the last answer was empty; any thread may ask. */
  boolean isLastAnswerEmpty() {
    return lastAnswerEmpty;
  }

  /** How many receives may be in flight; any thread may ask. */
  int concurrency() {
    return concurrency.target();
  }

  private boolean hasRoom() {
    if (limit.share() - held.size() - reserved.get() < batch) {
      // With receives in flight the limit is only reserved, not reached.
      if (outstanding == 0) {
        lastAnswerEmpty = false;
        limit.reached(loop.now());
      }
      return false;
    }
    limit.passed();
    if (roomInPrefetch() >= batch) {
      return true;
    }
    waitingForPrefetch = true;
    // Once more, for what was emitted before the flag was up.
    return roomInPrefetch() >= batch;
  }

  private long roomInPrefetch() {
    return prefetch.room(reserved.get(), loop.now());
  }

  private void receive() {
    int asked = batch;
    long askedAt = loop.now();
    Attempt attempt = attempts.next(askedAt);
    Purpose purpose = attempt.isRepeated() ? Purpose.RECEIVE_AGAIN : Purpose.RECEIVE;
    outstanding++;
    reserved.addAndGet(asked);
    ReceiveRequest request =
        new ReceiveRequest(
            asked, settings.receiveWait(), settings.visibilityTimeout(), attempt.id());
    calls.make(
        purpose,
        () -> queue.receive(request),
        messages -> {
          ended(asked);
          lastAnswerEmpty = messages.isEmpty();
          concurrency.answered(asked, messages.size());
          sink.received(messages, askedAt);
          Duration early = IDLE_PAUSE.minusMillis(loop.now() - askedAt);
          if (messages.isEmpty() && !early.isNegative()) {
            pauseFor(early);
          }
          pump();
        },
        kind -> {
          ended(asked);
          lastAnswerEmpty = false;
          concurrency.failed();
          if (kind == AwsErrorKind.FATAL) {
            running = false;
          } else {
            if (kind == AwsErrorKind.RETRY) {
              attempts.unanswered(attempt);
            }
            pauseFor(backoff.after(calls.failuresInARow(purpose)));
          }
        });
  }

  private void ended(int asked) {
    outstanding--;
    reserved.addAndGet(-asked);
    if (drained != null && outstanding == 0) {
      drained.complete(null);
    }
  }

  private void pauseFor(Duration duration) {
    if (!pausing) {
      pausing = true;
      loop.schedule(
          duration,
          () -> {
            pausing = false;
            pump();
          });
    }
  }
}
