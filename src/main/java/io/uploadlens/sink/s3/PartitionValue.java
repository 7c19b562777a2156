package io.uploadlens.sink.s3;

import java.nio.charset.StandardCharsets;
import java.security.MessageDigest;
import java.security.NoSuchAlgorithmException;

/**
 * A text as the value in one component of a path, {@code name=value}.
 *
 * <p>A bucket's name is letters, digits, dots, hyphens and underscores and stays as it is. Since a
 * message may hold anything, all other bytes are written as {@code %2F}, as Hive does, a name too
 * long for a path is cut and ends in its hash, and an empty one is Hive's {@value #EMPTY}.
 */
final class PartitionValue {

  static final String EMPTY = "__HIVE_DEFAULT_PARTITION__";

  /** With {@code bucket=} in front it stays below the 255 bytes that file systems allow. */
  static final int MAX_LENGTH = 200;

  private static final int HASH_BYTES = 16;

  private PartitionValue() {}

  static String of(String text) {
    if (text.isEmpty()) {
      return EMPTY;
    }
    byte[] bytes = text.getBytes(StandardCharsets.UTF_8);
    StringBuilder value = new StringBuilder(text.length());
    for (byte b : bytes) {
      if (isPlain(b)) {
        value.append((char) b);
      } else {
        appendHex(value.append('%'), b);
      }
    }
    if (value.length() > MAX_LENGTH) {
      value.setLength(MAX_LENGTH - 2 * HASH_BYTES - 1);
      value.append('~');
      byte[] hash = sha256(bytes);
      for (int i = 0; i < HASH_BYTES; i++) {
        appendHex(value, hash[i]);
      }
    }
    return value.toString();
  }

  private static boolean isPlain(byte b) {
    return b >= 'a' && b <= 'z'
        || b >= '0' && b <= '9'
        || b >= 'A' && b <= 'Z'
        || b == '-'
        || b == '.'
        || b == '_';
  }

  private static void appendHex(StringBuilder target, byte b) {
    target.append(hexDigit(b >> 4)).append(hexDigit(b));
  }

  private static char hexDigit(int value) {
    return "0123456789ABCDEF".charAt(value & 0xF);
  }

  private static byte[] sha256(byte[] bytes) {
    try {
      return MessageDigest.getInstance("SHA-256").digest(bytes);
    } catch (NoSuchAlgorithmException e) {
      throw new IllegalStateException("every JDK has SHA-256", e);
    }
  }
}
