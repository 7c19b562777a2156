package io.uploadlens.compose;

import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import io.uploadlens.config.JobConfig;
import io.uploadlens.infra.Template;
import io.uploadlens.localaws.LocalAws;
import io.uploadlens.producer.ProducerCli;
import java.io.IOException;
import java.net.URI;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Set;
import java.util.TreeSet;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import picocli.CommandLine;

/**
 * What the containers call queues, streams and buckets: the init step makes exactly what the job is
 * told to use and the producers send to.
 */
class ComposeNamesTest {

  private static final String EMULATOR = "http://floci:4566";
  private static final String QUEUES = EMULATOR + "/" + LocalAws.ACCOUNT + "/";

  /** Answers as the CLI does in an account with nothing in it. */
  private static final String EMPTY_ACCOUNT =
      "shift 4\n"
          + "case \"$1 $2\" in\n"
          + "  's3api head-bucket'|*' describe-'*) exit 254 ;;\n"
          + "  'sqs create-queue') echo '"
          + QUEUES
          + "'\"$4\" ;;\n"
          + "  'sns list-subscriptions-by-topic') echo None ;;\n"
          + "esac";

  private final ComposeFile compose = ComposeFile.read();

  @TempDir Path directory;

  private JobConfig submitted() throws IOException, InterruptedException {
    return new SubmitStep(directory).jobConfig();
  }

  /** The calls of the CLI: service, operation and its options. */
  private List<List<String>> init(String account) throws Exception {
    ComposeScript init =
        new ComposeScript(directory, "init.sh")
            .environment("AWS_REGION", LocalAws.REGION)
            .environment("AWS_ENDPOINT_URL", EMULATOR)
            .standIn("aws", account)
            .run();
    assertThat(init.status()).as(init.said()).isZero();
    return operations(init);
  }

  private static List<List<String>> operations(ComposeScript init) throws IOException {
    List<List<String>> operations = new ArrayList<>();
    for (List<String> call : init.callsMade()) {
      assertThat(call).startsWith("aws", "--endpoint-url", EMULATOR, "--region", LocalAws.REGION);
      operations.add(call.subList(5, call.size()));
    }
    return operations;
  }

  @Test
  void theInitStepMakesWhatTheJobAndItsCheckpointsUse() throws Exception {
    List<List<String>> calls = init(EMPTY_ACCOUNT);
    JobConfig config = submitted();

    assertThat(values(calls, "create-bucket", "--bucket"))
        .isEqualTo(
            Set.of(
                config.sinks().archivePath().orElseThrow().getAuthority(),
                bucketOf("execution.checkpointing.dir"),
                value("uploads", "--s3-bucket")));
    assertThat(config.sinks().latePath().getAuthority())
        .isEqualTo(config.sinks().deadLetterOverflowPath().getAuthority())
        .isEqualTo(config.sinks().archivePath().orElseThrow().getAuthority());
    assertThat(bucketOf("execution.checkpointing.savepoint-dir"))
        .isEqualTo(bucketOf("execution.checkpointing.dir"));

    String queue = last(config.sqsSource().orElseThrow().queueUrls().get(0));
    assertThat(values(calls, "create-queue", "--queue-name"))
        .isEqualTo(Set.of(queue, queue + "-redrive", last(config.sinks().deadLetterQueueUrl())));
    assertThat(values(calls, "create-stream", "--stream-name"))
        .isEqualTo(Set.of(config.kinesisSource().orElseThrow().streamName()));
    assertThat(values(calls, "create-delivery-stream", "--delivery-stream-name"))
        .isEqualTo(Set.of(config.sinks().deliveryStream().orElseThrow()));
  }

  @Test
  void theInitStepLeadsFromTheBucketThroughTheTopicToTheQueue() throws Exception {
    List<List<String>> calls = init(EMPTY_ACCOUNT);
    String bucket = value("uploads", "--s3-bucket");
    String topic = "arn:aws:sns:us-east-1:000000000000:" + one(calls, "create-topic", "--name");
    String queue =
        "arn:aws:sqs:us-east-1:000000000000:"
            + last(submitted().sqsSource().orElseThrow().queueUrls().get(0));

    assertThat(one(calls, "put-bucket-notification-configuration", "--bucket")).isEqualTo(bucket);
    JsonNode notification =
        json(one(calls, "put-bucket-notification-configuration", "--notification-configuration"))
            .at("/TopicConfigurations/0");
    assertThat(notification.get("TopicArn").asText()).isEqualTo(topic);
    assertThat(notification.get("Events").toString())
        .isEqualTo("[\"s3:ObjectCreated:*\",\"s3:ObjectRemoved:*\"]");
    JsonNode publish =
        json(json(one(calls, "create-topic", "--attributes")).get("Policy").asText())
            .at("/Statement/0");
    assertThat(publish.get("Action").asText()).isEqualTo("sns:Publish");
    assertThat(publish.get("Resource").asText()).isEqualTo(topic);
    assertThat(publish.at("/Condition/ArnLike/aws:SourceArn").asText())
        .isEqualTo("arn:aws:s3:::" + bucket);

    assertThat(one(calls, "subscribe", "--topic-arn")).isEqualTo(topic);
    assertThat(one(calls, "subscribe", "--notification-endpoint")).isEqualTo(queue);
    assertThat(one(calls, "subscribe", "--attributes")).isEqualTo("RawMessageDelivery=true");

    JsonNode attributes = json(one(calls, "set-queue-attributes", "--attributes"));
    assertThat(one(calls, "set-queue-attributes", "--queue-url")).endsWith(last(queue, ':'));
    JsonNode send = json(attributes.get("Policy").asText()).at("/Statement/0");
    assertThat(send.get("Action").asText()).isEqualTo("sqs:SendMessage");
    assertThat(send.get("Resource").asText()).isEqualTo(queue);
    assertThat(send.at("/Condition/ArnLike/aws:SourceArn").asText()).isEqualTo(topic);
    JsonNode redrive = json(attributes.get("RedrivePolicy").asText());
    assertThat(redrive.get("deadLetterTargetArn").asText()).isEqualTo(queue + "-redrive");
    assertThat(redrive.get("maxReceiveCount").asInt())
        .as("as on AWS: every restart is a receive, and a low count would take good messages away")
        .isEqualTo(
            Template.follow(
                Template.read("ingest.yaml").parameters(), "MaxReceiveCount", "Default"));
    assertThat(attributes.get("VisibilityTimeout").asLong())
        .isEqualTo(submitted().sqsSource().orElseThrow().visibilityTimeout().toSeconds());
  }

