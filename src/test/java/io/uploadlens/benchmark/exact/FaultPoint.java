package io.uploadlens.benchmark.exact;

import org.apache.flink.api.common.functions.MapFunction;
import org.apache.flink.runtime.state.FunctionInitializationContext;
import org.apache.flink.runtime.state.FunctionSnapshotContext;
import org.apache.flink.streaming.api.checkpoint.CheckpointedFunction;

/**
 * Passes on what comes, and fails when it is told to.
 *
 * @param <T> what comes
 */
final class FaultPoint<T> implements MapFunction<T, T>, CheckpointedFunction {

  private static final long serialVersionUID = 1L;

  private final FaultSwitch.Place place;
  private transient FaultSwitch faults;

  FaultPoint(FaultSwitch.Place place) {
    this.place = place;
  }

  @Override
  public void initializeState(FunctionInitializationContext context) {
    faults = Board.current().faults();
  }

  @Override
  public T map(T value) {
    faults.onRecord(place);
    return value;
  }

  @Override
  public void snapshotState(FunctionSnapshotContext context) {
    faults.onBarrier(place);
  }
}
