package io.uploadlens.event;

/** UTF-8, strictly: no overlong forms, no surrogates, nothing above U+10FFFF. */
final class Utf8 {

  private Utf8() {}

  /** Whether bytes are UTF-8 from first to last. */
  static boolean isValid(byte[] bytes, int from, int length) {
    int end = from + length;
    int at = from;
    while (at < end) {
      int lead = bytes[at];
      int size = lead >= 0 ? 1 : size(lead & 0xFF);
      if (size == 0 || end - at < size) {
        return false;
      }
      int codePoint = size == 1 ? lead : lead & (0xFF >> (size + 1));
      for (int i = 1; i < size; i++) {
        if ((bytes[at + i] & 0xC0) != 0x80) {
          return false;
        }
        codePoint = codePoint << 6 | bytes[at + i] & 0x3F;
      }
      if (!fits(codePoint, size)) {
        return false;
      }
      at += size;
    }
    return true;
  }

  /** How many bytes a character has that begins with this one; 0 if none does. */
  private static int size(int lead) {
    if (lead < 0xC2 || lead > 0xF4) {
      return 0;
    }
    return lead < 0xE0 ? 2 : lead < 0xF0 ? 3 : 4;
  }

  private static boolean fits(int codePoint, int size) {
    switch (size) {
      case 1:
        return true;
      case 2:
        return codePoint >= 0x80;
      case 3:
        return codePoint >= 0x800 && (codePoint < 0xD800 || codePoint > 0xDFFF);
      default:
        return codePoint >= 0x10000 && codePoint <= 0x10FFFF;
    }
  }
}
