package io.uploadlens.benchmark.engine;

import io.uploadlens.event.UploadEvent;
import java.time.Duration;
import java.util.List;

/**
 * The events that every contender gets, in the order in which it gets them: made once, before
 * anything is measured, and kept as objects. What an event says of bucket, prefix and principal is
 * kept as numbers too, for contenders whose records are not {@link UploadEvent}s.
 *
 * <p>Immutable. {@link WorkloadGenerator} says what is in it.
 */
final class Workload {

  static final Duration WINDOW = Duration.ofMinutes(1);

  /** How long after its window's end an event still counts, and how long identities are kept. */
  static final Duration ALLOWED_LATENESS = Duration.ofMinutes(10);

  /** How far behind the newest event any first delivery may be. */
  static final Duration OUT_OF_ORDERNESS = Duration.ofSeconds(10);

  /** How many directories the prefixes of the aggregates have, as all keys do. */
  static final int PREFIX_DEPTH = 2;

  private final List<String> buckets;
  private final List<String> prefixes;
  private final List<String> principals;
  private final UploadEvent[] events;
  private final byte[] bucketOf;
  private final short[] prefixOf;
  private final short[] principalOf;
  private final int watermarks;
  private final int size;

  /**
   * @param watermarks how many each source emits on its way through all of them
   * @param size how many of the events there are in it, from the first on
   */
  Workload(
      List<String> buckets,
      List<String> prefixes,
      List<String> principals,
      UploadEvent[] events,
      byte[] bucketOf,
      short[] prefixOf,
      short[] principalOf,
      int watermarks,
      int size) {
    this.buckets = buckets;
    this.prefixes = prefixes;
    this.principals = principals;
    this.events = events;
    this.bucketOf = bucketOf;
    this.prefixOf = prefixOf;
    this.principalOf = principalOf;
    this.watermarks = watermarks;
    this.size = size;
  }

  /** The first events of it. */
  Workload first(int count) {
    return new Workload(
        buckets, prefixes, principals, events, bucketOf, prefixOf, principalOf, watermarks, count);
  }

  /** How many events there are, duplicates included. */
  int size() {
    return size;
  }

  /** How many watermarks a source emits, evenly. */
  int watermarks() {
    return watermarks;
  }

  UploadEvent event(int index) {
    return events[index];
  }

  List<String> buckets() {
    return buckets;
  }

  List<String> prefixes() {
    return prefixes;
  }

  List<String> principals() {
    return principals;
  }

  int bucketOf(int index) {
    return bucketOf[index];
  }

  int prefixOf(int index) {
    return prefixOf[index];
  }

  int principalOf(int index) {
    return principalOf[index];
  }

  static long windowStart(long eventTime) {
    return Math.floorDiv(eventTime, WINDOW.toMillis()) * WINDOW.toMillis();
  }

  /**
   * The watermark behind the last event: the end of the last window and the out-of-orderness. Every
   * window ends by it, but no more: what is kept of identities is kept.
   */
  long finalWatermark() {
    long latest = Long.MIN_VALUE;
    for (int i = 0; i < size; i++) {
      latest = Math.max(latest, events[i].eventTime());
    }
    return windowStart(latest) + WINDOW.toMillis() + OUT_OF_ORDERNESS.toMillis();
  }
}
