package io.uploadlens.producer.target;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import io.uploadlens.aws.AwsClients;
import io.uploadlens.aws.AwsService;
import io.uploadlens.event.DecodedMessage;
import io.uploadlens.event.EventDecoder;
import io.uploadlens.event.EventKind;
import io.uploadlens.event.MessageOrigin;
import io.uploadlens.event.UploadEvent;
import io.uploadlens.localaws.LocalAws;
import io.uploadlens.producer.generator.Destination;
import io.uploadlens.producer.generator.Envelope;
import io.uploadlens.producer.generator.EventGenerator;
import io.uploadlens.producer.generator.GeneratedEvent;
import io.uploadlens.producer.generator.GeneratedMessage;
import io.uploadlens.producer.generator.GeneratorSettings;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.util.ArrayList;
import java.util.EnumSet;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.concurrent.TimeUnit;
import java.util.stream.Collectors;
import org.awaitility.Awaitility;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import software.amazon.awssdk.services.kinesis.KinesisClient;
import software.amazon.awssdk.services.kinesis.model.GetRecordsResponse;
import software.amazon.awssdk.services.kinesis.model.Record;
import software.amazon.awssdk.services.kinesis.model.Shard;
import software.amazon.awssdk.services.kinesis.model.ShardIteratorType;
import software.amazon.awssdk.services.kinesis.model.StreamStatus;
import software.amazon.awssdk.services.s3.S3Client;
import software.amazon.awssdk.services.sns.SnsClient;
import software.amazon.awssdk.services.sqs.SqsClient;
import software.amazon.awssdk.services.sqs.model.DeleteMessageBatchRequestEntry;
import software.amazon.awssdk.services.sqs.model.Message;

/** Over the services' own protocols, with their failures: nothing is lost on the way. */
@Timeout(value = 3, unit = TimeUnit.MINUTES)
class TargetsITCase {

  private static final ObjectMapper MAPPER = new ObjectMapper();

  private final EventDecoder decoder = new EventDecoder();
  private LocalAws aws;
  private SqsClient sqs;

  @BeforeEach
  void start() {
    aws = LocalAws.start();
    sqs = AwsClients.sqs(aws.settings());
  }

  @AfterEach
  void stop() {
    sqs.close();
    aws.close();
  }

  @Test
  void everyMessageReachesTheQueueThroughThrottlingAndPartialFailures() throws Exception {
    String queue = queue("uploads");
    aws.faults().on(AwsService.SQS, "SendMessageBatch").failing(0.2).partial();
    aws.faults().on(AwsService.SQS, "SendMessageBatch").failing(0.1).throttle();
    List<GeneratedMessage> messages = messages(GeneratorSettings.builder().kinesisShare(0));
    try (MessageTarget target = new SqsTarget(aws.settings(), queue, quick())) {
      send(target, messages);
      assertThat(target.progress().messages()).isEqualTo(messages.size());
      assertThat(target.progress().retried()).isPositive();
    }
    assertThat(receive(queue, messages.size()))
        .containsExactlyInAnyOrderElementsOf(bodies(messages));
  }

  @Test
  void aQueueThatIsNotThereIsNamed() throws Exception {
    String missing = queue("uploads").replace("uploads", "nowhere");
    try (MessageTarget target = new SqsTarget(aws.settings(), missing, quick())) {
      target.send(messages(GeneratorSettings.builder()).get(0));
      assertThatThrownBy(target::flush)
          .isInstanceOf(DeliveryException.class)
          .hasMessageStartingWith("SQS queue " + missing + ": ");
    }
  }

