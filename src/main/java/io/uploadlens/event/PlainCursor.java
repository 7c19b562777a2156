package io.uploadlens.event;

import com.fasterxml.jackson.core.JsonToken;
import java.io.IOException;

/**
 * Reads JSON as AWS writes it, and gives up on everything else: what it reads is JSON, and what it
 * reads from it is what Jackson's parser would; what is none, or rare (numbers that are no short
 * integers, names with escapes, other encodings), it leaves to that parser, by throwing {@link
 * NotPlain}. Several times as fast, since it makes no tokens of what is skipped and no characters
 * of what is not needed, and looks at eight bytes of a string at a time.
 *
 * <p>Not thread-safe. Made for one message, and short-lived: what it refers to need not be written
 * into an object that the garbage collector has to watch.
 */
final class PlainCursor implements JsonCursor {

  private static final int DEEPEST = 64;
  private static final int MOST_DIGITS = 18;

  private final Reuse reuse;
  private final FieldNames places;
  private final boolean escapedQuotes;
  private final byte[] json;
  private final int end;
  private final Text text = new Text();
  private FieldName last;
  private int at;
  private boolean first;
  private long number;
  private int plainFrom;
  private boolean expected;
  private int escapedFrom;
  private int escapedTo;

  /**
   * A cursor over one message.
   *
   * @param json not copied
   */
  PlainCursor(Reuse reuse, byte[] json, int length) {
    this(reuse, reuse.outer, false, json, 0, length);
  }

  private PlainCursor(
      Reuse reuse, FieldNames places, boolean escapedQuotes, byte[] json, int from, int to) {
    this.reuse = reuse;
    this.places = places;
    this.escapedQuotes = escapedQuotes;
    this.json = json;
    this.at = from;
    this.end = to;
    this.last = places.start();
  }

  @Override
  public JsonToken nextDocument() throws NotPlain {
    while (at < end && isSpace(json[at])) {
      at++;
    }
    return at == end ? null : expect(JsonToken.START_OBJECT);
  }

  private JsonToken expect(JsonToken token) throws NotPlain {
    if (value() != token) {
      throw NotPlain.INSTANCE;
    }
    return token;
  }

  @Override
  public String nextName() throws NotPlain {
    if (at < end && json[at] == '}') {
      return endOfObject();
    }
    FieldName likely = last.follower(json, at, end, first);
    if (likely == null) {
      return unlikelyName();
    }
    last = likely;
    at += likely.length();
    first = false;
    return likely.text();
  }

  private String endOfObject() {
    at++;
    first = false;
    return null;
  }

  private String unlikelyName() throws NotPlain {
    int before = at;
    boolean opening = first;
    byte next = nextByte();
    if (next == '}') {
      return endOfObject();
    }
    nextOfMany(next);
    int from = openingQuote(nextByte());
    int to = plainEnd(from);
    at = closingQuote(to);
    if (at < 0 || nextByte() != ':') {
      throw NotPlain.INSTANCE;
    }
    at++;
    String name = reuse.names.latin1(json, from, to - from);
    if (at - before <= FieldName.LONGEST) {
      last = places.follow(last, name, opening, json, before, at);
    }
    return name;
  }

  @Override
  public JsonToken nextElement() throws NotPlain {
    byte next = nextByte();
    if (next == ']') {
      at++;
      first = false;
      return null;
    }
    nextOfMany(next);
    return value();
  }

  @Override
  public JsonToken value() throws NotPlain {
    byte next = nextByte();
    if (next == '"' || next == '\\') {
      string(openingQuote(next));
      return JsonToken.VALUE_STRING;
    }
    return noString(next);
  }

  private JsonToken noString(byte next) throws NotPlain {
    switch (next) {
      case '{':
        at++;
        first = true;
        return JsonToken.START_OBJECT;
      case '[':
        at++;
        first = true;
        return JsonToken.START_ARRAY;
      case 't':
        literal("true");
        return JsonToken.VALUE_TRUE;
      case 'f':
        literal("false");
        return JsonToken.VALUE_FALSE;
      case 'n':
        literal("null");
        return JsonToken.VALUE_NULL;
      default:
        integer();
        return JsonToken.VALUE_NUMBER_INT;
    }
  }

  @Override
  public void skipValue() throws NotPlain {
    JsonToken token = value();
    if (token.isStructStart()) {
      skip(token, DEEPEST);
    }
  }

  private void skip(JsonToken token, int deepest) throws NotPlain {
    if (deepest == 0) {
      throw NotPlain.INSTANCE;
    }
    if (token == JsonToken.START_OBJECT) {
      while (nextName() != null) {
        skip(value(), deepest - 1);
      }
    } else if (token == JsonToken.START_ARRAY) {
      for (JsonToken next = nextElement(); next != null; next = nextElement()) {
        skip(next, deepest - 1);
      }
    }
  }

  /** Asked for only where a value is of a kind that it should not be. */
  @Override
  public void skipChildren() throws NotPlain {
    throw NotPlain.INSTANCE;
  }

  @Override
  public Text text() {
    return text;
  }

