package io.uploadlens.event;

/**
 * Takes the escapes out of a JSON string, into a buffer of its own, eight bytes at a time where
 * there are none. Not thread-safe.
 */
final class EscapedText {

  private static final int FIRST_SIZE = 4096;

  private byte[] bytes = new byte[FIRST_SIZE];
  private int length;
  private boolean ascii;

  /** The text that was read last, in UTF-8, from index 0; good until the next one. */
  byte[] bytes() {
    return bytes;
  }

  /** How many bytes the text has. */
  int length() {
    return length;
  }

  /** Whether all of the text is ASCII. */
  boolean isAscii() {
    return ascii;
  }

  /**
   * Reads a string.
   *
   * @param from the place behind its opening quote
   * @param end where the JSON ends
   * @return the place behind its closing quote
   * @throws NotPlain if it is no string or not Unicode
   */
  int read(byte[] json, int from, int end) throws NotPlain {
    if (bytes.length < end - from) {
      bytes = new byte[Math.max(end - from, 2 * bytes.length)];
    }
    int at = from;
    int to = 0;
    ascii = true;
    while (true) {
      // What is written is never longer than what is read, and the buffer as long as the JSON.
      while (at + Long.BYTES <= end) {
        long eight = EightBytes.get(json, at);
        EightBytes.set(bytes, to, eight);
        int plain = EightBytes.plain(eight);
        at += plain;
        to += plain;
        if (plain < Long.BYTES) {
          break;
        }
      }
      if (at == end) {
        throw NotPlain.INSTANCE;
      }
      byte next = json[at++];
      if (next == '"') {
        break;
      }
      if (next == '\\') {
        if (at == end) {
          throw NotPlain.INSTANCE;
        }
        byte escaped = json[at++];
        if (escaped == 'u') {
          length = to;
          at = unicode(json, at, end);
          to = length;
        } else {
          bytes[to++] = simple(escaped);
        }
      } else {
        if (next >= 0 && next < ' ') {
          throw NotPlain.INSTANCE;
        }
        ascii &= next >= 0;
        bytes[to++] = next;
      }
    }
    length = to;
    if (!ascii && !Utf8.isValid(bytes, 0, length)) {
      throw NotPlain.INSTANCE;
    }
    return at;
  }

  /**
   * The closing quote of a string in which all escapes are those of quotes, so that it can be read
   * where it stands; negative if it has others, or anything else that is odd.
   */
  static int endOfEscapedQuotes(byte[] json, int from, int end) {
    long backslashBefore = 0;
    for (int i = from; i + Long.BYTES <= end; i += Long.BYTES) {
      long eight = EightBytes.get(json, i);
      long quotes = EightBytes.quotes(eight);
      long backslashes = EightBytes.backslashes(eight);
      long escaped = backslashes << 8 | backslashBefore;
      long closing = quotes & ~escaped;
      // What follows the closing quote is not the string's.
      long within = closing == 0 ? -1 : (closing & -closing) - 1;
      long odd = escaped & ~quotes | EightBytes.controls(eight);
      if ((odd & within) != 0) {
        return -1;
      }
      if (closing != 0) {
        return i + (Long.numberOfTrailingZeros(closing) >>> 3);
      }
      backslashBefore = backslashes >>> 56;
    }
    return -1;
  }

  private static byte simple(byte escaped) throws NotPlain {
    switch (escaped) {
      case '"':
      case '\\':
      case '/':
        return escaped;
      case 'b':
        return '\b';
      case 'f':
        return '\f';
      case 'n':
        return '\n';
      case 'r':
        return '\r';
      case 't':
        return '\t';
      default:
        throw NotPlain.INSTANCE;
    }
  }

  /** Appends a character that is escaped by its number, two of them if they are a pair. */
  private int unicode(byte[] json, int from, int end) throws NotPlain {
    int at = from + 4;
    int codePoint = hex(json, from, end);
    if (codePoint >= Character.MIN_SURROGATE && codePoint <= Character.MAX_SURROGATE) {
      if (end - at < 6 || json[at] != '\\' || json[at + 1] != 'u') {
        throw NotPlain.INSTANCE;
      }
      char low = (char) hex(json, at + 2, end);
      if (!Character.isSurrogatePair((char) codePoint, low)) {
        throw NotPlain.INSTANCE;
      }
      codePoint = Character.toCodePoint((char) codePoint, low);
      at += 6;
    }
    put(codePoint);
    return at;
  }

  private void put(int codePoint) {
    if (codePoint < 0x80) {
      bytes[length++] = (byte) codePoint;
      return;
    }
    ascii = false;
    if (codePoint < 0x800) {
      bytes[length++] = (byte) (0xC0 | codePoint >> 6);
    } else {
      if (codePoint < 0x10000) {
        bytes[length++] = (byte) (0xE0 | codePoint >> 12);
      } else {
        bytes[length++] = (byte) (0xF0 | codePoint >> 18);
        bytes[length++] = (byte) (0x80 | codePoint >> 12 & 0x3F);
      }
      bytes[length++] = (byte) (0x80 | codePoint >> 6 & 0x3F);
    }
    bytes[length++] = (byte) (0x80 | codePoint & 0x3F);
  }

  private static int hex(byte[] json, int from, int end) throws NotPlain {
    if (end - from < 4) {
      throw NotPlain.INSTANCE;
    }
    int value = 0;
    for (int i = from; i < from + 4; i++) {
      int digit = KeyEncoding.hex(json[i]);
      if (digit < 0) {
        throw NotPlain.INSTANCE;
      }
      value = value << 4 | digit;
    }
    return value;
  }
}
