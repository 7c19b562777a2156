package io.uploadlens.benchmark.exact;

/** A random number for every index, always the same one. Immutable. */
final class Draws {

  private final long origin;

  /**
   * @param purpose another for each thing that is drawn, so that one does not tell the other
   */
  Draws(long seed, int purpose) {
    this.origin = mix(seed + purpose * 0x9E3779B97F4A7C15L);
  }

  /** 64 random bits. */
  long of(long index) {
    return mix(origin + index * 0x9E3779B97F4A7C15L);
  }

  /** Of well mixed bits, as SplitMix64 makes them. */
  static long mix(long bits) {
    long mixed = (bits ^ bits >>> 30) * 0xBF58476D1CE4E5B9L;
    mixed = (mixed ^ mixed >>> 27) * 0x94D049BB133111EBL;
    return mixed ^ mixed >>> 31;
  }
}
