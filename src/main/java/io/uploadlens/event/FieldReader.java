package io.uploadlens.event;

import com.fasterxml.jackson.core.JsonToken;
import java.io.IOException;
import java.nio.charset.StandardCharsets;

/**
 * Reads the values of the fields of one JSON object, nested ones included, and keeps the first
 * fault among them: whether it matters may turn out only at the object's end.
 *
 * <p>Each method stands on a field's name and goes to the end of its value. A field that is null is
 * one that is absent. Fields go by their path in faults; what is missing or wrong reads as absent.
 * Not thread-safe.
 */
final class FieldReader {

  /** A time that is absent. */
  static final long NO_TIME = IsoTime.INVALID;

  /**
   * <a href="https://docs.aws.amazon.com/AmazonS3/latest/userguide/object-keys.html">Naming Amazon
   * S3 objects</a>: at most 1,024 bytes of UTF-8.
   */
  private static final int MOST_KEY_BYTES = 1024;

  /** Of the oldest buckets in us-east-1; of all others 63. */
  private static final int MOST_BUCKET_BYTES = 255;

  private static final int MOST_DIGITS = 18;
  private static final String SIZES = "an integer from 0 to 999999999999999999 is allowed";

  private final JsonCursor json;
  private final Reuse reuse;
  private final int index;
  private Undecodable fault;

  /** A reader of the document itself. */
  FieldReader(JsonCursor json, Reuse reuse) {
    this(json, reuse, -1);
  }

  /**
   * @param json stands in the object
   * @param reuse what is kept between messages
   * @param index which of the {@code Records} this is, or -1
   */
  FieldReader(JsonCursor json, Reuse reuse, int index) {
    this.json = json;
    this.reuse = reuse;
    this.index = index;
  }

  /** The name of the next field, or null at the object's end. */
  String nextField() throws IOException {
    return json.nextName();
  }

  /** Whether the field is an object, and then stands at its start. */
  boolean isObject(String path) throws IOException {
    return startsWith(JsonToken.START_OBJECT, path, "an object");
  }

  /** A text, or null. */
  String text(String path) throws IOException {
    Text text = unicode(path);
    return text == null ? null : text.toString();
  }

  /** A text that has few different values, or null. */
  String commonText(String path) throws IOException {
    return unicode(path) == null ? null : json.commonText(reuse.texts);
  }

  /** A text of which an empty one says as much as none; null for both. */
  String idText(String path) throws IOException {
    String text = text(path);
    return text == null || text.isEmpty() ? null : text;
  }

  /** An entity tag without the quotes it may have, or null. */
  String eTag(String path) throws IOException {
    String tag = idText(path);
    return tag != null && tag.length() >= 2 && tag.startsWith("\"") && tag.endsWith("\"")
        ? tag.substring(1, tag.length() - 1)
        : tag;
  }

  /** A bucket's name, or null. */
  String bucket(String path) throws IOException {
    return bounded(path, commonText(path), MOST_BUCKET_BYTES);
  }

  /** A key that is as it is, or null. */
  String plainKey(String path) throws IOException {
    return bounded(path, text(path), MOST_KEY_BYTES);
  }

  /** A key in the encoding of S3's notifications, decoded, or null. */
  String encodedKey(String path) throws IOException {
    Text text = unicode(path);
    if (text == null) {
      return null;
    }
    String key = text.key(reuse.keys);
    if (key == null) {
      fault(
          path,
          Undecodable.quote(text.toString()) + "; a form-urlencoded key in UTF-8 is expected");
    }
    return bounded(path, key, MOST_KEY_BYTES);
  }

  /** A size in bytes, or {@link UploadEvent#NO_SIZE}. */
  long size(String path) throws IOException {
    JsonToken token = json.value();
    if (token == JsonToken.VALUE_NULL) {
      return UploadEvent.NO_SIZE;
    }
    if (token == JsonToken.VALUE_NUMBER_INT) {
      long size = json.size();
      if (size >= 0) {
        return size;
      }
    }
    fault(path, valueHere(token) + "; " + SIZES);
    json.skipChildren();
    return UploadEvent.NO_SIZE;
  }

