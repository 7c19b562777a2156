package io.uploadlens.analytics;

import java.security.SecureRandom;
import java.util.function.BiConsumer;

/**
 * Accumulators by prefix, found by the key that the prefix is part of: looking one up makes no
 * object. Open addressing with linear probing, which never holds more than half of its slots.
 *
 * <p>Who writes objects chooses their names, so the hash begins with a number of this process: no
 * names can be made that all want the same slot. Not thread-safe.
 */
final class PrefixTable {

  private static final int INITIAL_SLOTS = 16;
  private static final long SEED = new SecureRandom().nextLong();
  private static final long MIX = 0x9E3779B97F4A7C15L;

  private String[] prefixes = new String[INITIAL_SLOTS];
  private int[] hashes = new int[INITIAL_SLOTS];
  private Accumulator[] accumulators = new Accumulator[INITIAL_SLOTS];
  private int size;

  /** The accumulator of the first characters of a key; a new one where there was none. */
  Accumulator get(String key, int length) {
    int hash = hash(key, length);
    int slot = hash & (hashes.length - 1);
    while (accumulators[slot] != null) {
      if (hashes[slot] == hash
          && prefixes[slot].length() == length
          && key.startsWith(prefixes[slot])) {
        return accumulators[slot];
      }
      slot = (slot + 1) & (hashes.length - 1);
    }
    if (2 * (size + 1) > hashes.length) {
      grow();
      slot = freeSlot(hash);
    }
    size++;
    prefixes[slot] = key.substring(0, length);
    hashes[slot] = hash;
    accumulators[slot] = new Accumulator();
    return accumulators[slot];
  }

  /** How many prefixes there are. */
  int size() {
    return size;
  }

  /** Hands over every prefix with its accumulator. */
  void forEach(BiConsumer<String, Accumulator> action) {
    for (int slot = 0; slot < accumulators.length; slot++) {
      if (accumulators[slot] != null) {
        action.accept(prefixes[slot], accumulators[slot]);
      }
    }
  }

  private int freeSlot(int hash) {
    int slot = hash & (hashes.length - 1);
    while (accumulators[slot] != null) {
      slot = (slot + 1) & (hashes.length - 1);
    }
    return slot;
  }

  private void grow() {
    String[] oldPrefixes = prefixes;
    int[] oldHashes = hashes;
    Accumulator[] oldAccumulators = accumulators;
    int slots = Math.multiplyExact(2, oldHashes.length);
    prefixes = new String[slots];
    hashes = new int[slots];
    accumulators = new Accumulator[slots];
    for (int old = 0; old < oldHashes.length; old++) {
      if (oldAccumulators[old] != null) {
        int slot = freeSlot(oldHashes[old]);
        prefixes[slot] = oldPrefixes[old];
        hashes[slot] = oldHashes[old];
        accumulators[slot] = oldAccumulators[old];
      }
    }
  }

  private static int hash(String key, int length) {
    long hash = SEED;
    for (int i = 0; i < length; i++) {
      hash = (hash ^ key.charAt(i)) * MIX;
      hash ^= hash >>> 32;
    }
    return (int) (hash ^ (hash >>> 17));
  }
}
