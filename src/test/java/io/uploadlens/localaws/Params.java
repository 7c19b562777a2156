package io.uploadlens.localaws;

import com.fasterxml.jackson.databind.JsonNode;
import java.io.IOException;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;

/**
 * The members of a request to a JSON service, with the checks and the words of AWS's own
 * validation.
 */
final class Params {

  private final JsonNode node;
  private final JsonWire wire;
  private final String path;

  Params(JsonNode node, JsonWire wire) {
    this(node, wire, "");
  }

  private Params(JsonNode node, JsonWire wire, String path) {
    this.node = node;
    this.wire = wire;
    this.path = path;
  }

  boolean has(String name) {
    return node.hasNonNull(name);
  }

  /** A string that must be there. */
  String text(String name) {
    if (!has(name)) {
      throw invalid("null", name, "Member must not be null");
    }
    return node.get(name).asText();
  }

  /** A string or null. */
  String optionalText(String name) {
    return has(name) ? node.get(name).asText() : null;
  }

  boolean flag(String name) {
    return has(name) && node.get(name).asBoolean();
  }

  /** An integer in a range; the given one where there is none. */
  int integer(String name, int min, int max, int otherwise) {
    if (!has(name)) {
      return otherwise;
    }
    int value = node.get(name).asInt();
    if (value < min) {
      throw invalid("" + value, name, "Member must have value greater than or equal to " + min);
    }
    if (value > max) {
      throw invalid("" + value, name, "Member must have value less than or equal to " + max);
    }
    return value;
  }

  /** A timestamp that must be there. */
  Instant timestamp(String name) {
    if (!has(name)) {
      throw invalid("null", name, "Member must not be null");
    }
    return wire.timestamp(node.get(name));
  }

  /** Bytes that must be there. */
  byte[] blob(String name) {
    if (!has(name)) {
      throw invalid("null", name, "Member must not be null");
    }
    try {
      return node.get(name).binaryValue();
    } catch (IOException e) {
      throw ServiceException.badRequest(
          "SerializationException", "'" + name + "' is not Base64: " + e.getMessage());
    }
  }

  /** A structure that must be there. */
  Params structure(String name) {
    if (!has(name)) {
      throw invalid("null", name, "Member must not be null");
    }
    return new Params(node.get(name), wire, path + lowerFirst(name) + ".");
  }

  /** A list that must be there, of at least one and at most so many structures. */
  List<Params> structures(String name, int max) {
    if (!has(name)) {
      throw invalid("null", name, "Member must not be null");
    }
    JsonNode list = node.get(name);
    if (list.isEmpty()) {
      throw invalid("[]", name, "Member must have length greater than or equal to 1");
    }
    if (list.size() > max) {
      throw invalid(
          "[" + list.size() + " members]",
          name,
          "Member must have length less than or equal to " + max);
    }
    List<Params> structures = new ArrayList<>();
    for (int i = 0; i < list.size(); i++) {
      structures.add(
          new Params(list.get(i), wire, path + lowerFirst(name) + "." + (i + 1) + ".member."));
    }
    return structures;
  }

  ServiceException invalid(String value, String name, String constraint) {
    return ServiceException.badRequest(
        "ValidationException",
        "1 validation error detected: Value '"
            + value
            + "' at '"
            + path
            + lowerFirst(name)
            + "' failed to satisfy constraint: "
            + constraint);
  }

  private static String lowerFirst(String name) {
    return Character.toLowerCase(name.charAt(0)) + name.substring(1);
  }
}
