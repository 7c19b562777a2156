package io.uploadlens.event;

import java.lang.invoke.MethodHandles;
import java.lang.invoke.VarHandle;
import java.nio.ByteOrder;

/** Looks at eight bytes of an array at a time: one number, the first byte lowest. */
final class EightBytes {

  private static final VarHandle LONGS =
      MethodHandles.byteArrayViewVarHandle(long[].class, ByteOrder.LITTLE_ENDIAN);

  private static final long ONES = 0x0101010101010101L;
  private static final long HIGH_BITS = 0x8080808080808080L;
  private static final long QUOTES = ONES * '"';
  private static final long BACKSLASHES = ONES * '\\';
  private static final long SPACES = ONES * ' ';
  private static final long PERCENTS = ONES * '%';
  private static final long PLUSES = ONES * '+';

  private EightBytes() {}

  static long get(byte[] bytes, int from) {
    return (long) LONGS.get(bytes, from);
  }

  static void set(byte[] bytes, int from, long eight) {
    LONGS.set(bytes, from, eight);
  }

  /**
   * How many of eight bytes are plain before the first that is not: ASCII, but no quote, backslash
   * or control character.
   */
  static int plain(long eight) {
    long quotes = eight ^ QUOTES;
    long backslashes = eight ^ BACKSLASHES;
    // Subtracting borrows from the bytes above one that is found: only the lowest is certain.
    long odd =
        (eight
                | (quotes - ONES) & ~quotes
                | (backslashes - ONES) & ~backslashes
                | (eight - SPACES) & ~eight)
            & HIGH_BITS;
    return Long.numberOfTrailingZeros(odd) >>> 3;
  }

  /** How many of eight bytes are ASCII, but no percent or plus sign, before the first that is. */
  static int literal(long eight) {
    long percents = eight ^ PERCENTS;
    long pluses = eight ^ PLUSES;
    long odd = (eight | (percents - ONES) & ~percents | (pluses - ONES) & ~pluses) & HIGH_BITS;
    return Long.numberOfTrailingZeros(odd) >>> 3;
  }

  /** The highest bit of each byte that is a quote. */
  static long quotes(long eight) {
    return zeros(eight ^ QUOTES);
  }

  /** The highest bit of each byte that is a backslash. */
  static long backslashes(long eight) {
    return zeros(eight ^ BACKSLASHES);
  }

  /**
   * The highest bit of each byte that is a control character or not ASCII; and perhaps of some
   * above the first of these.
   */
  static long controls(long eight) {
    return (eight | (eight - SPACES) & ~eight) & HIGH_BITS;
  }

  private static long zeros(long eight) {
    return ~((eight & ~HIGH_BITS) + ~HIGH_BITS | eight | ~HIGH_BITS);
  }

  /** Whether both arrays have the same bytes from there on. */
  static boolean equal(byte[] one, int from, byte[] other, int otherFrom, int length) {
    if (length < Long.BYTES) {
      for (int i = 0; i < length; i++) {
        if (one[from + i] != other[otherFrom + i]) {
          return false;
        }
      }
      return true;
    }
    int last = length - Long.BYTES;
    for (int i = 0; i < last; i += Long.BYTES) {
      if (get(one, from + i) != get(other, otherFrom + i)) {
        return false;
      }
    }
    // The last eight, of which some may have been looked at.
    return get(one, from + last) == get(other, otherFrom + last);
  }
}
