package io.uploadlens.source.sqs;

import static org.assertj.core.api.Assertions.assertThat;

import io.uploadlens.aws.AwsClients;
import io.uploadlens.aws.AwsService;
import io.uploadlens.aws.AwsSettings;
import java.net.URI;
import java.util.List;
import java.util.Map;
import java.util.stream.Collectors;
import java.util.stream.IntStream;
import java.util.stream.Stream;
import org.elasticmq.rest.sqs.SQSRestServer;
import org.elasticmq.rest.sqs.SQSRestServerBuilder;
import software.amazon.awssdk.services.sqs.SqsClient;
import software.amazon.awssdk.services.sqs.model.QueueAttributeName;
import software.amazon.awssdk.services.sqs.model.SendMessageBatchRequestEntry;

/** Queues over the network: ElasticMQ on a port of its own, and a client that looks into it. */
final class QueueServer implements AutoCloseable {

  private final SQSRestServer server =
      SQSRestServerBuilder.withInterface("127.0.0.1").withDynamicPort().start();
  private final AwsSettings aws =
      AwsSettings.ofRegion("elasticmq")
          .withEndpoint(
              AwsService.SQS,
              URI.create("http://127.0.0.1:" + server.waitUntilStarted().localAddress().getPort()))
          .withCredentials("local", "local");
  private final SqsClient sqs = AwsClients.sqs(aws);

  /** How a client reaches it. */
  AwsSettings aws() {
    return aws;
  }

  /** Makes a queue and tells its URL. */
  String create(String name) {
    return sqs.createQueue(queue -> queue.queueName(name)).queueUrl();
  }

  /** Sends that many bodies: the prefix and a number from 0. */
  void send(String queueUrl, String prefix, int count) {
    send(queueUrl, prefix, 0, count);
  }

  /** Sends that many bodies: the prefix and a number from the first one. */
  void send(String queueUrl, String prefix, int first, int count) {
    List<String> bodies = bodies(prefix, first + count);
    for (int from = first; from < first + count; from += 10) {
      List<SendMessageBatchRequestEntry> entries =
          bodies.subList(from, Math.min(first + count, from + 10)).stream()
              .map(
                  body -> SendMessageBatchRequestEntry.builder().id(body).messageBody(body).build())
              .collect(Collectors.toList());
      assertThat(sqs.sendMessageBatch(batch -> batch.queueUrl(queueUrl).entries(entries)).failed())
          .isEmpty();
    }
  }

  /** Makes a FIFO queue, whose name must end with {@code .fifo}, and tells its URL. */
  String createFifo(String name) {
    return sqs.createQueue(
            queue ->
                queue
                    .queueName(name)
                    .attributes(
                        Map.of(
                            QueueAttributeName.FIFO_QUEUE,
                            "true",
                            QueueAttributeName.CONTENT_BASED_DEDUPLICATION,
                            "true")))
        .queueUrl();
  }

  /** Sends that many bodies, as {@link #send} does, in one message group: the prefix. */
  void sendGroup(String queueUrl, String prefix, int count) {
    List<String> bodies = bodies(prefix, count);
    for (int from = 0; from < count; from += 10) {
      List<SendMessageBatchRequestEntry> entries =
          bodies.subList(from, Math.min(count, from + 10)).stream()
              .map(
                  body ->
                      SendMessageBatchRequestEntry.builder()
                          .id(body)
                          .messageBody(body)
                          .messageGroupId(prefix)
                          .build())
              .collect(Collectors.toList());
      assertThat(sqs.sendMessageBatch(batch -> batch.queueUrl(queueUrl).entries(entries)).failed())
          .isEmpty();
    }
  }

  /** The bodies that {@link #send} sends. */
  static List<String> bodies(String prefix, int count) {
    return IntStream.range(0, count).mapToObj(i -> prefix + i).collect(Collectors.toList());
  }

  /** How many messages these queues hold, in flight or not. */
  int held(String... queueUrls) {
    return Stream.of(queueUrls).mapToInt(this::held).sum();
  }

  private int held(String queueUrl) {
    Map<QueueAttributeName, String> attributes =
        sqs.getQueueAttributes(
                queue -> queue.queueUrl(queueUrl).attributeNames(QueueAttributeName.ALL))
            .attributes();
    return Stream.of(
            QueueAttributeName.APPROXIMATE_NUMBER_OF_MESSAGES,
            QueueAttributeName.APPROXIMATE_NUMBER_OF_MESSAGES_NOT_VISIBLE)
        .mapToInt(name -> Integer.parseInt(attributes.get(name)))
        .sum();
  }

  @Override
  public void close() {
    sqs.close();
    server.stopAndWait();
  }
}