  /** A time in epoch milliseconds, or {@link #NO_TIME}. */
  long time(String path) throws IOException {
    if (!isText(path)) {
      return NO_TIME;
    }
    Text text = json.text();
    long time = text.time();
    if (time == IsoTime.INVALID) {
      fault(path, Undecodable.quote(text.toString()) + "; " + IsoTime.ALLOWED + " is expected");
    }
    return time;
  }

  /** A text that only tells forms apart: null, without a fault, for whatever is no text. */
  String marker() throws IOException {
    if (json.value() != JsonToken.VALUE_STRING) {
      json.skipChildren();
      return null;
    }
    return json.commonText(reuse.texts);
  }

  /** Goes past the value of a field that says nothing here. */
  void skip() throws IOException {
    json.skipValue();
  }

  /** Keeps a fault of a field, unless there is one already. */
  void fault(String path, String what) throws IOException {
    json.doubt();
    if (fault == null) {
      fault = new Undecodable(RejectReason.INVALID_FIELD, full(path) + " is " + what);
    }
  }

  /** Throws the first fault, if any. */
  void throwFault() throws Undecodable {
    if (fault != null) {
      throw fault;
    }
  }

  /** Throws if a field that should be there is not. */
  void require(Object value, String path) throws Undecodable {
    if (value == null) {
      throw new Undecodable(RejectReason.MISSING_FIELD, full(path) + " is missing");
    }
  }

  /** Throws if a time that should be there is not. */
  void require(long time, String path) throws Undecodable {
    require(time == NO_TIME ? null : path, path);
  }

  /** A fault of the whole object. */
  Undecodable reject(RejectReason reason, String path, String what) {
    return new Undecodable(reason, full(path) + " is " + what);
  }

  /** Says that a value is not of the kind that it should be. */
  void mismatch(String path, JsonToken token, String expected) throws IOException {
    fault(path, valueHere(token) + "; " + expected + " is expected");
    json.skipChildren();
  }

  private boolean startsWith(JsonToken start, String path, String expected) throws IOException {
    JsonToken token = json.value();
    if (token != start && token != JsonToken.VALUE_NULL) {
      mismatch(path, token, expected);
    }
    return token == start;
  }

  private boolean isText(String path) throws IOException {
    JsonToken token = json.value();
    if (token != JsonToken.VALUE_STRING && token != JsonToken.VALUE_NULL) {
      mismatch(path, token, "a string");
    }
    return token == JsonToken.VALUE_STRING;
  }

  /** What S3 could not have named so, a sink might not be able to write: no row is that long. */
  private String bounded(String path, String text, int mostBytes) throws IOException {
    if (text == null) {
      return null;
    }
    if (text.isEmpty()) {
      fault(path, "empty; at least one character is expected");
      return null;
    }
    // A char takes three bytes at most: the bytes of a short text need no counting.
    if (text.length() > mostBytes / 3 && text.getBytes(StandardCharsets.UTF_8).length > mostBytes) {
      fault(path, Undecodable.quote(text) + "; at most " + mostBytes + " bytes are expected");
      return null;
    }
    return text;
  }

  private String valueHere(JsonToken token) throws IOException {
    if (token == JsonToken.START_OBJECT) {
      return "an object";
    }
    if (token == JsonToken.START_ARRAY) {
      return "an array";
    }
    return token == JsonToken.VALUE_STRING
        ? Undecodable.quote(json.shown())
        : Undecodable.plain(json.shown(), MOST_DIGITS + 2);
  }

  private String full(String path) {
    if (index < 0) {
      return path;
    }
    String record = "Records[" + index + "]";
    return path.isEmpty() ? record : record + "." + path;
  }

  /** JSON can escape half a surrogate pair, which no sink could write as UTF-8. */
  private Text unicode(String path) throws IOException {
    if (!isText(path)) {
      return null;
    }
    Text text = json.text();
    if (text.isUnicode()) {
      return text;
    }
    fault(
        path,
        Undecodable.quote(text.toString()) + " with half a surrogate pair; Unicode is expected");
    return null;
  }
}
