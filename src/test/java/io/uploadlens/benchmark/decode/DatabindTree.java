package io.uploadlens.benchmark.decode;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import java.io.IOException;
import java.net.URLDecoder;
import java.nio.charset.StandardCharsets;

/** Jackson's tree of the message, with one field looked up in it. */
final class DatabindTree implements MessageReader {

  static final String NAME = "databind_tree";

  private final ObjectMapper json = new ObjectMapper();
  private final DecodeForm form;

  DatabindTree(DecodeForm form) {
    this.form = form;
  }

  @Override
  public String name() {
    return NAME;
  }

  @Override
  public long read(byte[] message) throws IOException {
    return entities(message).path("object").path("key").textValue().length();
  }

  @Override
  public boolean tell(byte[] message, Findings findings) throws IOException {
    JsonNode entity = entities(message);
    String key = entity.path("object").path("key").textValue();
    JsonNode size = entity.path("object").get("size");
    findings.add(
        entity.path("bucket").path("name").textValue(),
        form == DecodeForm.EVENTBRIDGE ? key : URLDecoder.decode(key, StandardCharsets.UTF_8),
        size == null ? null : size.longValue());
    return true;
  }

  /** What holds bucket and object of the message's one event. */
  private JsonNode entities(byte[] message) throws IOException {
    JsonNode tree = json.readTree(message);
    if (form == DecodeForm.EVENTBRIDGE) {
      return tree.path("detail");
    }
    JsonNode notification =
        form == DecodeForm.SNS ? json.readTree(tree.path("Message").textValue()) : tree;
    return notification.path("Records").path(0).path("s3");
  }
}
