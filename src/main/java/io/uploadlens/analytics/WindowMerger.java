package io.uploadlens.analytics;

import java.util.Map;
import org.apache.flink.annotation.VisibleForTesting;
import org.apache.flink.metrics.Counter;
import org.apache.flink.metrics.MetricGroup;
import org.apache.flink.runtime.state.StateInitializationContext;
import org.apache.flink.runtime.state.StateSnapshotContext;
import org.apache.flink.runtime.state.VoidNamespace;
import org.apache.flink.runtime.state.VoidNamespaceSerializer;
import org.apache.flink.streaming.api.operators.AbstractStreamOperator;
import org.apache.flink.streaming.api.operators.InternalTimer;
import org.apache.flink.streaming.api.operators.InternalTimerService;
import org.apache.flink.streaming.api.operators.OneInputStreamOperator;
import org.apache.flink.streaming.api.operators.Triggerable;
import org.apache.flink.streaming.runtime.streamrecord.StreamRecord;

/**
 * Adds up the partial aggregates of a bucket's window, keyed by {@linkplain WindowKey window and
 * bucket}, rolls prefixes up and emits the rows.
 *
 * <p>The first rows leave when the watermark passes the window's end. Deltas that late events make
 * are collected until the watermark moves again and then make one further revision of the rows that
 * they changed, and of no other (G5). When the window takes no more events its state is cleared.
 *
 * <p>Which rows there are depends on the window's events alone, see {@link RowPlan}; a row that was
 * emitted and is no longer among them is retracted, so that the rows of the highest revisions are
 * the same whatever the order of the events was (G4).
 *
 * <p>Windows are worked on on the heap and written to the state before a checkpoint, see {@link
 * WindowStates}.
 */
public final class WindowMerger extends AbstractStreamOperator<WindowAggregate>
    implements OneInputStreamOperator<PartialAggregate, WindowAggregate>,
        Triggerable<WindowKey, VoidNamespace> {

  private static final long serialVersionUID = 2L;
  private static final UploadStatistics NOTHING =
      new UploadStatistics(new UploadStatistics.Values());

  private final AnalyticsSettings settings;

  private transient WindowStates windows;
  private transient InternalTimerService<VoidNamespace> timers;
  private transient boolean restored;

  private transient EarlierAttempt earlier;

  private transient Counter aggregatesEmitted;
  private transient Counter revisionsEmitted;
  private transient Counter retractionsEmitted;
  private transient Counter overflowedLevels;

  /**
   * @param settings the windows; not null
   */
  public WindowMerger(AnalyticsSettings settings) {
    this.settings = settings;
  }

  @Override
  public void initializeState(StateInitializationContext context) throws Exception {
    super.initializeState(context);
    restored = context.isRestored();
  }

  @Override
  public void open() throws Exception {
    super.open();
    timers = getInternalTimerService("windows", VoidNamespaceSerializer.INSTANCE, this);
    MetricGroup metrics = AnalyticsMetrics.group(getMetricGroup());
    aggregatesEmitted = metrics.counter(AnalyticsMetrics.AGGREGATES_EMITTED);
    revisionsEmitted = metrics.counter(AnalyticsMetrics.REVISIONS_EMITTED);
    retractionsEmitted = metrics.counter(AnalyticsMetrics.RETRACTIONS_EMITTED);
    overflowedLevels = metrics.counter(AnalyticsMetrics.OVERFLOWED_LEVELS);
    windows =
        new WindowStates(
            settings,
            getKeyedStateStore(),
            this::setCurrentKey,
            !getKeyedStateBackend().isSafeToReuseKVState(),
            metrics.counter(AnalyticsMetrics.EVICTED_WINDOWS));
    metrics.gauge(AnalyticsMetrics.GROUPS_IN_MEMORY, this::groupsInMemory);
  }

  /** Flink need not set the key for every partial aggregate: state is touched now and then. */
  @Override
  public boolean hasKeyContext1() {
    return false;
  }

  @Override
  public void processElement(StreamRecord<PartialAggregate> element) throws Exception {
    PartialAggregate partial = element.getValue();
    WindowState window = windows.onHeap(partial.key());
    if (window == null) {
      window = load(partial.key());
      registerTimer(partial.key(), settings.closingTime(partial.key().window()));
    }
    if (!window.isChanged()) {
      // One that lies in the past, as for a delta, fires when the watermark moves next.
      registerTimer(partial.key(), partial.key().window().end() - 1);
    }
    int sizeBefore = window.size();
    overflowedLevels.inc(window.merge(partial));
    windows.grown(window, sizeBefore);
  }

  private WindowState load(WindowKey key) throws Exception {
    return windows.load(key, earlier().mayHaveEmitted(key.window().end() - 1));
  }

  private void registerTimer(WindowKey key, long time) {
    setCurrentKey(key);
    timers.registerEventTimeTimer(VoidNamespace.INSTANCE, time);
  }

  @Override
  public void onEventTime(InternalTimer<WindowKey, VoidNamespace> timer) throws Exception {
    WindowKey key = timer.getKey();
    if (timer.getTimestamp() == key.window().end() - 1) {
      WindowState window = windows.onHeap(key);
      if (window == null) {
        window = load(key);
      }
      int sizeBefore = window.size();
      emitChanges(window);
      windows.grown(window, sizeBefore);
    }
    long closing = settings.closingTime(key.window());
    if (timer.getTimestamp() >= closing) {
      windows.clear(key);
    } else {
      // There already, unless the timers are those of a run with less lateness.
      registerTimer(key, closing);
    }
  }

  @Override
  public void onProcessingTime(InternalTimer<WindowKey, VoidNamespace> timer) {
    throw new IllegalStateException("no processing-time timer is ever registered");
  }

  @Override
  public void snapshotState(StateSnapshotContext context) throws Exception {
    super.snapshotState(context);
    windows.writeBack();
  }

  /** How many groups of windows are on the heap. */
  @VisibleForTesting
  long groupsInMemory() {
    return windows.groupsOnHeap();
  }

  private void emitChanges(WindowState window) {
    if (!window.isChanged()) {
      return;
    }
    Map<RowKey, Boolean> live = window.liveRows();
    RowPlan plan = RowPlan.of(window, settings);
    for (RowPlan.Row row : plan.rowsToRetract(live, window.mayHaveMoreRows())) {
      retractionsEmitted.inc();
      emit(window, row, row.retractionRevision(), true);
    }
    for (RowPlan.Row row : plan.rowsToEmit(live)) {
      (live.containsKey(row.key()) ? revisionsEmitted : aggregatesEmitted).inc();
      emit(window, row, row.revision(live), false);
    }
    window.markEmitted();
  }

  private void emit(WindowState window, RowPlan.Row row, long revision, boolean retracted) {
    window.putRow(row.key(), !retracted);
    Window bounds = window.key().window();
    WindowGroup group =
        new WindowGroup(
            bounds.type(),
            bounds.start(),
            bounds.end(),
            window.key().bucket(),
            row.key().level(),
            row.key().prefix());
    WindowAggregate aggregate =
        new WindowAggregate(
            AggregateId.of(group),
            group,
            revision,
            retracted,
            retracted ? NOTHING : row.statistics(),
            getProcessingTimeService().getCurrentProcessingTime());
    output.collect(new StreamRecord<>(aggregate, bounds.end() - 1));
  }

  /** Timers and partials come only when the task runs, so the first of them finds out. */
  private EarlierAttempt earlier() {
    if (earlier == null) {
      earlier = EarlierAttempt.of(restored, getRuntimeContext(), getProcessingTimeService());
    }
    return earlier;
  }
}
