package io.uploadlens.infra;

import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import io.uploadlens.event.DecodedMessage;
import io.uploadlens.event.EventDecoder;
import io.uploadlens.event.MessageForm;
import io.uploadlens.event.MessageOrigin;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.Set;
import java.util.TreeSet;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** The way in: who may write where, and that both kinds of bucket tell the same. */
class IngestTemplateTest {

  private static final ObjectMapper JSON = new ObjectMapper();
  private static final MessageOrigin ORIGIN = new MessageOrigin("uploads", "m", 1_000, 2_000);

  private final Template template = Template.read("ingest.yaml");

  private Evaluation with(String... parameters) {
    Map<String, String> values = new HashMap<>();
    values.put("BucketNames", "photos,logs");
    for (int i = 0; i < parameters.length; i += 2) {
      values.put(parameters[i], parameters[i + 1]);
    }
    return new Evaluation(template, values);
  }

  @Test
  void onlyTheBucketsMayNotifyTheTopic() {
    assertThat(statement(with(), "TopicPolicy", "Buckets").get("Condition").toString())
        .isEqualTo(
            "{StringEquals={aws:SourceAccount=000000000000},"
                + " ArnLike={aws:SourceArn=[arn:*:s3:::photos, arn:*:s3:::logs]}}");
    assertThat(
            statement(with("BucketAccount", "111111111111"), "TopicPolicy", "Buckets").toString())
        .contains("aws:SourceAccount=111111111111");
  }

  @Test
  void onlyTopicAndRuleMaySend() {
    for (String policy : List.of("QueuePolicy", "RedriveQueuePolicy")) {
      assertThat(statement(with(), policy, "Topic").get("Condition").toString())
          .isEqualTo("{ArnEquals={aws:SourceArn=<Topic>}}");
      assertThat(statements(with(), policy)).hasSize(2);
      Evaluation both = with("Delivery", "both");
      assertThat(statement(both, policy, "Rule").get("Condition").toString())
          .isEqualTo("{ArnEquals={aws:SourceArn=<Rule.Arn>}}");
      assertThat(statements(both, policy)).hasSize(3);
    }
  }

  /** As the source's documentation asks: every restart of the job is a receive of what it held. */
  @Test
  void g1RestartsOfTheJobDoNotTakeMessagesAway() {
    Map<String, Object> queue = with().properties("Queue");
    assertThat(Template.follow(queue, "RedrivePolicy", "maxReceiveCount")).isEqualTo("1000");
    assertThat(Template.follow(queue, "RedrivePolicy", "deadLetterTargetArn"))
        .isEqualTo("<RedriveQueue.Arn>");
    assertThat(queue).containsEntry("MessageRetentionPeriod", "1209600");
    // By name, since each queue would else wait for the other: it must be this queue's.
    assertThat(
            Template.follow(
                with("Name", "other").properties("RedriveQueue"),
                "RedriveAllowPolicy",
                "sourceQueueArns",
                0))
        .isEqualTo(
            "arn:aws:sqs:eu-central-1:000000000000:"
                + with("Name", "other").properties("Queue").get("QueueName"));
  }

  /** S3 asks the topic as it takes a notification, and a refused delivery is not tried again. */
  @Test
  void whoWritesWaitsForThePolicyThatAllowsIt() {
    assertThat(Template.list(template.resource("UploadBucket").get("DependsOn"), "bucket"))
        .contains("TopicPolicy", "Subscription");
    assertThat(Template.list(template.resource("Subscription").get("DependsOn"), "subscription"))
        .contains("QueuePolicy", "RedriveQueuePolicy");
  }

  @Test
  void anEmptyReceiveWaitsAsLongAsItMay() {
    assertThat(with().properties("Queue")).containsEntry("ReceiveMessageWaitTimeSeconds", 20);
  }

  @Test
  void whatCanNotBeDeliveredIsKept() {
    assertThat(Template.follow(with().properties("Subscription"), "RedrivePolicy").toString())
        .isEqualTo("{deadLetterTargetArn=<RedriveQueue.Arn>}");
    assertThat(Template.follow(with().properties("Rule"), "Targets", 0, "DeadLetterConfig", "Arn"))
        .isEqualTo("<RedriveQueue.Arn>");
    assertThat(with().properties("Subscription")).containsEntry("RawMessageDelivery", true);
  }

  @ParameterizedTest
  @ValueSource(strings = {"uploads", "uploads-and-deletes", "all"})
  void aBucketOfOursAndOneOfTheUsersTellTheSame(String eventSet) throws IOException {
    for (String prefix : List.of("", "in/")) {
      Evaluation evaluation =
          with("NewBucketName", "logs", "EventSet", eventSet, "KeyPrefix", prefix);
      List<String> ours = new ArrayList<>();
      Object configurations =
          Template.follow(
              evaluation.properties("UploadBucket"),
              "NotificationConfiguration",
              "TopicConfigurations");
      for (Object configuration : Template.list(configurations, "TopicConfigurations")) {
        ours.add(Template.follow(configuration, "Event").toString());
        assertThat(Template.follow(configuration, "Topic")).isEqualTo("<Topic>");
        assertThat(Objects.toString(Template.map(configuration, "").get("Filter")))
            .isEqualTo(prefix.isEmpty() ? "null" : "{S3Key={Rules=[{Name=prefix, Value=in/}]}}");
      }

      JsonNode theirs = configuration(evaluation).at("/TopicConfigurations/0");
      List<String> events = new ArrayList<>();
      theirs.get("Events").forEach(event -> events.add(event.asText()));
      assertThat(events).isEqualTo(ours).contains("s3:ObjectCreated:*");
      assertThat(theirs.at("/Filter/Key/FilterRules/0/Value").asText()).isEqualTo(prefix);
      assertThat(theirs.has("Filter")).isEqualTo(!prefix.isEmpty());
      assertThat(theirs.get("Id").asText()).isEqualTo("uploadlens-uploads");
    }
  }