  @Test
  void theInitStepLeavesWhatIsThere() throws Exception {
    String subscribed =
        "shift 4; case \"$1 $2\" in 'sns list-subscriptions-by-topic')"
            + " printf 'a\\tarn:aws:sqs:us-east-1:000000000000:uploadlens-events\\n' ;;"
            + " 'sqs create-queue') echo url ;; esac";
    assertThat(init(subscribed))
        .extracting(call -> call.get(1))
        .contains("create-queue", "create-topic")
        .doesNotContain("create-bucket", "create-stream", "create-delivery-stream", "subscribe");
  }

  @Test
  void theInitStepStopsAtTheFirstThingThatCannotBeMade() throws Exception {
    for (String call : List.of("create-bucket", "create-queue", "create-topic", "create-stream")) {
      ComposeScript init =
          new ComposeScript(directory, "init.sh")
              .environment("AWS_REGION", LocalAws.REGION)
              .environment("AWS_ENDPOINT_URL", EMULATOR)
              .standIn("aws", "if [[ $6 == " + call + " ]]; then exit 1; fi\n" + EMPTY_ACCOUNT)
              .run();
      assertThat(init.status()).as(call).isNotZero();
      List<List<String>> calls = operations(init);
      assertThat(calls.get(calls.size() - 1)).as("the last call").contains(call);
    }
  }

  @Test
  void theProducersSendToWhatIsMadeWithOptionsThatTheyHave() throws Exception {
    List<List<String>> calls = init(EMPTY_ACCOUNT);
    for (String name : List.of("uploads", "events")) {
      List<String> command = compose.service(name).command;
      int main = command.indexOf(ProducerCli.class.getName());
      assertThat(command.subList(0, main))
          .contains("java", "-cp", "/opt/uploadlens/uploadlens.jar:/opt/flink/lib/*")
          .anyMatch(option -> option.startsWith("-Dlog4j2.configurationFile="));
      assertThat(compose.service(name).filesByTarget)
          .containsKey(option(command, "-Dlog4j2.configurationFile"));
      CommandLine.ParseResult parsed =
          new CommandLine(new ProducerCli())
              .parseArgs(command.subList(main + 1, command.size()).toArray(new String[0]));
      assertThat(parsed.subcommand().commandSpec().name()).isEqualTo("generate");
      assertThat(value(name, "--endpoint-url")).isEqualTo(EMULATOR);
      assertThat(value(name, "--region")).isEqualTo(LocalAws.REGION);
    }
    assertThat(value("events", "--sqs-queue-url"))
        .isEqualTo(submitted().sqsSource().orElseThrow().queueUrls().get(0));
    assertThat(values(calls, "create-stream", "--stream-name"))
        .contains(value("events", "--kinesis-stream"));
    assertThat(values(calls, "create-bucket", "--bucket"))
        .contains(value("uploads", "--s3-bucket"));
  }

  private String bucketOf(String flinkSetting) {
    return URI.create(FlinkProperties.ofCompose().get(flinkSetting)).getAuthority();
  }

  /** The value of a service's option. */
  private String value(String service, String option) {
    return option(compose.service(service).command, option);
  }

  private static String option(List<String> command, String option) {
    return command.stream()
        .filter(each -> each.startsWith(option + "="))
        .map(each -> each.substring(option.length() + 1))
        .findFirst()
        .orElseThrow(() -> new AssertionError(command + " has no " + option));
  }

  /** All values of an option of the calls of an operation. */
  private static Set<String> values(List<List<String>> calls, String operation, String option) {
    Set<String> values = new TreeSet<>();
    for (List<String> call : calls) {
      if (call.get(1).equals(operation)) {
        values.add(call.get(call.indexOf(option) + 1));
      }
    }
    return values;
  }

  private static String one(List<List<String>> calls, String operation, String option) {
    Set<String> values = values(calls, operation, option);
    assertThat(values).as(operation + " " + option).hasSize(1);
    return values.iterator().next();
  }

  private static String last(String url) {
    return last(url, '/');
  }

  private static String last(String text, char separator) {
    return text.substring(text.lastIndexOf(separator) + 1);
  }

  private static JsonNode json(String text) throws IOException {
    return new ObjectMapper().readTree(text);
  }
}
