package io.uploadlens.event;

import com.dynatrace.hash4j.hashing.HashValue128;
import com.dynatrace.hash4j.hashing.Hasher128;
import com.dynatrace.hash4j.hashing.Hashing;
import java.util.Arrays;

/**
 * The bytes that an {@linkplain ObjectIdentity identity} is the hash of, in a buffer. They are
 * those that hash4j's streams make of the same values: all numbers lowest byte first, a text as its
 * UTF-16 and the number of its chars.
 *
 * <p>Not thread-safe; may be used again after {@link #clear()}.
 */
final class IdentityBytes {

  private static final Hasher128 HASHER = Hashing.murmur3_128();
  private static final int FIRST_SIZE = 512;

  /** A message as it should be needs no larger buffer: one that was made is not kept. */
  private static final int LARGEST_KEPT = 1 << 14;

  private static final int CHARS = Long.BYTES / Character.BYTES;

  private byte[] bytes = new byte[FIRST_SIZE];
  private int size;

  /** Forgets all bytes. */
  IdentityBytes clear() {
    if (bytes.length > LARGEST_KEPT) {
      bytes = new byte[FIRST_SIZE];
    }
    size = 0;
    return this;
  }

  /** Appends one byte. */
  IdentityBytes put(int value) {
    reserve(1);
    bytes[size++] = (byte) value;
    return this;
  }

  /** Appends eight bytes. */
  IdentityBytes put(long value) {
    reserve(Long.BYTES);
    EightBytes.set(bytes, size, value);
    size += Long.BYTES;
    return this;
  }

  /** Appends whether there is a text, and if so the text. */
  IdentityBytes put(String text) {
    if (text == null) {
      return put(0);
    }
    int length = text.length();
    // Numbers are written as eight bytes, also where fewer of them count.
    reserve(1 + length * Character.BYTES + 2 * Long.BYTES);
    bytes[size] = 1;
    int to = size + 1;
    int i = 0;
    for (; i <= length - CHARS; i += CHARS) {
      long chars =
          text.charAt(i)
              | (long) text.charAt(i + 1) << 16
              | (long) text.charAt(i + 2) << 32
              | (long) text.charAt(i + 3) << 48;
      EightBytes.set(bytes, to, chars);
      to += Long.BYTES;
    }
    for (; i < length; i++) {
      char next = text.charAt(i);
      bytes[to++] = (byte) next;
      bytes[to++] = (byte) (next >> 8);
    }
    EightBytes.set(bytes, to, length);
    size = to + Integer.BYTES;
    return this;
  }

  /** The hash of all bytes. */
  HashValue128 hash() {
    return HASHER.hashBytesTo128Bits(bytes, 0, size);
  }

  private void reserve(int more) {
    if (bytes.length - size < more) {
      bytes = Arrays.copyOf(bytes, Math.max(2 * bytes.length, size + more));
    }
  }
}
