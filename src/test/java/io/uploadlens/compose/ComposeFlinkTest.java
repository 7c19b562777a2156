package io.uploadlens.compose;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.uploadlens.localaws.LocalAws;
import java.lang.reflect.Field;
import java.lang.reflect.Modifier;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import org.apache.flink.configuration.CheckpointingOptions;
import org.apache.flink.configuration.ConfigOption;
import org.apache.flink.configuration.Configuration;
import org.apache.flink.configuration.CoreOptions;
import org.apache.flink.configuration.GlobalConfiguration;
import org.apache.flink.configuration.JobManagerOptions;
import org.apache.flink.configuration.MemorySize;
import org.apache.flink.configuration.MetricOptions;
import org.apache.flink.configuration.RestOptions;
import org.apache.flink.configuration.RestartStrategyOptions;
import org.apache.flink.configuration.StateBackendOptions;
import org.apache.flink.configuration.TaskManagerOptions;
import org.apache.flink.metrics.prometheus.PrometheusPushGatewayReporterOptions;
import org.apache.flink.metrics.reporter.MetricReporterFactory;
import org.apache.flink.runtime.clusterframework.TaskExecutorProcessSpec;
import org.apache.flink.runtime.clusterframework.TaskExecutorProcessUtils;
import org.apache.flink.runtime.jobmanager.JobManagerProcessUtils;
import org.apache.flink.runtime.util.bash.FlinkConfigLoader;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** The Flink settings of {@code docker-compose.yml} are Flink's. */
class ComposeFlinkTest {

  private static final List<Class<?>> OPTIONS =
      List.of(
          CheckpointingOptions.class,
          CoreOptions.class,
          JobManagerOptions.class,
          RestOptions.class,
          RestartStrategyOptions.class,
          StateBackendOptions.class,
          TaskManagerOptions.class);

  private static final String REPORTER = "metrics.reporter.prom.";

  /** Either beginning is that of Flink's S3 file system. */
  private static final Pattern S3_KEY = Pattern.compile("^(s3|fs\\.s3a)\\.");

  private final Map<String, String> settings = FlinkProperties.ofCompose();

  @Test
  void everySettingIsAnOptionOfFlinksWithAValueThatItTakes() throws Exception {
    Map<String, ConfigOption<?>> known = knownOptions();
    Configuration configuration = Configuration.fromMap(settings);
    for (String key : settings.keySet()) {
      if (!S3_KEY.matcher(key).find() && !key.startsWith(REPORTER)) {
        assertThat(known).containsKey(key);
        assertThat(configuration.get(known.get(key))).as(key).isNotNull();
      }
    }
    assertThatThrownBy(
            () ->
                Configuration.fromMap(Map.of("execution.checkpointing.timeout", "60 parsecs"))
                    .get(known.get("execution.checkpointing.timeout")))
        .as("the check of a value")
        .isInstanceOf(IllegalArgumentException.class);
  }

  private static Map<String, ConfigOption<?>> knownOptions() throws IllegalAccessException {
    Map<String, ConfigOption<?>> known = new TreeMap<>();
    for (Class<?> options : OPTIONS) {
      for (Field field : options.getFields()) {
        if (Modifier.isStatic(field.getModifiers()) && field.getType() == ConfigOption.class) {
          ConfigOption<?> option = (ConfigOption<?>) field.get(null);
          known.put(option.key(), option);
        }
      }
    }
    return known;
  }

  /**
   * With the code that the image's entry point calls. A key that is another's beginning, such as
   * s3.endpoint and s3.endpoint.region, has no place in the tree that it writes.
   */
  @Test
  void theImagesEntryPointWritesTheSettingsIntoItsConfiguration(@TempDir Path conf)
      throws Exception {
    Files.write(
        conf.resolve("config.yaml"),
        List.of(
            "env:",
            "  java:",
            "    opts:",
            "      all: --add-exports=java.base/sun.net.util=ALL-UNNAMED",
            "jobmanager:",
            "  bind-host: 0.0.0.0",
            "  rpc:",
            "    address: localhost",
            "    port: 6123",
            "  memory:",
            "    process:",
            "      size: 1600m",
            "taskmanager:",
            "  bind-host: 0.0.0.0",
            "  numberOfTaskSlots: 1",
            "  memory:",
            "    process:",
            "      size: 1728m",
            "parallelism:",
            "  default: 1",
            "rest:",
            "  address: 0.0.0.0",
            "  bind-address: 0.0.0.0"));
    List<String> arguments = new ArrayList<>(List.of("--configDir", conf.toString()));
    settings.forEach((key, value) -> arguments.add("-D" + key + "=" + value));

    Files.write(
        conf.resolve("config.yaml"),
        FlinkConfigLoader.loadAndModifyConfiguration(arguments.toArray(new String[0])));

    assertThat(GlobalConfiguration.loadConfiguration(conf.toString()).toMap())
        .containsAllEntriesOf(settings)
        .containsEntry("rest.bind-address", "0.0.0.0");
  }

