package io.uploadlens.event;

/**
 * A field's name at its place in the messages that were read so far, with the names that came after
 * it. AWS writes the fields of a message in the same order and the same way, so that what comes
 * next is mostly known, from the comma to the colon: it is compared with what stands there, and
 * neither searched for its end nor looked up. So is the value, where it is always the same.
 *
 * <p>Not thread-safe. Only a guess hangs on what was read before, never a name or a value.
 */
final class FieldName {

  /** What takes more bytes is not remembered, be it a name with all around it or a value. */
  static final int LONGEST = 64;

  private static final int MOST_FOLLOWERS = 4;

  /** A text that came so often in a row is likely to come again. */
  private static final int OFTEN = 8;

  /** Where it changed so often, and none came often in a row, none is looked for any more. */
  private static final int MOST_CHANGES = 64;

  private final String text;
  private final boolean first;
  private final LikelyBytes written;
  private FieldName followers;
  private FieldName sibling;
  private String value;
  private int times;
  private int changes;
  private LikelyBytes likelyValue;

  private FieldName(String text, boolean first, LikelyBytes written) {
    this.text = text;
    this.first = first;
    this.written = written;
  }

  /** The place before the first name. */
  static FieldName start() {
    return new FieldName("", false, null);
  }

  /** The name. */
  String text() {
    return text;
  }

  /** How many bytes it takes, from behind the value before it to behind its colon. */
  int length() {
    return written.length();
  }

  /**
   * The follower that stands in the JSON, or null if none does.
   *
   * @param first whether it would be its object's first
   */
  FieldName follower(byte[] json, int from, int end, boolean first) {
    for (FieldName likely = followers; likely != null; likely = likely.sibling) {
      if (likely.first == first && likely.written.standAt(json, from, end)) {
        return likely;
      }
    }
    return null;
  }

  /**
   * Remembers a follower; instead of all others if there are many.
   *
   * @param first whether it is its object's first
   * @param from behind the value before it
   * @param to behind its colon
   */
  FieldName follow(String name, boolean first, byte[] json, int from, int to) {
    // Interned, it is the same string as in the source code, and soon found equal.
    FieldName follower = new FieldName(name.intern(), first, new LikelyBytes(json, from, to));
    FieldName last = followers;
    int siblings = 1;
    while (last != null && last.sibling != null) {
      last = last.sibling;
      siblings++;
    }
    if (last == null || siblings == MOST_FOLLOWERS) {
      followers = follower;
    } else {
      last.sibling = follower;
    }
    return follower;
  }

  /** Whether the text that is likely stands there, with the quote behind it. */
  boolean isValueAt(byte[] json, int from, int end) {
    return likelyValue != null && likelyValue.standAt(json, from, end);
  }

  /** The text that is likely. */
  String value() {
    return value;
  }

  /** How many bytes it takes, with the quote behind it. */
  int valueLength() {
    return likelyValue.length();
  }

  /**
   * Remembers the text of the value here.
   *
   * @param text the same string for the same text, mostly; plain ASCII
   * @param from behind its opening quote
   * @param to behind its closing quote
   */
  void came(String text, byte[] json, int from, int to) {
    if (to - from > LONGEST || changes > MOST_CHANGES) {
      return;
    }
    if (!text.equals(value)) {
      value = text;
      times = 0;
      changes++;
      likelyValue = null;
    }
    times++;
    if (times == OFTEN) {
      changes = 0;
      likelyValue = new LikelyBytes(json, from, to);
    }
  }
}
