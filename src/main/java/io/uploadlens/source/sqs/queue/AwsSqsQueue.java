package io.uploadlens.source.sqs.queue;

import io.uploadlens.source.sqs.SqsMessage;
import java.time.Duration;
import java.util.ArrayList;
import java.util.Base64;
import java.util.HashMap;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.Set;
import java.util.concurrent.CompletableFuture;
import java.util.function.Function;
import java.util.stream.Collectors;
import java.util.stream.IntStream;
import java.util.stream.Stream;
import software.amazon.awssdk.services.sqs.SqsAsyncClient;
import software.amazon.awssdk.services.sqs.model.BatchResultErrorEntry;
import software.amazon.awssdk.services.sqs.model.ChangeMessageVisibilityBatchRequestEntry;
import software.amazon.awssdk.services.sqs.model.ChangeMessageVisibilityBatchResultEntry;
import software.amazon.awssdk.services.sqs.model.DeleteMessageBatchRequestEntry;
import software.amazon.awssdk.services.sqs.model.DeleteMessageBatchResultEntry;
import software.amazon.awssdk.services.sqs.model.GetQueueAttributesResponse;
import software.amazon.awssdk.services.sqs.model.Message;
import software.amazon.awssdk.services.sqs.model.MessageAttributeValue;
import software.amazon.awssdk.services.sqs.model.MessageSystemAttributeName;
import software.amazon.awssdk.services.sqs.model.QueueAttributeName;

/** A queue of Amazon SQS, by the SDK's asynchronous client. Closing it closes the client. */
public final class AwsSqsQueue implements SqsQueue {

  /** The code of a batch entry that SQS said nothing about. */
  public static final String NOT_ANSWERED = "NotAnswered";

  private final String url;
  private final SqsAsyncClient client;

  /**
   * @param url the queue's URL; not null
   * @param client belongs to this queue from now on; not null
   */
  public AwsSqsQueue(String url, SqsAsyncClient client) {
    this.url = Objects.requireNonNull(url, "url");
    this.client = Objects.requireNonNull(client, "client");
  }

  @Override
  public String url() {
    return url;
  }

  @Override
  public CompletableFuture<List<ReceivedMessage>> receive(ReceiveRequest request) {
    return client
        .receiveMessage(
            sdk ->
                sdk.queueUrl(url)
                    .maxNumberOfMessages(request.maxMessages())
                    .waitTimeSeconds(seconds(request.waitTime()))
                    .visibilityTimeout(seconds(request.visibilityTimeout()))
                    .receiveRequestAttemptId(request.attemptId())
                    .messageSystemAttributeNames(MessageSystemAttributeName.ALL)
                    .messageAttributeNames("All"))
        .thenApply(
            response ->
                response.messages().stream().map(this::received).collect(Collectors.toList()));
  }

  @Override
  public CompletableFuture<List<BatchFailure>> delete(List<String> receiptHandles) {
    return client
        .deleteMessageBatch(
            sdk ->
                sdk.queueUrl(url)
                    .entries(
                        entries(
                            receiptHandles,
                            i ->
                                DeleteMessageBatchRequestEntry.builder()
                                    .id(Integer.toString(i))
                                    .receiptHandle(receiptHandles.get(i))
                                    .build())))
        .thenApply(
            response ->
                failures(
                    receiptHandles.size(),
                    response.successful().stream().map(DeleteMessageBatchResultEntry::id),
                    response.failed()));
  }

  @Override
  public CompletableFuture<List<BatchFailure>> changeVisibility(
      List<String> receiptHandles, Duration visibilityTimeout) {
    return client
        .changeMessageVisibilityBatch(
            sdk ->
                sdk.queueUrl(url)
                    .entries(
                        entries(
                            receiptHandles,
                            i ->
                                ChangeMessageVisibilityBatchRequestEntry.builder()
                                    .id(Integer.toString(i))
                                    .receiptHandle(receiptHandles.get(i))
                                    .visibilityTimeout(seconds(visibilityTimeout))
                                    .build())))
        .thenApply(
            response ->
                failures(
                    receiptHandles.size(),
                    response.successful().stream().map(ChangeMessageVisibilityBatchResultEntry::id),
                    response.failed()));
  }

