package io.uploadlens.infra;

import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.databind.ObjectMapper;
import io.uploadlens.config.ApplicationProperties;
import io.uploadlens.config.JobConfig;
import io.uploadlens.config.JobOptions;
import io.uploadlens.config.OptionGroup;
import io.uploadlens.config.Setting;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Clock;
import java.time.Duration;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;
import java.util.stream.Collectors;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** The settings that {@code job.yaml} gives the job are settings that the job takes. */
class JobTemplateTest {

  @TempDir private Path directory;

  @Test
  void theJobTakesTheSettingsOfTheDefaults() throws IOException {
    JobConfig config = accepted(new JobStack());
    assertThat(config.warnings()).isEmpty();
    assertThat(config.aws().region()).isEqualTo("eu-central-1");
    assertThat(config.sqsSource().orElseThrow().queueUrls())
        .containsExactly("https://sqs.eu-central-1.amazonaws.com/000000000000/uploadlens-uploads");
    assertThat(config.kinesisSource()).isEmpty();
    assertThat(config.sinks().deliveryStream()).contains("uploadlens-aggregates");
    assertThat(config.sinks().archivePath().orElseThrow()).hasToString("s3a://results/archive");
    assertThat(config.sinks().deadLetterQueueUrl()).endsWith("/uploadlens-dead");
  }

  @Test
  void theJobTakesTheSettingsWithEverythingOn() throws IOException {
    JobConfig config = accepted(new JobStack().withAll());
    assertThat(config.warnings()).isEmpty();
    assertThat(config.sqsSource().orElseThrow().queueUrls()).hasSize(2);
    assertThat(config.kinesisSource().orElseThrow().streamName()).isEqualTo("uploadlens-uploads");
  }

  @Test
  void theJobTakesTheSettingsWithLittle() throws IOException {
    JobConfig config =
        accepted(
            new JobStack()
                .with("Archive", "false")
                .with("StreamName", "s")
                .with("Windows", "TUMBLE(size 1 min); CUMULATE(size 1 d, step 1 h)"));
    assertThat(config.sinks().archivePath()).isEmpty();
    assertThat(config.analytics().windows()).hasSize(2);
  }

  @Test
  void everyGroupAndKeyIsTheJobsAndEveryRequiredOneIsThere() {
    Map<String, Map<String, String>> groups = groups(new JobStack().withAll().evaluation());
    Map<String, OptionGroup> known =
        JobOptions.groups().stream().collect(Collectors.toMap(OptionGroup::id, group -> group));
    groups.forEach(
        (id, entries) -> {
          assertThat(known).as("group " + id).containsKey(id);
          List<Setting<?>> settings = known.get(id).settings();
          assertThat(settings.stream().map(Setting::key))
              .as("keys of " + id)
              .containsAll(entries.keySet());
          assertThat(entries.keySet())
              .as("keys of " + id)
              .containsAll(
                  settings.stream()
                      .filter(Setting::isRequired)
                      .map(Setting::key)
                      .collect(Collectors.toList()));
        });
    assertThat(groups.keySet())
        .as("a group that the template leaves out would never be switched on")
        .containsExactlyInAnyOrderElementsOf(known.keySet());
  }

  @Test
  void whatTheTemplateSetsByDefaultIsTheJobsOwnDefault() {
    Map<String, String> different = new TreeMap<>();
    groups(new JobStack().evaluation())
        .forEach(
            (id, entries) ->
                JobOptions.settings()
                    .filter(setting -> setting.group().equals(id))
                    .filter(setting -> setting.defaultText() != null)
                    .filter(setting -> entries.containsKey(setting.key()))
                    .filter(setting -> !setting.defaultText().equals(entries.get(setting.key())))
                    .forEach(setting -> different.put(setting.name(), entries.get(setting.key()))));
    assertThat(different).isEmpty();
  }

  @Test
  void sinksWriteWhereTheRoleMayAndTheTablesLook() {
    Evaluation stack = new JobStack().evaluation();
    Map<String, Map<String, String>> groups = groups(stack);
    List<String> paths =
        List.of(
            groups.get("archive-sink").get("path"),
            groups.get("late-sink").get("path"),
            groups.get("dead-letter-sink").get("overflow-path"));
    assertThat(new Policies(stack, "Role").resourcesOf("s3:PutObject"))
        .containsExactlyInAnyOrderElementsOf(
            paths.stream()
                .map(path -> path.replaceFirst("^s3a://", "arn:aws:s3:::") + "/*")
                .collect(Collectors.toList()));
    String bucket = "s3a://results";
    assertThat(GlueTable.named("archive").location())
        .isEqualTo(paths.get(0).replace(bucket, "s3://<Results>") + "/");
    assertThat(GlueTable.named("late_events").location())
        .isEqualTo(paths.get(1).replace(bucket, "s3://<Results>") + "/");
    assertThat(paths.get(2)).as("where a rule removes them").isEqualTo(bucket + "/dead-letter");
  }

