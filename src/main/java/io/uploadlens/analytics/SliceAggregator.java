package io.uploadlens.analytics;

import io.uploadlens.event.EventTypes;
import io.uploadlens.event.UploadEvent;
import java.util.HashSet;
import java.util.Set;
import org.apache.flink.annotation.VisibleForTesting;
import org.apache.flink.api.common.state.ListState;
import org.apache.flink.api.common.state.ListStateDescriptor;
import org.apache.flink.api.common.typeutils.base.array.BytePrimitiveArraySerializer;
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
import org.apache.flink.streaming.api.watermark.Watermark;
import org.apache.flink.streaming.runtime.streamrecord.StreamRecord;
import org.apache.flink.util.OutputTag;

/**
 * Counts every event once and adds it up, keyed by {@linkplain SliceKeySelector shard and slice}.
 *
 * <pre>
 *  events ──► identity seen in this slice? ──no──► group's accumulator ──► PartialAggregate ──► merger
 *                │ yes: counts as duplicate   └──► side output UNIQUE_EVENTS
 *                └ slice closed: side output LATE_EVENTS
 * </pre>
 *
 * <p>Guarantees: an event of a slice that still takes events is counted once, however often and
 * through whichever source it comes (G2), since both deliveries carry the same event time and
 * therefore meet in the same key, whose identities live exactly as long as the slice takes events.
 * An event beyond the allowed lateness goes to the late output, whole (G5); whether a slice is
 * closed is decided by the watermark, which is part of the state: after a restore no closed slice
 * opens again.
 *
 * <p>Conditions: the watermark passes the slice's end plus the allowed lateness some day, else its
 * identities stay.
 *
 * <p>On the hot path nothing touches the state backend, and no key is set. Identities and
 * accumulators are on the heap; before each barrier the accumulators leave downstream, one for each
 * window that the slice is in, and the new identities are appended to keyed state as one packed
 * chunk per shard and slice, so a checkpoint holds each event either here as a counted identity and
 * in the merger as a number, or not at all. Slices beyond the memory budget are left to the state
 * and come back, shard by shard, at their next event.
 */
