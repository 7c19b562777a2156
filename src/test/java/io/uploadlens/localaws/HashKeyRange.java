package io.uploadlens.localaws;

import java.math.BigInteger;
import java.nio.charset.StandardCharsets;
import java.security.MessageDigest;
import java.security.NoSuchAlgorithmException;
import java.util.Map;

/**
 * The hash keys that a shard takes, both ends included: partition keys go by the MD5 of their UTF-8
 * form.
 */
final class HashKeyRange {

  /** The greatest hash key. */
  static final BigInteger MAX = BigInteger.ONE.shiftLeft(128).subtract(BigInteger.ONE);

  private final BigInteger start;
  private final BigInteger end;

  HashKeyRange(BigInteger start, BigInteger end) {
    this.start = start;
    this.end = end;
  }

  /** The n-th of so many equal ranges. */
  static HashKeyRange part(int n, int of) {
    BigInteger whole = MAX.add(BigInteger.ONE);
    BigInteger parts = BigInteger.valueOf(of);
    return new HashKeyRange(
        whole.multiply(BigInteger.valueOf(n)).divide(parts),
        whole.multiply(BigInteger.valueOf(n + 1L)).divide(parts).subtract(BigInteger.ONE));
  }

  static BigInteger hash(String partitionKey) {
    try {
      return new BigInteger(
          1,
          MessageDigest.getInstance("MD5").digest(partitionKey.getBytes(StandardCharsets.UTF_8)));
    } catch (NoSuchAlgorithmException e) {
      throw new IllegalStateException("every JRE has MD5", e);
    }
  }

  boolean contains(BigInteger hashKey) {
    return hashKey.compareTo(start) >= 0 && hashKey.compareTo(end) <= 0;
  }

  boolean touches(HashKeyRange other) {
    return end.add(BigInteger.ONE).equals(other.start)
        || other.end.add(BigInteger.ONE).equals(start);
  }

  HashKeyRange union(HashKeyRange other) {
    return new HashKeyRange(start.min(other.start), end.max(other.end));
  }

  HashKeyRange below(BigInteger hashKey) {
    return new HashKeyRange(start, hashKey.subtract(BigInteger.ONE));
  }

  HashKeyRange from(BigInteger hashKey) {
    return new HashKeyRange(hashKey, end);
  }

  /** Whether a shard can be split there: both halves must hold something. */
  boolean canSplitAt(BigInteger hashKey) {
    return hashKey.compareTo(start) > 0 && hashKey.compareTo(end) <= 0;
  }

  Map<String, Object> toWire() {
    return Map.of("StartingHashKey", start.toString(), "EndingHashKey", end.toString());
  }

  @Override
  public String toString() {
    return "[" + start + ", " + end + "]";
  }
}
