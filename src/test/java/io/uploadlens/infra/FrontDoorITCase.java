package io.uploadlens.infra;

import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import com.fasterxml.jackson.databind.node.ArrayNode;
import com.fasterxml.jackson.databind.node.ObjectNode;
import io.uploadlens.aws.AwsClients;
import io.uploadlens.aws.AwsService;
import io.uploadlens.event.DecodedMessage;
import io.uploadlens.event.EventDecoder;
import io.uploadlens.event.MessageForm;
import io.uploadlens.event.MessageOrigin;
import io.uploadlens.event.UploadEvent;
import io.uploadlens.localaws.LocalAws;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpResponse;
import java.util.ArrayList;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.stream.Collectors;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import software.amazon.awssdk.services.kinesis.KinesisClient;
import software.amazon.awssdk.services.kinesis.model.Record;
import software.amazon.awssdk.services.kinesis.model.Shard;
import software.amazon.awssdk.services.kinesis.model.ShardIteratorType;

/**
 * From the client's request to the decoded event: the front door's mapping template rendered by
 * Velocity, its request sent to a local Kinesis, its answer mapped back, and what arrived decoded
 * as the job does.
 */
class FrontDoorITCase {

  private static final ObjectMapper JSON = new ObjectMapper();
  private static final MessageOrigin ORIGIN = new MessageOrigin("uploads", "m", 1_000, 2_000);

  private static LocalAws aws;
  private static KinesisClient kinesis;
  private static HttpClient http;
  private final Template template = Template.read("front-door.yaml");

  @BeforeAll
  static void start() {
    aws = LocalAws.start();
    kinesis = AwsClients.kinesis(aws.settings());
    http = HttpClient.newHttpClient();
  }

  @AfterAll
  static void stop() {
    kinesis.close();
    aws.close();
  }

  @AfterEach
  void clearFaults() {
    aws.faults().clear();
  }

  @Test
  void anEventArrivesAsItWasSentWhateverIsInIt() throws Exception {
    String stream = stream("texts");
    List<String> keys =
        List.of(
            "plain",
            "with \"quotes\" and 'others'",
            "back\\slash / slash",
            "two\nlines\r\n\tand a tab",
            "Bücher/日本語/🗾.txt",
            "$context.requestId #set($x = 1) $!{y} #end ## none",
            "</script>&amp;+%2B%",
            "\u0000\u0001\u007f\u2028");
    ArrayNode events = JSON.createArrayNode();
    for (String key : keys) {
      ObjectNode event = event(key);
      event.put("size", 999_999_999_999_999_999L).put("etag", "\"e-1\"");
      event.putNull("principal").put("event_id", "id \"1\"");
      event.putObject("of_no_account").putArray("list").add(1.5).addNull();
      events.add(event);
    }

    Answer answer = post(stream, events);

    assertThat(answer.status).isEqualTo(200);
    assertThat(answer.body.get("accepted").asInt()).isEqualTo(keys.size());
    List<UploadEvent> arrived = arrived(stream);
    assertThat(arrived).extracting(UploadEvent::key).containsExactlyInAnyOrderElementsOf(keys);
    assertThat(arrived)
        .allSatisfy(
            event -> {
              assertThat(event.form()).isEqualTo(MessageForm.FLAT);
              assertThat(event.bucket()).isEqualTo("photos");
              assertThat(event.size()).isEqualTo(999_999_999_999_999_999L);
              assertThat(event.eTag()).isEqualTo("e-1");
              assertThat(event.principal()).isNull();
            });
  }

  @Test
  void aFullRequestIsSpreadOverTheShards() throws Exception {
    String stream = stream("full");
    ArrayNode events = JSON.createArrayNode();
    for (int i = 0; i < 500; i++) {
      events.add(event("of-one-bucket/" + i));
    }

    Answer answer = post(stream, events);

    assertThat(answer.status).isEqualTo(200);
    assertThat(answer.body.get("results")).hasSize(500);
    assertThat(answer.body.at("/results/499/index").asInt()).isEqualTo(499);
    assertThat(arrived(stream)).extracting(UploadEvent::key).doesNotHaveDuplicates().hasSize(500);
    for (Shard shard : kinesis.listShards(r -> r.streamName(stream)).shards()) {
      assertThat(records(stream, shard.shardId())).as(shard.shardId()).hasSizeBetween(75, 175);
    }
    Set<String> partitionKeys = new HashSet<>();
    everyRecord(stream).forEach(record -> partitionKeys.add(record.partitionKey()));
    assertThat(partitionKeys).hasSize(500).allMatch(key -> key.matches("request-1/\\d+"));
  }

  @Test
  void g1WhatKinesisDidNotTakeIsSaidRecordByRecord() throws Exception {
    String stream = stream("partial");
    aws.faults().on(AwsService.KINESIS, "PutRecords").after(1).times(1).partial();
    ArrayNode events =
        JSON.createArrayNode().add(event("first")).add(event("second")).add(event("third"));

    Answer answer = post(stream, events);

    assertThat(answer.status).isEqualTo(503);
    List<String> failed = new ArrayList<>();
    for (JsonNode result : answer.body.get("results")) {
      if (!result.get("accepted").asBoolean()) {
        failed.add(events.get(result.get("index").asInt()).get("key").asText());
        assertThat(result.get("error").asText())
            .isEqualTo("ProvisionedThroughputExceededException");
      }
    }
    assertThat(failed).containsExactly("second");
    assertThat(arrived(stream))
        .extracting(UploadEvent::key)
        .containsExactlyInAnyOrder("first", "third");
  }

