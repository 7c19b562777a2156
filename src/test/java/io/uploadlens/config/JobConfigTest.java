package io.uploadlens.config;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.assertj.core.api.Assertions.catchThrowableOfType;

import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.Test;

/** What the settings must be together (guarantee G7). */
class JobConfigTest {

  private static final String QUEUE = "https://sqs.eu-central-1.amazonaws.com/000000000000/";

  @Test
  void g7EveryProblemIsInOneMessage() {
    Settings settings =
        Settings.complete()
            .with("sqs-source.visibility-timeout", "5 parsecs")
            .with("sqs-source.queue-url", "x")
            .with("sinks.path", "x")
            .with("kinesis-source.efo-consumer-name", "lens")
            .without("late-sink.path")
            .withoutGroup("dead-letter-sink");
    assertThatThrownBy(settings::read)
        .isInstanceOf(InvalidSettingsException.class)
        .hasMessageStartingWith("The job does not start: 7 problems with its settings, which come")
        .hasMessageContaining(
            "sqs-source.visibility-timeout = \"5 parsecs\": must be a duration from 10 s to 12 h,"
                + " with its unit (ms, s, min, h, d), in whole seconds")
        .hasMessageContaining(
            "sqs-source.queue-url is unknown; did you mean sqs-source.queue-urls? The group has:"
                + " queue-urls, visibility-timeout,")
        .hasMessageContaining("the property group \"sinks\" is unknown")
        .hasMessageContaining(
            "kinesis-source.efo-consumer-name = \"lens\": is for kinesis-source.read-mode EFO"
                + " alone, and that is POLLING")
        .hasMessageContaining("late-sink.path is not set: must be an absolute path")
        .hasMessageContaining(
            "dead-letter-sink.queue-url is not set, and without it a message that can't be decoded"
                + " would be lost: must be a queue URL")
        .hasMessageContaining("dead-letter-sink.overflow-path is not set, and without it")
        .hasMessageEndingWith("conf/options.md");
  }

  @Test
  void g7NoSourceIsAProblem() {
    assertThat(
            problems(Settings.complete().withoutGroup("sqs-source").withoutGroup("kinesis-source")))
        .singleElement()
        .asString()
        .startsWith("no source is set")
        .contains("sqs-source", "kinesis-source");
  }

  @Test
  void eitherSourceAloneIsEnough() {
    assertThat(Settings.complete().withoutGroup("sqs-source").read().sqsSource()).isEmpty();
    assertThat(Settings.complete().withoutGroup("kinesis-source").read().kinesisSource()).isEmpty();
  }

  @Test
  void g7NoSinkIsAProblem() {
    assertThat(
            problems(
                Settings.complete().withoutGroup("firehose-sink").withoutGroup("archive-sink")))
        .singleElement()
        .asString()
        .startsWith("no sink is set, so no result would leave the job")
        .contains("firehose-sink", "archive-sink");
  }

  @Test
  void eitherSinkAloneIsEnough() {
    assertThat(Settings.complete().withoutGroup("archive-sink").read().sinks().archivePath())
        .isEmpty();
    JobConfig archiveOnly = Settings.complete().withoutGroup("firehose-sink").read();
    assertThat(archiveOnly.sinks().deliveryStream()).isEmpty();
    assertThat(archiveOnly.warnings())
        .singleElement()
        .asString()
        .contains("firehose-sink", "go nowhere");
  }

  @Test
  void g7TheLateOutputIsNeededSinceALateEventWouldBeLost() {
    assertThat(problems(Settings.complete().withoutGroup("late-sink")))
        .singleElement()
        .asString()
        .startsWith("late-sink.path is not set, and without it an event that comes too late");
  }

  @Test
  void g7AGroupThatIsThereAndEmptyMissesWhatItNeeds() {
    assertThat(problems(Settings.complete().withoutGroup("archive-sink").withGroup("archive-sink")))
        .singleElement()
        .asString()
        .startsWith("archive-sink.path is not set: must be");
  }

