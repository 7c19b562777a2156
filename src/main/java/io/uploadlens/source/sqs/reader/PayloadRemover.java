package io.uploadlens.source.sqs.reader;

import io.uploadlens.aws.AwsErrors;
import io.uploadlens.source.sqs.metrics.PayloadMetrics;
import io.uploadlens.source.sqs.payload.PayloadPointer;
import io.uploadlens.source.sqs.payload.PayloadStore;
import java.time.Duration;
import java.util.ArrayDeque;
import java.util.Deque;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * Deletes payloads of messages that are deleted. Loop-confined.
 *
 * <p>Not at once: SQS may deliver a message again although it has confirmed its delete (a standard
 * queue takes an outdated handle and deletes nothing), to this reader or to another, and a message
 * whose payload is gone looks like a broken one. So a payload is kept until such a copy must have
 * come back. Until it is deleted its receipt stays in the state, and a job that is restored
 * meanwhile deletes it. So many wait at most; beyond that the oldest goes early. As many may be due
 * and not deleted yet; beyond that the oldest of these is given up, since no delete of a message
 * waits for that of a payload, and the state must not grow with what S3 does not keep up with.
 *
 * <p>A payload that can't be deleted stays where it is, is counted and fails nothing: what a
 * pointer names is input, and an object too many does no harm.
 */
final class PayloadRemover {

  private static final Logger LOG = LoggerFactory.getLogger(PayloadRemover.class);

  static final int MAX_WAITING = 10_000;

  private final PayloadStore store;
  private final ReaderLoop loop;
  private final Backoff backoff;
  private final PayloadMetrics metrics;
  private final Duration delay;
  private final int maxConcurrent;
  private final int maxAttempts;

  private final Deque<Removal> waiting = new ArrayDeque<>();
  private final Deque<Removal> due = new ArrayDeque<>();
  private int outstanding;
  private boolean waking;
  private boolean failing;
  private boolean stopped;

  /**
   * @param delay how long a payload outlives its message
   */
  PayloadRemover(
      PayloadStore store,
      ReaderLoop loop,
      Backoff backoff,
      PayloadMetrics metrics,
      Duration delay,
      int maxConcurrent,
      int maxAttempts) {
    this.store = store;
    this.loop = loop;
    this.backoff = backoff;
    this.metrics = metrics;
    this.delay = delay;
    this.maxConcurrent = maxConcurrent;
    this.maxAttempts = maxAttempts;
  }

  /**
   * Deletes a payload, later.
   *
   * @param done runs when it is deleted, or given up
   */
  void remove(PayloadPointer pointer, Runnable done) {
    waiting.add(new Removal(pointer, loop.now() + delay.toMillis(), done));
    if (waiting.size() > MAX_WAITING) {
      due();
      pump();
    }
    wakeForOldest();
  }

  /** Deletes no more. */
  void stop() {
    stopped = true;
    waiting.clear();
    due.clear();
  }

  private void wakeForOldest() {
    if (waking || waiting.isEmpty()) {
      return;
    }
    waking = true;
    loop.schedule(
        Duration.ofMillis(Math.max(0, waiting.peek().at - loop.now())),
        () -> {
          waking = false;
          while (!waiting.isEmpty() && waiting.peek().at <= loop.now()) {
            due();
          }
          pump();
          wakeForOldest();
        });
  }

  private void due() {
    due.add(waiting.remove());
    pump();
    if (due.size() > MAX_WAITING) {
      giveUp(due.remove(), "deletes don't keep up with what is to be deleted");
    }
  }

  private void pump() {
    while (!stopped && outstanding < maxConcurrent && !due.isEmpty()) {
      delete(due.remove());
    }
  }

  private void delete(Removal removal) {
    outstanding++;
    loop.call(
        () -> store.delete(removal.pointer),
        (nothing, error) -> {
          outstanding--;
          if (!stopped) {
            answered(removal, error);
            pump();
          }
        });
  }

  private void answered(Removal removal, Throwable error) {
    if (error == null) {
      failing = false;
      metrics.deleted().inc();
      removal.done.run();
      return;
    }
    metrics.requestsFailed().inc();
    if (AwsErrors.kindOf(error).mayPass() && ++removal.attempts < maxAttempts) {
      loop.schedule(
          backoff.after(removal.attempts),
          () -> {
            due.addFirst(removal);
            pump();
          });
      return;
    }
    giveUp(removal, AwsErrors.describe(error));
  }

  private void giveUp(Removal removal, String why) {
    metrics.deletesFailed().inc();
    if (!failing) {
      failing = true;
      LOG.warn(
          "The payload {} can't be deleted and stays: {}. Check the permission s3:DeleteObject;"
              + " further failures are counted only",
          removal.pointer,
          why);
    }
    removal.done.run();
  }

  private static final class Removal {
    private final PayloadPointer pointer;
    private final long at;
    private final Runnable done;
    private int attempts;

    Removal(PayloadPointer pointer, long at, Runnable done) {
      this.pointer = pointer;
      this.at = at;
      this.done = done;
    }
  }
}
