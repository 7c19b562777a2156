package io.uploadlens.savepoint;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import com.fasterxml.jackson.databind.node.ObjectNode;
import io.uploadlens.producer.generator.Destination;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;

/** A message that was sent before a savepoint was taken, or is sent after it. Immutable. */
final class SentMessage {

  private static final ObjectMapper JSON = new ObjectMapper();

  /** What a message is, and so what must come of it. */
  enum Sort {
    /** Of the generator: what comes of it is in the truth. */
    GENERATED,
    /** An event long before the allowed lateness: whole in the late output, once. */
    LATE,
    /** No event: in the dead letter. */
    MALFORMED
  }

  final boolean before;
  final Sort sort;
  final Destination destination;

  /** Of the events in it, by which the truth tells them apart; none in what is not generated. */
  final List<Long> ordinals;

  final String partitionKey;
  final String body;

  /**
   * @param before whether the savepoint was taken after it was read
   * @param ordinals of the events that it carries
   */
  SentMessage(
      boolean before,
      Sort sort,
      Destination destination,
      List<Long> ordinals,
      String partitionKey,
      String body) {
    this.before = before;
    this.sort = sort;
    this.destination = destination;
    this.ordinals = List.copyOf(ordinals);
    this.partitionKey = partitionKey;
    this.body = body;
  }

  byte[] bytes() {
    return body.getBytes(StandardCharsets.UTF_8);
  }

  /** One line of JSON. */
  String toLine() {
    ObjectNode line = JSON.createObjectNode();
    line.put("sent", before ? "before" : "after");
    line.put("sort", sort.name().toLowerCase(Locale.ROOT));
    line.put("to", destination.name().toLowerCase(Locale.ROOT));
    ordinals.forEach(line.putArray("events")::add);
    line.put("partition_key", partitionKey);
    line.put("body", body);
    return line.toString();
  }

  static SentMessage ofLine(String line) throws IOException {
    JsonNode json = JSON.readTree(line);
    List<Long> ordinals = new ArrayList<>();
    json.get("events").forEach(ordinal -> ordinals.add(ordinal.asLong()));
    return new SentMessage(
        json.get("sent").asText().equals("before"),
        Sort.valueOf(json.get("sort").asText().toUpperCase(Locale.ROOT)),
        Destination.valueOf(json.get("to").asText().toUpperCase(Locale.ROOT)),
        ordinals,
        json.get("partition_key").asText(),
        json.get("body").asText());
  }
}