  @Test
  void theRegionComesFromTheEnvironmentWhereItIsNotSet() {
    Settings settings = Settings.complete().withoutGroup("aws");
    Map<String, String> both =
        Map.of("AWS_REGION", "eu-central-1", "AWS_DEFAULT_REGION", "us-east-1");
    assertThat(settings.read(both).aws().region()).isEqualTo("eu-central-1");
    assertThat(settings.read(Map.of("AWS_DEFAULT_REGION", "eu-central-1")).aws().region())
        .isEqualTo("eu-central-1");
    assertThat(Settings.complete().read(Map.of("AWS_REGION", "us-east-1")).aws().region())
        .isEqualTo("eu-central-1");
  }

  @Test
  void g7ABadRegionInTheEnvironmentIsNamedWithItsVariable() {
    Settings settings = Settings.complete().withoutGroup("aws");
    assertThatThrownBy(() -> settings.read(Map.of("AWS_REGION", "Frankfurt")))
        .hasMessageContaining(
            "aws.region is not set, and the environment variable AWS_REGION = \"Frankfurt\" is"
                + " none: must be the id of an AWS region");
  }

  @Test
  void g7CredentialsAreGivenTogether() {
    assertThat(problems(Settings.complete().with("aws.access-key-id", "id")))
        .containsExactly(
            "aws.access-key-id is set and aws.secret-access-key is not: set both, or none to use"
                + " the role of the application");
    assertThat(problems(Settings.complete().with("aws.secret-access-key", "hunter2")))
        .singleElement()
        .asString()
        .startsWith("aws.secret-access-key is set and aws.access-key-id is not")
        .doesNotContain("hunter2");
  }

  @Test
  void g7ATimestampGoesWithAtTimestampAndWithNothingElse() {
    assertThat(
            problems(Settings.complete().with("kinesis-source.initial-position", "AT_TIMESTAMP")))
        .singleElement()
        .asString()
        .startsWith(
            "kinesis-source.initial-timestamp is not set, and kinesis-source.initial-position ="
                + " \"AT_TIMESTAMP\" needs it: must be an ISO-8601 time");
    assertThat(
            problems(
                Settings.complete()
                    .with("kinesis-source.initial-timestamp", "2026-11-01T00:00:00Z")))
        .singleElement()
        .asString()
        .contains("is for kinesis-source.initial-position AT_TIMESTAMP alone, and that is LATEST");
  }

  @Test
  void g7AConsumerNameGoesWithEnhancedFanOutAndAPollIntervalDoesNot() {
    assertThat(problems(Settings.complete().with("kinesis-source.read-mode", "EFO")))
        .singleElement()
        .asString()
        .startsWith("kinesis-source.efo-consumer-name is not set, and kinesis-source.read-mode");
    assertThat(
            problems(
                Settings.complete()
                    .with("kinesis-source.read-mode", "EFO")
                    .with("kinesis-source.efo-consumer-name", "lens")
                    .with("kinesis-source.poll-interval", "1 s")))
        .singleElement()
        .asString()
        .startsWith("kinesis-source.poll-interval = \"1 s\": does nothing with")
        .contains("kinesis-source.read-mode = \"EFO\"");
  }

  @Test
  void g7ABadChoiceIsToldOnceAndNotAgainAsAContradiction() {
    assertThat(
            problems(
                Settings.complete()
                    .with("kinesis-source.initial-position", "FIRST")
                    .with("kinesis-source.initial-timestamp", "2026-11-01T00:00:00Z")))
        .containsExactly(
            "kinesis-source.initial-position = \"FIRST\": must be one of LATEST, TRIM_HORIZON,"
                + " AT_TIMESTAMP");
  }

  @Test
  void g7PayloadsThatAreNotReadAreNotDeletedEither() {
    assertThat(problems(Settings.complete().with("sqs-source.payload.delete", "true")))
        .containsExactly(
            "sqs-source.payload.delete = \"true\": no payload is read, so none would be deleted:"
                + " take it out, or set sqs-source.payload.buckets");
  }

