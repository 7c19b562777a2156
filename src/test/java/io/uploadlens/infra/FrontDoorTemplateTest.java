package io.uploadlens.infra;

import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import com.fasterxml.jackson.databind.node.ObjectNode;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.security.MessageDigest;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.TreeMap;
import java.util.TreeSet;
import java.util.stream.Collectors;
import java.util.stream.IntStream;
import org.junit.jupiter.api.Test;

/** What the front door takes and what it answers. */
class FrontDoorTemplateTest {

  /** Keywords of the published schema that the model does without, each with its reason. */
  private static final Map<String, String> LEFT_OUT =
      Map.of(
          "examples",
              "younger than draft 4; API Gateway refuses models with keywords that it does not know",
          "default",
              "says nothing to who checks, and is not among the keywords that API Gateway documents",
          "format",
              "which offsets API Gateway takes for a date-time is not documented; the job reads every"
                  + " one and keeps a wrong time in the dead letter, where a refusal would lose a right one");

  private static final int PUT_RECORDS_LIMIT = 500;

  private final ObjectMapper json = new ObjectMapper();
  private final Template template = Template.read("front-door.yaml");
  private final JsonNode model;

  FrontDoorTemplateTest() throws IOException {
    model = json.readTree(template.properties("UploadsModel").get("Schema").toString());
  }

  @Test
  void theModelIsThePublishedSchema() throws IOException {
    ObjectNode published =
        (ObjectNode) json.readTree(Path.of("docs/upload-event.schema.json").toFile());
    published.remove("$schema");
    Set<String> removed = new TreeSet<>();
    published.get("properties").forEach(field -> removed.addAll(strip((ObjectNode) field)));

    assertThat(model.at("/properties/events/items")).isEqualTo(published);
    assertThat(removed).as("keywords left out").isEqualTo(LEFT_OUT.keySet());
  }

  private static Set<String> strip(ObjectNode field) {
    Set<String> removed = new TreeSet<>();
    for (String keyword : LEFT_OUT.keySet()) {
      if (field.remove(keyword) != null) {
        removed.add(keyword);
      }
    }
    return removed;
  }

  @Test
  void aRequestHasAsManyEventsAsKinesisTakes() {
    assertThat(model.get("$schema").asText()).isEqualTo("http://json-schema.org/draft-04/schema#");
    assertThat(model.at("/properties/events/minItems").asInt()).isEqualTo(1);
    assertThat(model.at("/properties/events/maxItems").asInt()).isEqualTo(PUT_RECORDS_LIMIT);
    assertThat(model.get("required")).hasSize(1).first().isEqualTo(json.valueToTree("events"));
  }

  @Test
  void aRequestNeedsAKeyAndIsChecked() {
    Map<String, Object> method = template.properties("PostUploads");
    assertThat(method).containsEntry("ApiKeyRequired", true).containsEntry("HttpMethod", "POST");
    assertThat(template.properties("BodyValidator")).containsEntry("ValidateRequestBody", true);
    assertThat(template.at("Resources", "PostUploads", "Properties", "RequestModels").toString())
        .isEqualTo("{application/json={Ref=UploadsModel}}");
    assertThat(Template.follow(method, "Integration", "PassthroughBehavior")).isEqualTo("NEVER");
  }

  @Test
  void theKeyIsThrottledHasAQuotaAndEveryRequestIsLogged() {
    Map<String, Object> plan = evaluation().properties("Plan");
    assertThat(plan.get("Throttle").toString()).isEqualTo("{RateLimit=100, BurstLimit=200}");
    assertThat(plan.get("Quota").toString()).isEqualTo("{Limit=1000000, Period=DAY}");
    assertThat(plan.get("ApiStages").toString()).isEqualTo("[{ApiId=<Api>, Stage=<Stage>}]");
    assertThat(evaluation().properties("PlanOfKey"))
        .containsEntry("KeyId", "<Key>")
        .containsEntry("UsagePlanId", "<Plan>");
    Map<String, Object> stage = evaluation().properties("Stage");
    assertThat(Template.follow(stage, "AccessLogSetting", "DestinationArn").toString())
        .endsWith(":log-group:<AccessLog>");
    assertThat(Template.follow(stage, "AccessLogSetting", "Format").toString())
        .contains("$context.status", "$context.integration.status", "$context.identity.apiKeyId");
    assertThat(Template.follow(stage, "MethodSettings", 0))
        .isEqualTo(
            Map.of(
                "ResourcePath", "/*",
                "HttpMethod", "*",
                "MetricsEnabled", true,
                "LoggingLevel", "ERROR",
                "DataTraceEnabled", false));
  }

  private Evaluation evaluation() {
    return new Evaluation(
        template,
        Map.of(
            "StreamName", "uploads",
            "StreamArn", "arn:aws:kinesis:eu-central-1:000000000000:stream/uploads"));
  }

