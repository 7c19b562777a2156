package io.uploadlens.analytics;

import io.uploadlens.event.UploadEvent;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.List;
import java.util.Map;
import java.util.Queue;
import java.util.TreeMap;
import org.apache.flink.api.common.typeinfo.Types;
import org.apache.flink.core.memory.DataInputDeserializer;
import org.apache.flink.core.memory.DataOutputSerializer;
import org.apache.flink.runtime.checkpoint.OperatorSubtaskState;
import org.apache.flink.streaming.api.watermark.Watermark;
import org.apache.flink.streaming.runtime.streamrecord.StreamRecord;
import org.apache.flink.streaming.util.AbstractStreamOperatorTestHarness;
import org.apache.flink.streaming.util.KeyedOneInputStreamOperatorTestHarness;

/**
 * The two real operators of the aggregation, one behind the other, on Flink's harness: barriers and
 * watermarks go through both in the order in which a task would send them.
 *
 * <p>The aggregator may run in several subtasks, to which events go by Flink's own key groups; the
 * merger then sees the least of their watermarks.
 */
final class EngineHarness implements AutoCloseable {

  private static final int MAX_PARALLELISM = 16;

  private AnalyticsSettings settings;
  private final List<KeyedOneInputStreamOperatorTestHarness<Long, UploadEvent, PartialAggregate>>
      slices = new ArrayList<>();
  private final List<SliceAggregator> aggregators = new ArrayList<>();
  private final List<WindowAggregate> rows = new ArrayList<>();
  private final List<UploadEvent> unique = new ArrayList<>();
  private final List<UploadEvent> late = new ArrayList<>();
  private KeyedOneInputStreamOperatorTestHarness<WindowKey, PartialAggregate, WindowAggregate>
      windows;
  private WindowMerger merger;
  private Checkpoint checkpoint;
  private long nextCheckpointId = 1;
  private long partials;
  private long now = io.uploadlens.testing.Events.TIME + 24 * 60 * 60_000;

  EngineHarness(AnalyticsSettings settings) throws Exception {
    this(settings, 1);
  }

  EngineHarness(AnalyticsSettings settings, int parallelism) throws Exception {
    this.settings = settings;
    start(parallelism);
  }

  private void start(int parallelism) throws Exception {
    for (int subtask = 0; subtask < parallelism; subtask++) {
      SliceAggregator aggregator = new SliceAggregator(settings);
      KeyedOneInputStreamOperatorTestHarness<Long, UploadEvent, PartialAggregate> harness =
          new KeyedOneInputStreamOperatorTestHarness<>(
              aggregator,
              aggregator.keySelector(),
              Types.LONG,
              MAX_PARALLELISM,
              parallelism,
              subtask);
      harness.setup(PartialAggregateSerializer.INSTANCE);
      if (checkpoint != null) {
        harness.initializeState(
            AbstractStreamOperatorTestHarness.repartitionOperatorState(
                checkpoint.slices, MAX_PARALLELISM, checkpoint.parallelism, parallelism, subtask));
      }
      harness.open();
      harness.setProcessingTime(now);
      slices.add(harness);
      aggregators.add(aggregator);
    }
    merger = new WindowMerger(settings);
    windows =
        new KeyedOneInputStreamOperatorTestHarness<>(
            merger, PartialAggregate::key, AnalyticsTypes.WINDOW_KEY, MAX_PARALLELISM, 1, 0);
    windows.setup(WindowAggregateSerializer.INSTANCE);
    if (checkpoint != null) {
      windows.initializeState(checkpoint.windows);
    }
    windows.open();
    windows.setProcessingTime(now);
  }

  /** Sets the clock of both operators, now and after restores. */
  void clock(long time) throws Exception {
    now = time;
    for (KeyedOneInputStreamOperatorTestHarness<?, ?, ?> harness : slices) {
      harness.setProcessingTime(time);
    }
    windows.setProcessingTime(time);
  }

  void add(UploadEvent... events) throws Exception {
    for (UploadEvent event : events) {
      slices.get(subtaskOf(event)).processElement(new StreamRecord<>(event));
    }
    forward();
  }

  private int subtaskOf(UploadEvent event) throws Exception {
    Long key = aggregators.get(0).keySelector().getKey(event);
    return org.apache.flink.runtime.state.KeyGroupRangeAssignment.assignKeyToParallelOperator(
        key, MAX_PARALLELISM, slices.size());
  }

  /** Lets the watermark reach a time in all subtasks. */
  void watermark(long time) throws Exception {
    for (KeyedOneInputStreamOperatorTestHarness<?, ?, ?> harness : slices) {
      harness.processWatermark(new Watermark(time));
    }
    forward();
    windows.processWatermark(new Watermark(time));
    collectRows();
  }

  /** Takes a checkpoint of both operators. */
  void checkpoint() throws Exception {
    long id = nextCheckpointId++;
    List<OperatorSubtaskState> states = new ArrayList<>();
    for (KeyedOneInputStreamOperatorTestHarness<?, ?, ?> harness : slices) {
      harness.prepareSnapshotPreBarrier(id);
      forward();
      states.add(harness.snapshot(id, id));
    }
    checkpoint =
        new Checkpoint(
            AbstractStreamOperatorTestHarness.repackageState(
                states.toArray(new OperatorSubtaskState[0])),
            slices.size(),
            windows.snapshot(id, id));
  }

  /** Fails, and goes on from the last checkpoint with other settings. */
  void crashAndRestore(AnalyticsSettings changed) throws Exception {
    close();
    settings = changed;
    start(1);
  }

  /** Fails, and goes on from the last checkpoint at a parallelism; rows that left have left. */
  void crashAndRestore(int parallelism) throws Exception {
    close();
    start(parallelism);
  }

