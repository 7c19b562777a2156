package io.uploadlens.benchmark.endpoint;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import com.fasterxml.jackson.databind.node.ObjectNode;
import java.util.EnumMap;
import java.util.Map;

/** What a queue of the endpoint has seen so far, and holds now. Immutable. */
public final class QueueCounts {

  private final Map<Operation, Long> requests;
  private final long emptyReceives;
  private final long received;
  private final long deleted;
  private final long staleDeletes;
  private final long visibilityChanges;
  private final long expired;
  private final int visible;
  private final int inFlight;
  private final int mostInFlight;

  QueueCounts(
      Map<Operation, Long> requests,
      long emptyReceives,
      long received,
      long deleted,
      long staleDeletes,
      long visibilityChanges,
      long expired,
      int visible,
      int inFlight,
      int mostInFlight) {
    this.requests = requests;
    this.emptyReceives = emptyReceives;
    this.received = received;
    this.deleted = deleted;
    this.staleDeletes = staleDeletes;
    this.visibilityChanges = visibilityChanges;
    this.expired = expired;
    this.visible = visible;
    this.inFlight = inFlight;
    this.mostInFlight = mostInFlight;
  }

  /** Requests of this kind. */
  public long requests(Operation operation) {
    return requests.getOrDefault(operation, 0L);
  }

  /** Requests that move messages: without those that only ask. */
  public long messageRequests() {
    return requests(Operation.ReceiveMessage)
        + requests(Operation.DeleteMessageBatch)
        + requests(Operation.ChangeMessageVisibilityBatch);
  }

  /** Receives that were answered without a message. */
  public long emptyReceives() {
    return emptyReceives;
  }

  /** Messages handed out; one that was handed out twice counts twice. */
  public long received() {
    return received;
  }

  /** Messages deleted. */
  public long deleted() {
    return deleted;
  }

  /** Deletes by a handle that was not the newest: they did nothing. */
  public long staleDeletes() {
    return staleDeletes;
  }

  /** Messages whose visibility timeout was changed. */
  public long visibilityChanges() {
    return visibilityChanges;
  }

  /** Messages that came back because their visibility timeout had passed. */
  public long expired() {
    return expired;
  }

  /** Messages that may be received now. */
  public int visible() {
    return visible;
  }

  /** Messages in flight now. */
  public int inFlight() {
    return inFlight;
  }

  /** The most messages that were ever in flight at a time. */
  public int mostInFlight() {
    return mostInFlight;
  }

  ObjectNode toJson(ObjectMapper json) {
    ObjectNode node = json.createObjectNode();
    ObjectNode byOperation = node.putObject("requests");
    requests.forEach((operation, count) -> byOperation.put(operation.name(), count));
    return node.put("emptyReceives", emptyReceives)
        .put("received", received)
        .put("deleted", deleted)
        .put("staleDeletes", staleDeletes)
        .put("visibilityChanges", visibilityChanges)
        .put("expired", expired)
        .put("visible", visible)
        .put("inFlight", inFlight)
        .put("mostInFlight", mostInFlight);
  }

  static QueueCounts fromJson(JsonNode node) {
    Map<Operation, Long> requests = new EnumMap<>(Operation.class);
    node.get("requests")
        .fields()
        .forEachRemaining(
            entry -> requests.put(Operation.valueOf(entry.getKey()), entry.getValue().asLong()));
    return new QueueCounts(
        requests,
        node.get("emptyReceives").asLong(),
        node.get("received").asLong(),
        node.get("deleted").asLong(),
        node.get("staleDeletes").asLong(),
        node.get("visibilityChanges").asLong(),
        node.get("expired").asLong(),
        node.get("visible").asInt(),
        node.get("inFlight").asInt(),
        node.get("mostInFlight").asInt());
  }
}
