package io.uploadlens.analytics;

import java.util.Objects;

/**
 * What one shard adds to one finest group of one slice since it last said so. Adding up all of
 * them, in any order, gives the group's numbers.
 */
public final class PartialAggregate {

  private final long sliceStart;
  private final String bucket;
  private final String prefix;
  private final Accumulator accumulator;

  PartialAggregate(long sliceStart, String bucket, String prefix, Accumulator accumulator) {
    this.sliceStart = sliceStart;
    this.bucket = Objects.requireNonNull(bucket, "bucket");
    this.prefix = Objects.requireNonNull(prefix, "prefix");
    this.accumulator = Objects.requireNonNull(accumulator, "accumulator");
  }

  /** First millisecond of the slice, epoch milliseconds. */
  public long sliceStart() {
    return sliceStart;
  }

  /** The bucket's name. */
  public String bucket() {
    return bucket;
  }

  /** The finest prefix, as long as the configured depth lets it be. */
  public String prefix() {
    return prefix;
  }

  Accumulator accumulator() {
    return accumulator;
  }

  @Override
  public String toString() {
    return bucket + "/" + prefix + "@" + sliceStart + ": " + accumulator.events() + " events";
  }
}
