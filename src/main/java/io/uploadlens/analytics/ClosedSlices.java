package io.uploadlens.analytics;

import org.apache.flink.api.common.state.ListState;
import org.apache.flink.api.common.state.ListStateDescriptor;
import org.apache.flink.api.common.state.OperatorStateStore;
import org.apache.flink.api.common.typeutils.base.LongSerializer;
import org.apache.flink.api.common.typeutils.base.StringSerializer;

/**
 * Which slices take no more events, remembered over restores: of all subtasks the furthest, since
 * keys move between them when the parallelism changes.
 *
 * <p>A slice that is closed stays closed even if a restored job allows more lateness, since its
 * identities are gone. Not thread-safe.
 */
final class ClosedSlices {

  private final AnalyticsSettings settings;
  private final StateLayout layout;
  private final ListState<Long> watermarkState;
  private final ListState<Long> closedThroughState;
  private final ListState<String> layoutState;
  private long watermark;

  /** Slices whose last millisecond is this or earlier were closed, under whichever lateness. */
  private long closedThrough;

  /**
   * @throws IllegalStateException if the restored state was made with settings whose slices are
   *     others, see {@link StateLayout#requireSame}
   */
  ClosedSlices(AnalyticsSettings settings, OperatorStateStore store) throws Exception {
    this.settings = settings;
    this.layout = StateLayout.of(settings);
    this.watermarkState =
        store.getUnionListState(new ListStateDescriptor<>("watermark", LongSerializer.INSTANCE));
    this.closedThroughState =
        store.getUnionListState(
            new ListStateDescriptor<>("closed-through", LongSerializer.INSTANCE));
    this.layoutState =
        store.getUnionListState(new ListStateDescriptor<>("layout", StringSerializer.INSTANCE));
    this.watermark = furthest(watermarkState);
    this.closedThrough = furthest(closedThroughState);
    for (String restored : layoutState.get()) {
      layout.requireSame(restored);
    }
  }

  private static long furthest(ListState<Long> ofAllSubtasks) throws Exception {
    long furthest = Long.MIN_VALUE;
    for (Long restored : ofAllSubtasks.get()) {
      furthest = Math.max(furthest, restored);
    }
    return furthest;
  }

  /** The watermark has come this far. */
  void advance(long to) {
    watermark = Math.max(watermark, to);
  }

  /** The furthest watermark; {@link Long#MIN_VALUE} while there is none. */
  long watermark() {
    return watermark;
  }

  /** Whether a slice takes no more events. */
  boolean contains(long sliceStart) {
    return settings.closingTime(sliceStart) <= watermark
        || settings.lastMillisecond(sliceStart) <= closedThrough;
  }

  void snapshot() throws Exception {
    if (watermark != Long.MIN_VALUE) {
      closedThrough = Math.max(closedThrough, watermark - settings.allowedLateness());
    }
    watermarkState.clear();
    watermarkState.add(watermark);
    closedThroughState.clear();
    closedThroughState.add(closedThrough);
    layoutState.clear();
    layoutState.add(layout.toString());
  }
}
