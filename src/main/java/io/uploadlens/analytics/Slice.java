package io.uploadlens.analytics;

import io.uploadlens.event.UploadEvent;
import java.util.HashMap;
import java.util.Map;

/**
 * What a subtask holds on the heap of one shard of one slice: the identities that were counted, and
 * what was added to each group since it last left. Not thread-safe.
 */
final class Slice {

  private final long start;
  private final IdentitySet identities = new IdentitySet();
  private final Map<String, Map<String, Accumulator>> pending = new HashMap<>();
  private int pendingGroups;
  private long lastTouched;

  Slice(long start) {
    this.start = start;
  }

  /** First millisecond of the slice. */
  long start() {
    return start;
  }

  /** Remembers that the slice was used, as the n-th use of any slice. */
  void touch(long n) {
    lastTouched = n;
  }

  /** When the slice was last used; larger is later. */
  long lastTouched() {
    return lastTouched;
  }

  IdentitySet identities() {
    return identities;
  }

  /**
   * Counts an event.
   *
   * @return whether it is new; false for a duplicate
   */
  boolean add(UploadEvent event, AnalyticsSettings settings) {
    Accumulator group =
        pending
            .computeIfAbsent(event.bucket(), bucket -> new HashMap<>())
            .computeIfAbsent(
                Prefixes.of(event.key(), settings.prefixDepth()), prefix -> newGroup());
    if (identities.add(event.idHigh(), event.idLow())) {
      group.add(event, settings.smallObjectBytes());
      return true;
    }
    group.addDuplicate(event);
    return false;
  }

  private Accumulator newGroup() {
    pendingGroups++;
    return new Accumulator();
  }

  /** To how many groups something was added since the last {@link #drainPending}. */
  int pendingGroups() {
    return pendingGroups;
  }

  /** Whether something was added since the last {@link #drainPending}. */
  boolean hasPending() {
    return !pending.isEmpty();
  }

  /** Hands over what was added since the last call, group by group. */
  void drainPending(PartialConsumer consumer) {
    pending.forEach(
        (bucket, prefixes) ->
            prefixes.forEach(
                (prefix, accumulator) ->
                    consumer.accept(new PartialAggregate(start, bucket, prefix, accumulator))));
    pending.clear();
    pendingGroups = 0;
  }

  /** Takes partial aggregates. */
  @FunctionalInterface
  interface PartialConsumer {
    void accept(PartialAggregate partial);
  }
}
