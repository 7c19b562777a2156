package io.uploadlens.event;

import com.fasterxml.jackson.core.JsonFactory;
import com.fasterxml.jackson.core.JsonParser;
import java.io.IOException;
import java.nio.charset.StandardCharsets;

/** A cursor over one message after the other, which learns from them, and Jackson beside it. */
abstract class PlainCursorFixture {

  final Reuse reuse = new Reuse();
  final JsonFactory jackson = EventDecoder.jackson();
  PlainCursor cursor;

  final PlainCursor over(byte[] json, int length) {
    cursor = new PlainCursor(reuse, json, length);
    return cursor;
  }

  /** Goes over all of it. */
  final void readAll(byte[] json) throws IOException {
    readAll(json, json.length);
  }

  final void readAll(byte[] json, int length) throws IOException {
    over(json, length);
    if (cursor.nextDocument() == null) {
      throw NotPlain.INSTANCE;
    }
    do {
      for (String name = cursor.nextName(); name != null; name = cursor.nextName()) {
        cursor.skipValue();
      }
    } while (cursor.nextDocument() != null);
  }

  final String jacksonText(byte[] json) throws IOException {
    try (JsonParser parser = jackson.createParser(new String(json, StandardCharsets.UTF_8))) {
      parser.nextToken();
      parser.nextToken();
      parser.nextToken();
      String text = parser.getText();
      parser.nextToken();
      return text;
    }
  }
}
