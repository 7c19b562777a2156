package io.uploadlens.analytics;

import io.uploadlens.event.StateEncoding;
import java.io.IOException;
import java.util.Arrays;
import org.apache.flink.core.memory.DataInputView;
import org.apache.flink.core.memory.DataOutputView;

/**
 * How many values are in each of a {@link QuantileSketch}'s classes, which have consecutive
 * numbers: one array from the lowest class that was seen to the highest. Not thread-safe.
 */
final class ClassCounts {

  private static final long[] NONE = new long[0];

  /** Room beyond a new lowest or highest class, since more will come. */
  private static final int SPARE = 32;

  private long[] counts = NONE;

  /** The class that the first of the counts is of. */
  private int lowest;

  private long total;

  /**
   * Adds values.
   *
   * @param count how many, at least 1
   */
  void add(int valueClass, long count) {
    int at = valueClass - lowest;
    if (at < 0 || at >= counts.length) {
      extendTo(valueClass, valueClass);
      at = valueClass - lowest;
    }
    counts[at] += count;
    total += count;
  }

  void merge(ClassCounts other) {
    int from = other.firstUsed();
    int to = other.lastUsed();
    if (from > to) {
      return;
    }
    extendTo(other.lowest + from, other.lowest + to);
    int shift = other.lowest - lowest;
    for (int i = from; i <= to; i++) {
      counts[i + shift] += other.counts[i];
    }
    total += other.total;
  }

  /** Makes room for classes that will come. */
  void extendTo(int low, int high) {
    if (counts.length == 0) {
      lowest = low;
      counts = new long[high - low + 1 + SPARE];
      return;
    }
    int newLowest = low < lowest ? low - SPARE : lowest;
    int end = lowest + counts.length;
    int newEnd = high < end ? end : high + 1 + SPARE;
    if (newLowest == lowest && newEnd == end) {
      return;
    }
    long[] before = counts;
    counts = new long[newEnd - newLowest];
    System.arraycopy(before, 0, counts, lowest - newLowest, before.length);
    lowest = newLowest;
  }

  /** How many values there are. */
  long total() {
    return total;
  }

  /**
   * The class of one of the values.
   *
   * @param rank how many values are not larger and come before it, less than {@link #total()}
   */
  int classAt(long rank) {
    int at = 0;
    for (long before = counts[0]; before <= rank; before += counts[at]) {
      at++;
    }
    return lowest + at;
  }

  private int firstUsed() {
    int at = 0;
    while (at < counts.length && counts[at] == 0) {
      at++;
    }
    return at;
  }

  private int lastUsed() {
    int at = counts.length - 1;
    while (at >= 0 && counts[at] == 0) {
      at--;
    }
    return at;
  }

  /** Writes how far the next class that is not empty is, and its count, until all are told. */
  void write(DataOutputView out) throws IOException {
    int used = (int) Arrays.stream(counts).filter(count -> count > 0).count();
    int from = firstUsed();
    StateEncoding.writeVarLong(out, used);
    out.writeInt(lowest + from);
    int before = from;
    for (int at = from; at < counts.length; at++) {
      if (counts[at] > 0) {
        StateEncoding.writeVarLong(out, at - before);
        StateEncoding.writeVarLong(out, counts[at]);
        before = at;
      }
    }
  }

  static ClassCounts read(DataInputView in) throws IOException {
    ClassCounts read = new ClassCounts();
    long used = StateEncoding.readVarLong(in);
    int valueClass = in.readInt();
    for (long i = 0; i < used; i++) {
      valueClass += Math.toIntExact(StateEncoding.readVarLong(in));
      read.add(valueClass, StateEncoding.readVarLong(in));
    }
    return read;
  }
}
