package io.uploadlens.event;

import com.fasterxml.jackson.core.JsonToken;
import java.io.IOException;

/**
 * Where this package's readers get JSON from: forwards only, one value after the other. Whoever is
 * told of a start goes to its end.
 */
interface JsonCursor {

  /** The first token of the next document, or null behind the last one. */
  JsonToken nextDocument() throws IOException;

  /** In an object: the name of its next field, or null at its end. */
  String nextName() throws IOException;

  /** Behind a name: the first token of its value. */
  JsonToken value() throws IOException;

  /** In an array: the first token of its next element, or null at its end. */
  JsonToken nextElement() throws IOException;

  /** Behind a name: goes past its value. */
  void skipValue() throws IOException;

  /** At the start of an object or array: goes to its end. Elsewhere: nothing. */
  void skipChildren() throws IOException;

  /** At a string: its text, until the next token. */
  Text text() throws IOException;

  /** At a string with few different texts: the same string for the same text, mostly. */
  default String commonText(BytesCache texts) throws IOException {
    return text().cached(texts);
  }

  /**
   * At a number: its value if it is an integer of at most 18 characters and not negative, or -1.
   */
  long size() throws IOException;

  /**
   * Behind a name: if its value is a string, keeps the JSON in it for {@link #unwrapped()}, and
   * else goes past it.
   *
   * @return whether it was a string
   */
  boolean unwrap() throws IOException;

  /** What {@link #unwrap()} kept last. */
  JsonCursor unwrapped() throws IOException;

  /** The value here as it stands in the JSON, for a person. */
  String shown() throws IOException;

  /** Something is wrong with what was read: it will be told, or is at least suspicious. */
  void doubt() throws IOException;
}
