package io.uploadlens.analytics;

import com.dynatrace.hash4j.distinctcount.UltraLogLog;
import com.dynatrace.hash4j.hashing.Hasher64;
import com.dynatrace.hash4j.hashing.Hashing;
import io.uploadlens.event.StateEncoding;
import java.io.IOException;
import java.util.Locale;
import org.apache.flink.core.memory.DataInputView;
import org.apache.flink.core.memory.DataOutputView;

/**
 * How many different strings were added: up to {@value #LISTED} exactly, of more about, with a
 * relative standard error of 1.7%.
 *
 * <p>Counts 64-bit hashes of the strings: a set of them while they are few, which most groups never
 * leave, then an <a href="https://arxiv.org/abs/2308.16862">UltraLogLog</a> of 2,048 registers.
 * Both, and the step from one to the other, are functions of the set of strings, whatever the order
 * in which they came or were merged (guarantee G4). Adding a string twice changes nothing. Not
 * thread-safe.
 */
final class DistinctCounter {

  /** Up to so many strings are counted one by one. */
  static final int LISTED = 256;

  /** Two to this power is the number of registers. */
  private static final int PRECISION = 11;

  private static final Hasher64 HASHER = Hashing.komihash5_0();
  private static final int FIRST_SLOTS = 4;

  /** In place of their number, where there are more than {@link #LISTED}. */
  private static final int SKETCHED = LISTED + 1;

  private static final long[] NONE = new long[0];

  /** Open addressing, half full at most. A slot that is 0 is free. */
  private long[] hashes = NONE;

  private int count;

  /** Null while there are few. */
  private UltraLogLog sketch;

  /** Spares hashing a string, often the same object, many times in a row. */
  private String last;

  /** Adds a string; null and the empty string name nobody and are not counted. */
  @SuppressWarnings("ReferenceEquality") // Another object that is equal is counted once as well.
  void add(String value) {
    if (value == null || value == last || value.isEmpty()) {
      return;
    }
    last = value;
    long hash = HASHER.hashCharsToLong(value);
    add(hash == 0 ? 1 : hash);
  }

  private void add(long hash) {
    if (sketch != null) {
      sketch.add(hash);
      return;
    }
    if (hashes.length == 0) {
      grow();
    }
    int slot = slotOf(hash);
    if (hashes[slot] == hash) {
      return;
    }
    if (count == LISTED) {
      promote();
      sketch.add(hash);
      return;
    }
    hashes[slot] = hash;
    count++;
    if (2 * count > hashes.length) {
      grow();
    }
  }

  /** The slot that holds the hash, or the free one where it belongs: there always is one. */
  private int slotOf(long hash) {
    int mask = hashes.length - 1;
    int slot = (int) hash & mask;
    while (hashes[slot] != 0 && hashes[slot] != hash) {
      slot = (slot + 1) & mask;
    }
    return slot;
  }

  private void grow() {
    long[] before = hashes;
    hashes = new long[Math.max(FIRST_SLOTS, 2 * before.length)];
    for (long hash : before) {
      if (hash != 0) {
        hashes[slotOf(hash)] = hash;
      }
    }
  }

  private void promote() {
    sketch = UltraLogLog.create(PRECISION);
    for (long hash : hashes) {
      if (hash != 0) {
        sketch.add(hash);
      }
    }
    hashes = NONE;
    count = 0;
  }

  void merge(DistinctCounter other) {
    if (other.sketch != null) {
      if (sketch == null) {
        promote();
      }
      sketch.add(other.sketch);
      return;
    }
    for (long hash : other.hashes) {
      if (hash != 0) {
        add(hash);
      }
    }
  }

  long estimate() {
    return sketch == null ? count : Math.round(sketch.getDistinctCountEstimate());
  }

  void write(DataOutputView out) throws IOException {
    if (sketch != null) {
      StateEncoding.writeVarLong(out, SKETCHED);
      StateEncoding.writeBytes(out, sketch.getState());
      return;
    }
    StateEncoding.writeVarLong(out, count);
    for (long hash : hashes) {
      if (hash != 0) {
        out.writeLong(hash);
      }
    }
  }

  static DistinctCounter read(DataInputView in) throws IOException {
    DistinctCounter read = new DistinctCounter();
    long count = StateEncoding.readVarLong(in);
    if (count == SKETCHED) {
      read.sketch = UltraLogLog.wrap(StateEncoding.readBytes(in));
      return read;
    }
    for (int i = 0; i < count; i++) {
      read.add(in.readLong());
    }
    return read;
  }

  @Override
  public String toString() {
    return String.format(Locale.ROOT, "about %d distinct", estimate());
  }
}
