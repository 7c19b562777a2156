package io.uploadlens.analytics;

import io.uploadlens.event.UploadEvent;
import java.util.HashMap;
import java.util.Map;
import java.util.Set;
import java.util.function.Consumer;

/**
 * What a subtask holds on the heap of one slice: the identities that were counted, by shard, and
 * what was added to each group since it last left, whatever the shard. Not thread-safe.
 */
final class Slice {

  private final AnalyticsSettings settings;
  private final long start;
  private final Set<Window> windows;
  private final boolean keepsNames;

  /** By shard; null where it is not this subtask's, or has not been touched. */
  private final IdentitySet[] identities;

  private final Map<String, BucketGroups> pending = new HashMap<>();
  private String lastBucket;
  private BucketGroups lastGroups;
  private int pendingGroups;
  private long lastTouched;

  /**
   * @param keepsNames whether its windows have to see the name of every prefix, be there ever so
   *     many
   */
  Slice(long start, boolean keepsNames, AnalyticsSettings settings) {
    this.start = start;
    this.keepsNames = keepsNames;
    this.settings = settings;
    this.windows = settings.windowsOf(start);
    this.identities = new IdentitySet[settings.shards()];
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

  /** The identities of a shard, or null if they are not on the heap. */
  IdentitySet identities(int shard) {
    return identities[shard];
  }

  void putIdentities(int shard, IdentitySet ofShard) {
    identities[shard] = ofShard;
  }

  /** How many identities are on the heap. */
  long identityCount() {
    long count = 0;
    for (IdentitySet ofShard : identities) {
      count += ofShard == null ? 0 : ofShard.size();
    }
    return count;
  }

  /** Of how many shards identities are on the heap. */
  int identitySets() {
    int count = 0;
    for (IdentitySet ofShard : identities) {
      count += ofShard == null ? 0 : 1;
    }
    return count;
  }

  /** The numbers to which an event is added. */
  Accumulator groupOf(UploadEvent event) {
    String bucket = event.bucket();
    if (!bucket.equals(lastBucket)) {
      lastGroups = pending.computeIfAbsent(bucket, name -> new BucketGroups(settings, keepsNames));
      lastBucket = bucket;
    }
    int before = lastGroups.size();
    Accumulator group = lastGroups.groupOf(event.key());
    pendingGroups += lastGroups.size() - before;
    return group;
  }

  /** Whether the bucket that was added to last should leave, see {@link BucketGroups}. */
  boolean isOverfull() {
    return lastGroups != null && lastGroups.isOverfull();
  }

  /** To how many groups something was added since the last {@link #drainPending}. */
  int pendingGroups() {
    return pendingGroups;
  }

  /** Hands over what was added since the last call: for every window, group by group. */
  void drainPending(Consumer<PartialAggregate> consumer) {
    pending.forEach(
        (bucket, groups) -> {
          for (Window window : windows) {
            WindowKey key = new WindowKey(window, bucket);
            groups.forEach(
                (prefix, group) ->
                    consumer.accept(new PartialAggregate(key, groups.depth(), prefix, group)));
          }
        });
    pending.clear();
    lastBucket = null;
    lastGroups = null;
    pendingGroups = 0;
  }
}
