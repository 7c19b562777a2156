package io.uploadlens.benchmark.exact;

import java.util.concurrent.atomic.AtomicIntegerArray;
import java.util.concurrent.atomic.AtomicLong;

/**
 * Where the tasks and the one who drives the run meet: all are in one JVM. Thread-safe; there is
 * one at a time.
 */
final class Board {

  private static volatile Board current;

  private final ExactSetting setting;
  private final History history;
  private final Deliveries deliveries;
  private final AtomicIntegerArray positions =
      new AtomicIntegerArray(Deliveries.SOURCES * Deliveries.SPLITS);
  private final FaultSwitch faults = new FaultSwitch();
  private final FinalRows rows = new FinalRows();
  private final CommittedEvents committed = new CommittedEvents();
  private final AtomicLong late = new AtomicLong();

  Board(ExactSetting setting) {
    this.setting = setting;
    this.history = new History(setting.events, setting.seed, setting.prefixes);
    this.deliveries = new Deliveries(history, setting.seed);
  }

  /** Makes it the one that tasks see. */
  void makeCurrent() {
    current = this;
  }

  static Board current() {
    return current;
  }

  ExactSetting setting() {
    return setting;
  }

  History history() {
    return history;
  }

  Deliveries deliveries() {
    return deliveries;
  }

  FaultSwitch faults() {
    return faults;
  }

  FinalRows rows() {
    return rows;
  }

  CommittedEvents committed() {
    return committed;
  }

  /** Events that came to the late output. */
  AtomicLong late() {
    return late;
  }

  /** A split goes on with this block; after a failure with an earlier one. */
  void tellPosition(int source, int ordinal, int block) {
    positions.set(source * Deliveries.SPLITS + ordinal, block);
  }

  /** Whether a block is more than two hours of event time after the slowest split. */
  boolean isFarAhead(int block) {
    int least = Integer.MAX_VALUE;
    for (int i = 0; i < positions.length(); i++) {
      least = Math.min(least, positions.get(i));
    }
    return block - least > deliveries.blocksOfTwoHours();
  }

  /** How much of all deliveries has been emitted, from 0 to 1. */
  double progress() {
    double sum = 0;
    for (int i = 0; i < positions.length(); i++) {
      sum += Math.min(positions.get(i), deliveries.blocks());
    }
    return sum / positions.length() / deliveries.blocks();
  }
}
