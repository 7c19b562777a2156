package io.uploadlens.analytics;

import java.util.Collection;
import java.util.HashMap;
import java.util.Map;

/**
 * The slices on the heap, by their start. Those looked up last are found without a boxed number.
 * Not thread-safe.
 */
final class Slices {

  private static final int RECENT = 16;

  private final Map<Long, Slice> byStart = new HashMap<>();
  private final Slice[] recent = new Slice[RECENT];

  /** The slice, or null if it is not on the heap. */
  Slice get(long start) {
    int place = place(start);
    Slice slice = recent[place];
    if (slice == null || slice.start() != start) {
      slice = byStart.get(start);
      recent[place] = slice;
    }
    return slice;
  }

  void put(Slice slice) {
    byStart.put(slice.start(), slice);
    recent[place(slice.start())] = slice;
  }

  void remove(long start) {
    byStart.remove(start);
    recent[place(start)] = null;
  }

  Collection<Slice> all() {
    return byStart.values();
  }

  /** Starts are multiples of a second. */
  private static int place(long start) {
    long seconds = start / 1000;
    return (int) ((seconds * 0x9E3779B97F4A7C15L) >>> 60);
  }
}