  @Test
  void everyRecordReachesTheStreamThroughPartialFailures() throws Exception {
    try (KinesisClient kinesis = AwsClients.kinesis(aws.settings())) {
      kinesis.createStream(request -> request.streamName("uploads").shardCount(2));
      Awaitility.await()
          .atMost(Duration.ofSeconds(60))
          .until(
              () ->
                  kinesis
                          .describeStreamSummary(request -> request.streamName("uploads"))
                          .streamDescriptionSummary()
                          .streamStatus()
                      == StreamStatus.ACTIVE);
      aws.faults().on(AwsService.KINESIS, "PutRecords").failing(0.1).partial();
      List<GeneratedMessage> messages = messages(GeneratorSettings.builder().kinesisShare(1));
      try (MessageTarget target = new KinesisTarget(aws.settings(), "uploads", quick())) {
        send(target, messages);
        assertThat(target.progress().messages()).isEqualTo(messages.size());
        assertThat(target.progress().retried()).isPositive();
      }
      assertThat(read(kinesis, "uploads", messages.size()))
          .containsExactlyInAnyOrderElementsOf(bodies(messages));
    }
  }

  @Test
  void aTopicPassesOnWhatWasPublished() throws Exception {
    String queue = queue("uploads");
    try (SnsClient sns = AwsClients.sns(aws.settings())) {
      String topic = sns.createTopic(request -> request.name("uploads")).topicArn();
      sns.subscribe(request -> request.topicArn(topic).protocol("sqs").endpoint(queueArn(queue)));
      List<GeneratedMessage> messages =
          messages(
              GeneratorSettings.builder()
                  .kinesisShare(0)
                  .mix(Destination.SQS, Map.of(Envelope.S3, 1.0, Envelope.EVENTBRIDGE, 1.0))
                  .testEventShare(0));
      aws.faults().on(AwsService.SNS, "PublishBatch").failing(0.2).partial();
      try (MessageTarget target = new SnsTarget(aws.settings(), topic, quick())) {
        send(target, messages);
      }
      List<String> inner = new ArrayList<>();
      for (String body : receive(queue, messages.size())) {
        JsonNode envelope = MAPPER.readTree(body);
        assertThat(envelope.path("TopicArn").asText()).isEqualTo(topic);
        inner.add(envelope.path("Message").asText());
      }
      assertThat(inner).containsExactlyInAnyOrderElementsOf(bodies(messages));
    }
  }

  @Test
  void uploadsMakeTheBucketTell() throws Exception {
    String queue = queue("uploads");
    try (S3Client s3 = AwsClients.s3(aws.settings())) {
      s3.createBucket(request -> request.bucket("photos"));
    }
    aws.notify("photos", queue);
    List<GeneratedMessage> messages =
        messages(GeneratorSettings.builder().events(300).kinesisShare(0).oddKeyShare(0.3));
    try (MessageTarget target = new S3Target(aws.settings(), "photos", quick())) {
      send(target, messages);
      assertThat(target.progress().skipped()).isPositive();
    }
    List<UploadEvent> events = new ArrayList<>();
    // S3's test event comes first.
    for (String body : receive(queue, 1)) {
      assertThat(body).contains("s3:TestEvent");
    }
    for (String body : receive(queue, eventsOf(messages))) {
      DecodedMessage decoded =
          decoder.decode(
              body.getBytes(StandardCharsets.UTF_8), new MessageOrigin(queue, "id", 0, 0));
      assertThat(decoded.rejection()).isNull();
      events.addAll(decoded.events());
    }
    Set<EventKind> kinds = EnumSet.noneOf(EventKind.class);
    events.forEach(event -> kinds.add(event.kind()));
    assertThat(kinds).containsExactlyInAnyOrder(EventKind.CREATED, EventKind.REMOVED);
    Set<String> created =
        events.stream()
            .filter(event -> event.kind() == EventKind.CREATED)
            .map(UploadEvent::key)
            .collect(Collectors.toSet());
    Set<String> asked =
        messages.stream()
            .filter(message -> !message.isDuplicate())
            .flatMap(message -> message.events().stream())
            .filter(event -> event.kind() == EventKind.CREATED)
            .map(event -> event.bucket() + "/" + event.key())
            .collect(Collectors.toSet());
    asked.add("uploadlens-copy-source");
    assertThat(created).isEqualTo(asked);
  }

