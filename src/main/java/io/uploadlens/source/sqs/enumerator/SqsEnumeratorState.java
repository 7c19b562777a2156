package io.uploadlens.source.sqs.enumerator;

import io.uploadlens.source.sqs.split.SqsSplit;
import java.util.List;

/**
 * Splits that hold receipts and that no reader holds; normally none. Immutable; persisted by {@link
 * SqsEnumeratorStateSerializer}.
 */
public final class SqsEnumeratorState {

  private final List<SqsSplit> unassigned;

  /**
   * @param unassigned splits to be given to the next reader that registers; not null
   */
  public SqsEnumeratorState(List<SqsSplit> unassigned) {
    this.unassigned = List.copyOf(unassigned);
  }

  /** Splits to be given to the next reader that registers. */
  public List<SqsSplit> unassigned() {
    return unassigned;
  }
}
