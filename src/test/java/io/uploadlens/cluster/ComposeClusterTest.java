package io.uploadlens.cluster;

import static org.assertj.core.api.Assertions.assertThat;

import io.uploadlens.compose.FlinkProperties;
import io.uploadlens.infra.Template;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.Map;
import java.util.TreeMap;
import org.apache.flink.util.TimeUtils;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** Containers and processes run the job in the same way. */
class ComposeClusterTest {

  private static final String INTERVAL = "execution.checkpointing.interval";
  private static final String TIMEOUT = "execution.checkpointing.timeout";
  private static final String DELAY = "restart-strategy.fixed-delay.delay";

  @Test
  void stateCheckpointsAndRestartsAreThoseOfTheCluster(@TempDir Path directory) throws Exception {
    ClusterDirectory files = new ClusterDirectory(directory);
    new ConfigurationFiles(
            files, new ClusterSettings(8081, 2181, 4566, 2, 2, Duration.ofSeconds(10)))
        .write(Map.of("s3.path.style.access", "true"));
    Map<String, Object> cluster =
        Template.parse("config.yaml", Files.readString(files.conf().resolve("config.yaml")))
            .content();

    assertThat(ofTheJob(FlinkProperties.ofCompose())).isEqualTo(ofTheJob(cluster));
  }

  private static Map<String, String> ofTheJob(Map<String, ?> settings) {
    Map<String, String> chosen = new TreeMap<>();
    settings.forEach(
        (key, value) -> {
          if (key.matches("(execution|state|restart-strategy)\\..*")) {
            chosen.put(key, value.toString());
          }
        });
    for (String duration : new String[] {INTERVAL, TIMEOUT, DELAY}) {
      chosen.computeIfPresent(duration, (key, value) -> TimeUtils.parseDuration(value).toString());
    }
    assertThat(chosen).hasSizeGreaterThan(8).containsKeys(INTERVAL, TIMEOUT, DELAY);
    return chosen;
  }
}
