package io.uploadlens.config;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.assertj.core.api.Assertions.entry;

import com.amazonaws.services.kinesisanalytics.runtime.KinesisAnalyticsRuntime;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Map;
import java.util.Properties;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

class ApplicationPropertiesTest {

  private static final String ONE_GROUP =
      "[{\"PropertyGroupId\": \"analytics\", \"PropertyMap\": {\"shards\": \"8\"}}]";

  @TempDir Path directory;

  @Test
  void readsTheFileThatTheCommandLineNames() throws IOException {
    Path file = write(ONE_GROUP);
    for (String[] args : new String[][] {{"--config", file.toString()}, {"--config=" + file}}) {
      ApplicationProperties properties = ApplicationProperties.load(args, false);
      assertThat(properties.groups()).containsExactly(entry("analytics", Map.of("shards", "8")));
      assertThat(properties.source()).isEqualTo("the file " + file);
      assertThat(properties.problems()).isEmpty();
    }
  }

  @Test
  void theCommandLineSetsSingleValuesOverTheFile() throws IOException {
    ApplicationProperties properties =
        load(ONE_GROUP, "--analytics.shards=16", "--sqs-source.queue-urls=http://a/b?x=y");
    assertThat(properties.groups())
        .containsOnly(
            entry("analytics", Map.of("shards", "16")),
            entry("sqs-source", Map.of("queue-urls", "http://a/b?x=y")));
    assertThat(properties.source()).endsWith("and the command line");
    assertThat(properties.problems()).isEmpty();
  }

  @Test
  void g7AFileThatIsNotThereIsNamed() {
    Path missing = directory.resolve("nowhere.json");
    assertThatThrownBy(
            () ->
                ApplicationProperties.load(
                    new String[] {"--config", missing.toString(), "what"}, true))
        .isInstanceOf(InvalidSettingsException.class)
        .hasMessageContaining("there is no such file (looked for at " + missing.toAbsolutePath())
        .hasMessageContaining("argument 3 of the command line");
  }

  @ParameterizedTest
  @ValueSource(
      strings = {
        "",
        "[{\"PropertyGroupId\": \"aws\", \"PropertyMap\": {\"secret-access-key\": hunter2}}]",
        "[{\"PropertyGroupId\": \"a\", \"PropertyMap\": {\"hunter2\": \"1\", \"hunter2\": \"2\"}}]",
        "[] hunter2",
      })
  void g7AFileThatIsNotJsonIsRefusedWithoutQuotingIt(String content) throws IOException {
    Path file = write(content);
    if (content.isEmpty()) {
      assertThat(load(content).problems()).singleElement().asString().contains("JSON array");
      return;
    }
    assertThatThrownBy(() -> load(content))
        .isInstanceOf(InvalidSettingsException.class)
        .hasMessageContaining("the file " + file)
        .hasMessageContaining("it is not JSON, or gives a key twice, at line 1, column ")
        .hasMessageNotContaining("hunter2");
  }

  @ParameterizedTest
  @ValueSource(
      strings = {
        "{}",
        "[1]",
        "[{\"PropertyGroupId\": \"a\"}]",
        "[{\"PropertyMap\": {}}]",
        "[{\"PropertyGroupId\": 1, \"PropertyMap\": {}}]",
        "[{\"PropertyGroupId\": \"a\", \"PropertyMap\": []}]",
        "[{\"PropertyGroupId\": \"a\", \"PropertyMap\": {}, \"Comment\": \"x\"}]",
      })
  void g7AFileOfAnotherFormIsAProblem(String content) throws IOException {
    assertThat(load(content).problems())
        .singleElement()
        .asString()
        .contains("must be a JSON array of objects {\"PropertyGroupId\"");
  }

  @Test
  void g7ValuesAreStringsAndGroupsAreThereOnce() throws IOException {
    assertThat(
            load("[{\"PropertyGroupId\": \"a\", \"PropertyMap\": {\"n\": 1, \"x\": \"y\"}}]")
                .problems())
        .containsExactly("a.n is not a JSON string: every value must be one, numbers too");
    assertThat(
            load("[{\"PropertyGroupId\": \"a\", \"PropertyMap\": {}},"
                    + "{\"PropertyGroupId\": \"a\", \"PropertyMap\": {}}]")
                .problems())
        .containsExactly("element 2 of the file: the property group a is there twice");
  }

