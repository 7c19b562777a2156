package io.uploadlens.localaws;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import io.uploadlens.aws.AwsService;
import java.util.List;
import java.util.Map;
import java.util.stream.Collectors;
import java.util.stream.IntStream;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.TestInfo;
import software.amazon.awssdk.services.sns.SnsClient;
import software.amazon.awssdk.services.sns.model.InvalidParameterException;
import software.amazon.awssdk.services.sns.model.MessageAttributeValue;
import software.amazon.awssdk.services.sns.model.NotFoundException;
import software.amazon.awssdk.services.sns.model.PublishBatchRequestEntry;
import software.amazon.awssdk.services.sns.model.PublishBatchResultEntry;
import software.amazon.awssdk.services.sns.model.SnsException;
import software.amazon.awssdk.services.sns.model.Subscription;
import software.amazon.awssdk.services.sns.model.TooManyEntriesInBatchRequestException;
import software.amazon.awssdk.services.sns.model.Topic;
import software.amazon.awssdk.services.sqs.model.Message;
import software.amazon.awssdk.services.sqs.model.QueueAttributeName;

class LocalSnsITCase {

  private static final ObjectMapper JSON = new ObjectMapper();

  private static LocalAws aws;
  private static LocalClients clients;
  private static SnsClient sns;
  private String topic;
  private String queueUrl;
  private String queueArn;

  @BeforeAll
  static void start() {
    aws = LocalAws.start();
    clients = new LocalClients(aws);
    sns = clients.sns();
  }

  @AfterAll
  static void stop() {
    clients.close();
    aws.close();
  }

  @BeforeEach
  void createTopicAndQueue(TestInfo test) {
    String name = test.getTestMethod().orElseThrow().getName();
    topic = sns.createTopic(r -> r.name(name)).topicArn();
    queueUrl = clients.sqs().createQueue(r -> r.queueName(name)).queueUrl();
    queueArn =
        clients
            .sqs()
            .getQueueAttributes(
                r -> r.queueUrl(queueUrl).attributeNames(QueueAttributeName.QUEUE_ARN))
            .attributes()
            .get(QueueAttributeName.QUEUE_ARN);
  }

  @AfterEach
  void clearFaults() {
    aws.faults().clear();
  }

  @Test
  void wrapsTheMessageInItsEnvelope() throws Exception {
    subscribe(Map.of());
    String id =
        sns.publish(
                r ->
                    r.topicArn(topic)
                        .subject("s")
                        .message("ü \"quoted\" <&>")
                        .messageAttributes(
                            Map.of(
                                "a",
                                MessageAttributeValue.builder()
                                    .dataType("String")
                                    .stringValue("v")
                                    .build())))
            .messageId();
    JsonNode envelope = JSON.readTree(receive().get(0).body());
    assertThat(envelope.get("Type").asText()).isEqualTo("Notification");
    assertThat(envelope.get("MessageId").asText()).isEqualTo(id);
    assertThat(envelope.get("TopicArn").asText()).isEqualTo(topic);
    assertThat(envelope.get("Subject").asText()).isEqualTo("s");
    assertThat(envelope.get("Message").asText()).isEqualTo("ü \"quoted\" <&>");
    assertThat(envelope.get("Timestamp").asText()).matches("\\d{4}-\\d\\d-\\d\\dT.*\\.\\d{3}Z");
    assertThat(envelope.at("/MessageAttributes/a/Type").asText()).isEqualTo("String");
    assertThat(envelope.at("/MessageAttributes/a/Value").asText()).isEqualTo("v");
    assertThat(envelope.has("SigningCertURL")).isTrue();
  }

  @Test
  void passesARawMessageOnWithItsAttributes() {
    subscribe(Map.of("RawMessageDelivery", "true"));
    sns.publish(
        r ->
            r.topicArn(topic)
                .message("raw")
                .messageAttributes(
                    Map.of(
                        "a",
                        MessageAttributeValue.builder()
                            .dataType("Number")
                            .stringValue("7")
                            .build())));
    Message message = receive().get(0);
    assertThat(message.body()).isEqualTo("raw");
    assertThat(message.messageAttributes().get("a").stringValue()).isEqualTo("7");
    assertThat(message.messageAttributes().get("a").dataType()).isEqualTo("Number");
  }

