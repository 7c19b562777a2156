package io.uploadlens.event;

import java.nio.charset.StandardCharsets;

/**
 * A field's name at its place in the messages that were read so far, with the names that came after
 * it. AWS writes the fields of a message in the same order, so that the next name is mostly known:
 * it is compared with what stands there, and neither searched for its end nor looked up.
 *
 * <p>Not thread-safe. Only a guess hangs on what was read before, never the name.
 */
final class FieldName {

  /** A longer name is not remembered. */
  static final int LONGEST = 64;

  private static final int MOST_FOLLOWERS = 4;

  private final String text;
  private final String quote;
  private final byte[] quoted;
  private final FieldName[] followers = new FieldName[MOST_FOLLOWERS];
  private int next;

  private FieldName(String text, String quote) {
    this.text = text;
    this.quote = quote;
    this.quoted = (text + quote).getBytes(StandardCharsets.ISO_8859_1);
  }

  /**
   * The place before the first name.
   *
   * @param quote what stands before and behind each name
   */
  static FieldName start(String quote) {
    return new FieldName("", quote);
  }

  /** The name. */
  String text() {
    return text;
  }

  /** How long the name is, with the quote behind it. */
  int quotedLength() {
    return quoted.length;
  }

  /** The follower that stands in the JSON, with the quote behind it, or null if none does. */
  FieldName follower(byte[] json, int from, int end) {
    for (FieldName follower : followers) {
      if (follower == null) {
        return null;
      }
      byte[] quoted = follower.quoted;
      if (quoted.length <= end - from && EightBytes.equal(json, from, quoted, 0, quoted.length)) {
        return follower;
      }
    }
    return null;
  }

  /** Remembers a follower, in place of the oldest if there are many. */
  FieldName follow(String name) {
    FieldName follower = new FieldName(name, quote);
    followers[next] = follower;
    next = (next + 1) % MOST_FOLLOWERS;
    return follower;
  }
}