  @Test
  void g7TheLimitsOfTheServiceHoldLocallyToo() throws IOException {
    StringBuilder groups = new StringBuilder();
    StringBuilder entries = new StringBuilder();
    for (int i = 0; i < 51; i++) {
      entries.append(i == 0 ? "" : ",").append("\"k").append(i).append("\": \"v\"");
    }
    for (int i = 0; i < 48; i++) {
      groups.append(",{\"PropertyGroupId\": \"g").append(i).append("\", \"PropertyMap\": {}}");
    }
    String content =
        ("[{'PropertyGroupId': 'many', 'PropertyMap': {"
                + entries
                + "}},"
                + "{'PropertyGroupId': 'with space', 'PropertyMap': {}},"
                + ("{'PropertyGroupId': 'long', 'PropertyMap': {'v': '"
                    + "v".repeat(2049)
                    + "',"
                    + " 'empty': '', 'just': '"
                    + "v".repeat(2048)
                    + "'}}")
                + groups
                + "]")
            .replace('\'', '"');
    assertThat(load(content).problems())
        .containsExactlyInAnyOrder(
            "there are 51 property groups; Managed Service for Apache Flink takes at most 50",
            "the property group many has 51 entries; Managed Service for Apache Flink takes at"
                + " most 50",
            "the property group id of 10 characters that starts with \"with space\": must be 1 to"
                + " 50 letters, digits, _ . -",
            "long.v has a value of 2049 characters: must be 1 to 2048",
            "long.empty has a value of 0 characters: must be 1 to 2048");
  }

  @Test
  void g7ArgumentsThatAreNotUnderstoodAreToldByTheirPlace() {
    CommandLine parsed =
        CommandLine.parse(
            "hunter2", "--x=hunter2", "--aws.secret-access-key", "--a.b=1", "--a.b=2", "--config");
    assertThat(parsed.problems())
        .hasSize(5)
        .noneMatch(it -> it.contains("hunter2"))
        .anyMatch(it -> it.startsWith("argument 1 of the command line is not understood"))
        .anyMatch(it -> it.startsWith("argument 2 "))
        .anyMatch(it -> it.startsWith("argument 3 "))
        .contains("a.b is on the command line twice")
        .anyMatch(it -> it.startsWith("--config names no file"));
    assertThat(CommandLine.parse("--config=a", "--config=b").problems())
        .containsExactly("--config is there twice; settings come from one file");
  }

  @Test
  void g7ProblemsOfTheFormAreToldTogetherWithThoseOfTheValues() throws IOException {
    ApplicationProperties properties = load(ONE_GROUP.replace("8", "0"), "oops");
    assertThatThrownBy(() -> JobConfig.of(properties, Map.of(), Settings.CLOCK))
        .hasMessageContaining("argument 3 of the command line")
        .hasMessageContaining("analytics.shards = \"0\"")
        .hasMessageContaining("no source is set");
  }

  @Test
  void readsWhatTheRuntimeOfManagedFlinkReads() throws IOException {
    Map<String, Properties> runtime =
        KinesisAnalyticsRuntime.getApplicationProperties(write(ONE_GROUP).toString());
    ApplicationProperties properties =
        ApplicationProperties.ofRuntime(
            "the runtime", runtime, CommandLine.parse("--analytics.shards=9"));
    assertThat(properties.groups()).containsExactly(entry("analytics", Map.of("shards", "9")));
    assertThat(properties.source()).isEqualTo("the runtime and the command line");
  }

  @Test
  void g7NothingFromTheRuntimeIsToldSinceItIsSilentItself() {
    // In a test as anywhere outside the service the runtime's file is missing.
    assertThatThrownBy(() -> ApplicationProperties.load(new String[] {}, false))
        .isInstanceOf(InvalidSettingsException.class)
        .hasMessageContaining("the runtime properties of Managed Service for Apache Flink")
        .hasMessageContaining("there are none: either the application has no property groups")
        .hasMessageContaining("--config FILE");
  }

  private ApplicationProperties load(String content, String... more) throws IOException {
    String[] args = new String[more.length + 2];
    args[0] = "--config";
    args[1] = write(content).toString();
    System.arraycopy(more, 0, args, 2, more.length);
    return ApplicationProperties.load(args, true);
  }

  private Path write(String content) throws IOException {
    return Files.writeString(directory.resolve("properties.json"), content);
  }
}
