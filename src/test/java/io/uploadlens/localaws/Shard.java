package io.uploadlens.localaws;

import java.math.BigInteger;
import java.time.Clock;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;

/** A shard with its records, its throughput and, once it was split or merged, its end. */
final class Shard {

  private static final Duration RETENTION = Duration.ofHours(24);
  private static final int MIB = 1 << 20;
  private static final int MAX_BYTES_A_READ = 10 * MIB;

  private final String streamName;
  private final String id;
  private final HashKeyRange range;
  private final String parent;
  private final String adjacentParent;
  private final SequenceNumbers numbers;
  private final BigInteger start;
  private final Instant openedAt;
  private final boolean throughputLimits;
  private final Clock clock;
  private final TokenBucket writtenBytes;
  private final TokenBucket writtenRecords;
  private final TokenBucket reads;
  private final TokenBucket readBytes;
  private final List<KinesisRecord> records = new ArrayList<>();
  private BigInteger end;
  private Instant closedAt;

  /**
   * @param parent the shard that was split, or the first of the merged; null for a shard of a new
   *     stream
   * @param adjacentParent the other of the merged, or null
   */
  Shard(
      KinesisStream stream,
      int number,
      HashKeyRange range,
      Shard parent,
      Shard adjacentParent,
      SequenceNumbers numbers,
      boolean throughputLimits,
      Clock clock) {
    this.streamName = stream.name();
    this.id = String.format("shardId-%012d", number);
    this.range = range;
    this.parent = parent == null ? null : parent.id;
    this.adjacentParent = adjacentParent == null ? null : adjacentParent.id;
    this.numbers = numbers;
    this.start = numbers.next();
    this.openedAt = clock.instant();
    this.throughputLimits = throughputLimits;
    this.clock = clock;
    this.writtenBytes = new TokenBucket(MIB, clock);
    this.writtenRecords = new TokenBucket(1000, clock);
    this.reads = new TokenBucket(5, clock);
    this.readBytes = new TokenBucket(2 * MIB, clock);
  }

  String id() {
    return id;
  }

  HashKeyRange range() {
    return range;
  }

  synchronized boolean open() {
    return end == null;
  }

  synchronized boolean openAt(Instant instant) {
    return !openedAt.isAfter(instant) && !closedBy(instant);
  }

  synchronized boolean closedBy(Instant instant) {
    return closedAt != null && !closedAt.isAfter(instant);
  }

  /** Whether the stream began with it. */
  boolean isRoot() {
    return parent == null;
  }

  boolean childOf(String shardId) {
    return shardId.equals(parent) || shardId.equals(adjacentParent);
  }

  /**
   * Appends a record.
   *
   * @throws ServiceException when the shard takes 1 MiB or 1,000 records a second already
   */
  synchronized KinesisRecord put(String partitionKey, byte[] data) {
    KinesisRecord record = new KinesisRecord(numbers.next(), clock.instant(), partitionKey, data);
    if (throughputLimits) {
      if (!writtenRecords.has(1) || !writtenBytes.has(record.size())) {
        throw rateExceeded();
      }
      writtenRecords.take(1);
      writtenBytes.take(record.size());
    }
    records.add(record);
    trim();
    return record;
  }

  ServiceException rateExceeded() {
    return ServiceException.badRequest(
        "ProvisionedThroughputExceededException",
        "Rate exceeded for shard "
            + id
            + " in stream "
            + streamName
            + " under account "
            + LocalAws.ACCOUNT
            + ".");
  }

  /** No record from now on. */
  synchronized void close() {
    end = numbers.next();
    closedAt = clock.instant();
  }

  /** The position of the oldest record. */
  BigInteger horizon() {
    return start;
  }

  /** The position after the newest record. */
  synchronized BigInteger latest() {
    return numbers.next();
  }