  @Test
  void reachesEverySubscriberAndNoneAfterwards() {
    String subscription = subscribe(Map.of());
    assertThat(subscribe(Map.of())).isEqualTo(subscription);
    String otherUrl = clients.sqs().createQueue(r -> r.queueName("other")).queueUrl();
    sns.subscribe(
        r ->
            r.topicArn(topic)
                .protocol("sqs")
                .endpoint("arn:aws:sqs:us-east-1:000000000000:other")
                .attributes(Map.of("RawMessageDelivery", "true")));
    sns.setSubscriptionAttributes(
        r ->
            r.subscriptionArn(subscription)
                .attributeName("RawMessageDelivery")
                .attributeValue("true"));
    assertThat(sns.listSubscriptionsByTopic(r -> r.topicArn(topic)).subscriptions())
        .extracting(Subscription::endpoint)
        .containsExactly(queueArn, "arn:aws:sqs:us-east-1:000000000000:other");
    sns.publish(r -> r.topicArn(topic).message("one"));
    sns.unsubscribe(r -> r.subscriptionArn(subscription));
    sns.publish(r -> r.topicArn(topic).message("two"));
    assertThat(receive()).extracting(Message::body).containsExactly("one");
    assertThat(
            clients
                .sqs()
                .receiveMessage(r -> r.queueUrl(otherUrl).maxNumberOfMessages(10))
                .messages())
        .extracting(Message::body)
        .containsExactlyInAnyOrder("one", "two");
  }

  @Test
  void listsTopicsAndForgetsDeletedOnes() {
    assertThat(sns.createTopic(r -> r.name("listsTopicsAndForgetsDeletedOnes")).topicArn())
        .isEqualTo(topic);
    assertThat(sns.listTopics().topics()).extracting(Topic::topicArn).contains(topic);
    sns.deleteTopic(r -> r.topicArn(topic));
    assertThat(sns.listTopics().topics()).extracting(Topic::topicArn).doesNotContain(topic);
    assertThatThrownBy(() -> sns.publish(r -> r.topicArn(topic).message("x")))
        .isInstanceOf(NotFoundException.class);
  }

  @Test
  void aPartialBatchPublishesTheRest() {
    subscribe(Map.of("RawMessageDelivery", "true"));
    Fault fault = aws.faults().on(AwsService.SNS, "PublishBatch").failing(0.5).partial();
    var answer =
        sns.publishBatch(r -> r.topicArn(topic).publishBatchRequestEntries(entries(10, "m")));
    assertThat(answer.failed()).hasSize((int) fault.fired()).hasSizeBetween(1, 9);
    assertThat(answer.failed().get(0).senderFault()).isFalse();
    assertThat(receive())
        .extracting(Message::body)
        .containsExactlyInAnyOrderElementsOf(
            answer.successful().stream()
                .map(PublishBatchResultEntry::id)
                .map(id -> "m" + id)
                .collect(Collectors.toList()));
  }

  @Test
  void refusesWhatSnsRefuses() {
    String tooLong = "x".repeat(256 * 1024 + 1);
    assertThatThrownBy(() -> sns.publish(r -> r.topicArn(topic).message(tooLong)))
        .isInstanceOf(InvalidParameterException.class)
        .hasMessageContaining("Message too long");
    assertThatThrownBy(
            () ->
                sns.publishBatch(
                    r -> r.topicArn(topic).publishBatchRequestEntries(entries(11, "m"))))
        .isInstanceOf(TooManyEntriesInBatchRequestException.class);
    assertThatThrownBy(
            () ->
                sns.publishBatch(
                    r ->
                        r.topicArn(topic)
                            .publishBatchRequestEntries(entries(2, "y".repeat(140_000)))))
        .isInstanceOf(SnsException.class)
        .hasMessageContaining("more than the limit");
    assertThatThrownBy(
            () ->
                sns.subscribe(
                    r ->
                        r.topicArn(topic)
                            .protocol("sqs")
                            .endpoint("arn:aws:sqs:us-east-1:000000000000:nobody")))
        .isInstanceOf(InvalidParameterException.class)
        .hasMessageContaining("nobody");
    assertThatThrownBy(() -> sns.createTopic(r -> r.name("a.fifo")))
        .isInstanceOf(InvalidParameterException.class);
  }

  @Test
  void throttlesInItsOwnWords() {
    aws.faults().on(AwsService.SNS, "Publish").times(1).throttle();
    assertThatThrownBy(() -> sns.publish(r -> r.topicArn(topic).message("x")))
        .isInstanceOf(SnsException.class)
        .satisfies(e -> assertThat(((SnsException) e).isThrottlingException()).isTrue());
    aws.faults().on(AwsService.SNS, "Publish").times(1).serverError();
    assertThatThrownBy(() -> sns.publish(r -> r.topicArn(topic).message("x")))
        .satisfies(e -> assertThat(((SnsException) e).statusCode()).isEqualTo(500));
  }

  private String subscribe(Map<String, String> attributes) {
    return sns.subscribe(
            r -> r.topicArn(topic).protocol("sqs").endpoint(queueArn).attributes(attributes))
        .subscriptionArn();
  }

  private List<Message> receive() {
    return clients
        .sqs()
        .receiveMessage(
            r -> r.queueUrl(queueUrl).maxNumberOfMessages(10).messageAttributeNames("All"))
        .messages();
  }

  private static List<PublishBatchRequestEntry> entries(int count, String prefix) {
    return IntStream.range(0, count)
        .mapToObj(
            i -> PublishBatchRequestEntry.builder().id("e" + i).message(prefix + "e" + i).build())
        .collect(Collectors.toList());
  }
}
