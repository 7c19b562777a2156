package io.uploadlens.benchmark.endpoint;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import com.fasterxml.jackson.databind.node.ObjectNode;
import java.util.function.Consumer;

/** What the benchmark asks of the endpoint beside SQS's calls; answered without added latency. */
final class Control {

  static final String PREFIX = "Benchmark.";
  private static final ObjectMapper JSON = new ObjectMapper();

  private final QueueDirectory queues;
  private final MessageBodies bodies;

  Control(QueueDirectory queues, MessageBodies bodies) {
    this.queues = queues;
    this.bodies = bodies;
  }

  void make(String call, JsonNode request, Consumer<ObjectNode> answer) throws SqsError {
    String name = request.path("QueueName").asText();
    switch (call) {
      case "Fill":
        queues.create(name).fill(request.path("Messages").asInt());
        answer.accept(
            JSON.createObjectNode()
                .put("QueueUrl", queues.url(name))
                .put("MeanBodyBytes", bodies.meanLength()));
        break;
      case "Counts":
        answer.accept(queues.byName(name).counts().toJson(JSON));
        break;
      case "AwaitEmpty":
        BenchmarkQueue queue = queues.byName(name);
        queue.whenEmpty(() -> answer.accept(JSON.createObjectNode()));
        break;
      case "Drop":
        queues.drop(name);
        answer.accept(JSON.createObjectNode());
        break;
      default:
        throw new SqsError("InvalidAction", "The endpoint knows no " + PREFIX + call);
    }
  }
}
