package io.uploadlens.sink.firehose;

import com.fasterxml.jackson.core.JsonGenerator;
import io.uploadlens.analytics.UploadStatistics;
import io.uploadlens.analytics.WindowAggregate;
import io.uploadlens.analytics.WindowGroup;
import io.uploadlens.sink.SinkJson;
import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.io.UncheckedIOException;
import org.apache.flink.api.common.serialization.SerializationSchema;

/**
 * An aggregate as one JSON object and a newline, with the fields of {@code docs/aggregates.md} in
 * that order.
 *
 * <p>Firehose takes records of at most {@value #MAX_LINE_BYTES} bytes (<a
 * href="https://docs.aws.amazon.com/firehose/latest/dev/limits.html">Quotas</a>) and adds no
 * newline of its own.
 */
public final class WindowAggregateJson implements SerializationSchema<WindowAggregate> {

  /** The largest record that Firehose takes: 1,000 KiB. */
  public static final int MAX_LINE_BYTES = 1_000 * 1_024;

  private static final long serialVersionUID = 1L;
  private static final int TYPICAL_LINE_BYTES = 1_024;

  /**
   * @throws IllegalArgumentException if the line is longer than Firehose takes; the message names
   *     the aggregate
   */
  @Override
  public byte[] serialize(WindowAggregate aggregate) {
    ByteArrayOutputStream line = new ByteArrayOutputStream(TYPICAL_LINE_BYTES);
    try (JsonGenerator json = SinkJson.generator(line)) {
      json.writeStartObject();
      writeGroup(json, aggregate);
      writeStatistics(json, aggregate.statistics());
      SinkJson.time(json, "emitted_at", aggregate.emittedAt());
      json.writeEndObject();
      json.writeRaw('\n');
    } catch (IOException e) {
      throw new UncheckedIOException("aggregate " + aggregate.aggregateId(), e);
    }
    if (line.size() > MAX_LINE_BYTES) {
      throw new IllegalArgumentException(tooLong(aggregate, line.size()));
    }
    return line.toByteArray();
  }

  private static void writeGroup(JsonGenerator json, WindowAggregate aggregate) throws IOException {
    WindowGroup group = aggregate.group();
    json.writeStringField("aggregate_id", aggregate.aggregateId());
    json.writeNumberField("revision", aggregate.revision());
    json.writeBooleanField("retracted", aggregate.isRetracted());
    SinkJson.time(json, "window_start", group.windowStart());
    SinkJson.time(json, "window_end", group.windowEnd());
    json.writeStringField("window_type", group.windowType().name());
    json.writeNumberField("level", group.level());
    json.writeStringField("bucket", group.bucket());
    json.writeStringField("prefix", group.prefix());
  }

  private static void writeStatistics(JsonGenerator json, UploadStatistics statistics)
      throws IOException {
    json.writeNumberField("uploads", statistics.uploads());
    json.writeNumberField("upload_bytes", statistics.uploadBytes());
    SinkJson.number(json, "size_min", statistics.sizeMin());
    SinkJson.number(json, "size_p50", statistics.sizeP50());
    SinkJson.number(json, "size_p90", statistics.sizeP90());
    SinkJson.number(json, "size_p99", statistics.sizeP99());
    SinkJson.number(json, "size_max", statistics.sizeMax());
    json.writeNumberField("small_objects", statistics.smallObjects());
    json.writeNumberField("multipart_uploads", statistics.multipartUploads());
    json.writeNumberField("copies", statistics.copies());
    json.writeNumberField("deletes", statistics.deletes());
    json.writeNumberField("lifecycle_expirations", statistics.lifecycleExpirations());
    json.writeNumberField("other_events", statistics.otherEvents());
    json.writeNumberField("distinct_keys", statistics.distinctKeys());
    json.writeNumberField("distinct_principals", statistics.distinctPrincipals());
    SinkJson.time(json, "first_event_time", statistics.firstEventTime());
    SinkJson.time(json, "last_event_time", statistics.lastEventTime());
    SinkJson.number(json, "delivery_delay_ms_p50", statistics.deliveryDelayP50());
    SinkJson.number(json, "delivery_delay_ms_p99", statistics.deliveryDelayP99());
    SinkJson.number(json, "delivery_delay_ms_max", statistics.deliveryDelayMax());
    json.writeNumberField("duplicates", statistics.duplicates());
  }

  private static String tooLong(WindowAggregate aggregate, int bytes) {
    WindowGroup group = aggregate.group();
    return "aggregate "
        + aggregate.aggregateId()
        + " revision "
        + aggregate.revision()
        + " (level "
        + group.level()
        + ", bucket of "
        + group.bucket().length()
        + " and prefix of "
        + group.prefix().length()
        + " characters) is "
        + bytes
        + " bytes of JSON; a Firehose record may have "
        + MAX_LINE_BYTES;
  }
}
