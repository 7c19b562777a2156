package io.uploadlens.localaws;

import java.math.BigInteger;
import java.time.Clock;
import java.time.Instant;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.stream.Collectors;

/** A stream: its shards, open and closed, oldest first. */
final class KinesisStream {

  private final String name;
  private final boolean onDemand;
  private final Instant created;
  private final SequenceNumbers numbers;
  private final boolean throughputLimits;
  private final Clock clock;
  private final List<Shard> shards = new ArrayList<>();

  KinesisStream(
      String name,
      int shardCount,
      boolean onDemand,
      SequenceNumbers numbers,
      boolean throughputLimits,
      Clock clock) {
    this.name = name;
    this.onDemand = onDemand;
    this.created = clock.instant();
    this.numbers = numbers;
    this.throughputLimits = throughputLimits;
    this.clock = clock;
    for (int i = 0; i < shardCount; i++) {
      open(HashKeyRange.part(i, shardCount), null, null);
    }
  }

  String name() {
    return name;
  }

  String arn() {
    return "arn:aws:kinesis:" + LocalAws.REGION + ":" + LocalAws.ACCOUNT + ":stream/" + name;
  }

  Instant created() {
    return created;
  }

  synchronized List<Shard> shards() {
    return new ArrayList<>(shards);
  }

  synchronized List<Shard> children(String shardId) {
    return shards.stream().filter(shard -> shard.childOf(shardId)).collect(Collectors.toList());
  }

  synchronized Shard shard(String shardId) {
    return shards.stream()
        .filter(shard -> shard.id().equals(shardId))
        .findFirst()
        .orElseThrow(
            () ->
                ServiceException.badRequest(
                    "ResourceNotFoundException",
                    "Could not find shard "
                        + shardId
                        + " in stream "
                        + name
                        + " under account "
                        + LocalAws.ACCOUNT
                        + "."));
  }

  /** Appends to the shard that takes the hash key; never to one that a split closes meanwhile. */
  synchronized Written put(String partitionKey, BigInteger hashKey, byte[] data) {
    Shard shard = shardOf(hashKey);
    return new Written(shard.id(), shard.put(partitionKey, data).sequenceNumber());
  }

  synchronized Shard shardOf(BigInteger hashKey) {
    return shards.stream()
        .filter(shard -> shard.open() && shard.range().contains(hashKey))
        .findFirst()
        .orElseThrow(() -> new IllegalStateException("no shard takes " + hashKey));
  }

  synchronized void split(String shardId, BigInteger newStart) {
    Shard parent = openShard(shardId);
    if (!parent.range().canSplitAt(newStart)) {
      throw ServiceException.badRequest(
          "InvalidArgumentException",
          "NewStartingHashKey "
              + newStart
              + " used in SplitShard() on shard "
              + shardId
              + " in stream "
              + name
              + " under account "
              + LocalAws.ACCOUNT
              + " is not both greater than one plus the shard's StartingHashKey and less than the"
              + " shard's EndingHashKey: its range is "
              + parent.range()
              + ".");
    }
    parent.close();
    open(parent.range().below(newStart), parent, null);
    open(parent.range().from(newStart), parent, null);
  }

  synchronized void merge(String shardId, String adjacentId) {
    Shard one = openShard(shardId);
    Shard other = openShard(adjacentId);
    if (!one.range().touches(other.range())) {
      throw ServiceException.badRequest(
          "InvalidArgumentException",
          "Shards "
              + shardId
              + " and "
              + adjacentId
              + " in stream "
              + name
              + " under account "
              + LocalAws.ACCOUNT
              + " are not an adjacent pair of shards eligible for merging");
    }
    one.close();
    other.close();
    open(one.range().union(other.range()), one, other);
  }

  Map<String, Object> summary() {
    Map<String, Object> wire = describe();
    wire.put("OpenShardCount", (int) shards().stream().filter(Shard::open).count());
    wire.put("ConsumerCount", 0);
    return wire;
  }

  /** What the two describing operations have in common. */
  Map<String, Object> describe() {
    Map<String, Object> wire = new LinkedHashMap<>();
    wire.put("StreamName", name);
    wire.put("StreamARN", arn());
    wire.put("StreamStatus", "ACTIVE");
    wire.put("StreamModeDetails", Map.of("StreamMode", onDemand ? "ON_DEMAND" : "PROVISIONED"));
    wire.put("RetentionPeriodHours", 24);
    wire.put("StreamCreationTimestamp", created);
    wire.put("EnhancedMonitoring", List.of(Map.of("ShardLevelMetrics", List.of())));
    wire.put("EncryptionType", "NONE");
    return wire;
  }

  private Shard openShard(String shardId) {
    Shard shard = shard(shardId);
    if (!shard.open()) {
      throw ServiceException.badRequest(
          "InvalidArgumentException",
          "Shard " + shardId + " in stream " + name + " has already been merged or split.");
    }
    return shard;
  }

  private void open(HashKeyRange range, Shard parent, Shard adjacentParent) {
    shards.add(
        new Shard(
            this, shards.size(), range, parent, adjacentParent, numbers, throughputLimits, clock));
  }

  /** Where a record went. */
  static final class Written {
    private final String shardId;
    private final BigInteger sequenceNumber;

    private Written(String shardId, BigInteger sequenceNumber) {
      this.shardId = shardId;
      this.sequenceNumber = sequenceNumber;
    }

    Map<String, Object> toWire() {
      Map<String, Object> wire = new LinkedHashMap<>();
      wire.put("SequenceNumber", sequenceNumber.toString());
      wire.put("ShardId", shardId);
      return wire;
    }
  }
}
