package io.uploadlens.event;

import com.fasterxml.jackson.core.JsonFactory;
import com.fasterxml.jackson.core.JsonParser;
import com.fasterxml.jackson.core.JsonToken;
import java.io.Closeable;
import java.io.IOException;

/** Jackson's parser: reads all JSON there is, and says what is wrong with what is none. */
final class JacksonCursor implements JsonCursor, Closeable {

  private static final int MOST_DIGITS = 18;

  private final JsonFactory json;
  private final JsonParser parser;
  private final Text text = new Text();
  private char[] kept;

  /** A cursor over a message. */
  static JacksonCursor of(JsonFactory json, byte[] message) throws IOException {
    return new JacksonCursor(json, json.createParser(message));
  }

  private JacksonCursor(JsonFactory json, JsonParser parser) {
    this.json = json;
    this.parser = parser;
  }

  @Override
  public JsonToken nextDocument() throws IOException {
    return parser.nextToken();
  }

  @Override
  public String nextName() throws IOException {
    return parser.nextFieldName();
  }

  @Override
  public JsonToken value() throws IOException {
    return parser.nextToken();
  }

  @Override
  public JsonToken nextElement() throws IOException {
    JsonToken token = parser.nextToken();
    return token == JsonToken.END_ARRAY ? null : token;
  }

  @Override
  public void skipValue() throws IOException {
    parser.nextToken();
    parser.skipChildren();
  }

  @Override
  public void skipChildren() throws IOException {
    parser.skipChildren();
  }

  @Override
  public Text text() throws IOException {
    return text.of(parser.getText());
  }

  @Override
  public long size() throws IOException {
    return parser.currentToken() == JsonToken.VALUE_NUMBER_INT
            && parser.getTextLength() <= MOST_DIGITS
        ? Math.max(-1, parser.getLongValue())
        : -1;
  }

  @Override
  public boolean unwrap() throws IOException {
    kept = null;
    if (parser.nextToken() == JsonToken.VALUE_STRING) {
      kept = parser.getText().toCharArray();
    } else {
      parser.skipChildren();
    }
    return kept != null;
  }

  @Override
  public JacksonCursor unwrapped() throws IOException {
    return new JacksonCursor(json, json.createParser(kept));
  }

  @Override
  public String shown() throws IOException {
    return parser.getText();
  }

  @Override
  public void doubt() {
    // Jackson's word is final.
  }

  @Override
  public void close() throws IOException {
    parser.close();
  }
}
