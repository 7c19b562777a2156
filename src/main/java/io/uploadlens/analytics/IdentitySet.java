package io.uploadlens.analytics;

import java.nio.ByteBuffer;
import java.util.Arrays;

/**
 * A set of 128-bit identities in two flat arrays, without an object per element, which remembers
 * what was added since it was last drained into a chunk of state.
 *
 * <p>Open addressing with linear probing; identities are hashes already, so their low bits choose
 * the slot. Not thread-safe.
 */
final class IdentitySet {

  private static final int BYTES_PER_IDENTITY = 2 * Long.BYTES;
  private static final byte CHUNK_VERSION = 1;
  private static final int INITIAL_SLOTS = 16;

  private long[] table = new long[2 * INITIAL_SLOTS];
  private int size;

  /** All zero bits mark a free slot, so that one identity is kept beside the table. */
  private boolean containsZero;

  private long[] fresh = new long[0];
  private int freshLength;

  /**
   * Adds an identity.
   *
   * @return whether it is new
   */
  boolean add(long high, long low) {
    if (!insert(high, low)) {
      return false;
    }
    if (freshLength == fresh.length) {
      fresh = Arrays.copyOf(fresh, Math.max(2 * INITIAL_SLOTS, 2 * fresh.length));
    }
    fresh[freshLength++] = high;
    fresh[freshLength++] = low;
    return true;
  }

  /** How many identities the set holds. */
  int size() {
    return size;
  }

  /** Whether identities were added since the last {@link #drainFresh()}. */
  boolean hasFresh() {
    return freshLength > 0;
  }

  /** What was added since the last call, packed for the state. */
  byte[] drainFresh() {
    ByteBuffer chunk = ByteBuffer.allocate(1 + freshLength * Long.BYTES);
    chunk.put(CHUNK_VERSION);
    for (int i = 0; i < freshLength; i++) {
      chunk.putLong(fresh[i]);
    }
    fresh = new long[0];
    freshLength = 0;
    return chunk.array();
  }

  /**
   * Adds what an earlier {@link #drainFresh()} gave; it is not fresh again.
   *
   * @throws IllegalStateException if the chunk was written by a version that this one does not
   *     know, or is cut off
   */
  void addChunk(byte[] bytes) {
    ByteBuffer chunk = ByteBuffer.wrap(bytes);
    byte version = chunk.hasRemaining() ? chunk.get() : 0;
    if (version != CHUNK_VERSION || chunk.remaining() % BYTES_PER_IDENTITY != 0) {
      throw new IllegalStateException(
          "a chunk of identities in state has version "
              + version
              + " and "
              + bytes.length
              + " bytes; this build reads version "
              + CHUNK_VERSION
              + ", 1 byte and 16 for each identity");
    }
    while (chunk.hasRemaining()) {
      insert(chunk.getLong(), chunk.getLong());
    }
  }

  private boolean insert(long high, long low) {
    if (high == 0 && low == 0) {
      if (containsZero) {
        return false;
      }
      containsZero = true;
      size++;
      return true;
    }
    int slot = slotOf(table, high, low);
    if ((table[slot] | table[slot + 1]) != 0) {
      return false;
    }
    table[slot] = high;
    table[slot + 1] = low;
    size++;
    if (size * 4L > table.length) {
      grow();
    }
    return true;
  }

  /** Index of the slot that holds the identity, or of the free one where it belongs. */
  private static int slotOf(long[] table, long high, long low) {
    int mask = table.length / 2 - 1;
    int index = (int) (low ^ (low >>> 32)) & mask;
    while (true) {
      int slot = 2 * index;
      if ((table[slot] == high && table[slot + 1] == low) || (table[slot] | table[slot + 1]) == 0) {
        return slot;
      }
      index = (index + 1) & mask;
    }
  }

  private void grow() {
    long[] larger = new long[Math.multiplyExact(table.length, 2)];
    for (int i = 0; i < table.length; i += 2) {
      if ((table[i] | table[i + 1]) != 0) {
        int slot = slotOf(larger, table[i], table[i + 1]);
        larger[slot] = table[i];
        larger[slot + 1] = table[i + 1];
      }
    }
    table = larger;
  }
}