  @Test
  void aBusyStreamAndAMissingOneAreToldApart() throws Exception {
    String stream = stream("busy");
    aws.faults().on(AwsService.KINESIS, "PutRecords").throttle();
    assertThat(post(stream, JSON.createArrayNode().add(event("k"))).status).isEqualTo(503);
    aws.faults().clear();
    aws.faults().on(AwsService.KINESIS, "PutRecords").serverError();
    assertThat(post(stream, JSON.createArrayNode().add(event("k"))).status).isEqualTo(503);
    aws.faults().clear();
    assertThat(post("none", JSON.createArrayNode().add(event("k"))).status).isEqualTo(502);
    assertThat(arrived(stream)).isEmpty();
  }

  @Test
  void anEventThatIsTooLargeIsTheClientsToMend() throws Exception {
    String stream = stream("large");
    ObjectNode event = event("k").put("padding", "x".repeat(1 << 20));
    Answer answer = post(stream, JSON.createArrayNode().add(event("small")).add(event));
    assertThat(answer.status).isEqualTo(413);
    assertThat(arrived(stream)).isEmpty();
  }

  /** The model refuses them before; were it changed, none of them would get in either. */
  @Test
  void moreEventsThanKinesisTakesAreRefusedWhole() throws Exception {
    String stream = stream("many");
    ArrayNode events = JSON.createArrayNode();
    for (int i = 0; i <= 500; i++) {
      events.add(event("k" + i));
    }
    assertThat(post(stream, events).status).isEqualTo(413);
    assertThat(arrived(stream)).isEmpty();
  }

  private static ObjectNode event(String key) {
    return JSON.createObjectNode()
        .put("bucket", "photos")
        .put("key", key)
        .put("event_time", "2026-11-02T10:00:00.123+01:00");
  }

  private static String stream(String name) {
    kinesis.createStream(
        r -> r.streamName(name).streamModeDetails(mode -> mode.streamMode("ON_DEMAND")));
    return name;
  }

  /** What a client gets. */
  private static final class Answer {
    private final int status;
    private final JsonNode body;

    Answer(int status, JsonNode body) {
      this.status = status;
      this.body = body;
    }
  }

  /** As API Gateway does: request mapping, call, and the response mapping of the call's status. */
  private Answer post(String stream, ArrayNode events) throws Exception {
    Map<String, Object> integration =
        Template.map(template.properties("PostUploads").get("Integration"), "Integration");
    String body = JSON.createObjectNode().set("events", events).toString();
    String mapped =
        new MappingTemplate(
                Template.follow(integration, "RequestTemplates", "application/json").toString(),
                Map.of("stream", stream))
            .render(body, "request-1")
            .body();
    String contentType =
        Template.follow(integration, "RequestParameters", "integration.request.header.Content-Type")
            .toString()
            .replace("'", "");
    String action = Template.follow(integration, "Uri", "Fn::Sub").toString();
    HttpResponse<String> answer =
        http.send(
            HttpRequest.newBuilder(aws.endpoint(AwsService.KINESIS))
                .header("Content-Type", contentType)
                .header(
                    "X-Amz-Target",
                    "Kinesis_20131202." + action.substring(action.lastIndexOf('/') + 1))
                .POST(HttpRequest.BodyPublishers.ofString(mapped))
                .build(),
            HttpResponse.BodyHandlers.ofString());
    return mapped(integration, answer);
  }

  private static Answer mapped(Map<String, Object> integration, HttpResponse<String> answer) {
    Map<String, Object> byDefault = null;
    for (Object response : Template.list(integration.get("IntegrationResponses"), "responses")) {
      Map<String, Object> candidate = Template.map(response, "response");
      Object pattern = candidate.get("SelectionPattern");
      if (pattern == null) {
        byDefault = candidate;
      } else if (String.valueOf(answer.statusCode()).matches(pattern.toString())) {
        return answer(candidate, answer.body());
      }
    }
    return answer(byDefault, answer.body());
  }

  private static Answer answer(Map<String, Object> response, String body) {
    MappingTemplate.Rendered rendered =
        new MappingTemplate(
                Template.follow(response, "ResponseTemplates", "application/json").toString(),
                Map.of())
            .render(body, "request-1");
    Object status =
        rendered.status() == null ? response.get("StatusCode") : rendered.status().toString();
    return new Answer(Integer.parseInt(status.toString()), rendered.json());
  }

  private static List<UploadEvent> arrived(String stream) {
    EventDecoder decoder = new EventDecoder();
    return everyRecord(stream).stream()
        .map(record -> decoder.decode(record.data().asByteArray(), ORIGIN))
        .map(FrontDoorITCase::onlyEvent)
        .collect(Collectors.toList());
  }

  private static UploadEvent onlyEvent(DecodedMessage message) {
    assertThat(message.events()).as("%s", message).hasSize(1);
    return message.events().get(0);
  }

  private static List<Record> everyRecord(String stream) {
    List<Record> records = new ArrayList<>();
    for (Shard shard : kinesis.listShards(r -> r.streamName(stream)).shards()) {
      records.addAll(records(stream, shard.shardId()));
    }
    return records;
  }

  private static List<Record> records(String stream, String shard) {
    String iterator =
        kinesis
            .getShardIterator(
                r ->
                    r.streamName(stream)
                        .shardId(shard)
                        .shardIteratorType(ShardIteratorType.TRIM_HORIZON))
            .shardIterator();
    return kinesis.getRecords(r -> r.shardIterator(iterator)).records();
  }
}
