package io.uploadlens.sink.deadletter;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import io.uploadlens.aws.AwsService;
import io.uploadlens.aws.AwsSettings;
import io.uploadlens.event.EventTypes;
import io.uploadlens.event.MessageOrigin;
import io.uploadlens.event.RejectReason;
import io.uploadlens.event.RejectedMessage;
import io.uploadlens.sink.FailsAfterCheckpoint;
import io.uploadlens.sink.SinkJobs;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.net.URI;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.concurrent.TimeUnit;
import java.util.stream.Stream;
import org.apache.flink.api.common.eventtime.WatermarkStrategy;
import org.apache.flink.api.connector.source.util.ratelimit.RateLimiterStrategy;
import org.apache.flink.connector.datagen.source.DataGeneratorSource;
import org.apache.flink.streaming.api.environment.StreamExecutionEnvironment;
import org.apache.flink.test.junit5.MiniClusterExtension;
import org.elasticmq.RelaxedSQSLimits$;
import org.elasticmq.rest.sqs.SQSRestServer;
import org.elasticmq.rest.sqs.SQSRestServerBuilder;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.extension.RegisterExtension;
import org.junit.jupiter.api.io.TempDir;
import software.amazon.awssdk.auth.credentials.AwsBasicCredentials;
import software.amazon.awssdk.auth.credentials.StaticCredentialsProvider;
import software.amazon.awssdk.http.apache.ApacheHttpClient;
import software.amazon.awssdk.regions.Region;
import software.amazon.awssdk.services.sqs.SqsClient;
import software.amazon.awssdk.services.sqs.model.Message;

@Timeout(value = 3, unit = TimeUnit.MINUTES)
class DeadLetterSinkITCase {

  private static final int MESSAGES = 400;

  /** Of so many messages one is too large for the queue. */
  private static final int EVERY_LARGE = 100;

  @RegisterExtension static final MiniClusterExtension CLUSTER = SinkJobs.cluster();

  @TempDir Path overflow;

  private SQSRestServer server;
  private URI endpoint;
  private SqsClient sqs;

  @BeforeEach
  void start() {
    server =
        SQSRestServerBuilder.withInterface("127.0.0.1")
            .withDynamicPort()
            // SQS takes 1 MiB; ElasticMQ's strict limit may be the older 256 KiB.
            .withSQSLimits(RelaxedSQSLimits$.MODULE$)
            .start();
    endpoint = URI.create("http://127.0.0.1:" + server.waitUntilStarted().localAddress().getPort());
    sqs =
        SqsClient.builder()
            .endpointOverride(endpoint)
            .region(Region.EU_WEST_1)
            .credentialsProvider(
                StaticCredentialsProvider.create(AwsBasicCredentials.create("id", "secret")))
            .httpClient(ApacheHttpClient.create())
            .build();
  }

  @AfterEach
  void stop() {
    sqs.close();
    server.stopAndWait();
  }

  @Test
  void g6EveryRejectedMessageCanBeReadBackWhateverItsSize() throws Exception {
    String queue = sqs.createQueue(request -> request.queueName("dead")).queueUrl();

    run(queue, 2);

    assertThat(FailsAfterCheckpoint.failuresLeft("dead letter")).isZero();
    Map<String, byte[]> bodies = new HashMap<>();
    for (JsonNode letter : receiveAll(queue)) {
      bodies.put(letter.get("message_id").textValue(), body(letter));
    }
    assertThat(bodies).hasSize(MESSAGES);
    for (int i = 0; i < MESSAGES; i++) {
      assertThat(bodies.get("m" + i)).as("body of m%s", i).isEqualTo(rejected(i).body());
    }
    try (Stream<Path> files = Files.list(overflow)) {
      assertThat(files.filter(file -> !file.getFileName().toString().startsWith(".")))
          .hasSize(MESSAGES / EVERY_LARGE);
    }
  }

  @Test
  void aMissingQueueFailsTheJobByName() {
    String queue = endpoint + "/000000000000/missing";

    assertThatThrownBy(() -> run(queue, 0))
        .hasStackTraceContaining("dead letter queue '" + queue + "': ")
        .hasStackTraceContaining("QueueDoesNotExist");
  }

  @Test
  void anOrderedQueueIsRefused() {
    assertThatThrownBy(() -> DeadLetterSink.create("https://host/0/dead.fifo", aws()))
        .isInstanceOf(IllegalArgumentException.class)
        .hasMessageContaining("https://host/0/dead.fifo")
        .hasMessageContaining("standard queue");
  }

  private void run(String queue, int failures) throws Exception {
    StreamExecutionEnvironment env = SinkJobs.job(2, 2 * failures);
    DataGeneratorSource<RejectedMessage> source =
        new DataGeneratorSource<>(
            DeadLetterSinkITCase::rejected,
            MESSAGES,
            RateLimiterStrategy.perCheckpoint(100),
            EventTypes.REJECTED_MESSAGE);
    env.fromSource(source, WatermarkStrategy.noWatermarks(), "rejected")
        .map(new FailsAfterCheckpoint<>("dead letter", failures))
        .returns(EventTypes.REJECTED_MESSAGE)
        .map(new DeadLetterFunction(overflow.toUri().toString()))
        .returns(DeadLetterFunction.OUTPUT)
        .sinkTo(DeadLetterSink.create(queue, aws()));
    env.execute("dead letter");
  }

  private AwsSettings aws() {
    return AwsSettings.ofRegion("eu-west-1")
        .withCredentials("id", "secret")
        .withEndpoint(AwsService.SQS, endpoint);
  }

  private static RejectedMessage rejected(long index) {
    byte[] body = new byte[index % EVERY_LARGE == 7 ? 1_000_000 : 2_000];
    Arrays.fill(body, (byte) index);
    // Each of the large ones has a file of its own.
    body[0] = (byte) (index / EVERY_LARGE);
    return new RejectedMessage(
        body, new MessageOrigin("q", "m" + index, 1, 2), RejectReason.NOT_JSON, "no JSON ü\uFFFF");
  }

  private static byte[] body(JsonNode letter) throws IOException {
    return letter.has("body_base64")
        ? letter.get("body_base64").binaryValue()
        : Files.readAllBytes(Path.of(URI.create(letter.get("body_path").textValue()).getPath()));
  }

  /** Everything that the queue holds; what was received stays invisible meanwhile. */
  private List<JsonNode> receiveAll(String queue) throws IOException {
    List<JsonNode> letters = new ArrayList<>();
    List<Message> messages = receive(queue);
    while (!messages.isEmpty()) {
      for (Message message : messages) {
        letters.add(json(message));
      }
      messages = receive(queue);
    }
    return letters;
  }

  private List<Message> receive(String queue) {
    return sqs.receiveMessage(request -> request.queueUrl(queue).maxNumberOfMessages(10))
        .messages();
  }

  private static JsonNode json(Message message) {
    try {
      return new ObjectMapper().readTree(message.body());
    } catch (IOException e) {
      throw new UncheckedIOException(message.body(), e);
    }
  }
}
