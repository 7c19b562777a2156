package io.uploadlens.analytics;

import static io.uploadlens.analytics.AggregationFixture.MINUTE;
import static io.uploadlens.analytics.AggregationFixture.SETTINGS;
import static io.uploadlens.analytics.AggregationFixture.put;
import static io.uploadlens.testing.Events.TIME;
import static org.assertj.core.api.Assertions.assertThat;

import org.apache.flink.runtime.checkpoint.CheckpointOptions;
import org.apache.flink.runtime.checkpoint.OperatorSubtaskState;
import org.apache.flink.runtime.state.memory.MemCheckpointStreamFactory;
import org.apache.flink.streaming.api.operators.OperatorSnapshotFinalizer;
import org.apache.flink.streaming.api.operators.OperatorSnapshotFutures;
import org.apache.flink.streaming.api.watermark.Watermark;
import org.apache.flink.streaming.runtime.streamrecord.StreamRecord;
import org.apache.flink.streaming.util.KeyedOneInputStreamOperatorTestHarness;
import org.junit.jupiter.api.Test;

/** The state on the heap keeps objects, and writes them to a checkpoint while the task goes on. */
class HeapStateTest {

  private static final Window WINDOW = new Window(WindowType.TUMBLE, TIME, TIME + MINUTE);

  private static KeyedOneInputStreamOperatorTestHarness<
          WindowKey, PartialAggregate, WindowAggregate>
      merger(OperatorSubtaskState state) throws Exception {
    KeyedOneInputStreamOperatorTestHarness<WindowKey, PartialAggregate, WindowAggregate> harness =
        new KeyedOneInputStreamOperatorTestHarness<>(
            new WindowMerger(SETTINGS), PartialAggregate::key, AnalyticsTypes.WINDOW_KEY, 16, 1, 0);
    harness.setup(WindowAggregateSerializer.INSTANCE);
    if (state != null) {
      harness.initializeState(state);
    }
    harness.open();
    return harness;
  }

  private static StreamRecord<PartialAggregate> partial(String key) {
    Accumulator numbers = new Accumulator();
    numbers.add(put(key, TIME), 1000);
    return new StreamRecord<>(
        new PartialAggregate(new WindowKey(WINDOW, "b"), 2, "logs/", numbers));
  }

  private static OperatorSnapshotFutures barrier(
      KeyedOneInputStreamOperatorTestHarness<WindowKey, PartialAggregate, WindowAggregate> task,
      long id)
      throws Exception {
    return task.getOperator()
        .snapshotState(
            id,
            id,
            CheckpointOptions.forCheckpointWithDefaultLocation(),
            new MemCheckpointStreamFactory(1 << 20));
  }

  private static OperatorSubtaskState written(OperatorSnapshotFutures futures) throws Exception {
    return new OperatorSnapshotFinalizer(futures).getJobManagerOwnedState();
  }

  private static long uploads(OperatorSubtaskState state, String... moreKeys) throws Exception {
    try (var task = merger(state)) {
      for (String key : moreKeys) {
        task.processElement(partial(key));
      }
      task.processWatermark(new Watermark(TIME + MINUTE));
      StreamRecord<?> row = (StreamRecord<?>) task.getOutput().peek();
      return ((WindowAggregate) row.getValue()).statistics().uploads();
    }
  }

  @Test
  void g2WhatComesBehindTheBarrierIsNotInTheCheckpoint() throws Exception {
    OperatorSubtaskState state;
    try (var task = merger(null)) {
      task.processElement(partial("logs/before"));
      OperatorSnapshotFutures begun = barrier(task, 1);
      task.processElement(partial("logs/behind"));
      state = written(begun);
    }
    assertThat(uploads(state)).isEqualTo(1);
    assertThat(uploads(state, "logs/behind")).isEqualTo(2);
  }

  @Test
  void g2NorIsItAfterARestore() throws Exception {
    OperatorSubtaskState first;
    try (var task = merger(null)) {
      task.processElement(partial("logs/before"));
      first = written(barrier(task, 1));
    }
    OperatorSubtaskState state;
    try (var task = merger(first)) {
      // Brings the window out of the state.
      task.processWatermark(new Watermark(TIME + MINUTE));
      OperatorSnapshotFutures begun = barrier(task, 2);
      task.processElement(partial("logs/behind"));
      state = written(begun);
    }
    assertThat(uploads(state, "logs/behind")).isEqualTo(2);
  }
}
