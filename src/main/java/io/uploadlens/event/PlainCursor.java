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
 * <p>Not thread-safe; used again for one message after the other.
 */
final class PlainCursor implements JsonCursor {

  private static final int DEEPEST = 64;
  private static final int MOST_DIGITS = 18;

  /** Names at all the places where they came; then it begins anew. */
  private static final int MOST_REMEMBERED = 4096;

  private final BytesCache names;
  private final String quote;
  private final boolean escapedQuotes;
  private final Text text = new Text();
  private final EscapedText escaped = new EscapedText();
  private final EscapedText kept = new EscapedText();
  private PlainCursor inner;
  private PlainCursor innerEscaped;
  private FieldName start;
  private FieldName last;
  private int remembered;
  private byte[] json;
  private int at;
  private int end;
  private boolean first;
  private long number;
  private int escapedFrom;
  private int escapedTo;

  /** A cursor over messages. */
  PlainCursor(BytesCache names) {
    this(names, "\"");
  }

  private PlainCursor(BytesCache names, String quote) {
    this.names = names;
    this.escapedQuotes = quote.length() > 1;
    this.quote = quote;
    this.start = FieldName.start(quote);
  }

  /** Begins with other JSON, which is not copied. */
  PlainCursor over(byte[] bytes, int length) {
    return over(bytes, 0, length);
  }

  private PlainCursor over(byte[] bytes, int from, int to) {
    json = bytes;
    at = from;
    end = to;
    last = start;
    return this;
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
    byte next = nextByte();
    if (next == '}') {
      at++;
      first = false;
      return null;
    }
    nextOfMany(next);
    String name = name(openingQuote(nextByte()));
    if (nextByte() != ':') {
      throw NotPlain.INSTANCE;
    }
    at++;
    return name;
  }

  /** Reads a name and goes behind its closing quote. */
  private String name(int from) throws NotPlain {
    FieldName known = last.follower(json, from, end);
    if (known != null) {
      last = known;
      at = from + known.quotedLength();
      return known.text();
    }
    int to = plainEnd(from);
    at = closingQuote(to);
    if (at < 0) {
      throw NotPlain.INSTANCE;
    }
    String name = names.latin1(json, from, to - from);
    if (name.length() <= FieldName.LONGEST) {
      remember(name);
    }
    return name;
  }

  private void remember(String name) {
    if (++remembered > MOST_REMEMBERED) {
      start = FieldName.start(quote);
      last = start;
      remembered = 1;
    }
    last = last.follow(name);
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
    switch (next) {
      case '"':
      case '\\':
        string(openingQuote(next));
        return JsonToken.VALUE_STRING;
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
    skip(value(), DEEPEST);
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
  public long size() {
    return number;
  }

  @Override
  public boolean unwrap() throws NotPlain {
    int from = openingQuote(nextByte());
    if (escapedQuotes) {
      throw NotPlain.INSTANCE;
    }
    int to = EscapedText.endOfEscapedQuotes(json, from, end);
    if (to >= 0) {
      escapedFrom = from;
      escapedTo = to;
      at = to + 1;
    } else {
      escapedFrom = -1;
      at = kept.read(json, from, end);
    }
    return true;
  }

  @Override
  public PlainCursor unwrapped() {
    if (escapedFrom >= 0) {
      if (innerEscaped == null) {
        innerEscaped = new PlainCursor(names, "\\\"");
      }
      return innerEscaped.over(json, escapedFrom, escapedTo);
    }
    if (inner == null) {
      inner = new PlainCursor(names);
    }
    return inner.over(kept.bytes(), kept.length());
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
    while (i + Long.BYTES <= end) {
      int plain = EightBytes.plain(EightBytes.get(json, i));
      i += plain;
      if (plain < Long.BYTES) {
        return i;
      }
    }
    while (i < end) {
      byte next = json[i];
      if (next < ' ' || next == '"' || next == '\\') {
        return i;
      }
      i++;
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
    int to = plainEnd(from);
    int behind = closingQuote(to);
    if (behind >= 0) {
      text.at(json, from, to - from, true);
      at = behind;
    } else if (escapedQuotes) {
      throw NotPlain.INSTANCE;
    } else {
      at = escaped.read(json, from, end);
      text.at(escaped.bytes(), 0, escaped.length(), escaped.isAscii());
    }
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
