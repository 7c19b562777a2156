package io.uploadlens.localaws;

import io.uploadlens.aws.AwsService;
import java.time.Duration;
import java.util.Random;

/** A fault that is at work until it is cleared. */
public final class Fault {

  enum Kind {
    THROTTLE,
    SERVER_ERROR,
    DELAY,
    LOSE_ANSWER,
    PARTIAL,
    REFUSE;

    boolean wholeRequest() {
      return this != PARTIAL && this != REFUSE;
    }
  }

  private final Faults owner;
  private final AwsService service;
  private final String operation;
  private final Kind kind;
  private final Duration delay;
  private final double probability;
  private final long times;
  private final long after;
  private final Random random;
  private long seen;
  private long fired;

  Fault(Faults owner, FaultBuilder built, Kind kind, Duration delay, long seed) {
    this.owner = owner;
    this.service = built.service();
    this.operation = built.operation();
    this.kind = kind;
    this.delay = delay;
    this.probability = built.probability();
    this.times = built.times();
    this.after = built.after();
    this.random = new Random(seed);
  }

  /**
   * How often it has struck: requests, or for a partial failure entries; 0 for refused connections.
   */
  public synchronized long fired() {
    return fired;
  }

  /** Ends it; its count stays. */
  public void clear() {
    owner.remove(this);
  }

  AwsService service() {
    return service;
  }

  Kind kind() {
    return kind;
  }

  Duration delay() {
    return delay;
  }

  boolean concerns(AwsService asked, String askedOperation) {
    return service == asked && (operation == null || operation.equals(askedOperation));
  }

  synchronized boolean strikes() {
    seen++;
    // Drawn even where it does not matter, so that the n-th draw belongs to the n-th request.
    boolean drawn = random.nextDouble() < probability;
    if (seen <= after || fired >= times || !drawn) {
      return false;
    }
    fired++;
    return true;
  }
}