  @Override
  public CompletableFuture<QueueAttributes> attributes() {
    return client
        .getQueueAttributes(
            sdk ->
                sdk.queueUrl(url)
                    .attributeNames(
                        QueueAttributeName.APPROXIMATE_NUMBER_OF_MESSAGES,
                        QueueAttributeName.APPROXIMATE_NUMBER_OF_MESSAGES_NOT_VISIBLE,
                        QueueAttributeName.APPROXIMATE_NUMBER_OF_MESSAGES_DELAYED))
        .thenApply(
            response ->
                new QueueAttributes(
                    count(response, QueueAttributeName.APPROXIMATE_NUMBER_OF_MESSAGES),
                    count(response, QueueAttributeName.APPROXIMATE_NUMBER_OF_MESSAGES_NOT_VISIBLE),
                    count(response, QueueAttributeName.APPROXIMATE_NUMBER_OF_MESSAGES_DELAYED)));
  }

  @Override
  public void close() {
    client.close();
  }

  private ReceivedMessage received(Message message) {
    Map<MessageSystemAttributeName, String> system = message.attributes();
    long now = System.currentTimeMillis();
    long firstReceive =
        time(system.get(MessageSystemAttributeName.APPROXIMATE_FIRST_RECEIVE_TIMESTAMP), now);
    String receiveCount = system.get(MessageSystemAttributeName.APPROXIMATE_RECEIVE_COUNT);
    SqsMessage received =
        SqsMessage.builder(url, message.messageId())
            .body(message.body())
            .sentTimestamp(
                time(system.get(MessageSystemAttributeName.SENT_TIMESTAMP), firstReceive))
            .firstReceiveTimestamp(firstReceive)
            .receiveCount(receiveCount == null ? 1 : Integer.parseInt(receiveCount))
            .attributes(attributes(message.messageAttributes()))
            .messageGroupId(system.get(MessageSystemAttributeName.MESSAGE_GROUP_ID))
            .sequenceNumber(system.get(MessageSystemAttributeName.SEQUENCE_NUMBER))
            .build();
    return new ReceivedMessage(received, message.receiptHandle());
  }

  /** SQS gives every time that is asked for; an imitation of it may not. */
  private static long time(String attribute, long otherwise) {
    return attribute == null ? otherwise : Long.parseLong(attribute);
  }

  private static Map<String, String> attributes(Map<String, MessageAttributeValue> sent) {
    Map<String, String> attributes = new LinkedHashMap<>();
    sent.forEach(
        (name, value) -> {
          if (value.stringValue() != null) {
            attributes.put(name, value.stringValue());
          } else if (value.binaryValue() != null) {
            attributes.put(
                name, Base64.getEncoder().encodeToString(value.binaryValue().asByteArray()));
          }
        });
    return attributes;
  }

  /** The entries' ids are their places. */
  private static <E> List<E> entries(List<String> handles, Function<Integer, E> entry) {
    return IntStream.range(0, handles.size())
        .boxed()
        .map(entry)
        .collect(Collectors.toCollection(ArrayList::new));
  }

  /**
   * Every entry that the answer does not call successful has failed, also one that it does not
   * mention; one that it names twice has failed if either says so.
   */
  private static List<BatchFailure> failures(
      int entries, Stream<String> successful, List<BatchResultErrorEntry> failed) {
    Set<String> succeeded = successful.collect(Collectors.toSet());
    Map<String, BatchResultErrorEntry> failedById = new HashMap<>();
    failed.forEach(entry -> failedById.putIfAbsent(entry.id(), entry));
    List<BatchFailure> failures = new ArrayList<>();
    for (int i = 0; i < entries; i++) {
      String id = Integer.toString(i);
      BatchResultErrorEntry entry = failedById.get(id);
      if (entry != null) {
        boolean senderFault = Boolean.TRUE.equals(entry.senderFault());
        failures.add(new BatchFailure(i, entry.code(), entry.message(), senderFault));
      } else if (!succeeded.contains(id)) {
        failures.add(
            new BatchFailure(i, NOT_ANSWERED, "the answer does not mention the entry", false));
      }
    }
    return failures;
  }

  /** What is missing is not 0: an empty queue lets event time go on. */
  private long count(GetQueueAttributesResponse response, QueueAttributeName name) {
    String value = response.attributes().get(name);
    if (value == null) {
      throw new IllegalStateException(
          "The answer of queue " + url + " to GetQueueAttributes lacks " + name);
    }
    return Long.parseLong(value);
  }

  private static int seconds(Duration duration) {
    return Math.toIntExact(duration.toSeconds());
  }
}