  @Override
  public String commonText(BytesCache texts) {
    if (expected) {
      return last.value();
    }
    String common = text.cached(texts);
    if (plainFrom >= 0) {
      last.came(common, json, plainFrom, at);
    }
    return common;
  }

  @Override
  public long size() {
    return number;
  }

  @Override
  public boolean unwrap() throws NotPlain {
    int from = openingQuote(nextByte());
    if (places != reuse.outer) {
      // What was unwrapped is read from the buffer that this would fill.
      throw NotPlain.INSTANCE;
    }
    int to = EscapedText.endOfEscapedQuotes(json, from, end);
    if (to >= 0) {
      escapedFrom = from;
      escapedTo = to;
      at = to + 1;
    } else {
      escapedFrom = -1;
      at = reuse.kept.read(json, from, end);
    }
    return true;
  }

  @Override
  public PlainCursor unwrapped() {
    return escapedFrom >= 0
        ? new PlainCursor(reuse, reuse.innerEscaped, true, json, escapedFrom, escapedTo)
        : new PlainCursor(reuse, reuse.inner, false, reuse.kept.bytes(), 0, reuse.kept.length());
  }

  @Override
  public String shown() throws NotPlain {
    throw NotPlain.INSTANCE;
  }

  @Override
  public void doubt() throws IOException {
    throw NotPlain.INSTANCE;
  }

  /** Goes past the comma that stands before all elements but the first. */
  private void nextOfMany(byte next) throws NotPlain {
    if (first) {
      first = false;
    } else if (next == ',') {
      at++;
    } else {
      throw NotPlain.INSTANCE;
    }
  }

  /** The next byte that is no white space; stands at it. */
  private byte nextByte() throws NotPlain {
    while (at < end) {
      byte next = json[at];
      if (!isSpace(next)) {
        return next;
      }
      at++;
    }
    throw NotPlain.INSTANCE;
  }

  private static boolean isSpace(byte next) {
    return next <= ' ' && (next == ' ' || next == '\n' || next == '\r' || next == '\t');
  }

  /** The first place from here on that is not plain ASCII within a string. */
  private int plainEnd(int from) throws NotPlain {
    int i = from;
    for (int last = end - Long.BYTES; i <= last; i += Long.BYTES) {
      int plain = EightBytes.plain(EightBytes.get(json, i));
      if (plain < Long.BYTES) {
        return i + plain;
      }
    }
    return plainEndOfLast(i);
  }

  private int plainEndOfLast(int from) throws NotPlain {
    for (int i = from; i < end; i++) {
      byte next = json[i];
      if (next < ' ' || next == '"' || next == '\\') {
        return i;
      }
    }
    throw NotPlain.INSTANCE;
  }

  /** The place behind the opening quote that must stand here. */
  private int openingQuote(byte next) throws NotPlain {
    int from = at + 1;
    if (escapedQuotes) {
      if (next != '\\' || from == end || json[from++] != '"') {
        throw NotPlain.INSTANCE;
      }
    } else if (next != '"') {
      throw NotPlain.INSTANCE;
    }
    return from;
  }

  /** The place behind a closing quote, or -1 if none stands there. */
  private int closingQuote(int to) {
    if (!escapedQuotes) {
      return json[to] == '"' ? to + 1 : -1;
    }
    return json[to] == '\\' && to + 1 < end && json[to + 1] == '"' ? to + 2 : -1;
  }

  private void string(int from) throws NotPlain {
    if (last.isValueAt(json, from, end)) {
      expected = true;
      text.at(json, from, last.value().length(), true);
      at = from + last.valueLength();
      return;
    }
    expected = false;
    int to = plainEnd(from);
    int behind = closingQuote(to);
    if (behind >= 0) {
      text.at(json, from, to - from, true);
      plainFrom = from;
      at = behind;
    } else if (escapedQuotes) {
      throw NotPlain.INSTANCE;
    } else {
      escapedString(from);
    }
  }

  private void escapedString(int from) throws NotPlain {
    at = reuse.escaped.read(json, from, end);
    text.at(reuse.escaped.bytes(), 0, reuse.escaped.length(), reuse.escaped.isAscii());
    plainFrom = -1;
  }

  private void literal(String word) throws NotPlain {
    if (end - at < word.length()) {
      throw NotPlain.INSTANCE;
    }
    for (int i = 0; i < word.length(); i++) {
      if (json[at + i] != word.charAt(i)) {
        throw NotPlain.INSTANCE;
      }
    }
    at += word.length();
  }

  /** A short integer that is not negative. What else may follow it, no caller takes for its end. */
  private void integer() throws NotPlain {
    int from = at;
    long value = 0;
    int i = from;
    while (i < end && json[i] >= '0' && json[i] <= '9') {
      value = value * 10 + json[i] - '0';
      i++;
    }
    int digits = i - from;
    if (digits == 0 || digits > MOST_DIGITS || (json[from] == '0' && digits > 1)) {
      throw NotPlain.INSTANCE;
    }
    number = value;
    at = i;
  }
}
