package io.uploadlens.analytics;

/**
 * The numbers of one finest prefix in one window, whether the rows that were emitted know of them
 * all, and whether the state does. Not thread-safe.
 */
final class MergedGroup {

  private final Accumulator accumulator;
  private boolean changed;
  private boolean dirty;

  /**
   * @param accumulator the numbers; from now on this group's own
   * @param changed see {@link #isChanged()}
   * @param dirty see {@link #isDirty()}
   */
  MergedGroup(Accumulator accumulator, boolean changed, boolean dirty) {
    this.accumulator = accumulator;
    this.changed = changed;
    this.dirty = dirty;
  }

  Accumulator accumulator() {
    return accumulator;
  }

  /** Whether something was merged since the group's rows were last emitted. */
  boolean isChanged() {
    return changed;
  }

  /** Whether something was merged since the group was last written to the state. */
  boolean isDirty() {
    return dirty;
  }

  void merge(Accumulator other) {
    accumulator.merge(other);
    changed = true;
    dirty = true;
  }

  /** Adds numbers of which the rows know, or do not. */
  void include(Accumulator other, boolean otherChanged) {
    accumulator.merge(other);
    changed |= otherChanged;
  }

  void markEmitted() {
    changed = false;
  }

  void markWritten() {
    dirty = false;
  }
}
