package io.uploadlens.sink.s3;

import com.fasterxml.jackson.core.JsonGenerator;
import io.uploadlens.event.UploadEvent;
import io.uploadlens.sink.SinkJson;
import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.io.OutputStream;
import java.util.Locale;
import org.apache.flink.api.common.serialization.Encoder;

/**
 * An event as one JSON object and a newline: the columns of the archive with their names, order and
 * values, times as ISO-8601, and at the end {@code first_seen_time}. Whatever an {@link
 * UploadEvent} holds is there.
 */
final class UploadEventJson implements Encoder<UploadEvent> {

  private static final long serialVersionUID = 1L;
  private static final int TYPICAL_LINE_BYTES = 1_024;

  @Override
  public void encode(UploadEvent event, OutputStream stream) throws IOException {
    // The generator would close the stream, which belongs to the file.
    ByteArrayOutputStream line = new ByteArrayOutputStream(TYPICAL_LINE_BYTES);
    try (JsonGenerator json = SinkJson.generator(line)) {
      write(event, json);
    }
    line.write('\n');
    line.writeTo(stream);
  }

  private static void write(UploadEvent event, JsonGenerator json) throws IOException {
    json.writeStartObject();
    json.writeStringField("event_id", event.eventId());
    SinkJson.time(json, "event_time", event.eventTime());
    json.writeStringField("event_name", event.eventName());
    json.writeStringField("kind", event.kind().name().toLowerCase(Locale.ROOT));
    json.writeStringField("method", event.method().name().toLowerCase(Locale.ROOT));
    json.writeStringField("bucket", event.bucket());
    json.writeStringField("key", event.key());
    json.writeStringField("version_id", event.versionId());
    json.writeStringField("etag", event.eTag());
    SinkJson.number(json, "size", event.size() == UploadEvent.NO_SIZE ? null : event.size());
    json.writeStringField("sequencer", event.sequencer());
    json.writeStringField("principal", event.principal());
    json.writeStringField("source_ip", event.sourceIp());
    json.writeStringField("region", event.region());
    json.writeStringField("request_id", event.requestId());
    json.writeStringField("form", event.form().label());
    json.writeStringField("source", event.origin().source());
    json.writeStringField("message_id", event.origin().messageId());
    SinkJson.time(json, "arrival_time", event.origin().arrivalTime());
    SinkJson.time(json, "first_seen_time", event.origin().firstSeenTime());
    json.writeEndObject();
  }
}
