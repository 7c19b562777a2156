package io.uploadlens.analytics;

import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import org.apache.flink.api.common.functions.OpenContext;
import org.apache.flink.api.common.state.MapState;
import org.apache.flink.api.common.state.MapStateDescriptor;
import org.apache.flink.api.common.typeutils.base.BooleanSerializer;
import org.apache.flink.api.common.typeutils.base.StringSerializer;
import org.apache.flink.api.java.tuple.Tuple2;
import org.apache.flink.metrics.Counter;
import org.apache.flink.metrics.MetricGroup;
import org.apache.flink.runtime.state.FunctionInitializationContext;
import org.apache.flink.runtime.state.FunctionSnapshotContext;
import org.apache.flink.streaming.api.TimerService;
import org.apache.flink.streaming.api.checkpoint.CheckpointedFunction;
import org.apache.flink.streaming.api.functions.KeyedProcessFunction;
import org.apache.flink.util.Collector;

/**
 * Adds up the partial aggregates of a bucket's window, keyed by (window start, bucket), rolls
 * prefixes up and emits the rows.
 *
 * <p>The first rows leave when the watermark passes the window's end. Deltas that late events make
 * are collected until the watermark moves again and then make one further revision of the rows that
 * they changed, and of no other (G5). When the window takes no more events its state is cleared.
 *
 * <p>Which rows there are depends on the window's events alone, see {@link RowPlan}; a row that was
 * emitted and is no longer among them is retracted, so that the rows of the highest revisions are
 * the same whatever the order of the events was (G4).
 */
