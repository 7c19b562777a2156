package io.uploadlens.analytics;

import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import org.apache.flink.api.common.functions.OpenContext;
import org.apache.flink.api.common.state.MapState;
import org.apache.flink.api.common.state.MapStateDescriptor;
import org.apache.flink.api.common.typeutils.base.IntSerializer;
import org.apache.flink.api.common.typeutils.base.StringSerializer;
import org.apache.flink.api.java.tuple.Tuple2;
import org.apache.flink.metrics.Counter;
import org.apache.flink.metrics.MetricGroup;
import org.apache.flink.streaming.api.TimerService;
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
    extends KeyedProcessFunction<Tuple2<Long, String>, PartialAggregate, WindowAggregate> {

  private static final long serialVersionUID = 1L;

  private final AnalyticsSettings settings;

  /** By finest prefix. */
  private transient MapState<String, MergedGroup> groups;

  /** Revision by {@link RowKey#encode()}; negative while the row is retracted. */
  private transient MapState<String, Integer> revisions;

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
    revisions =
        getRuntimeContext()
            .getMapState(
                new MapStateDescriptor<>(
                    "revisions", StringSerializer.INSTANCE, IntSerializer.INSTANCE));
    MetricGroup metrics = AnalyticsMetrics.group(getRuntimeContext().getMetricGroup());
    aggregatesEmitted = metrics.counter(AnalyticsMetrics.AGGREGATES_EMITTED);
    revisionsEmitted = metrics.counter(AnalyticsMetrics.REVISIONS_EMITTED);
    retractionsEmitted = metrics.counter(AnalyticsMetrics.RETRACTIONS_EMITTED);
  }

  @Override
  public void processElement(
      PartialAggregate partial, Context context, Collector<WindowAggregate> out) throws Exception {
    MergedGroup group = groups.get(partial.prefix());
    if (group == null) {
      group = new MergedGroup(partial.accumulator(), true);
    } else {
      group.merge(partial.accumulator());
    }
    groups.put(partial.prefix(), group);
    TimerService timers = context.timerService();
    long windowEnd = partial.sliceStart() + settings.windowSize();
    timers.registerEventTimeTimer(Math.max(windowEnd - 1, timers.currentWatermark() + 1));
    timers.registerEventTimeTimer(settings.closingTime(partial.sliceStart()));
  }

  @Override
  public void onTimer(long timestamp, OnTimerContext context, Collector<WindowAggregate> out)
      throws Exception {
    long windowStart = context.getCurrentKey().f0;
    emitChanges(
        windowStart,
        context.getCurrentKey().f1,
        context.timerService().currentProcessingTime(),
        out);
    if (timestamp >= settings.closingTime(windowStart)) {
      groups.clear();
      revisions.clear();
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
    Map<String, Integer> emitted = new HashMap<>();
    for (Map.Entry<String, Integer> entry : revisions.entries()) {
      emitted.put(entry.getKey(), entry.getValue());
    }
    RowPlan plan = RowPlan.of(finest, settings.prefixDepth(), settings.maxPrefixes());
    for (RowPlan.Row row : plan.rowsToEmit(emitted)) {
      out.collect(emit(windowStart, bucket, row.key(), row.statistics(), emitted, now));
    }
    for (RowKey key : plan.rowsToRetract(emitted)) {
      out.collect(retract(windowStart, bucket, key, emitted, now));
    }
    for (String prefix : changedPrefixes(finest)) {
      MergedGroup group = finest.get(prefix);
      group.markEmitted();
      groups.put(prefix, group);
    }
  }

  private WindowAggregate emit(
      long windowStart,
      String bucket,
      RowKey key,
      UploadStatistics statistics,
      Map<String, Integer> emitted,
      long now)
      throws Exception {
    int revision = 1 + Math.abs(emitted.getOrDefault(key.encode(), 0));
    revisions.put(key.encode(), revision);
    (revision == 1 ? aggregatesEmitted : revisionsEmitted).inc();
    return row(windowStart, bucket, key, revision, false, statistics, now);
  }

  private WindowAggregate retract(
      long windowStart, String bucket, RowKey key, Map<String, Integer> emitted, long now)
      throws Exception {
    int revision = 1 + emitted.get(key.encode());
    revisions.put(key.encode(), -revision);
    retractionsEmitted.inc();
    return row(
        windowStart,
        bucket,
        key,
        revision,
        true,
        new UploadStatistics(new UploadStatistics.Values()),
        now);
  }

  private WindowAggregate row(
      long windowStart,
      String bucket,
      RowKey key,
      int revision,
      boolean retracted,
      UploadStatistics statistics,
      long now) {
    WindowGroup group =
        new WindowGroup(
            WindowType.TUMBLE,
            windowStart,
            windowStart + settings.windowSize(),
            bucket,
            key.level(),
            key.prefix());
    return new WindowAggregate(AggregateId.of(group), group, revision, retracted, statistics, now);
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
