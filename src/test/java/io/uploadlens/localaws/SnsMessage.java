package io.uploadlens.localaws;

import com.fasterxml.jackson.databind.ObjectMapper;
import com.fasterxml.jackson.databind.node.ObjectNode;
import java.nio.charset.StandardCharsets;
import java.util.Map;

/** A message as it was published. */
final class SnsMessage {

  private static final ObjectMapper JSON = new ObjectMapper();

  private final String body;
  private final String subject;
  private final ObjectNode attributes;

  private SnsMessage(String body, String subject, ObjectNode attributes) {
    this.body = body;
    this.subject = subject;
    this.attributes = attributes;
  }

  /**
   * @param subject or null
   */
  static SnsMessage of(String body, String subject) {
    return new SnsMessage(body, subject, JSON.createObjectNode());
  }

  /**
   * @param at what stands before the members' names in the form: of one entry of a batch
   */
  static SnsMessage parse(Map<String, String> form, String at) {
    String body = form.get(at + "Message");
    if (body == null || body.isEmpty()) {
      throw SnsService.invalid("Empty message");
    }
    ObjectNode attributes = JSON.createObjectNode();
    for (int i = 1; ; i++) {
      String entry = at + "MessageAttributes.entry." + i + ".";
      String name = form.get(entry + "Name");
      if (name == null) {
        break;
      }
      ObjectNode attribute = attributes.putObject(name);
      attribute.put("DataType", form.get(entry + "Value.DataType"));
      if (form.containsKey(entry + "Value.StringValue")) {
        attribute.put("StringValue", form.get(entry + "Value.StringValue"));
      } else {
        attribute.put("BinaryValue", form.get(entry + "Value.BinaryValue"));
      }
    }
    return new SnsMessage(body, form.get(at + "Subject"), attributes);
  }

  String body() {
    return body;
  }

  /** The subject, or null. */
  String subject() {
    return subject;
  }

  /** The message attributes in SQS's JSON form, which a raw delivery keeps. */
  ObjectNode attributesForSqs() {
    return attributes;
  }

  /** What counts against the limit of 256 KiB. */
  int bytes() {
    int bytes = body.getBytes(StandardCharsets.UTF_8).length;
    var fields = attributes.fields();
    while (fields.hasNext()) {
      var field = fields.next();
      bytes += field.getKey().getBytes(StandardCharsets.UTF_8).length;
      for (var value : field.getValue()) {
        bytes += value.asText().getBytes(StandardCharsets.UTF_8).length;
      }
    }
    return bytes;
  }
}
