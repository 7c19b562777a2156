package io.uploadlens.localaws;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import com.fasterxml.jackson.databind.node.ObjectNode;
import io.uploadlens.aws.AwsService;
import java.io.IOException;
import java.net.URI;
import java.nio.charset.StandardCharsets;
import java.util.Map;
import java.util.UUID;
import org.apache.pekko.actor.ActorSystem;
import org.elasticmq.NodeAddress;
import org.elasticmq.StrictSQSLimits$;
import org.elasticmq.rest.sqs.SQSRestServer;
import org.elasticmq.rest.sqs.SQSRestServerBuilder;

/**
 * SQS: ElasticMQ with strict limits, and in front of it the failures that it cannot be asked for.
 */
final class SqsService implements ServiceEndpoint, AutoCloseable {

  private static final ObjectMapper JSON = new ObjectMapper();
  private static final String TARGET = "AmazonSQS.";
  private static final String JSON_TYPE = "application/x-amz-json-1.0";

  private final ActorSystem actors;
  private final Backend backend;
  private final PartialBatch partialBatch;

  private SqsService(ActorSystem actors, int port, Faults faults) {
    this.actors = actors;
    this.backend = new Backend(URI.create("http://127.0.0.1:" + port));
    this.partialBatch = new PartialBatch(faults);
  }

  /**
   * @param front where clients reach it: queue URLs begin with it
   */
  static SqsService start(URI front, Faults faults) {
    ActorSystem actors = ActorSystem.create("elasticmq");
    SQSRestServer server =
        SQSRestServerBuilder.withActorSystem(actors)
            .withInterface("127.0.0.1")
            .withServerAddress(new NodeAddress("http", front.getHost(), front.getPort(), ""))
            .withPort(0)
            .withAWSRegion(LocalAws.REGION)
            .withAWSAccountId(LocalAws.ACCOUNT)
            .withSQSLimits(StrictSQSLimits$.MODULE$)
            .start();
    return new SqsService(actors, server.waitUntilStarted().localAddress().getPort(), faults);
  }

  @Override
  public String operation(WireRequest request) {
    String target = request.header("X-Amz-Target");
    if (target != null) {
      return target.startsWith(TARGET) ? target.substring(TARGET.length()) : target;
    }
    return QueryForm.parse(request).getOrDefault("Action", "");
  }

  @Override
  public WireResponse answer(WireRequest request, String operation)
      throws IOException, InterruptedException {
    if (PartialBatch.knows(operation)) {
      return partialBatch.answer(request, operation, backend);
    }
    return backend.forward(request);
  }

  @Override
  public WireResponse error(WireRequest request, ServiceException error) {
    String requestId = UUID.randomUUID().toString();
    if (request.header("X-Amz-Target") == null) {
      return QueryForm.error("http://queue.amazonaws.com/doc/2012-11-05/", error, requestId);
    }
    ObjectNode body = JSON.createObjectNode();
    body.put("__type", "com.amazonaws.sqs#" + error.code()).put("message", error.getMessage());
    return WireResponse.of(
        error.status(),
        JSON_TYPE,
        body.toString().getBytes(StandardCharsets.UTF_8),
        "x-amzn-RequestId",
        requestId,
        "x-amzn-query-error",
        error.code() + (error.senderFault() ? ";Sender" : ";Receiver"));
  }

  @Override
  public ServiceException throttled(String operation) {
    return ServiceException.badRequest(
        "RequestThrottled", "The request was denied due to request throttling.");
  }

  @Override
  public ServiceException serverError(String operation) {
    return new ServiceException(
        500, "InternalError", "We encountered an internal error. Please try again.");
  }

  /** Whether there is such a queue. */
  boolean has(String queueName) {
    return call("GetQueueUrl", JSON.createObjectNode().put("QueueName", queueName)).successful();
  }

  /**
   * Sends a message as another AWS service does: no fault of ours touches it.
   *
   * @param attributes the message attributes in SQS's JSON form, or null
   * @throws IllegalStateException when the queue does not take it; the message names the queue and
   *     the answer
   */
  void deliver(String queueName, String body, JsonNode attributes) {
    ObjectNode message = JSON.createObjectNode();
    message.put("QueueUrl", backendUrl(queueName)).put("MessageBody", body);
    if (attributes != null && !attributes.isEmpty()) {
      message.set("MessageAttributes", attributes);
    }
    WireResponse response = call("SendMessage", message);
    if (!response.successful()) {
      throw new IllegalStateException(
          "Queue "
              + queueName
              + " did not take a message: "
              + response.status()
              + " "
              + new String(response.body(), StandardCharsets.UTF_8));
    }
  }

  /** The name of a queue from its URL or its ARN. */
  static String queueName(String urlOrArn) {
    return urlOrArn.substring(1 + Math.max(urlOrArn.lastIndexOf('/'), urlOrArn.lastIndexOf(':')));
  }

  /** At once: ElasticMQ's own way to stop waits for long polls that nobody waits for any more. */
  @Override
  public void close() {
    actors.terminate();
    actors.getWhenTerminated().toCompletableFuture().join();
  }

  private static String backendUrl(String queueName) {
    return "http://127.0.0.1/" + LocalAws.ACCOUNT + "/" + queueName;
  }

  private WireResponse call(String operation, ObjectNode body) {
    try {
      return backend.forward(
          WireRequest.of(
              "POST",
              "/",
              "",
              Map.of("Content-Type", JSON_TYPE, "X-Amz-Target", TARGET + operation),
              body.toString().getBytes(StandardCharsets.UTF_8)));
    } catch (IOException e) {
      throw new IllegalStateException("The local " + AwsService.SQS + " does not answer: " + e, e);
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
      throw new IllegalStateException("interrupted while calling the local SQS", e);
    }
  }
}
