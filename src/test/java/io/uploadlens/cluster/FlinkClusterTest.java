package io.uploadlens.cluster;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class FlinkClusterTest {

  @TempDir private Path directory;

  private ClusterDirectory files;
  private FlinkCluster cluster;

  @BeforeEach
  void aClusterThatDoesNotRun() throws Exception {
    files = new ClusterDirectory(directory);
    cluster =
        FlinkCluster.of(
            files,
            new ClusterSettings(
                Ports.free(1), Ports.free(1), Ports.free(6), 1, 1, Duration.ofSeconds(1)));
  }

  @Test
  void takesNothingFromAClusterThatRunsInItsDirectory() throws Exception {
    Daemon other = Daemon.start(FlinkCluster.JOBMANAGER, List.of("sleep", "600"), Map.of(), files);
    Path job = Files.createFile(Files.createDirectories(files.highAvailability()).resolve("job"));
    try {
      assertThatThrownBy(() -> cluster.start(ignored -> {}))
          .isInstanceOf(ClusterException.class)
          .hasMessage(
              "jobmanager of a cluster in "
                  + directory
                  + " runs: 'down' stops it, or take another directory");
      assertThat(other.isAlive()).isTrue();
      assertThat(job).exists();
    } finally {
      other.kill();
    }
  }

  @Test
  void whatStoppedIsNotGoneOnWith() throws Exception {
    Path job = Files.createFile(Files.createDirectories(files.highAvailability()).resolve("job"));

    cluster.stop();

    assertThat(job).doesNotExist();
  }
}
