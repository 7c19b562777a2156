package io.uploadlens.event;

/**
 * Undoes the encoding of keys in S3's notifications: that of HTML forms, in UTF-8 (<a
 * href="https://docs.aws.amazon.com/AmazonS3/latest/userguide/notification-content-structure.html">Event
 * message structure</a>).
 *
 * <p>Strict: a percent sign without two hexadecimal digits, and bytes that are not UTF-8, are no
 * key. Not thread-safe: it keeps its buffer.
 */
final class KeyEncoding {

  private char[] buffer = new char[1024];
  private int at;

  /** The key, or null if these characters encode none. */
  String decode(char[] chars, int from, int length) {
    int end = from + length;
    int first = from;
    while (first < end && chars[first] != '%' && chars[first] != '+') {
      first++;
    }
    if (first == end) {
      return new String(chars, from, length);
    }
    if (buffer.length < length) {
      buffer = new char[Math.max(length, 2 * buffer.length)];
    }
    int size = first - from;
    System.arraycopy(chars, from, buffer, 0, size);
    at = first;
    while (at < end) {
      char c = chars[at];
      if (c == '%') {
        int codePoint = codePoint(chars, end);
        if (codePoint < 0) {
          return null;
        }
        size += Character.toChars(codePoint, buffer, size);
      } else {
        buffer[size++] = c == '+' ? ' ' : c;
        at++;
      }
    }
    return new String(buffer, 0, size);
  }

  /** Reads the escapes of one character and stands behind them; negative if they are none. */
  private int codePoint(char[] chars, int end) {
    int lead = escape(chars, end);
    if (lead < 0x80) {
      return lead;
    }
    int more;
    int least;
    if ((lead & 0xE0) == 0xC0) {
      more = 1;
      least = 0x80;
    } else if ((lead & 0xF0) == 0xE0) {
      more = 2;
      least = 0x800;
    } else if ((lead & 0xF8) == 0xF0) {
      more = 3;
      least = 0x10000;
    } else {
      return -1;
    }
    int codePoint = lead & (0x3F >> more);
    for (int i = 0; i < more; i++) {
      int next = escape(chars, end);
      if ((next & 0xC0) != 0x80 || next < 0) {
        return -1;
      }
      codePoint = codePoint << 6 | next & 0x3F;
    }
    boolean surrogate = codePoint >= 0xD800 && codePoint <= 0xDFFF;
    return codePoint < least || codePoint > 0x10FFFF || surrogate ? -1 : codePoint;
  }

  /** The byte of the escape that begins here; negative if none does. */
  private int escape(char[] chars, int end) {
    if (at + 2 >= end || chars[at] != '%') {
      return -1;
    }
    int high = hex(chars[at + 1]);
    int low = hex(chars[at + 2]);
    at += 3;
    return high < 0 || low < 0 ? -1 : high << 4 | low;
  }

  private static int hex(char c) {
    if (c >= '0' && c <= '9') {
      return c - '0';
    }
    int letter = c | 0x20;
    return letter >= 'a' && letter <= 'f' ? letter - 'a' + 10 : -1;
  }
}
