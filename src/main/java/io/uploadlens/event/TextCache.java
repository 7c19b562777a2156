package io.uploadlens.event;

import java.util.Arrays;

/**
 * Gives the same string for the same characters as long as it remembers them, for fields with few
 * different values: buckets, regions, principals, event names. Saves their memory, and their hash
 * code stays computed.
 *
 * <p>Of fixed size; a new text takes the place of the one that was there. Not thread-safe.
 */
final class TextCache {

  private static final int SLOTS = 1024;
  private static final int LONGEST = 128;

  private final char[][] keys = new char[SLOTS][];
  private final String[] texts = new String[SLOTS];

  /** The text that was put for these characters, or null if it is forgotten or never was. */
  String get(char[] chars, int from, int length) {
    if (length == 0 || length > LONGEST) {
      return null;
    }
    int slot = slot(chars, from, length);
    char[] key = keys[slot];
    return key != null && Arrays.equals(key, 0, key.length, chars, from, from + length)
        ? texts[slot]
        : null;
  }

  /** Remembers the text made of these characters, unless it is too long. */
  void put(char[] chars, int from, int length, String text) {
    if (length > 0 && length <= LONGEST) {
      int slot = slot(chars, from, length);
      keys[slot] = Arrays.copyOfRange(chars, from, from + length);
      texts[slot] = text;
    }
  }

  /** Looks at a few characters only: where names differ, they mostly differ at their end. */
  private static int slot(char[] chars, int from, int length) {
    int last = from + length - 1;
    int hash = 31 * length + chars[from + length / 2];
    hash = 31 * hash + chars[Math.max(from, last - 3)];
    hash = 31 * hash + chars[Math.max(from, last - 2)];
    hash = 31 * hash + chars[Math.max(from, last - 1)];
    hash = 31 * hash + chars[last];
    return (hash ^ (hash >>> 10)) & (SLOTS - 1);
  }
}
