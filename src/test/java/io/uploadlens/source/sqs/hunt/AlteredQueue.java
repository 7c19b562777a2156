package io.uploadlens.source.sqs.hunt;

import io.uploadlens.source.sqs.queue.BatchFailure;
import io.uploadlens.source.sqs.queue.QueueAttributes;
import io.uploadlens.source.sqs.queue.ReceiveRequest;
import io.uploadlens.source.sqs.queue.ReceivedMessage;
import io.uploadlens.source.sqs.queue.SqsQueue;
import java.time.Duration;
import java.util.List;
import java.util.concurrent.CompletableFuture;

/** A queue between a reader and the model, for planted bugs to alter. */
class AlteredQueue implements SqsQueue {

  final SqsQueue queue;

  AlteredQueue(SqsQueue queue) {
    this.queue = queue;
  }

  @Override
  public String url() {
    return queue.url();
  }

  @Override
  public CompletableFuture<List<ReceivedMessage>> receive(ReceiveRequest request) {
    return queue.receive(request);
  }

  @Override
  public CompletableFuture<List<BatchFailure>> delete(List<String> receiptHandles) {
    return queue.delete(receiptHandles);
  }

  @Override
  public CompletableFuture<List<BatchFailure>> changeVisibility(
      List<String> receiptHandles, Duration visibilityTimeout) {
    return queue.changeVisibility(receiptHandles, visibilityTimeout);
  }

  @Override
  public CompletableFuture<QueueAttributes> attributes() {
    return queue.attributes();
  }

  @Override
  public void close() {
    throw new AssertionError("The model's queues are closed by the job");
  }
}
