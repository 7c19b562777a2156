package io.uploadlens.benchmark.endpoint;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import com.fasterxml.jackson.databind.node.ArrayNode;
import com.fasterxml.jackson.databind.node.ObjectNode;
import io.netty.buffer.ByteBuf;
import io.netty.buffer.ByteBufAllocator;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.util.HashSet;
import java.util.List;
import java.util.Set;
import java.util.function.BooleanSupplier;
import java.util.function.Consumer;

/** SQS's AWS JSON protocol: makes calls to queues of requests, and answers of what they give. */
final class SqsCalls {

  private static final ObjectMapper JSON = new ObjectMapper();
  private static final int MAX_BATCH = 10;
  private static final int MAX_VISIBILITY_SECONDS = 43_200;
  private static final int MAX_WAIT_SECONDS = 20;
  private static final int DEFAULT_VISIBILITY_SECONDS = 30;

  private final QueueDirectory queues;
  private final MessageBodies bodies;
  private final ByteBufAllocator allocator;

  SqsCalls(QueueDirectory queues, MessageBodies bodies, ByteBufAllocator allocator) {
    this.queues = queues;
    this.bodies = bodies;
    this.allocator = allocator;
  }

  /**
   * Makes a call; the answer may come at once or later.
   *
   * @param isGone whether nobody waits for the answer any more
   */
  void make(Operation operation, JsonNode request, BooleanSupplier isGone, Consumer<ByteBuf> answer)
      throws SqsError {
    if (operation == Operation.GetQueueUrl) {
      answer.accept(bytes(queueUrl(request)));
      return;
    }
    BenchmarkQueue queue = queues.byUrl(request.path("QueueUrl").asText());
    queue.count(operation);
    switch (operation) {
      case ReceiveMessage:
        receive(queue, request, isGone, answer);
        break;
      case DeleteMessageBatch:
        answer.accept(batch(request, entry -> queue.delete(entry.path("ReceiptHandle").asText())));
        break;
      case ChangeMessageVisibilityBatch:
        answer.accept(batch(request, entry -> changeVisibility(queue, entry)));
        break;
      case GetQueueAttributes:
        answer.accept(bytes(attributes(queue)));
        break;
      default:
        throw new IllegalStateException("No answer to " + operation);
    }
  }

  private ObjectNode queueUrl(JsonNode request) throws SqsError {
    String name = request.path("QueueName").asText();
    return JSON.createObjectNode().put("QueueUrl", queues.existingUrl(name));
  }

  private void receive(
      BenchmarkQueue queue, JsonNode request, BooleanSupplier isGone, Consumer<ByteBuf> answer)
      throws SqsError {
    int max = within(request, "MaxNumberOfMessages", 1, 1, MAX_BATCH);
    int wait = within(request, "WaitTimeSeconds", 0, 0, MAX_WAIT_SECONDS);
    int visibility =
        within(request, "VisibilityTimeout", DEFAULT_VISIBILITY_SECONDS, 0, MAX_VISIBILITY_SECONDS);
    boolean attributes =
        request.path("MessageSystemAttributeNames").size() > 0
            || request.path("AttributeNames").size() > 0;
    queue.receive(
        max,
        Duration.ofSeconds(wait),
        Duration.ofSeconds(visibility),
        isGone,
        messages -> answer.accept(messages(queue, messages, attributes)));
  }

  private ByteBuf messages(
      BenchmarkQueue queue, List<QueuedMessage> messages, boolean withAttributes) {
    if (messages.isEmpty()) {
      return bytes(JSON.createObjectNode());
    }
    ByteBuf out = allocator.buffer(2048 * messages.size());
    String separator = "{\"Messages\":[{\"MessageId\":\"";
    for (QueuedMessage message : messages) {
      ascii(out, separator);
      ascii(out, message.id());
      ascii(out, "\",\"ReceiptHandle\":\"");
      ascii(out, ReceiptHandles.of(queue.ordinal(), message.number(), message.receives()));
      ascii(out, "\",");
      out.writeBytes(bodies.piece(message));
      if (withAttributes) {
        ascii(out, ",\"Attributes\":{\"SenderId\":\"AIDAEXAMPLEOFASENDERID\"");
        attribute(out, "SentTimestamp", message.sentTime());
        attribute(out, "ApproximateReceiveCount", message.receives());
        attribute(out, "ApproximateFirstReceiveTimestamp", message.firstReceived());
        ascii(out, "}");
      }
      separator = "},{\"MessageId\":\"";
    }
    ascii(out, "}]}");
    return out;
  }

