package io.uploadlens.event;

import java.nio.charset.StandardCharsets;
import java.util.Arrays;

/**
 * Undoes the encoding of keys in S3's notifications: that of HTML forms, in UTF-8 (<a
 * href="https://docs.aws.amazon.com/AmazonS3/latest/userguide/notification-content-structure.html">Event
 * message structure</a>).
 *
 * <p>Strict: a percent sign without two hexadecimal digits, and bytes that are not UTF-8, are no
 * key. Not thread-safe: it keeps its buffer.
 */
final class KeyEncoding {

  private static final byte[] HEX = hexDigits();

  private byte[] buffer = new byte[1024];

  /** The key, or null if these bytes encode none. */
  String decode(byte[] bytes, int from, int length) {
    int literal = literal(bytes, from, length);
    return literal == length
        ? new String(bytes, from, length, StandardCharsets.ISO_8859_1)
        : decode(bytes, from, length, literal);
  }

  /** How many bytes, from the first on, stand for themselves. */
  private static int literal(byte[] bytes, int from, int length) {
    int literal = 0;
    while (literal <= length - Long.BYTES) {
      int of = EightBytes.literal(EightBytes.get(bytes, from + literal));
      literal += of;
      if (of < Long.BYTES) {
        return literal;
      }
    }
    while (literal < length && isLiteral(bytes[from + literal])) {
      literal++;
    }
    return literal;
  }

  private static boolean isLiteral(byte next) {
    return next >= 0 && next != '%' && next != '+';
  }

  private String decode(byte[] bytes, int from, int length, int literal) {
    if (buffer.length < length) {
      buffer = new byte[Math.max(length, 2 * buffer.length)];
    }
    System.arraycopy(bytes, from, buffer, 0, literal);
    int end = from + length;
    int size = literal;
    int all = 0;
    int at = from + literal;
    while (at < end) {
      byte next = bytes[at++];
      if (next == '%') {
        if (at + 2 > end) {
          return null;
        }
        int value = hex(bytes[at]) << 4 | hex(bytes[at + 1]);
        if (value < 0) {
          return null;
        }
        next = (byte) value;
        at += 2;
      } else if (next == '+') {
        next = ' ';
      }
      all |= next;
      buffer[size++] = next;
    }
    if (all >= 0) {
      return new String(buffer, 0, size, StandardCharsets.ISO_8859_1);
    }
    return Utf8.isValid(buffer, 0, size)
        ? new String(buffer, 0, size, StandardCharsets.UTF_8)
        : null;
  }

  /** What a hexadecimal digit is worth, or -1 if this is none. */
  static int hex(byte digit) {
    return HEX[digit & 0xFF];
  }

  private static byte[] hexDigits() {
    byte[] digits = new byte[256];
    Arrays.fill(digits, (byte) -1);
    for (int value = 0; value < 16; value++) {
      char digit = Character.forDigit(value, 16);
      digits[digit] = (byte) value;
      digits[Character.toUpperCase(digit)] = (byte) value;
    }
    return digits;
  }
}