  /** Deleting what is not there makes no event; the object that copies are made of makes one. */
  private static int eventsOf(List<GeneratedMessage> messages) {
    Set<String> there = new HashSet<>();
    int events = 1;
    for (GeneratedMessage message : messages) {
      for (GeneratedEvent event :
          message.isDuplicate() ? List.<GeneratedEvent>of() : message.events()) {
        String key = event.bucket() + "/" + event.key();
        if (event.kind() == EventKind.CREATED) {
          there.add(key);
          events++;
        } else if (event.kind() == EventKind.REMOVED && there.remove(key)) {
          events++;
        }
      }
    }
    return events;
  }

  private String queue(String name) {
    return sqs.createQueue(request -> request.queueName(name)).queueUrl();
  }

  private String queueArn(String url) {
    return "arn:aws:sqs:"
        + LocalAws.REGION
        + ":"
        + LocalAws.ACCOUNT
        + ":"
        + url.substring(url.lastIndexOf('/') + 1);
  }

  private static SendSettings quick() {
    return SendSettings.defaults().withAttempts(30).withTiming(new ManualTiming());
  }

  private static List<GeneratedMessage> messages(GeneratorSettings.Builder settings) {
    List<GeneratedMessage> messages = new ArrayList<>();
    new EventGenerator(settings.build()).forEachRemaining(messages::add);
    return messages.subList(0, Math.min(messages.size(), 1_200));
  }

  private static void send(MessageTarget target, List<GeneratedMessage> messages)
      throws InterruptedException {
    for (GeneratedMessage message : messages) {
      target.send(message);
    }
    target.flush();
  }

  private static List<String> bodies(List<GeneratedMessage> messages) {
    return messages.stream()
        .map(message -> new String(message.body(), StandardCharsets.UTF_8))
        .collect(Collectors.toList());
  }

  /** Takes that many messages, and makes sure that no more come. */
  private List<String> receive(String queue, int count) {
    List<String> bodies = new ArrayList<>();
    while (bodies.size() < count) {
      List<Message> messages =
          sqs.receiveMessage(
                  request ->
                      request
                          .queueUrl(queue)
                          .maxNumberOfMessages(Math.min(10, count - bodies.size()))
                          .waitTimeSeconds(5))
              .messages();
      assertThat(messages).as("only %d of %d came", bodies.size(), count).isNotEmpty();
      messages.forEach(message -> bodies.add(message.body()));
      delete(queue, messages);
    }
    return bodies;
  }

  private void delete(String queue, List<Message> messages) {
    List<DeleteMessageBatchRequestEntry> entries =
        messages.stream()
            .map(
                message ->
                    DeleteMessageBatchRequestEntry.builder()
                        .id(message.messageId())
                        .receiptHandle(message.receiptHandle())
                        .build())
            .collect(Collectors.toList());
    assertThat(sqs.deleteMessageBatch(batch -> batch.queueUrl(queue).entries(entries)).failed())
        .isEmpty();
  }

  private static List<String> read(KinesisClient kinesis, String stream, int count) {
    List<String> bodies = new ArrayList<>();
    for (Shard shard : kinesis.listShards(request -> request.streamName(stream)).shards()) {
      String iterator =
          kinesis
              .getShardIterator(
                  request ->
                      request
                          .streamName(stream)
                          .shardId(shard.shardId())
                          .shardIteratorType(ShardIteratorType.TRIM_HORIZON))
              .shardIterator();
      for (boolean more = true; more; ) {
        String at = iterator;
        GetRecordsResponse records = kinesis.getRecords(request -> request.shardIterator(at));
        for (Record record : records.records()) {
          bodies.add(record.data().asUtf8String());
        }
        iterator = records.nextShardIterator();
        more = !records.records().isEmpty() || records.millisBehindLatest() > 0;
      }
    }
    assertThat(bodies).hasSize(count);
    return bodies;
  }
}
