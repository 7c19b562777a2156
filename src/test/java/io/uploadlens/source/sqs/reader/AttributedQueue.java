package io.uploadlens.source.sqs.reader;

import io.uploadlens.source.sqs.SqsMessage;
import io.uploadlens.source.sqs.queue.BatchFailure;
import io.uploadlens.source.sqs.queue.QueueAttributes;
import io.uploadlens.source.sqs.queue.ReceiveRequest;
import io.uploadlens.source.sqs.queue.ReceivedMessage;
import io.uploadlens.source.sqs.queue.SqsQueue;
import java.time.Duration;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.concurrent.CompletableFuture;
import java.util.stream.Collectors;

/** A queue whose messages get, by their bodies, the attributes and groups that a test gives. */
final class AttributedQueue implements SqsQueue {

  /** Attributes and groups by body. */
  static final class Book {
    private final Map<String, Map<String, String>> attributes = new HashMap<>();
    private final Map<String, String> groups = new HashMap<>();

    /** Messages with this body get this attribute. */
    void attribute(String body, String name, String value) {
      attributes.computeIfAbsent(body, b -> new HashMap<>()).put(name, value);
    }

    /** Messages with this body are of this group. */
    void group(String body, String group) {
      groups.put(body, group);
    }
  }

  private final SqsQueue inner;
  private final Book book;

  AttributedQueue(SqsQueue inner, Book book) {
    this.inner = inner;
    this.book = book;
  }

  @Override
  public String url() {
    return inner.url();
  }

  @Override
  public CompletableFuture<List<ReceivedMessage>> receive(ReceiveRequest request) {
    return inner
        .receive(request)
        .thenApply(
            messages -> messages.stream().map(this::attributed).collect(Collectors.toList()));
  }

  @Override
  public CompletableFuture<List<BatchFailure>> delete(List<String> receiptHandles) {
    return inner.delete(receiptHandles);
  }

  @Override
  public CompletableFuture<List<BatchFailure>> changeVisibility(
      List<String> receiptHandles, Duration visibilityTimeout) {
    return inner.changeVisibility(receiptHandles, visibilityTimeout);
  }

  @Override
  public CompletableFuture<QueueAttributes> attributes() {
    return inner.attributes();
  }

  @Override
  public void close() {
    inner.close();
  }

  private ReceivedMessage attributed(ReceivedMessage received) {
    SqsMessage message = received.message();
    return new ReceivedMessage(
        SqsMessage.builder(message.queueUrl(), message.messageId())
            .body(message.body())
            .sentTimestamp(message.sentTimestamp())
            .firstReceiveTimestamp(message.firstReceiveTimestamp())
            .receiveCount(message.receiveCount())
            .sequenceNumber(message.sequenceNumber())
            .messageGroupId(book.groups.getOrDefault(message.body(), message.messageGroupId()))
            .attributes(book.attributes.getOrDefault(message.body(), message.attributes()))
            .build(),
        received.receiptHandle());
  }
}
