package io.uploadlens.benchmark.engine;

/** A set of 128-bit identities, none of them zero: open addressing in one array. */
final class IdentitySet {

  private final long[] table;
  private final int mask;

  /**
   * @param most how many identities it will hold
   */
  IdentitySet(int most) {
    int slots = Integer.highestOneBit(Math.max(16, most)) << 1;
    table = new long[2 * slots];
    mask = slots - 1;
  }

  /** Whether it was not there yet. */
  boolean add(long high, long low) {
    int slot = (int) (low ^ (low >>> 32)) & mask;
    while (true) {
      long there = table[2 * slot];
      if (there == 0 && table[2 * slot + 1] == 0) {
        table[2 * slot] = high;
        table[2 * slot + 1] = low;
        return true;
      }
      if (there == high && table[2 * slot + 1] == low) {
        return false;
      }
      slot = (slot + 1) & mask;
    }
  }
}
