package io.uploadlens.benchmark.exact;

import java.util.concurrent.atomic.AtomicInteger;
import java.util.concurrent.atomic.AtomicReference;

/** Lets one task fail, once. Thread-safe. */
final class FaultSwitch {

  /** Where the job can be made to fail. */
  enum Place {
    /** Behind the first source. */
    QUEUE,
    /** Behind the second source. */
    STREAM,
    /** Before the sink of the rows. */
    ROWS
  }

  private final AtomicReference<Fault> armed = new AtomicReference<>();

  /** The next record there, after some others, fails its task. */
  void armRecord(Place place, int others) {
    armed.set(new Fault(place, false, others));
  }

  /** The next barrier there fails its task. */
  void armBarrier(Place place) {
    armed.set(new Fault(place, true, 0));
  }

  /** Takes back what was armed, if nothing has failed. */
  void disarm() {
    armed.set(null);
  }

  boolean isArmed() {
    return armed.get() != null;
  }

  void onRecord(Place place) {
    Fault fault = armed.get();
    if (fault != null && fault.place == place && !fault.atBarrier) {
      fail(fault);
    }
  }

  void onBarrier(Place place) {
    Fault fault = armed.get();
    if (fault != null && fault.place == place && fault.atBarrier) {
      fail(fault);
    }
  }

  private void fail(Fault fault) {
    if (fault.others.getAndDecrement() <= 0 && armed.compareAndSet(fault, null)) {
      throw new IllegalStateException("induced at " + fault.place);
    }
  }

  private static final class Fault {
    private final Place place;
    private final boolean atBarrier;
    private final AtomicInteger others;

    Fault(Place place, boolean atBarrier, int others) {
      this.place = place;
      this.atBarrier = atBarrier;
      this.others = new AtomicInteger(others);
    }
  }
}