  @Test
  void eachWayIsSetWhereItIsAskedFor() throws IOException {
    for (String delivery : List.of("sns", "eventbridge", "both")) {
      Evaluation evaluation = with("NewBucketName", "logs", "Delivery", delivery);
      boolean topic = !delivery.equals("eventbridge");
      boolean rule = !delivery.equals("sns");
      Map<String, Object> ours =
          Template.map(
              evaluation.properties("UploadBucket").get("NotificationConfiguration"), delivery);

      assertThat(ours.containsKey("TopicConfigurations")).isEqualTo(topic);
      assertThat(ours.containsKey("EventBridgeConfiguration")).isEqualTo(rule);
      assertThat(configuration(evaluation).has("TopicConfigurations")).isEqualTo(topic);
      assertThat(configuration(evaluation).has("EventBridgeConfiguration")).isEqualTo(rule);
      assertThat(evaluation.makes("Rule")).isEqualTo(rule);
    }
    assertThat(with().makes("UploadBucket")).isFalse();
  }

  @Test
  void theRuleTakesTheBucketsAndThePrefix() {
    assertThat(Template.follow(with().properties("Rule"), "EventPattern", "detail").toString())
        .isEqualTo("{bucket={name=[photos, logs]}}");
    assertThat(
            Template.follow(with("KeyPrefix", "in/").properties("Rule"), "EventPattern", "detail")
                .toString())
        .isEqualTo("{bucket={name=[photos, logs]}, object={key=[{prefix=in/}]}}");
  }

  /** A detail-type that is misspelt would never match, and nobody would notice. */
  @ParameterizedTest
  @ValueSource(strings = {"uploads", "uploads-and-deletes", "all"})
  void theJobKnowsEveryEventThatTheRulePasses(String eventSet) {
    Set<String> names = new TreeSet<>();
    List<Object> types =
        Template.list(
            Template.follow(
                with("EventSet", eventSet).properties("Rule"), "EventPattern", "detail-type"),
            eventSet);
    for (Object type : types) {
      DecodedMessage message =
          new EventDecoder()
              .decode(
                  ("{\"source\":\"aws.s3\",\"detail-type\":\""
                          + type
                          + "\",\"time\":\"2026-11-02T10:00:00Z\",\"detail\":{\"bucket\":"
                          + "{\"name\":\"b\"},\"object\":{\"key\":\"k\"}}}")
                      .getBytes(StandardCharsets.UTF_8),
                  ORIGIN);
      assertThat(message.form()).isEqualTo(MessageForm.EVENTBRIDGE);
      String name = message.events().get(0).eventName();
      assertThat(name).as("%s, as the job knows it", type).isNotEqualTo(type.toString());
      names.add(name);
    }
    assertThat(names).hasSameSizeAs(types);
  }

  @Test
  void theStreamIsAsItIsAskedFor() {
    Evaluation onDemand = with("StreamMode", "on-demand");
    assertThat(onDemand.properties("Stream").get("StreamModeDetails").toString())
        .isEqualTo("{StreamMode=ON_DEMAND}");
    assertThat(onDemand.properties("Stream")).doesNotContainKey("ShardCount");
    assertThat(with("StreamMode", "provisioned").properties("Stream"))
        .containsEntry("ShardCount", "1");
    assertThat(onDemand.output("StreamName")).isEqualTo("<Stream>");
    assertThat(onDemand.properties("Stream").get("StreamEncryption").toString())
        .isEqualTo("{EncryptionType=KMS, KeyId=alias/aws/kinesis}");
  }

  /** It costs money though nothing is written to it; an output without a value is an error. */
  @Test
  void thereIsNoStreamThatNobodyAskedFor() {
    assertThat(with().makes("Stream")).isFalse();
    for (String output : List.of("StreamName", "StreamArn")) {
      assertThat(with().gives(output)).as(output).isFalse();
      assertThat(with("StreamMode", "on-demand").gives(output)).as(output).isTrue();
    }
  }

  private static JsonNode configuration(Evaluation evaluation) throws IOException {
    return JSON.readTree(evaluation.output("NotificationConfiguration"));
  }

  private static List<Object> statements(Evaluation evaluation, String policy) {
    return Template.list(
        Template.follow(evaluation.properties(policy), "PolicyDocument", "Statement"), policy);
  }

  private static Map<String, Object> statement(Evaluation evaluation, String policy, String sid) {
    return statements(evaluation, policy).stream()
        .map(statement -> Template.map(statement, policy))
        .filter(statement -> statement.get("Sid").equals(sid))
        .findFirst()
        .orElseThrow();
  }
}