  /** The position of the first record that came at this time or later. */
  synchronized BigInteger at(Instant instant) {
    for (KinesisRecord record : records) {
      if (!record.arrival().isBefore(instant)) {
        return record.sequenceNumber();
      }
    }
    return numbers.next();
  }

  /** Whether a number can be one of this shard. */
  synchronized boolean holds(BigInteger sequenceNumber) {
    return sequenceNumber.compareTo(start) >= 0
        && (end == null || sequenceNumber.compareTo(end) <= 0);
  }

  /**
   * Reads from a position on.
   *
   * @throws ServiceException beyond five calls or 2 MiB a second
   */
  synchronized Batch read(BigInteger from, int limit) {
    if (throughputLimits) {
      // A read may go into debt (10 MiB at once), and then waits until it is paid.
      if (!reads.has(1) || !readBytes.has(1)) {
        throw rateExceeded();
      }
      reads.take(1);
    }
    trim();
    int first = indexOf(from);
    int next = first;
    int bytes = 0;
    while (next < records.size() && next - first < limit) {
      int size = records.get(next).size();
      if (bytes + size > MAX_BYTES_A_READ) {
        break;
      }
      bytes += size;
      next++;
    }
    if (throughputLimits) {
      readBytes.take(bytes);
    }
    boolean drained = next == records.size();
    BigInteger position =
        next == first ? from : records.get(next - 1).sequenceNumber().add(BigInteger.ONE);
    long behind =
        drained
            ? 0
            : Math.max(
                0, Duration.between(records.get(next).arrival(), clock.instant()).toMillis());
    return new Batch(
        new ArrayList<>(records.subList(first, next)), position, behind, drained && end != null);
  }

  synchronized Map<String, Object> toWire() {
    Map<String, Object> sequence = new LinkedHashMap<>();
    sequence.put("StartingSequenceNumber", start.toString());
    sequence.put("EndingSequenceNumber", end == null ? null : end.toString());
    Map<String, Object> wire = new LinkedHashMap<>();
    wire.put("ShardId", id);
    wire.put("ParentShardId", parent);
    wire.put("AdjacentParentShardId", adjacentParent);
    wire.put("HashKeyRange", range.toWire());
    wire.put("SequenceNumberRange", sequence);
    return wire;
  }

  /** How {@code GetRecords} tells of a shard's child. */
  Map<String, Object> toChildWire() {
    List<String> parents = new ArrayList<>();
    parents.add(parent);
    if (adjacentParent != null) {
      parents.add(adjacentParent);
    }
    Map<String, Object> wire = new LinkedHashMap<>();
    wire.put("ShardId", id);
    wire.put("ParentShards", parents);
    wire.put("HashKeyRange", range.toWire());
    return wire;
  }

  private int indexOf(BigInteger from) {
    int low = 0;
    int high = records.size();
    while (low < high) {
      int middle = (low + high) >>> 1;
      if (records.get(middle).sequenceNumber().compareTo(from) < 0) {
        low = middle + 1;
      } else {
        high = middle;
      }
    }
    return low;
  }

  private void trim() {
    Instant oldest = clock.instant().minus(RETENTION);
    int expired = 0;
    while (expired < records.size() && records.get(expired).arrival().isBefore(oldest)) {
      expired++;
    }
    records.subList(0, expired).clear();
  }

  /** What one read gives. */
  static final class Batch {
    private final List<KinesisRecord> records;
    private final BigInteger next;
    private final long millisBehindLatest;
    private final boolean atEnd;

    private Batch(
        List<KinesisRecord> records, BigInteger next, long millisBehindLatest, boolean atEnd) {
      this.records = records;
      this.next = next;
      this.millisBehindLatest = millisBehindLatest;
      this.atEnd = atEnd;
    }

    List<KinesisRecord> records() {
      return records;
    }

    BigInteger next() {
      return next;
    }

    long millisBehindLatest() {
      return millisBehindLatest;
    }

    /** Whether the shard is closed and nothing is left in it. */
    boolean atEnd() {
      return atEnd;
    }
  }
}
