package io.uploadlens.event;

import java.nio.charset.StandardCharsets;
import java.util.Arrays;

/**
 * Gives the same string for the same bytes as long as it remembers them, for fields with few
 * different values: buckets, regions, principals, event names. Saves their memory and the making of
 * them, and their hash code stays computed.
 *
 * <p>Of fixed size; a new text takes the place of the one that was there. Not thread-safe.
 */
final class BytesCache {

  private static final int SLOTS = 1024;
  private static final int LONGEST = 128;

  private final byte[][] keys = new byte[SLOTS][];
  private final String[] texts = new String[SLOTS];

  /** The text of these bytes, each of which is a character below 256. */
  String latin1(byte[] bytes, int from, int length) {
    if (length == 0 || length > LONGEST) {
      return length == 0 ? "" : new String(bytes, from, length, StandardCharsets.ISO_8859_1);
    }
    int slot = slot(bytes, from, length);
    byte[] key = keys[slot];
    if (key != null && Arrays.equals(key, 0, key.length, bytes, from, from + length)) {
      return texts[slot];
    }
    String text = new String(bytes, from, length, StandardCharsets.ISO_8859_1);
    keys[slot] = Arrays.copyOfRange(bytes, from, from + length);
    texts[slot] = text;
    return text;
  }

  /** Looks at a few bytes only: where names differ, they mostly differ at their end. */
  private static int slot(byte[] bytes, int from, int length) {
    int last = from + length - 1;
    int hash = 31 * length + bytes[from + length / 2];
    hash = 31 * hash + bytes[Math.max(from, last - 3)];
    hash = 31 * hash + bytes[Math.max(from, last - 2)];
    hash = 31 * hash + bytes[Math.max(from, last - 1)];
    hash = 31 * hash + bytes[last];
    return (hash ^ (hash >>> 10)) & (SLOTS - 1);
  }
}