public final class SliceAggregator extends AbstractStreamOperator<PartialAggregate>
    implements OneInputStreamOperator<UploadEvent, PartialAggregate>,
        Triggerable<Long, VoidNamespace> {

  /** Events that were counted: each exactly once. */
  public static final OutputTag<UploadEvent> UNIQUE_EVENTS =
      new OutputTag<>("unique-events", EventTypes.UPLOAD_EVENT);

  /** Events whose slice takes no more events. */
  public static final OutputTag<UploadEvent> LATE_EVENTS =
      new OutputTag<>("late-events", EventTypes.UPLOAD_EVENT);

  private static final long serialVersionUID = 1L;

  private final AnalyticsSettings settings;
  private final SliceKeySelector keys;

  private transient boolean restored;
  private transient EarlierAttempt earlier;
  private transient Slices slices;
  private transient Set<Slice> withPending;
  private transient Set<Long> withFreshIdentities;
  private transient long pendingGroups;
  private transient ClosedSlices closed;
  private transient StreamRecord<PartialAggregate> partialRecord;
  private transient StreamRecord<UploadEvent> eventRecord;
  private transient ListState<byte[]> identityChunks;
  private transient InternalTimerService<VoidNamespace> timers;
  private transient Counter duplicates;
  private transient Counter lateEvents;
  private transient Counter uniqueEvents;
  private transient Counter evictedSlices;

  /**
   * @param settings the windows; not null
   */
  public SliceAggregator(AnalyticsSettings settings) {
    this.settings = settings;
    this.keys = new SliceKeySelector(settings);
  }

  @Override
  public void initializeState(StateInitializationContext context) throws Exception {
    super.initializeState(context);
    restored = context.isRestored();
    slices = new Slices(settings.maxIdentitiesInMemory());
    withPending = new HashSet<>();
    withFreshIdentities = new HashSet<>();
    partialRecord = new StreamRecord<>(null);
    eventRecord = new StreamRecord<>(null);
    identityChunks =
        context
            .getKeyedStateStore()
            .getListState(
                new ListStateDescriptor<>("identities", BytePrimitiveArraySerializer.INSTANCE));
    closed = new ClosedSlices(settings, context.getOperatorStateStore());
  }

  @Override
  public void open() throws Exception {
    super.open();
    timers = getInternalTimerService("closing", VoidNamespaceSerializer.INSTANCE, this);
    MetricGroup metrics = AnalyticsMetrics.group(getMetricGroup());
    duplicates = metrics.counter(AnalyticsMetrics.DUPLICATES);
    lateEvents = metrics.counter(AnalyticsMetrics.LATE_EVENTS);
    uniqueEvents = metrics.counter(AnalyticsMetrics.UNIQUE_EVENTS);
    evictedSlices = metrics.counter(AnalyticsMetrics.EVICTED_SLICES);
    metrics.gauge(AnalyticsMetrics.IDENTITIES_IN_MEMORY, () -> slices.identities());
    metrics.gauge(AnalyticsMetrics.PENDING_GROUPS, () -> pendingGroups);
    metrics.gauge(
        AnalyticsMetrics.WATERMARK_LAG,
        () -> AnalyticsMetrics.lag(getProcessingTimeService(), closed.watermark()));
  }

  /** Flink need not set the key for every event: state is touched for a few keys only. */
  @Override
  public boolean hasKeyContext1() {
    return false;
  }

  @Override
  public void processElement(StreamRecord<UploadEvent> element) throws Exception {
    UploadEvent event = element.getValue();
    long sliceStart = settings.sliceStart(event.eventTime());
    if (closed.contains(sliceStart)) {
      lateEvents.inc();
      output.collect(LATE_EVENTS, eventRecord.replace(event));
      return;
    }
    Slice slice = slices.get(sliceStart);
    if (slice == null) {
      slice = begin(sliceStart);
    }
    int shard = keys.shardOf(event.idHigh());
    IdentitySet identities = slice.identities(shard);
    if (identities == null) {
      identities = load(slice, shard);
    }
    int groupsBefore = slice.pendingGroups();
    Accumulator group = slice.groupOf(event);
    boolean firstFresh = !identities.hasFresh();
    if (identities.add(event.idHigh(), event.idLow())) {
      group.add(event, settings.smallObjectBytes());
      slices.identityAdded();
      uniqueEvents.inc();
      if (firstFresh) {
        withFreshIdentities.add(keys.keyOf(sliceStart, shard));
      }
      output.collect(UNIQUE_EVENTS, eventRecord.replace(event));
    } else {
      group.addDuplicate(event);
      duplicates.inc();
    }
    if (groupsBefore == 0) {
      withPending.add(slice);
    }
    pendingGroups += slice.pendingGroups() - groupsBefore;
    slices.touch(slice);
    if (pendingGroups > settings.maxGroupsInMemory() || slice.isOverfull()) {
      emitPending(Long.MAX_VALUE);
    }
    if (slices.isOverBudget()) {
      writeBack();
      evictedSlices.inc(slices.removeColdest(slice));
    }
  }

  private Slice begin(long sliceStart) {
    if (earlier == null) {
      earlier = EarlierAttempt.of(restored, getRuntimeContext(), getProcessingTimeService());
    }
    // None of the windows that a slice is in ends before it.
    boolean keepsNames = earlier.mayHaveEmitted(settings.lastMillisecond(sliceStart));
    Slice slice = new Slice(sliceStart, keepsNames, settings);
    slices.put(slice);
    return slice;
  }

  /** Brings the identities of a shard of a slice back from the state, or begins them. */
  private IdentitySet load(Slice slice, int shard) throws Exception {
    setCurrentKey(keys.keyOf(slice.start(), shard));
    IdentitySet identities = new IdentitySet();
    for (byte[] chunk : identityChunks.get()) {
      identities.addChunk(chunk);
    }
    timers.registerEventTimeTimer(VoidNamespace.INSTANCE, settings.closingTime(slice.start()));
    slices.putIdentities(slice, shard, identities);
    return identities;
  }

  @Override
  public void processWatermark(Watermark mark) throws Exception {
    // Deltas of closed windows go first, so that the merger has them when the watermark reaches it.
    emitPending(mark.getTimestamp());
    closed.advance(mark.getTimestamp());
    super.processWatermark(mark);
  }

  /** At the closing time: the slice takes no more events, so its identities have served. */
  @Override
  public void onEventTime(InternalTimer<Long, VoidNamespace> timer) {
    long sliceStart = keys.sliceStart(timer.getKey());
    long closing = settings.closingTime(sliceStart);
    if (timer.getTimestamp() < closing) {
      // Set by a run with less lateness.
      timers.registerEventTimeTimer(VoidNamespace.INSTANCE, closing);
      return;
    }
    Slice slice = slices.get(sliceStart);
    if (slice != null) {
      // All its shards close at this time.
      slices.remove(slice);
    }
    withFreshIdentities.remove(timer.getKey());
    identityChunks.clear();
  }

  @Override
  public void onProcessingTime(InternalTimer<Long, VoidNamespace> timer) {
    throw new IllegalStateException("no processing-time timer is ever registered");
  }

  /** Emits before the barrier, so that the checkpoint holds the numbers in the merger's state. */
  @Override
  public void prepareSnapshotPreBarrier(long checkpointId) throws Exception {
    super.prepareSnapshotPreBarrier(checkpointId);
    writeBack();
  }

  @Override
  public void snapshotState(StateSnapshotContext context) throws Exception {
    super.snapshotState(context);
    closed.snapshot();
  }

  @Override
  public void finish() throws Exception {
    writeBack();
    super.finish();
  }

  private void writeBack() throws Exception {
    emitPending(Long.MAX_VALUE);
    for (Long key : withFreshIdentities) {
      long sliceStart = keys.sliceStart(key);
      int shard = keys.shardOfKey(key);
      setCurrentKey(key);
      identityChunks.add(slices.get(sliceStart).identities(shard).drainFresh());
    }
    withFreshIdentities.clear();
  }

  /** Emits what was added to the slices that a watermark has passed. */
  private void emitPending(long watermark) {
    withPending.removeIf(
        slice -> {
          if (settings.lastMillisecond(slice.start()) > watermark) {
            return false;
          }
          pendingGroups -= slice.pendingGroups();
          slice.drainPending(partial -> output.collect(partialRecord.replace(partial)));
          return true;
        });
  }

  /** How many slices are on the heap. */
  @VisibleForTesting
  int slicesInMemory() {
    return slices.count();
  }

  /** The key that the operator's input must be partitioned by. */
  SliceKeySelector keySelector() {
    return keys;
  }
}