  @Test
  void theMemoryOfTheProcessesAddsUp() {
    Configuration configuration = Configuration.fromMap(settings);
    TaskExecutorProcessSpec taskManager =
        TaskExecutorProcessUtils.processSpecFromConfig(configuration);
    assertThat(taskManager.getTotalProcessMemorySize())
        .isEqualTo(configuration.get(TaskManagerOptions.TOTAL_PROCESS_MEMORY));
    assertThat(taskManager.getTaskHeapSize()).isGreaterThan(MemorySize.ofMebiBytes(512));
    assertThat(
            JobManagerProcessUtils.processSpecFromConfigWithNewOptionToInterpretLegacyHeap(
                    configuration, JobManagerOptions.JVM_HEAP_MEMORY)
                .getTotalProcessMemorySize())
        .isEqualTo(configuration.get(JobManagerOptions.TOTAL_PROCESS_MEMORY));
  }

  @Test
  void theReporterIsThatOfFlinksPrometheusPlugin() throws Exception {
    Class<?> factory =
        Class.forName(settings.get(REPORTER + MetricOptions.REPORTER_FACTORY_CLASS.key()));
    assertThat(MetricReporterFactory.class).isAssignableFrom(factory);
    Field port = factory.getDeclaredField("ARG_PORT");
    port.setAccessible(true);
    assertThat(settings).containsKey(REPORTER + port.get(null));
    assertThat(settings)
        .containsEntry(
            REPORTER + PrometheusPushGatewayReporterOptions.FILTER_LABEL_VALUE_CHARACTER.key(),
            "false");
    assertThat(settings.keySet()).filteredOn(key -> key.startsWith(REPORTER)).hasSize(3);
  }

  @Test
  void theS3FileSystemGoesToTheEmulatorAsItGoesToTheLocalAws() {
    Map<String, String> environment = ComposeFile.read().service("init").environment;
    Map<String, String> s3 = s3(settings);
    try (LocalAws aws = LocalAws.start()) {
      assertThat(s3.keySet()).isEqualTo(s3(aws.s3FileSystemSettings()).keySet());
    }
    assertThat(s3)
        .containsEntry("endpoint", environment.get("AWS_ENDPOINT_URL"))
        .containsEntry("endpoint.region", environment.get("AWS_REGION"))
        .containsEntry("access-key", environment.get("AWS_ACCESS_KEY_ID"))
        .containsEntry("secret-key", environment.get("AWS_SECRET_ACCESS_KEY"))
        .containsEntry("path.style.access", "true");
  }

  /** Without the beginning of their keys. */
  private static Map<String, String> s3(Map<String, String> settings) {
    Map<String, String> s3 = new TreeMap<>();
    settings.forEach(
        (key, value) -> {
          Matcher s3Key = S3_KEY.matcher(key);
          if (s3Key.find()) {
            s3.put(key.substring(s3Key.end()), value);
          }
        });
    return s3;
  }

  @Test
  void allOfFlinksContainersHaveTheSameSettings() {
    ComposeFile compose = ComposeFile.read();
    assertThat(compose.service("taskmanager").environment)
        .isEqualTo(compose.service("jobmanager").environment)
        .isEqualTo(compose.service("submit").environment);
    assertThat(settings)
        .containsEntry(JobManagerOptions.ADDRESS.key(), "jobmanager")
        .containsEntry(RestOptions.ADDRESS.key(), "jobmanager");
  }

  @Test
  void whatTheImagesEntryPointWouldSpoilIsTold() {
    assertThat(FlinkProperties.parse("a.b: c\n\na.c: http://d:1\n"))
        .containsExactlyInAnyOrderEntriesOf(Map.of("a.b", "c", "a.c", "http://d:1"));
    for (String line :
        List.of("# a comment", "a.b: c d", "a.b: ${C}", "a.b: *", "a.b:c", "a.b: c # why")) {
      assertThatThrownBy(() -> FlinkProperties.parse(line))
          .as(line)
          .isInstanceOf(IllegalArgumentException.class)
          .hasMessageContaining(line);
    }
    assertThatThrownBy(() -> FlinkProperties.parse("a: b\na: c"))
        .hasMessage("FLINK_PROPERTIES: 'a: c' is there twice");
  }
}
