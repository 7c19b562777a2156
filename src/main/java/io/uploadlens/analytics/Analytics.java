package io.uploadlens.analytics;

import io.uploadlens.event.UploadEvent;
import org.apache.flink.api.common.typeinfo.Types;
import org.apache.flink.api.java.functions.KeySelector;
import org.apache.flink.api.java.tuple.Tuple2;
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
        .keyBy(new BucketWindow(), Types.TUPLE(Types.LONG, Types.STRING))
        .process(new WindowMerger(settings), AnalyticsTypes.WINDOW_AGGREGATE);
  }

  /** Window start and bucket: what the merger is keyed by. */
  static final class BucketWindow implements KeySelector<PartialAggregate, Tuple2<Long, String>> {

    private static final long serialVersionUID = 1L;

    @Override
    public Tuple2<Long, String> getKey(PartialAggregate partial) {
      return Tuple2.of(partial.sliceStart(), partial.bucket());
    }
  }
}
