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

  private static final int SLOT_BITS = 10;
  private static final int LONGEST = 128;
  private static final long MIX = 0x9E3779B97F4A7C15L;

  private final byte[][] keys = new byte[1 << SLOT_BITS][];
  private final String[] texts = new String[1 << SLOT_BITS];

  /** The text of these bytes, each of which is a character below 256. */
  String latin1(byte[] bytes, int from, int length) {
    if (length == 0 || length > LONGEST) {
      return length == 0 ? "" : new String(bytes, from, length, StandardCharsets.ISO_8859_1);
    }
    int slot = slot(bytes, from, length);
    byte[] key = keys[slot];
    if (key != null && key.length == length && EightBytes.equal(bytes, from, key, 0, length)) {
      return texts[slot];
    }
    String text = new String(bytes, from, length, StandardCharsets.ISO_8859_1);
    keys[slot] = Arrays.copyOfRange(bytes, from, from + length);
    texts[slot] = text;
    return text;
  }

  /** Looks at the first and the last eight bytes, where names differ if they do. */
  private static int slot(byte[] bytes, int from, int length) {
    long hash = length;
    if (length < Long.BYTES) {
      for (int i = from; i < from + length; i++) {
        hash = hash << 8 | bytes[i] & 0xFF;
      }
    } else {
      hash =
          (hash + EightBytes.get(bytes, from)) * MIX
              ^ EightBytes.get(bytes, from + length - Long.BYTES);
    }
    return (int) (hash * MIX >>> (Long.SIZE - SLOT_BITS));
  }
}
