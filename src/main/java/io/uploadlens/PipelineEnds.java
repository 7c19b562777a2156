package io.uploadlens;

import io.uploadlens.analytics.WindowAggregate;
import io.uploadlens.event.DecodedMessage;
import io.uploadlens.event.RejectedMessage;
import io.uploadlens.event.UploadEvent;
import java.util.Objects;
import java.util.Optional;
import org.apache.flink.api.common.eventtime.WatermarkStrategy;
import org.apache.flink.api.common.functions.MapFunction;
import org.apache.flink.api.connector.sink2.Sink;
import org.apache.flink.api.connector.source.Source;
import org.apache.flink.streaming.api.functions.source.SourceFunction;

/**
 * What a {@link Pipeline} reads from and writes to. The job brings AWS, a test brings what it
 * likes.
 *
 * <p>At least one source; the late output and the dead letter always, since without them a late or
 * undecodable message would be lost.
 */
@SuppressWarnings("deprecation") // The Kinesis consumer is a SourceFunction.
final class PipelineEnds {

  private final Source<DecodedMessage, ?, ?> queues;
  private final WatermarkStrategy<DecodedMessage> queueWatermarks;
  private final SourceFunction<DecodedMessage> stream;
  private final Sink<WindowAggregate> aggregates;
  private final Sink<UploadEvent> archive;
  private final Sink<UploadEvent> lateEvents;
  private final MapFunction<RejectedMessage, byte[]> deadLetterBody;
  private final Sink<byte[]> deadLetters;

  private PipelineEnds(Builder builder) {
    if (builder.queues == null && builder.stream == null) {
      throw new IllegalArgumentException(
          "a pipeline reads from queues, from a stream or from both");
    }
    this.queues = builder.queues;
    this.queueWatermarks = builder.queueWatermarks;
    this.stream = builder.stream;
    this.aggregates = builder.aggregates;
    this.archive = builder.archive;
    this.lateEvents = Objects.requireNonNull(builder.lateEvents, "lateEvents");
    this.deadLetterBody = Objects.requireNonNull(builder.deadLetterBody, "deadLetterBody");
    this.deadLetters = Objects.requireNonNull(builder.deadLetters, "deadLetters");
  }

  static Builder builder() {
    return new Builder();
  }

  Optional<Source<DecodedMessage, ?, ?>> queues() {
    return Optional.ofNullable(queues);
  }

  /** Event time of the queues; what the stream brings carries its own, per shard. */
  WatermarkStrategy<DecodedMessage> queueWatermarks() {
    return queueWatermarks;
  }

  Optional<SourceFunction<DecodedMessage>> stream() {
    return Optional.ofNullable(stream);
  }

  Optional<Sink<WindowAggregate>> aggregates() {
    return Optional.ofNullable(aggregates);
  }

  Optional<Sink<UploadEvent>> archive() {
    return Optional.ofNullable(archive);
  }

  Sink<UploadEvent> lateEvents() {
    return lateEvents;
  }

  MapFunction<RejectedMessage, byte[]> deadLetterBody() {
    return deadLetterBody;
  }

  Sink<byte[]> deadLetters() {
    return deadLetters;
  }

  /** Collects the ends. */
  static final class Builder {

    private Source<DecodedMessage, ?, ?> queues;
    private WatermarkStrategy<DecodedMessage> queueWatermarks;
    private SourceFunction<DecodedMessage> stream;
    private Sink<WindowAggregate> aggregates;
    private Sink<UploadEvent> archive;
    private Sink<UploadEvent> lateEvents;
    private MapFunction<RejectedMessage, byte[]> deadLetterBody;
    private Sink<byte[]> deadLetters;

    private Builder() {}

    Builder queues(
        Source<DecodedMessage, ?, ?> source, WatermarkStrategy<DecodedMessage> watermarks) {
      this.queues = Objects.requireNonNull(source, "source");
      this.queueWatermarks = Objects.requireNonNull(watermarks, "watermarks");
      return this;
    }

    Builder stream(SourceFunction<DecodedMessage> source) {
      this.stream = Objects.requireNonNull(source, "source");
      return this;
    }

    Builder aggregates(Sink<WindowAggregate> sink) {
      this.aggregates = sink;
      return this;
    }

    Builder archive(Sink<UploadEvent> sink) {
      this.archive = sink;
      return this;
    }

    Builder lateEvents(Sink<UploadEvent> sink) {
      this.lateEvents = sink;
      return this;
    }

    Builder deadLetters(MapFunction<RejectedMessage, byte[]> body, Sink<byte[]> sink) {
      this.deadLetterBody = body;
      this.deadLetters = sink;
      return this;
    }

    PipelineEnds build() {
      return new PipelineEnds(this);
    }
  }
}