  @Test
  void g7TheVisibilityOfAFifoQueueIsMoreThanTwiceTheWaitOfAReceive() {
    Settings tight = Settings.complete().with("sqs-source.visibility-timeout", "40 s");
    assertThat(problems(tight.with("sqs-source.queue-urls", QUEUE + "up.fifo")))
        .containsExactly(
            "sqs-source.visibility-timeout = 40 s is not more than twice sqs-source.receive-wait"
                + " = 20 s, which counts as part of it for the FIFO queue "
                + QUEUE
                + "up.fifo: must be more");
    assertThat(
            problems(
                tight
                    .with("sqs-source.visibility-timeout", "41 s")
                    .with("sqs-source.max-in-flight", "9")))
        .singleElement()
        .asString()
        .startsWith("sqs-source.max-in-flight");
  }

  @Test
  void g7TheMemoryOfPayloadsHoldsTheLargest() {
    assertThat(problems(Settings.complete().with("sqs-source.payload.max-size", "65 mb")))
        .containsExactly(
            "sqs-source.payload.max-memory: 64 mb do not hold one payload of"
                + " sqs-source.payload.max-size, 65 mb: must be at least that");
  }

  @Test
  void g7TheDeadLetterQueueIsNoneOfTheSourceQueues() {
    assertThat(problems(Settings.complete().with("dead-letter-sink.queue-url", QUEUE + "up")))
        .singleElement()
        .asString()
        .startsWith("dead-letter-sink.queue-url = \"" + QUEUE + "up\": is one of sqs-source.queue");
    // The same queue under its legacy URL.
    assertThat(
            problems(
                Settings.complete()
                    .with(
                        "dead-letter-sink.queue-url",
                        "https://eu-central-1.queue.amazonaws.com/000000000000/up")))
        .singleElement()
        .asString()
        .contains("its own dead letters");
  }

  @Test
  void g7AQueueIsNotReadTwice() {
    assertThat(
            problems(
                Settings.complete()
                    .with("sqs-source.queue-urls", QUEUE + "up;" + QUEUE + "a;" + QUEUE + "up")))
        .containsExactly("sqs-source.queue-urls: the queue " + QUEUE + "up is there twice");
  }

  @Test
  void g7QueuesAndStreamsAreInTheRegion() {
    assertThat(
            problems(
                Settings.complete()
                    .with(
                        "sqs-source.queue-urls",
                        "https://sqs.us-east-1.amazonaws.com/000000000000/up")
                    .with(
                        "kinesis-source.stream",
                        "arn:aws:kinesis:us-east-1:000000000000:stream/uploads")))
        .hasSize(2)
        .allSatisfy(it -> assertThat(it).contains("us-east-1", "aws.region = \"eu-central-1\""));
  }

  @Test
  void g7ASourceTellsMoreOftenThatItIsEmptyThanItIsTakenForSilent() {
    assertThat(
            problems(
                Settings.complete()
                    .with("watermarks.idle-timeout", "2 s")
                    .with("sqs-source.backlog-interval", "2 s")))
        .singleElement()
        .asString()
        .contains("sqs-source.backlog-interval", "is not less than watermarks.idle-timeout");
    assertThat(problems(Settings.complete().with("sqs-source.backlog-interval", "5 min")))
        .as("against the default, which nobody set")
        .singleElement()
        .asString()
        .contains("= 5 min is not less than watermarks.idle-timeout = 1 min");
    assertThat(
            problems(
                Settings.complete()
                    .with("watermarks.idle-timeout", "1 s")
                    .with("sqs-source.backlog-interval", "1 s")
                    .with("kinesis-source.poll-interval", "30 s")))
        .hasSize(2);
  }

  @Test
  void g7AQueueThatIsNotOnAwsNeedsAnEndpoint() {
    Settings settings =
        Settings.complete().with("sqs-source.queue-urls", "http://127.0.0.1:9324/queue/up");
    assertThat(problems(settings))
        .singleElement()
        .asString()
        .contains("http://127.0.0.1:9324/queue/up is not on AWS", "set aws.endpoint-sqs");
    assertThat(settings.with("aws.endpoint-sqs", "http://127.0.0.1:9324").read().sqsSource())
        .isPresent();
  }

