package io.uploadlens;

import io.uploadlens.analytics.Analytics;
import io.uploadlens.analytics.AnalyticsSettings;
import io.uploadlens.analytics.PartialAggregate;
import io.uploadlens.analytics.SliceAggregator;
import io.uploadlens.analytics.WindowAggregate;
import io.uploadlens.event.DecodedMessage;
import io.uploadlens.event.EventTypes;
import io.uploadlens.event.MessageRouter;
import io.uploadlens.event.RejectedMessage;
import io.uploadlens.event.UploadEvent;
import io.uploadlens.sink.deadletter.DeadLetterFunction;
import org.apache.flink.api.connector.source.Source;
import org.apache.flink.streaming.api.datastream.DataStream;
import org.apache.flink.streaming.api.datastream.SingleOutputStreamOperator;
import org.apache.flink.streaming.api.environment.StreamExecutionEnvironment;
import org.apache.flink.streaming.api.functions.source.SourceFunction;

/**
 * The whole job, from messages to sinks. Nothing but the graph: every name and every uid stands
 * here.
 *
 * <pre>
 *  queues ──► route ──┐               ┌─► unique events ──► archive
 *                     ├─► slices ─────┤
 *  stream ──► route ──┘  (shard,slice)├─► late events ────► late output
 *               │                     └─► partials ──► windows ──► aggregates
 *               └─► rejected ─► dead letter           (window, bucket)
 * </pre>
 *
 * <p>State is found again by uid: a uid that is in a released version must stay.
 */
final class Pipeline {

  private final AnalyticsSettings analytics;
  private final PipelineEnds ends;

  Pipeline(AnalyticsSettings analytics, PipelineEnds ends) {
    this.analytics = analytics;
    this.ends = ends;
  }

  /** Adds the job to an environment. */
  void addTo(StreamExecutionEnvironment env) {
    DataStream<UploadEvent> events = null;
    DataStream<RejectedMessage> rejected = null;

    if (ends.queues().isPresent()) {
      SingleOutputStreamOperator<UploadEvent> routed = route(readQueues(env), "SQS", "sqs");
      events = routed;
      rejected = routed.getSideOutput(MessageRouter.REJECTED);
    }
    if (ends.stream().isPresent()) {
      SingleOutputStreamOperator<UploadEvent> routed = route(readStream(env), "Kinesis", "kinesis");
      events = events == null ? routed : events.union(routed);
      DataStream<RejectedMessage> ofStream = routed.getSideOutput(MessageRouter.REJECTED);
      rejected = rejected == null ? ofStream : rejected.union(ofStream);
    }

    SingleOutputStreamOperator<PartialAggregate> slices =
        Analytics.aggregateSlices(events, analytics)
            .name("Count each event once, per slice")
            .uid("slice-aggregator");
    SingleOutputStreamOperator<WindowAggregate> windows =
        Analytics.mergeWindows(slices, analytics)
            .name("Merge slices into windows")
            .uid("window-merger");

    ends.aggregates()
        .ifPresent(
            sink -> windows.sinkTo(sink).name("Aggregates to Firehose").uid("firehose-sink"));
    ends.archive()
        .ifPresent(
            sink ->
                slices
                    .getSideOutput(SliceAggregator.UNIQUE_EVENTS)
                    .sinkTo(sink)
                    .name("Unique events to S3")
                    .uid("archive-sink"));
    slices
        .getSideOutput(SliceAggregator.LATE_EVENTS)
        .sinkTo(ends.lateEvents())
        .name("Late events to S3")
        .uid("late-sink");
    rejected
        .map(ends.deadLetterBody())
        .returns(DeadLetterFunction.OUTPUT)
        .name("Describe rejected messages")
        .uid("dead-letter-body")
        .sinkTo(ends.deadLetters())
        .name("Rejected messages to the dead letter")
        .uid("dead-letter-sink");
  }

  private DataStream<DecodedMessage> readQueues(StreamExecutionEnvironment env) {
    Source<DecodedMessage, ?, ?> queues = ends.queues().orElseThrow();
    return env.fromSource(
            queues, ends.queueWatermarks(), "Read and decode SQS", EventTypes.DECODED_MESSAGE)
        .uid("sqs-source");
  }

  @SuppressWarnings("deprecation") // The Kinesis consumer is a SourceFunction.
  private DataStream<DecodedMessage> readStream(StreamExecutionEnvironment env) {
    SourceFunction<DecodedMessage> stream = ends.stream().orElseThrow();
    return env.addSource(stream, "Read and decode Kinesis", EventTypes.DECODED_MESSAGE)
        .uid("kinesis-source");
  }

  private static SingleOutputStreamOperator<UploadEvent> route(
      DataStream<DecodedMessage> messages, String of, String uid) {
    return messages
        .process(new MessageRouter(), EventTypes.UPLOAD_EVENT)
        .name("Route messages of " + of)
        .uid(uid + "-router");
  }
}
