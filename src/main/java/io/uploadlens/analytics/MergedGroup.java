package io.uploadlens.analytics;

/** The merger's state of one finest prefix in one window: its numbers, and whether they changed. */
final class MergedGroup {

  private final Accumulator accumulator;
  private boolean changed;

  MergedGroup(Accumulator accumulator, boolean changed) {
    this.accumulator = accumulator;
    this.changed = changed;
  }

  Accumulator accumulator() {
    return accumulator;
  }

  /** Whether something was merged since the group's rows were last emitted. */
  boolean isChanged() {
    return changed;
  }

  void merge(Accumulator other) {
    accumulator.merge(other);
    changed = true;
  }

  void markEmitted() {
    changed = false;
  }
}