  private static void attribute(ByteBuf out, String name, long value) {
    ascii(out, ",\"");
    ascii(out, name);
    ascii(out, "\":\"");
    ascii(out, Long.toString(value));
    ascii(out, "\"");
  }

  private static void ascii(ByteBuf out, String text) {
    out.writeCharSequence(text, StandardCharsets.US_ASCII);
  }

  private static void changeVisibility(BenchmarkQueue queue, JsonNode entry) throws SqsError {
    int seconds = within(entry, "VisibilityTimeout", -1, 0, MAX_VISIBILITY_SECONDS);
    queue.changeVisibility(entry.path("ReceiptHandle").asText(), Duration.ofSeconds(seconds));
  }

  /** Does something with each entry; one that fails does not hold up the others. */
  private ByteBuf batch(JsonNode request, EntryCall call) throws SqsError {
    JsonNode entries = request.path("Entries");
    checkBatch(entries);
    ObjectNode answer = JSON.createObjectNode();
    ArrayNode successful = answer.putArray("Successful");
    ArrayNode failed = answer.putArray("Failed");
    for (JsonNode entry : entries) {
      String id = entry.path("Id").asText();
      try {
        call.make(entry);
        successful.addObject().put("Id", id);
      } catch (SqsError e) {
        failed
            .addObject()
            .put("Id", id)
            .put("Code", e.code())
            .put("Message", e.getMessage())
            .put("SenderFault", true);
      }
    }
    return bytes(answer);
  }

  private static void checkBatch(JsonNode entries) throws SqsError {
    if (entries.isEmpty()) {
      throw new SqsError("EmptyBatchRequest", "There should be at least one entry in the request");
    }
    if (entries.size() > MAX_BATCH) {
      throw new SqsError(
          "TooManyEntriesInBatchRequest",
          "Maximum number of entries per request are 10. You have sent " + entries.size() + ".");
    }
    Set<String> ids = new HashSet<>();
    for (JsonNode entry : entries) {
      String id = entry.path("Id").asText();
      if (!ids.add(id)) {
        throw new SqsError("BatchEntryIdsNotDistinct", "Id " + id + " repeated");
      }
    }
  }

  private static ObjectNode attributes(BenchmarkQueue queue) {
    ObjectNode answer = JSON.createObjectNode();
    answer
        .putObject("Attributes")
        .put("ApproximateNumberOfMessages", Integer.toString(queue.visible()))
        .put("ApproximateNumberOfMessagesNotVisible", Integer.toString(queue.inFlight()))
        .put("ApproximateNumberOfMessagesDelayed", "0");
    return answer;
  }

  private static int within(JsonNode request, String name, int otherwise, int least, int most)
      throws SqsError {
    int value = request.path(name).asInt(otherwise);
    if (value < least || value > most) {
      throw new SqsError(
          "InvalidParameterValue",
          "Value "
              + value
              + " for parameter "
              + name
              + " is invalid. Reason: Must be between "
              + least
              + " and "
              + most
              + ", if provided.");
    }
    return value;
  }

  private ByteBuf bytes(JsonNode node) {
    ByteBuf out = allocator.buffer();
    out.writeCharSequence(node.toString(), StandardCharsets.UTF_8);
    return out;
  }

  /** What a batch does with one entry. */
  @FunctionalInterface
  private interface EntryCall {
    void make(JsonNode entry) throws SqsError;
  }
}