  private void forward() throws Exception {
    for (KeyedOneInputStreamOperatorTestHarness<Long, UploadEvent, PartialAggregate> harness :
        slices) {
      Queue<Object> output = harness.getOutput();
      for (Object element = output.poll(); element != null; element = output.poll()) {
        if (element instanceof StreamRecord) {
          PartialAggregate partial = (PartialAggregate) ((StreamRecord<?>) element).getValue();
          windows.processElement(new StreamRecord<>(overTheNetwork(partial)));
          partials++;
        }
      }
      drain(harness.getSideOutput(SliceAggregator.UNIQUE_EVENTS), unique);
      drain(harness.getSideOutput(SliceAggregator.LATE_EVENTS), late);
    }
    collectRows();
  }

  private static PartialAggregate overTheNetwork(PartialAggregate partial) throws Exception {
    DataOutputSerializer out = new DataOutputSerializer(256);
    PartialAggregateSerializer.INSTANCE.serialize(partial, out);
    return PartialAggregateSerializer.INSTANCE.deserialize(
        new DataInputDeserializer(out.getSharedBuffer(), 0, out.length()));
  }

  private static void drain(Queue<StreamRecord<UploadEvent>> from, List<UploadEvent> to) {
    if (from != null) {
      for (StreamRecord<UploadEvent> record = from.poll(); record != null; record = from.poll()) {
        to.add(record.getValue());
      }
    }
  }

  private void collectRows() {
    Queue<Object> output = windows.getOutput();
    for (Object element = output.poll(); element != null; element = output.poll()) {
      if (element instanceof StreamRecord) {
        rows.add((WindowAggregate) ((StreamRecord<?>) element).getValue());
      }
    }
  }

  /** Every row emitted so far, in order. */
  List<WindowAggregate> rows() {
    return rows;
  }

  /** Forgets the rows emitted so far. */
  List<WindowAggregate> takeRows() {
    List<WindowAggregate> taken = new ArrayList<>(rows);
    rows.clear();
    return taken;
  }

  /** How many partial aggregates have left the aggregators. */
  long partials() {
    return partials;
  }

  List<UploadEvent> unique() {
    return unique;
  }

  List<UploadEvent> late() {
    return late;
  }

  /** The row of a group that was emitted last; fails where there is none. */
  WindowAggregate last(String bucket, int level, String prefix) {
    return rows.stream()
        .filter(row -> row.group().bucket().equals(bucket))
        .filter(row -> row.group().level() == level && row.group().prefix().equals(prefix))
        .reduce((earlier, later) -> later)
        .orElseThrow(
            () -> new AssertionError("no row of " + bucket + " " + level + " '" + prefix + "'"));
  }

  /** The rows that hold, as a consumer would choose them, in the form that G4 speaks of. */
  Map<String, String> finalRows() {
    return finalRows(rows);
  }

  static Map<String, String> finalRows(List<WindowAggregate> rows) {
    Map<String, WindowAggregate> newest = new TreeMap<>();
    for (WindowAggregate row : rows) {
      newest.merge(
          row.aggregateId(),
          row,
          (one, other) ->
              Comparator.comparingLong(WindowAggregate::revision)
                          .thenComparingLong(WindowAggregate::emittedAt)
                          .compare(other, one)
                      >= 0
                  ? other
                  : one);
    }
    Map<String, String> result = new TreeMap<>();
    newest
        .values()
        .forEach(
            row -> {
              if (!row.isRetracted()) {
                result.put(row.group().toString(), g4Fields(row));
              }
            });
    return result;
  }

  private static String g4Fields(WindowAggregate row) {
    UploadStatistics s = row.statistics();
    return String.join(
        " ",
        "uploads=" + s.uploads(),
        "bytes=" + s.uploadBytes(),
        "sizes="
            + s.sizeMin()
            + "/"
            + s.sizeP50()
            + "/"
            + s.sizeP90()
            + "/"
            + s.sizeP99()
            + "/"
            + s.sizeMax(),
        "small=" + s.smallObjects(),
        "multipart=" + s.multipartUploads(),
        "copies=" + s.copies(),
        "deletes=" + s.deletes(),
        "expired=" + s.lifecycleExpirations(),
        "other=" + s.otherEvents(),
        "keys=" + s.distinctKeys(),
        "principals=" + s.distinctPrincipals(),
        "first=" + s.firstEventTime(),
        "last=" + s.lastEventTime());
  }

  /** How many entries of keyed state and how many timers both operators hold. */
  int stateAndTimers() {
    int entries = windows.numKeyedStateEntries() + windows.numEventTimeTimers();
    for (KeyedOneInputStreamOperatorTestHarness<?, ?, ?> harness : slices) {
      entries += harness.numKeyedStateEntries() + harness.numEventTimeTimers();
    }
    for (SliceAggregator aggregator : aggregators) {
      entries += aggregator.slicesInMemory();
    }
    entries += (int) merger.groupsInMemory();
    return entries;
  }

  long groupsInMemory() {
    return merger.groupsInMemory();
  }

  int slicesInMemory() {
    return aggregators.stream().mapToInt(SliceAggregator::slicesInMemory).sum();
  }

  @Override
  public void close() throws Exception {
    for (KeyedOneInputStreamOperatorTestHarness<?, ?, ?> harness : slices) {
      harness.close();
    }
    slices.clear();
    aggregators.clear();
    windows.close();
  }

  private static final class Checkpoint {
    private final OperatorSubtaskState slices;
    private final int parallelism;
    private final OperatorSubtaskState windows;

    Checkpoint(OperatorSubtaskState slices, int parallelism, OperatorSubtaskState windows) {
      this.slices = slices;
      this.parallelism = parallelism;
      this.windows = windows;
    }
  }
}
