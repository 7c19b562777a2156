package io.uploadlens.benchmark.decode;

import com.fasterxml.jackson.core.JsonFactory;
import com.fasterxml.jackson.core.JsonParser;
import com.fasterxml.jackson.core.JsonToken;
import java.io.IOException;

/**
 * Jackson's parser alone: all tokens of the message, none looked at. Of an SNS envelope also those
 * of the document in its {@code Message}, straight from the parser's own buffer.
 */
final class TokenScan implements MessageReader {

  static final String NAME = "token_scan";

  private final JsonFactory json = new JsonFactory();
  private final boolean enveloped;

  TokenScan(DecodeForm form) {
    enveloped = form == DecodeForm.SNS;
  }

  @Override
  public String name() {
    return NAME;
  }

  @Override
  public long read(byte[] message) throws IOException {
    long tokens = 0;
    try (JsonParser parser = json.createParser(message)) {
      for (JsonToken token = parser.nextToken(); token != null; token = parser.nextToken()) {
        tokens++;
        if (enveloped
            && token == JsonToken.VALUE_STRING
            && parser.getCurrentName().equals("Message")) {
          tokens += readInner(parser);
        }
      }
    }
    return tokens;
  }

  private long readInner(JsonParser outer) throws IOException {
    long tokens = 0;
    try (JsonParser parser =
        json.createParser(
            outer.getTextCharacters(), outer.getTextOffset(), outer.getTextLength())) {
      while (parser.nextToken() != null) {
        tokens++;
      }
    }
    return tokens;
  }

  @Override
  public boolean tell(byte[] message, Findings findings) {
    return false;
  }
}
