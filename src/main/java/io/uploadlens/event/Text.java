package io.uploadlens.event;

import java.nio.charset.StandardCharsets;

/** The text of one JSON string, in UTF-8, where it stands. Valid until the next one is read. */
final class Text {

  private byte[] bytes;
  private int from;
  private int length;
  private boolean ascii;
  private String brokenText;

  /**
   * @param bytes hold the text; not copied
   * @param ascii whether each of its bytes is a character
   */
  Text at(byte[] bytes, int from, int length, boolean ascii) {
    // To write a reference costs more than to compare one.
    if (this.bytes != bytes) {
      this.bytes = bytes;
    }
    this.from = from;
    this.length = length;
    this.ascii = ascii;
    if (brokenText != null) {
      brokenText = null;
    }
    return this;
  }

  /** The same for text that stands nowhere in UTF-8, and may not even be Unicode. */
  Text of(String text) {
    byte[] utf8 = text.getBytes(StandardCharsets.UTF_8);
    at(utf8, 0, utf8.length, utf8.length == text.length());
    brokenText = new String(utf8, StandardCharsets.UTF_8).equals(text) ? null : text;
    return this;
  }

  /** Whether this is Unicode: JSON can escape half a surrogate pair, which no sink could write. */
  boolean isUnicode() {
    return brokenText == null;
  }

  /** The same string for the same text, mostly. */
  String cached(BytesCache cache) {
    return ascii && isUnicode() ? cache.latin1(bytes, from, length) : toString();
  }

  /** Epoch milliseconds, or {@link IsoTime#INVALID}. */
  long time() {
    return IsoTime.parse(bytes, from, length);
  }

  /** The key that is encoded here, or null if none is. */
  String key(KeyEncoding encoding) {
    return encoding.decode(bytes, from, length);
  }

  @Override
  public String toString() {
    if (!isUnicode()) {
      return brokenText;
    }
    return new String(
        bytes, from, length, ascii ? StandardCharsets.ISO_8859_1 : StandardCharsets.UTF_8);
  }
}
