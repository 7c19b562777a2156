package io.uploadlens.event;

import java.util.Arrays;

/** Bytes that are likely to stand at some place of a message: whether they do is soon told. */
final class LikelyBytes {

  private final byte[] bytes;
  private final int needed;
  private final long head;
  private final long headMask;
  private final long tail;

  /** These bytes, which are copied; at least one. */
  LikelyBytes(byte[] json, int from, int to) {
    bytes = Arrays.copyOfRange(json, from, to);
    needed = Math.max(bytes.length, Long.BYTES);
    head = EightBytes.get(Arrays.copyOf(bytes, needed), 0);
    headMask = -1L >>> Math.max(0, (Long.BYTES - bytes.length) * Byte.SIZE);
    tail = bytes.length < Long.BYTES ? 0 : EightBytes.get(bytes, bytes.length - Long.BYTES);
  }

  /** How many they are. */
  int length() {
    return bytes.length;
  }

  /** Whether they stand there; false, too, where the JSON has fewer than eight bytes left. */
  boolean standAt(byte[] json, int from, int end) {
    return end - from >= needed
        && ((EightBytes.get(json, from) ^ head) & headMask) == 0
        && (bytes.length <= Long.BYTES || restStandsAt(json, from));
  }

  private boolean restStandsAt(byte[] json, int from) {
    int last = bytes.length - Long.BYTES;
    for (int i = Long.BYTES; i < last; i += Long.BYTES) {
      if (EightBytes.get(json, from + i) != EightBytes.get(bytes, i)) {
        return false;
      }
    }
    // The last eight, of which some may have been looked at.
    return EightBytes.get(json, from + last) == tail;
  }
}
