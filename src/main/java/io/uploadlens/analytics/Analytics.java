package io.uploadlens.analytics;

import io.uploadlens.event.UploadEvent;
import org.apache.flink.api.common.typeinfo.Types;
import org.apache.flink.streaming.api.datastream.DataStream;
import org.apache.flink.streaming.api.datastream.SingleOutputStreamOperator;

/** Puts the two operators of the aggregation into a graph, each with the keys that it needs. */
public final class Analytics {

  private Analytics() {}

  /**
   * Counts events once and pre-aggregates them; the side outputs are {@link
   * SliceAggregator#UNIQUE_EVENTS} and {@link SliceAggregator#LATE_EVENTS}.
   */
  public static SingleOutputStreamOperator<PartialAggregate> aggregateSlices(
      DataStream<UploadEvent> events, AnalyticsSettings settings) {
    return events
        .keyBy(new SliceKeySelector(settings), Types.LONG)
        .transform(
            "slice-aggregator", AnalyticsTypes.PARTIAL_AGGREGATE, new SliceAggregator(settings));
  }

  /** Merges partial aggregates into the rows of windows. */
  public static SingleOutputStreamOperator<WindowAggregate> mergeWindows(
      DataStream<PartialAggregate> partials, AnalyticsSettings settings) {
    return partials
        .keyBy(PartialAggregate::key, AnalyticsTypes.WINDOW_KEY)
        .transform("window-merger", AnalyticsTypes.WINDOW_AGGREGATE, new WindowMerger(settings));
  }
}
