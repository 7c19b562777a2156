package io.uploadlens.localaws;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import com.fasterxml.jackson.databind.node.ArrayNode;
import com.fasterxml.jackson.databind.node.ObjectNode;
import io.uploadlens.aws.AwsService;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.util.Set;
import java.util.UUID;

/**
 * Fails entries of an SQS batch: those are not passed on, and come back in {@code Failed} of an
 * answer with status 200.
 */
final class PartialBatch {

  private static final Set<String> OPERATIONS =
      Set.of("SendMessageBatch", "DeleteMessageBatch", "ChangeMessageVisibilityBatch");
  private static final ObjectMapper JSON = new ObjectMapper();

  private final Faults faults;

  PartialBatch(Faults faults) {
    this.faults = faults;
  }

  static boolean knows(String operation) {
    return OPERATIONS.contains(operation);
  }

  WireResponse answer(WireRequest request, String operation, Backend backend)
      throws IOException, InterruptedException {
    if (request.header("X-Amz-Target") == null) {
      // The query protocol of old SDKs: its batches pass whole.
      return backend.forward(request);
    }
    ObjectNode batch = (ObjectNode) JSON.readTree(request.body());
    ArrayNode passed = JSON.createArrayNode();
    ArrayNode failed = JSON.createArrayNode();
    for (JsonNode entry : batch.withArray("Entries")) {
      if (faults.entryFails(AwsService.SQS, operation)) {
        failed.add(
            JSON.createObjectNode()
                .put("Id", entry.path("Id").asText())
                .put("SenderFault", false)
                .put("Code", "InternalError")
                .put("Message", "We encountered an internal error. Please try again."));
      } else {
        passed.add(entry);
      }
    }
    if (failed.isEmpty()) {
      return backend.forward(request);
    }
    ObjectNode answer;
    if (passed.isEmpty()) {
      answer = JSON.createObjectNode();
      answer.set("Successful", JSON.createArrayNode());
    } else {
      batch.set("Entries", passed);
      WireResponse response = backend.forward(request.withBody(JSON.writeValueAsBytes(batch)));
      if (!response.successful()) {
        return response;
      }
      answer = (ObjectNode) JSON.readTree(response.body());
    }
    answer.withArray("Failed").addAll(failed);
    return WireResponse.of(
        200,
        "application/x-amz-json-1.0",
        answer.toString().getBytes(StandardCharsets.UTF_8),
        "x-amzn-RequestId",
        UUID.randomUUID().toString());
  }
}
