package io.uploadlens.source.sqs.queue;

import java.time.Duration;
import java.util.List;
import java.util.concurrent.CompletableFuture;

/**
 * One queue as the source sees it. Nothing blocks: every call gives a future, which may complete on
 * any thread, and a failed request completes it exceptionally with the SDK's error. Nothing is
 * repeated here.
 */
public interface SqsQueue extends AutoCloseable {

  /** The most entries that SQS takes in one batch, and gives in one receive. */
  int MAX_BATCH = 10;

  /**
   * SQS keeps a message invisible for <a
   * href="https://docs.aws.amazon.com/AWSSimpleQueueService/latest/SQSDeveloperGuide/sqs-visibility-timeout.html">no
   * longer</a> than this from its receive.
   */
  Duration MAX_VISIBILITY = Duration.ofHours(12);

  /** The queue's URL. */
  String url();

  /**
   * Whether a queue is a FIFO queue: <a
   * href="https://docs.aws.amazon.com/AWSSimpleQueueService/latest/SQSDeveloperGuide/quotas-fifo.html">the
   * name of one ends with {@code .fifo}</a>, and no other's does.
   *
   * @param queueUrl the queue's URL; not null
   */
  static boolean isFifo(String queueUrl) {
    return queueUrl.endsWith(".fifo");
  }

  /** Whether this is a {@linkplain #isFifo(String) FIFO queue}. */
  default boolean isFifo() {
    return isFifo(url());
  }

  /** Receives up to {@link ReceiveRequest#maxMessages()} messages; an empty list is an answer. */
  CompletableFuture<List<ReceivedMessage>> receive(ReceiveRequest request);

  /**
   * Deletes messages.
   *
   * @param receiptHandles 1 to {@link #MAX_BATCH}
   * @return the entries that failed, although the request succeeded
   */
  CompletableFuture<List<BatchFailure>> delete(List<String> receiptHandles);

  /**
   * Makes messages invisible for this long from now; zero makes them visible at once.
   *
   * @param receiptHandles 1 to {@link #MAX_BATCH}
   * @param visibilityTimeout whole seconds, at most 12 hours
   * @return the entries that failed, although the request succeeded
   */
  CompletableFuture<List<BatchFailure>> changeVisibility(
      List<String> receiptHandles, Duration visibilityTimeout);

  /** How many messages the queue holds, approximately. */
  CompletableFuture<QueueAttributes> attributes();

  /** Gives up the requests in flight and frees the connections; does not wait. */
  @Override
  void close();
}
