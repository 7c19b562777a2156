package io.uploadlens.localaws;

import java.math.BigInteger;
import java.util.concurrent.atomic.AtomicLong;

/** Kinesis's sequence numbers: 56 decimal digits, ever growing, across shards and streams. */
final class SequenceNumbers {

  private static final BigInteger BASE =
      new BigInteger("49600000000000000000000000000000000000").shiftLeft(60);
  private static final int GAP_BITS = 16;

  private final AtomicLong last = new AtomicLong();

  BigInteger next() {
    return BASE.add(BigInteger.valueOf(last.incrementAndGet()).shiftLeft(GAP_BITS));
  }
}
