package io.uploadlens.testing;

import io.uploadlens.source.sqs.queue.BatchFailure;
import io.uploadlens.source.sqs.queue.SqsQueue;
import io.uploadlens.testing.FakeSqsQueue.Request;
import java.time.Duration;
import java.util.ArrayDeque;
import java.util.EnumMap;
import java.util.HashMap;
import java.util.Map;
import java.util.Queue;
import java.util.concurrent.CompletableFuture;

/** What becomes of requests to a queue, as a test scripts it, in the test's own time. */
public abstract class ScriptableQueue implements SqsQueue {

  final ManualClock clock;
  private final Map<Request, Queue<Throwable>> failures = new EnumMap<>(Request.class);
  private final Map<String, Queue<BatchFailure>> entryFailures = new HashMap<>();
  private final Map<Request, Throwable> outages = new EnumMap<>(Request.class);
  private final Map<Request, Queue<Runnable>> held = new EnumMap<>(Request.class);
  private final Map<Request, Integer> requests = new EnumMap<>(Request.class);
  private Duration latency = Duration.ZERO;
  private boolean closed;

  ScriptableQueue(ManualClock clock) {
    this.clock = clock;
  }

  /** The next such request fails as a whole. */
  public final void failNext(Request request, Throwable error) {
    failures.computeIfAbsent(request, r -> new ArrayDeque<>()).add(error);
  }

  /** The next this many deletes of the message fail as entries of a request that succeeds. */
  public final void failDeletes(String messageId, String code, boolean senderFault, int times) {
    failEntries(Request.DELETE, messageId, code, senderFault, times);
  }

  /** So do the next entries of the message in requests of a kind that takes batches. */
  public final void failEntries(
      Request request, String messageId, String code, boolean senderFault, int times) {
    Queue<BatchFailure> scripted =
        entryFailures.computeIfAbsent(request + messageId, entry -> new ArrayDeque<>());
    for (int i = 0; i < times; i++) {
      scripted.add(new BatchFailure(0, code, "scripted", senderFault));
    }
  }

  /** What the entry at this place of a batch fails with, or null. */
  final BatchFailure failureOf(Request request, int index, String messageId) {
    Queue<BatchFailure> scripted = entryFailures.get(request + messageId);
    BatchFailure failure = scripted == null ? null : scripted.poll();
    return failure == null
        ? null
        : new BatchFailure(index, failure.code(), failure.message(), failure.senderFault());
  }

  /** All such requests fail until {@link #repair}. */
  public final void failAlways(Request request, Throwable error) {
    outages.put(request, error);
  }

  /** Such requests succeed again. */
  public final void repair(Request request) {
    outages.remove(request);
  }

  /** Such requests take effect, but their answers wait for {@link #answerHeld}. */
  public final void holdAnswers(Request request) {
    held.put(request, new ArrayDeque<>());
  }

  /** Gives the answers held back and holds no more. */
  public final void answerHeld(Request request) {
    held.remove(request).forEach(Runnable::run);
  }

  /** Forgets how many requests were made. */
  public final void resetRequests() {
    requests.clear();
  }

  /** How many such requests were made. */
  public final int requests(Request request) {
    return requests.getOrDefault(request, 0);
  }

  /** Requests take effect at once, and are answered after this time. */
  public final void answerAfter(Duration latency) {
    this.latency = latency;
  }

  final <R> CompletableFuture<R> begin(Request request) {
    if (closed) {
      throw new IllegalStateException("The queue is closed");
    }
    requests.merge(request, 1, Integer::sum);
    Queue<Throwable> scripted = failures.get(request);
    Throwable error = scripted == null ? null : scripted.poll();
    if (error == null) {
      error = outages.get(request);
    }
    return error == null ? null : CompletableFuture.failedFuture(error);
  }

  final void answer(Request request, Runnable answer) {
    if (held.containsKey(request)) {
      held.get(request).add(answer);
    } else if (latency.isZero()) {
      answer.run();
    } else {
      clock.schedule(latency, answer);
    }
  }

  /** Whether answers of such requests are held back. */
  final boolean isHeld(Request request) {
    return held.containsKey(request);
  }

  /** Whether its user has closed it. */
  public final boolean isClosed() {
    return closed;
  }

  @Override
  public void close() {
    closed = true;
  }
}
