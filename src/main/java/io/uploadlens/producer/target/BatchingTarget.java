package io.uploadlens.producer.target;

import io.uploadlens.aws.AwsErrors;
import io.uploadlens.producer.generator.GeneratedMessage;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.Semaphore;
import java.util.concurrent.atomic.AtomicReference;
import java.util.concurrent.atomic.LongAdder;

/**
 * Fills batches within a service's limits and sends several at once.
 *
 * <p>Entries that fail for a while are sent again, with back-off and jitter, until they get through
 * or have had their attempts; entries that can't get through end the target with a {@link
 * DeliveryException}. A request whose answer is lost is sent again, so that a message may arrive
 * twice, as with S3 itself.
 */
class BatchingTarget implements MessageTarget {

  private final String name;
  private final BatchLimits limits;
  private final BatchSender sender;
  private final SendSettings settings;
  private final ExecutorService threads;
  private final Semaphore free;
  private final AtomicReference<DeliveryException> failed = new AtomicReference<>();
  private final LongAdder messages = new LongAdder();
  private final LongAdder bytes = new LongAdder();
  private final LongAdder retried = new LongAdder();
  private List<GeneratedMessage> batch = new ArrayList<>();
  private int batchBytes;

  BatchingTarget(String name, BatchLimits limits, BatchSender sender, SendSettings settings) {
    this.name = name;
    this.limits = limits;
    this.sender = sender;
    this.settings = settings;
    this.threads =
        Executors.newFixedThreadPool(
            settings.concurrency(),
            task -> {
              Thread thread = new Thread(task, "send to " + name);
              thread.setDaemon(true);
              return thread;
            });
    this.free = new Semaphore(settings.concurrency());
  }

  @Override
  public String name() {
    return name;
  }

  @Override
  public void send(GeneratedMessage message) throws InterruptedException {
    throwIfFailed();
    int size = message.body().length + keyBytes(message);
    if (size > limits.entryBytes) {
      throw new DeliveryException(
          name + ": a message of " + size + " bytes: at most " + limits.entryBytes, null);
    }
    if (batch.size() == limits.entries || batchBytes + size > limits.bytes) {
      submit();
    }
    batch.add(message);
    batchBytes += size;
  }

  /** The partition key counts in Kinesis; elsewhere its few bytes only leave some room. */
  private static int keyBytes(GeneratedMessage message) {
    return message.partitionKey().getBytes(StandardCharsets.UTF_8).length;
  }

  @Override
  public void flush() throws InterruptedException {
    throwIfFailed();
    if (!batch.isEmpty()) {
      submit();
    }
    free.acquire(settings.concurrency());
    free.release(settings.concurrency());
    throwIfFailed();
  }

  @Override
  public TargetProgress progress() {
    return new TargetProgress(messages.sum(), bytes.sum(), retried.sum(), 0);
  }

  @Override
  public void close() {
    threads.shutdownNow();
    sender.close();
  }

  private void submit() throws InterruptedException {
    free.acquire();
    List<GeneratedMessage> full = batch;
    batch = new ArrayList<>();
    batchBytes = 0;
    threads.execute(
        () -> {
          try {
            deliver(full);
          } catch (DeliveryException e) {
            failed.compareAndSet(null, e);
          } catch (InterruptedException e) {
            failed.compareAndSet(
                null, new DeliveryException(name + ": closed with messages under way", e));
          } catch (RuntimeException | Error e) {
            failed.compareAndSet(null, new DeliveryException(name + ": " + e, e));
          } finally {
            free.release();
          }
        });
  }

  private void deliver(List<GeneratedMessage> all) throws InterruptedException {
    List<GeneratedMessage> left = all;
    for (int attempt = 1; !left.isEmpty(); attempt++) {
      String answer = null;
      Throwable cause = null;
      List<GeneratedMessage> again;
      try {
        List<BatchSender.Failure> failures = sender.send(left);
        again = new ArrayList<>();
        for (BatchSender.Failure failure : failures) {
          answer = failure.answer;
          if (!failure.kind.mayPass()) {
            throw new DeliveryException(name + ": a message was refused: " + answer, null);
          }
          again.add(left.get(failure.index));
        }
        count(left, again);
      } catch (DeliveryException e) {
        throw e;
      } catch (RuntimeException e) {
        answer = AwsErrors.describe(e);
        cause = e;
        if (!AwsErrors.kindOf(e).mayPass()) {
          throw new DeliveryException(name + ": " + answer, e);
        }
        again = left;
      }
      if (!again.isEmpty()) {
        if (attempt >= settings.attempts()) {
          throw new DeliveryException(
              name
                  + ": "
                  + again.size()
                  + " messages were not taken in "
                  + attempt
                  + " attempts; the last answer: "
                  + answer,
              cause);
        }
        retried.add(again.size());
        settings.backOff(attempt);
      }
      left = again;
    }
  }

  private void count(List<GeneratedMessage> sent, List<GeneratedMessage> failures) {
    messages.add(sent.size() - failures.size());
    long sum = 0;
    for (GeneratedMessage message : sent) {
      sum += message.body().length;
    }
    for (GeneratedMessage message : failures) {
      sum -= message.body().length;
    }
    bytes.add(sum);
  }

  private void throwIfFailed() {
    DeliveryException failure = failed.get();
    if (failure != null) {
      throw failure;
    }
  }
}
