package io.uploadlens.localaws;

import java.math.BigInteger;
import java.nio.charset.StandardCharsets;
import java.time.Instant;
import java.util.LinkedHashMap;
import java.util.Map;

/** A record in a shard. */
final class KinesisRecord {

  private final BigInteger sequenceNumber;
  private final Instant arrival;
  private final String partitionKey;
  private final byte[] data;

  KinesisRecord(BigInteger sequenceNumber, Instant arrival, String partitionKey, byte[] data) {
    this.sequenceNumber = sequenceNumber;
    this.arrival = arrival;
    this.partitionKey = partitionKey;
    this.data = data;
  }

  BigInteger sequenceNumber() {
    return sequenceNumber;
  }

  Instant arrival() {
    return arrival;
  }

  /** What counts against the limits: the data and the partition key. */
  int size() {
    return data.length + partitionKey.getBytes(StandardCharsets.UTF_8).length;
  }

  Map<String, Object> toWire() {
    Map<String, Object> wire = new LinkedHashMap<>();
    wire.put("ApproximateArrivalTimestamp", arrival);
    wire.put("Data", data);
    wire.put("EncryptionType", "NONE");
    wire.put("PartitionKey", partitionKey);
    wire.put("SequenceNumber", sequenceNumber.toString());
    return wire;
  }
}
