package io.uploadlens.event;

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

  private final String[] slots = new String[SLOTS];

  /** The text that was put at these characters' place, or null if it is another or none. */
  String get(char[] chars, int from, int length) {
    if (length == 0 || length > LONGEST) {
      return null;
    }
    String text = slots[slot(chars, from, length)];
    if (text == null || text.length() != length) {
      return null;
    }
    for (int i = 0; i < length; i++) {
      if (text.charAt(i) != chars[from + i]) {
        return null;
      }
    }
    return text;
  }

  /** Remembers the text made of these characters, unless it is too long. */
  void put(char[] chars, int from, int length, String text) {
    if (length > 0 && length <= LONGEST) {
      slots[slot(chars, from, length)] = text;
    }
  }

  /** Looks at a few characters only: where names differ, they mostly differ at their end. */
  private static int slot(char[] chars, int from, int length) {
    int last = from + length - 1;
    int hash = 31 * length + chars[from];
    hash = 31 * hash + chars[from + length / 2];
    for (int i = Math.max(from, last - 5); i <= last; i++) {
      hash = 31 * hash + chars[i];
    }
    return (hash ^ (hash >>> 10)) & (SLOTS - 1);
  }
}