public final class WindowMerger
    extends KeyedProcessFunction<Tuple2<Long, String>, PartialAggregate, WindowAggregate>
    implements CheckpointedFunction {

  private static final long serialVersionUID = 1L;
  private static final UploadStatistics NOTHING =
      new UploadStatistics(new UploadStatistics.Values());

  private final AnalyticsSettings settings;

  /** By finest prefix. */
  private transient MapState<String, MergedGroup> groups;

  /** By {@link RowKey#encode()} of every row ever emitted: whether it holds, or is retracted. */
  private transient MapState<String, Boolean> liveRows;

  private transient boolean restored;

  /** When this attempt began, if it follows one that may have failed; epoch milliseconds. */
  private transient Long failedBefore;

  private transient Counter aggregatesEmitted;
  private transient Counter revisionsEmitted;
  private transient Counter retractionsEmitted;

  /**
   * @param settings the windows; not null
   */
  public WindowMerger(AnalyticsSettings settings) {
    this.settings = settings;
  }

  @Override
  public void open(OpenContext context) {
    groups =
        getRuntimeContext()
            .getMapState(
                new MapStateDescriptor<>(
                    "groups", StringSerializer.INSTANCE, MergedGroupSerializer.INSTANCE));
    liveRows =
        getRuntimeContext()
            .getMapState(
                new MapStateDescriptor<>(
                    "live-rows", StringSerializer.INSTANCE, BooleanSerializer.INSTANCE));
    MetricGroup metrics = AnalyticsMetrics.group(getRuntimeContext().getMetricGroup());
    aggregatesEmitted = metrics.counter(AnalyticsMetrics.AGGREGATES_EMITTED);
    revisionsEmitted = metrics.counter(AnalyticsMetrics.REVISIONS_EMITTED);
    retractionsEmitted = metrics.counter(AnalyticsMetrics.RETRACTIONS_EMITTED);
  }

  @Override
  public void initializeState(FunctionInitializationContext context) {
    restored = context.isRestored();
  }

  @Override
  public void snapshotState(FunctionSnapshotContext context) {
    // All state is keyed, and Flink takes it.
  }

  @Override
  public void processElement(
      PartialAggregate partial, Context context, Collector<WindowAggregate> out) throws Exception {
    rememberStart(context.timerService().currentProcessingTime());
    MergedGroup group = groups.get(partial.prefix());
    if (group == null) {
      group = new MergedGroup(partial.accumulator(), true);
    } else {
      group.merge(partial.accumulator());
    }
    groups.put(partial.prefix(), group);
    // One that lies in the past, as for a delta, fires when the watermark moves next.
    TimerService timers = context.timerService();
    timers.registerEventTimeTimer(partial.sliceStart() + settings.windowSize() - 1);
    timers.registerEventTimeTimer(settings.closingTime(partial.sliceStart()));
  }

  @Override
  public void onTimer(long timestamp, OnTimerContext context, Collector<WindowAggregate> out)
      throws Exception {
    rememberStart(context.timerService().currentProcessingTime());
    long windowStart = context.getCurrentKey().f0;
    emitChanges(
        windowStart,
        context.getCurrentKey().f1,
        context.timerService().currentProcessingTime(),
        out);
    long closing = settings.closingTime(windowStart);
    if (timestamp >= closing) {
      groups.clear();
      liveRows.clear();
    } else {
      // There already, unless the timers are those of a run with less lateness.
      context.timerService().registerEventTimeTimer(closing);
    }
  }

  private void emitChanges(
      long windowStart, String bucket, long now, Collector<WindowAggregate> out) throws Exception {
    Map<String, MergedGroup> finest = new HashMap<>();
    boolean changed = false;
    for (Map.Entry<String, MergedGroup> entry : groups.entries()) {
      finest.put(entry.getKey(), entry.getValue());
      changed |= entry.getValue().isChanged();
    }
    if (!changed) {
      return;
    }
    Map<String, Boolean> live = new HashMap<>();
    for (Map.Entry<String, Boolean> entry : liveRows.entries()) {
      live.put(entry.getKey(), entry.getValue());
    }
    RowPlan plan = RowPlan.of(finest, settings.prefixDepth(), settings.maxPrefixes());
    for (RowPlan.Row row : plan.rowsToEmit(live)) {
      (live.containsKey(row.key().encode()) ? revisionsEmitted : aggregatesEmitted).inc();
      liveRows.put(row.key().encode(), true);
      out.collect(aggregate(windowStart, bucket, row, row.statistics(), false, now));
    }
    for (RowPlan.Row row : plan.rowsToRetract(live, mayHaveLeft(windowStart))) {
      retractionsEmitted.inc();
      liveRows.put(row.key().encode(), false);
      out.collect(aggregate(windowStart, bucket, row, NOTHING, true, now));
    }
    for (String prefix : changedPrefixes(finest)) {
      MergedGroup group = finest.get(prefix);
      group.markEmitted();
      groups.put(prefix, group);
    }
  }

  /** Timers and partials come only when the task runs, so the first of them finds out. */
  private void rememberStart(long now) {
    if (failedBefore == null) {
      boolean another = restored || getRuntimeContext().getTaskInfo().getAttemptNumber() > 0;
      failedBefore = another ? now : Long.MIN_VALUE;
    }
  }

  /**
   * Whether an earlier attempt may have emitted rows of a window that the state does not know of.
   * No watermark passes the clock, so one that ended after this attempt began can't have any.
   */
  private boolean mayHaveLeft(long windowStart) {
    return windowStart + settings.windowSize() - 1 <= failedBefore;
  }

  private WindowAggregate aggregate(
      long windowStart,
      String bucket,
      RowPlan.Row row,
      UploadStatistics statistics,
      boolean retracted,
      long now) {
    WindowGroup group =
        new WindowGroup(
            WindowType.TUMBLE,
            windowStart,
            windowStart + settings.windowSize(),
            bucket,
            row.key().level(),
            row.key().prefix());
    return new WindowAggregate(
        AggregateId.of(group),
        group,
        retracted ? row.retractionRevision() : row.revision(),
        retracted,
        statistics,
        now);
  }

  private static List<String> changedPrefixes(Map<String, MergedGroup> finest) {
    List<String> changed = new ArrayList<>();
    finest.forEach(
        (prefix, group) -> {
          if (group.isChanged()) {
            changed.add(prefix);
          }
        });
    return changed;
  }
}