  @Test
  void aNewStreamIsReadFromItsBeginning() {
    // LATEST, the job's default, would leave out what came before the first start.
    assertThat(groups(new JobStack().withAll().evaluation()).get("kinesis-source"))
        .containsEntry("initial-position", "TRIM_HORIZON")
        .containsEntry("efo-consumer-name", "uploadlens");
    assertThat(groups(new JobStack().with("StreamName", "s").evaluation()).get("kinesis-source"))
        .containsEntry("read-mode", "POLLING")
        .doesNotContainKey("efo-consumer-name");
  }

  @Test
  void g3AnUpdateTakesASnapshotAndCheckpointsAreShort() {
    Evaluation stack = new JobStack().evaluation();
    assertThat(setting(stack, "ApplicationSnapshotConfiguration", "SnapshotsEnabled"))
        .isEqualTo("true");
    assertThat(setting(stack, "ApplicationSystemRollbackConfiguration", "RollbackEnabled"))
        .isEqualTo("true");
    assertThat(checkpoints(stack, "ConfigurationType")).isEqualTo("CUSTOM");
    assertThat(checkpoints(stack, "CheckpointingEnabled")).isEqualTo("true");
    assertThat(checkpoints(stack, "CheckpointInterval")).isEqualTo("10000");
    assertThat(checkpoints(stack, "MinPauseBetweenCheckpoints")).isEqualTo("5000");
    assertThat(String.valueOf(stack.properties("Application").get("RuntimeEnvironment")))
        .isEqualTo("FLINK-1_20");
  }

  @Test
  void sizeScalingAndMonitoringAreWhatTheParametersSay() {
    Evaluation stack =
        new JobStack()
            .with("Parallelism", "6")
            .with("ParallelismPerKpu", "2")
            .with("MetricsLevel", "TASK")
            .with("LogLevel", "WARN")
            .evaluation();
    assertThat(setting(stack, "FlinkApplicationConfiguration", "ParallelismConfiguration"))
        .isEqualTo(
            "{ConfigurationType=CUSTOM, Parallelism=6, ParallelismPerKPU=2, AutoScalingEnabled=false}");
    assertThat(setting(stack, "FlinkApplicationConfiguration", "MonitoringConfiguration"))
        .isEqualTo("{ConfigurationType=CUSTOM, MetricsLevel=TASK, LogLevel=WARN}");
  }

  /** Managed Flink makes neither the group nor the stream that it is to log to. */
  @Test
  void itLogsToAStreamThatIsMadeAndThatItMayWrite() {
    Evaluation stack = new JobStack().evaluation();
    Object log =
        Template.follow(stack.properties("Logging"), "CloudWatchLoggingOption", "LogStreamARN");
    assertThat(log.toString()).endsWith(":log-group:<Log>:log-stream:<LogStream>");
    assertThat(stack.properties("LogStream")).containsEntry("LogGroupName", "<Log>");
    assertThat(new Policies(stack, "Role").resourcesOf("logs:PutLogEvents"))
        .containsExactly(log.toString());
  }

  private static String checkpoints(Evaluation stack, String key) {
    return setting(stack, "FlinkApplicationConfiguration", "CheckpointConfiguration", key);
  }

  private static String setting(Evaluation stack, Object... path) {
    return String.valueOf(Template.follow(configuration(stack), path));
  }

  private static Object configuration(Evaluation stack) {
    return stack.properties("Application").get("ApplicationConfiguration");
  }

  private static Map<String, Map<String, String>> groups(Evaluation stack) {
    Map<String, Map<String, String>> groups = new TreeMap<>();
    for (Object group : propertyGroups(stack)) {
      Map<String, String> entries = new TreeMap<>();
      Template.map(Template.follow(group, "PropertyMap"), group)
          .forEach((key, value) -> entries.put(key, value.toString()));
      assertThat(groups.put(Template.follow(group, "PropertyGroupId").toString(), entries))
          .isNull();
    }
    return groups;
  }

  private static List<Object> propertyGroups(Evaluation stack) {
    return Template.list(
        Template.follow(configuration(stack), "EnvironmentProperties", "PropertyGroups"), "groups");
  }

  /** As the service would hand them over; the file's form has the service's limits too. */
  private JobConfig accepted(JobStack stack) throws IOException {
    List<Map<String, Object>> list =
        groups(stack.evaluation()).entrySet().stream()
            .map(
                group ->
                    Map.<String, Object>of(
                        "PropertyGroupId", group.getKey(), "PropertyMap", group.getValue()))
            .collect(Collectors.toList());
    Path file = directory.resolve("properties.json");
    Files.writeString(file, new ObjectMapper().writeValueAsString(list));
    ApplicationProperties properties =
        ApplicationProperties.load(new String[] {"--config", file.toString()}, true);
    JobConfig config = JobConfig.of(properties, Map.of(), Clock.systemUTC());
    assertThat(config.analytics().allowedLateness()).isEqualTo(Duration.ofHours(1));
    return config;
  }
}