  @Test
  void g7QueueUrlsOfEveryKindOfEndpointTellTheirRegion() {
    assertThat(
            List.of(
                "https://sqs.eu-central-1.amazonaws.com/000000000000/up",
                "https://sqs-fips.eu-central-1.amazonaws.com/000000000000/up",
                "https://sqs.eu-central-1.api.aws/000000000000/up",
                "https://eu-central-1.queue.amazonaws.com/000000000000/up",
                "https://vpce-1-2.sqs.eu-central-1.vpce.amazonaws.com/000000000000/up",
                "https://sqs.eu-central-1.amazonaws.com.cn/000000000000/up"))
        .allSatisfy(it -> assertThat(TextForms.regionOfQueue(it)).contains("eu-central-1"));
  }

  @Test
  void g7NoOutputLiesInAnother() {
    assertThat(problems(Settings.complete().with("late-sink.path", "s3://bucket/archive/late/")))
        .singleElement()
        .asString()
        .startsWith("archive-sink.path = \"s3a://bucket/archive\" and late-sink.path =")
        .endsWith("must be separate directories");
    assertThat(Settings.complete().with("late-sink.path", "s3a://bucket/archive-late").read())
        .isNotNull();
    assertThat(problems(Settings.complete().with("late-sink.path", "s3a://bucket"))).hasSize(2);
  }

  @Test
  void g7AWrongWindowIsToldWithItsPlaceAndWhatIsAllowed() {
    assertThat(
            problems(
                Settings.complete()
                    .with("analytics.windows", "TUMBLE(size 1 min); HOP(size 1 h, slide 7 min)")))
        .singleElement()
        .asString()
        .startsWith(
            "analytics.windows = \"TUMBLE(size 1 min); HOP(size 1 h, slide 7 min)\": slide is 7 min,"
                + " which does not divide the size, 1 h, without a rest (at character 21,"
                + " \"HOP(size 1 h, slide 7 min)\"): must be 1 to 16 different specifications");
  }

  @Test
  void g7PrefixesThatHaveRowsAreToldApart() {
    assertThat(
            problems(
                Settings.complete()
                    .with("analytics.max-prefixes", "101")
                    .with("analytics.max-groups", "100")))
        .containsExactly(
            "analytics.max-groups = 100 is less than analytics.max-prefixes = 101, so a level with"
                + " that many prefixes would not be told apart and have one row: must be at least as"
                + " much");
    assertThat(Settings.complete().with("analytics.max-groups", "100").read()).isNotNull();
  }

  @Test
  void g7UnknownKeysNeverShowTheirValueAndAreGuessed() {
    List<String> problems =
        problems(
            Settings.complete()
                .with("aws.secretAccesKey", "hunter2")
                .with("sqs-source.idle-timeout", "hunter2")
                .with("analitics.shards", "hunter2")
                .with("analytics.window-size", "hunter2")
                .with("analytics.zzz", "hunter2"));
    assertThat(problems).hasSize(5).noneMatch(it -> it.contains("hunter2"));
    assertThat(problems)
        .anyMatch(it -> it.contains("did you mean aws.secret-access-key?"))
        .anyMatch(it -> it.contains("did you mean watermarks.idle-timeout?"))
        .anyMatch(it -> it.contains("\"analitics\" is unknown; did you mean analytics?"))
        .anyMatch(it -> it.startsWith("analytics.zzz is unknown. The group has: windows, "))
        .anyMatch(
            it -> it.contains("analytics.window-size is unknown; did you mean analytics.windows?"));
  }

  @Test
  void secretsAreNeitherInMessagesNorInTexts() {
    Settings settings =
        Settings.complete()
            .with("aws.access-key-id", "hunter1")
            .with("aws.secret-access-key", "hunter2");
    assertThat(settings.read().aws().secretAccessKey()).isEqualTo("hunter2");
    assertThat(settings.read().aws().toString()).doesNotContain("hunter");
    assertThat(settings.properties().toString()).doesNotContain("hunter");
    assertThatThrownBy(() -> settings.with("aws.region", "x").read())
        .hasMessageNotContaining("hunter");
  }

  private static List<String> problems(Settings settings) {
    InvalidSettingsException thrown =
        catchThrowableOfType(settings::read, InvalidSettingsException.class);
    assertThat(thrown).as("an InvalidSettingsException").isNotNull();
    return thrown.problems();
  }
}
