package io.uploadlens.analytics;

import java.util.Objects;

/**
 * What one subtask adds to one finest group of one window since it last said so. Adding up all of
 * them, in any order, gives the group's numbers.
 *
 * <p>Its accumulator belongs to who receives it: it comes out of the serializer.
 */
public final class PartialAggregate {

  private final WindowKey key;
  private final int depth;
  private final String prefix;
  private final Accumulator accumulator;

  PartialAggregate(WindowKey key, int depth, String prefix, Accumulator accumulator) {
    this.key = Objects.requireNonNull(key, "key");
    this.depth = depth;
    this.prefix = Objects.requireNonNull(prefix, "prefix");
    this.accumulator = Objects.requireNonNull(accumulator, "accumulator");
  }

  /** The window of the bucket. */
  WindowKey key() {
    return key;
  }

  /**
   * Down to which level the bucket's prefixes are told apart: the configured depth, or less where
   * they are too many.
   */
  int depth() {
    return depth;
  }

  /** The finest prefix, as long as the depth lets it be. */
  String prefix() {
    return prefix;
  }

  Accumulator accumulator() {
    return accumulator;
  }

  @Override
  public String toString() {
    return key + "/" + prefix + ": " + accumulator.events() + " events";
  }
}
