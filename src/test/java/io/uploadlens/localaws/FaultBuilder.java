package io.uploadlens.localaws;

import io.uploadlens.aws.AwsService;
import java.time.Duration;

/** How often a fault strikes and what it does; one of the last five methods sets it to work. */
public final class FaultBuilder {

  private final Faults faults;
  private final AwsService service;
  private final String operation;
  private double probability = 1.0;
  private long times = Long.MAX_VALUE;
  private long after;

  FaultBuilder(Faults faults, AwsService service, String operation) {
    this.faults = faults;
    this.service = service;
    this.operation = operation;
  }

  /**
   * Strikes with this probability, 0 to 1; 1 unless set. For {@link #partial} it is that of each
   * entry.
   */
  public FaultBuilder failing(double probability) {
    if (!(probability >= 0 && probability <= 1)) {
      throw new IllegalArgumentException("A probability is 0 to 1, not " + probability);
    }
    this.probability = probability;
    return this;
  }

  /** Strikes at most so many times. */
  public FaultBuilder times(long times) {
    if (times < 1) {
      throw new IllegalArgumentException("A fault strikes at least once, not " + times + " times");
    }
    this.times = times;
    return this;
  }

  /** Lets so many requests (for {@link #partial}: entries) pass first. */
  public FaultBuilder after(long requests) {
    if (requests < 0) {
      throw new IllegalArgumentException("after(" + requests + ") is negative");
    }
    this.after = requests;
    return this;
  }

  /** Answers with the service's own throttling error and status, and does nothing. */
  public Fault throttle() {
    return faults.add(this, Fault.Kind.THROTTLE, Duration.ZERO);
  }

  /** Answers with the service's own 5xx error, and does nothing. */
  public Fault serverError() {
    return faults.add(this, Fault.Kind.SERVER_ERROR, Duration.ZERO);
  }

  /**
   * Fails entries of a batch: the answer is a 200 in which each failed entry has its error, and the
   * failed entries have no effect.
   *
   * @throws IllegalArgumentException for an operation that is no batch
   */
  public Fault partial() {
    return faults.add(this, Fault.Kind.PARTIAL, Duration.ZERO);
  }

  /** Waits before doing what is asked. */
  public Fault delay(Duration delay) {
    if (delay.isNegative()) {
      throw new IllegalArgumentException("A delay is not negative: " + delay);
    }
    return faults.add(this, Fault.Kind.DELAY, delay);
  }

  /** Does what is asked and hangs up without an answer: the client cannot know, and tries again. */
  public Fault loseAnswer() {
    return faults.add(this, Fault.Kind.LOSE_ANSWER, Duration.ZERO);
  }

  /**
   * Refuses connections to the whole service until the fault is cleared.
   *
   * @throws IllegalStateException when an operation or a probability is set: a closed port knows
   *     neither
   */
  public Fault refuseConnections() {
    if (operation != null || probability < 1 || times < Long.MAX_VALUE || after > 0) {
      throw new IllegalStateException(
          "Connections are refused to all of " + service + ", until cleared: not to " + this);
    }
    return faults.add(this, Fault.Kind.REFUSE, Duration.ZERO);
  }

  AwsService service() {
    return service;
  }

  /** The operation, or null for all. */
  String operation() {
    return operation;
  }

  double probability() {
    return probability;
  }

  long times() {
    return times;
  }

  long after() {
    return after;
  }

  @Override
  public String toString() {
    return service + (operation == null ? ", all operations" : "." + operation);
  }
}