  @Test
  void itMayPutRecordsAndNothingElse() {
    Map<String, Object> policies = evaluation().properties("PutRole");
    assertThat(Template.follow(policies, "Policies", 0, "PolicyDocument", "Statement").toString())
        .isEqualTo(
            "[{Sid=PutRecords, Effect=Allow, Action=kinesis:PutRecords,"
                + " Resource=arn:aws:kinesis:eu-central-1:000000000000:stream/uploads}]");
  }

  @Test
  void whatWasTakenIsSaidInOrder() {
    MappingTemplate.Rendered answer = response("200", kinesis(0, null, null, null));

    assertThat(answer.status()).isNull();
    assertThat(answer.json().get("accepted").asInt()).isEqualTo(3);
    assertThat(answer.json().get("failed").asInt()).isZero();
    assertThat(answer.json().get("results").toString())
        .isEqualTo(
            "[{\"index\":0,\"accepted\":true},{\"index\":1,\"accepted\":true},"
                + "{\"index\":2,\"accepted\":true}]");
  }

  @Test
  void g1ARequestOfWhichARecordFailedIsNoSuccess() {
    MappingTemplate.Rendered answer =
        response("200", kinesis(1, null, "ProvisionedThroughputExceededException", null));

    assertThat(answer.status()).isEqualTo(503);
    assertThat(answer.json().get("accepted").asInt()).isEqualTo(2);
    assertThat(answer.json().get("failed").asInt()).isEqualTo(1);
    assertThat(answer.json().get("results").toString())
        .isEqualTo(
            "[{\"index\":0,\"accepted\":true},{\"index\":1,\"accepted\":false,"
                + "\"error\":\"ProvisionedThroughputExceededException\"},"
                + "{\"index\":2,\"accepted\":true}]");
  }

  @Test
  void whatKinesisRefusesWholeSaysWhoMayMendIt() {
    assertThat(refused("com.amazonaws.kinesis.v20131202#ProvisionedThroughputExceededException"))
        .isEqualTo(503);
    assertThat(refused("KMSThrottlingException")).isEqualTo(503);
    assertThat(refused("ValidationException")).isEqualTo(413);
    assertThat(refused("InvalidArgumentException")).isEqualTo(413);
    assertThat(refused("ResourceNotFoundException")).isEqualTo(502);
    assertThat(refused("AccessDeniedException")).isEqualTo(502);
    assertThat(response("503", "{}").json().get("message").asText()).contains("send all again");
  }

  /** The status that the client sees; the message tells nothing of the account. */
  private int refused(String type) {
    MappingTemplate.Rendered answer =
        response(
            "502", "{\"__type\":\"" + type + "\",\"message\":\"arn:aws:kinesis:::000000000000\"}");
    assertThat(answer.json().get("message").asText()).isNotBlank().doesNotContain("arn");
    return answer.status() == null ? 502 : (int) answer.status();
  }

  @Test
  void everyStatusThatIsAnsweredIsDeclared() {
    Set<String> declared =
        Template.list(template.properties("PostUploads").get("MethodResponses"), "").stream()
            .map(response -> Template.map(response, "").get("StatusCode").toString())
            .collect(Collectors.toCollection(TreeSet::new));
    assertThat(declared).containsExactly("200", "413", "502", "503");
  }

  /** A deployment with its old name would go on serving the old API. */
  @Test
  void theDeploymentIsOfTheApiAsItIs() throws Exception {
    Map<String, Object> deployed = new TreeMap<>();
    for (String id : template.resources().keySet()) {
      String type = template.resource(id).get("Type").toString();
      if (Set.of(
              "AWS::ApiGateway::RestApi",
              "AWS::ApiGateway::Resource",
              "AWS::ApiGateway::Model",
              "AWS::ApiGateway::RequestValidator",
              "AWS::ApiGateway::Method",
              "AWS::ApiGateway::GatewayResponse")
          .contains(type)) {
        deployed.put(id, template.properties(id));
      }
    }
    byte[] hash =
        MessageDigest.getInstance("SHA-256")
            .digest(json.writeValueAsString(deployed).getBytes(StandardCharsets.UTF_8));
    String digits =
        IntStream.range(0, 4)
            .mapToObj(i -> String.format("%02x", hash[i]))
            .collect(Collectors.joining());

    assertThat(template.idsOf("AWS::ApiGateway::Deployment"))
        .as("the deployment's name in front-door.yaml, in two places")
        .isEqualTo(List.of("Deployment" + digits));
  }

  private MappingTemplate.Rendered response(String status, String body) {
    return new MappingTemplate(
            MappingTemplate.ofResponse(template, "PostUploads", status), Map.of())
        .render(body, "r");
  }

  private static String kinesis(int failed, String... errors) {
    StringBuilder records = new StringBuilder();
    for (String error : errors) {
      records
          .append(records.length() == 0 ? "" : ",")
          .append(
              error == null
                  ? "{\"SequenceNumber\":\"1\",\"ShardId\":\"shardId-000000000000\"}"
                  : "{\"ErrorCode\":\"" + error + "\",\"ErrorMessage\":\"no\"}");
    }
    return "{\"FailedRecordCount\":" + failed + ",\"Records\":[" + records + "]}";
  }
}
