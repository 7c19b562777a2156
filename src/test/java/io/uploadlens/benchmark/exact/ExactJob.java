package io.uploadlens.benchmark.exact;

import io.uploadlens.analytics.Analytics;
import io.uploadlens.analytics.AnalyticsSettings;
import io.uploadlens.analytics.AnalyticsTypes;
import io.uploadlens.analytics.PartialAggregate;
import io.uploadlens.analytics.SliceAggregator;
import io.uploadlens.event.EventTypes;
import io.uploadlens.event.UploadEvent;
import org.apache.flink.api.common.eventtime.WatermarkStrategy;
import org.apache.flink.streaming.api.datastream.DataStream;
import org.apache.flink.streaming.api.datastream.SingleOutputStreamOperator;
import org.apache.flink.streaming.api.environment.StreamExecutionEnvironment;

/** The aggregation between sources that can start again and sinks that remember. */
final class ExactJob {

  private ExactJob() {}

  static void addTo(StreamExecutionEnvironment env, ExactSetting setting) {
    DataStream<UploadEvent> events =
        read(env, 0, FaultSwitch.Place.QUEUE).union(read(env, 1, FaultSwitch.Place.STREAM));
    AnalyticsSettings analytics = setting.analytics();
    SingleOutputStreamOperator<PartialAggregate> slices =
        Analytics.aggregateSlices(events, analytics).uid("slice-aggregator");
    Analytics.mergeWindows(slices, analytics)
        .uid("window-merger")
        .map(new FaultPoint<>(FaultSwitch.Place.ROWS))
        .returns(AnalyticsTypes.WINDOW_AGGREGATE)
        .uid("row-faults")
        .sinkTo(new FinalRows.RowSink())
        .uid("rows");
    slices
        .getSideOutput(SliceAggregator.UNIQUE_EVENTS)
        .sinkTo(new UniqueEventSink())
        .uid("unique-events");
    slices
        .getSideOutput(SliceAggregator.LATE_EVENTS)
        .sinkTo(new LateEventSink())
        .uid("late-events");
  }

  private static DataStream<UploadEvent> read(
      StreamExecutionEnvironment env, int source, FaultSwitch.Place place) {
    WatermarkStrategy<UploadEvent> watermarks =
        WatermarkStrategy.forBoundedOutOfOrderness(ExactSetting.OUT_OF_ORDERNESS);
    return env.fromSource(
            new DeliverySource(source), watermarks, "deliveries " + source, EventTypes.UPLOAD_EVENT)
        .uid("deliveries-" + source)
        .map(new FaultPoint<>(place))
        .returns(EventTypes.UPLOAD_EVENT)
        .uid("faults-" + source);
  }
}
