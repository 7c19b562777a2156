package io.uploadlens.sink.s3;

import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import io.uploadlens.event.MessageForm;
import io.uploadlens.event.MessageOrigin;
import io.uploadlens.event.UploadEvent;
import io.uploadlens.testing.Events;
import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.time.Instant;
import net.jqwik.api.Arbitrary;
import net.jqwik.api.Example;
import net.jqwik.api.ForAll;
import net.jqwik.api.Property;
import net.jqwik.api.Provide;

class UploadEventJsonTest {

  private final UploadEventJson json = new UploadEventJson();

  @Example
  void isOneLineWithTheWholeEvent() throws IOException {
    UploadEvent event =
        Events.created("photos", "2026/März 1.jpg")
            .versionId("v7")
            .sequencer("00AB")
            .form(MessageForm.SNS_S3)
            .origin(new MessageOrigin("queue", "m1", Events.TIME + 1_500, Events.TIME + 2_250))
            .build();

    assertThat(line(event))
        .isEqualTo(
            "{\"event_id\":\""
                + event.eventId()
                + "\",\"event_time\":\"2026-11-02T10:00:00.000Z\","
                + "\"event_name\":\"ObjectCreated:Put\",\"kind\":\"created\",\"method\":\"put\","
                + "\"bucket\":\"photos\",\"key\":\"2026/März 1.jpg\",\"version_id\":\"v7\","
                + "\"etag\":\"d41d8cd98f00b204e9800998ecf8427e\",\"size\":1024,"
                + "\"sequencer\":\"00AB\",\"principal\":\"AWS:AIDAEXAMPLE\","
                + "\"source_ip\":\"192.0.2.7\",\"region\":\"eu-west-1\","
                + "\"request_id\":\"C3D13FE58DE4C810\",\"form\":\"sns_s3\",\"source\":\"queue\","
                + "\"message_id\":\"m1\",\"arrival_time\":\"2026-11-02T10:00:01.500Z\","
                + "\"first_seen_time\":\"2026-11-02T10:00:02.250Z\"}\n");
  }

  @Property(tries = 200, seed = "20261102")
  void g5EveryFieldOfALateEventComesBack(@ForAll("events") UploadEvent event) throws IOException {
    String line = line(event);

    assertThat(line.indexOf('\n')).isEqualTo(line.length() - 1);
    JsonNode read = new ObjectMapper().readTree(line);
    assertThat(read).hasSize(20);
    assertThat(read.get("event_id").textValue()).isEqualTo(event.eventId());
    assertThat(millis(read, "event_time")).isEqualTo(event.eventTime());
    assertThat(read.get("event_name").textValue()).isEqualTo(event.eventName());
    assertThat(read.get("kind").textValue()).isEqualToIgnoringCase(event.kind().name());
    assertThat(read.get("method").textValue()).isEqualToIgnoringCase(event.method().name());
    assertThat(read.get("bucket").textValue()).isEqualTo(event.bucket());
    assertThat(read.get("key").textValue()).isEqualTo(event.key());
    assertThat(read.get("version_id").textValue()).isEqualTo(event.versionId());
    assertThat(read.get("etag").textValue()).isEqualTo(event.eTag());
    assertThat(read.get("size").asLong(UploadEvent.NO_SIZE)).isEqualTo(event.size());
    assertThat(read.get("sequencer").textValue()).isEqualTo(event.sequencer());
    assertThat(read.get("principal").textValue()).isEqualTo(event.principal());
    assertThat(read.get("source_ip").textValue()).isEqualTo(event.sourceIp());
    assertThat(read.get("region").textValue()).isEqualTo(event.region());
    assertThat(read.get("request_id").textValue()).isEqualTo(event.requestId());
    assertThat(read.get("form").textValue()).isEqualTo(event.form().label());
    assertThat(read.get("source").textValue()).isEqualTo(event.origin().source());
    assertThat(read.get("message_id").textValue()).isEqualTo(event.origin().messageId());
    assertThat(millis(read, "arrival_time")).isEqualTo(event.origin().arrivalTime());
    assertThat(millis(read, "first_seen_time")).isEqualTo(event.origin().firstSeenTime());
  }

  @Provide
  Arbitrary<UploadEvent> events() {
    return UploadEventArbitraries.events();
  }

  private String line(UploadEvent event) throws IOException {
    ByteArrayOutputStream out = new ByteArrayOutputStream();
    json.encode(event, out);
    return out.toString(StandardCharsets.UTF_8);
  }

  private static long millis(JsonNode read, String field) {
    return Instant.parse(read.get(field).textValue()).toEpochMilli();
  }
}
