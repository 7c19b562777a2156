package io.uploadlens.compose;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.uploadlens.localaws.LocalAws;
import java.lang.reflect.Field;
import java.lang.reflect.Modifier;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;
import org.apache.flink.configuration.CheckpointingOptions;
import org.apache.flink.configuration.ConfigOption;
import org.apache.flink.configuration.Configuration;
import org.apache.flink.configuration.CoreOptions;
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
import org.junit.jupiter.api.Test;

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

  private final Map<String, String> settings = FlinkProperties.ofCompose();

  @Test
  void everySettingIsAnOptionOfFlinksWithAValueThatItTakes() throws Exception {
    Map<String, ConfigOption<?>> known = knownOptions();
    Configuration configuration = Configuration.fromMap(settings);
    for (String key : settings.keySet()) {
      if (!key.startsWith("s3.") && !key.startsWith(REPORTER)) {
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
    Map<String, String> s3 = new TreeMap<>(settings);
    s3.keySet().removeIf(key -> !key.startsWith("s3."));
    try (LocalAws aws = LocalAws.start()) {
      assertThat(s3.keySet()).isEqualTo(new TreeMap<>(aws.s3FileSystemSettings()).keySet());
    }
    assertThat(s3)
        .containsEntry("s3.endpoint", environment.get("AWS_ENDPOINT_URL"))
        .containsEntry("s3.endpoint.region", environment.get("AWS_REGION"))
        .containsEntry("s3.access-key", environment.get("AWS_ACCESS_KEY_ID"))
        .containsEntry("s3.secret-key", environment.get("AWS_SECRET_ACCESS_KEY"))
        .containsEntry("s3.path.style.access", "true");
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
