package io.uploadlens.cluster;

import static org.assertj.core.api.Assertions.assertThat;

import java.nio.file.Files;
import java.nio.file.Path;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class ClusterDirectoryTest {

  @TempDir private Path directory;

  private ClusterDirectory files;
  private Path ofAProcess;
  private Path ofAnother;
  private Path ofAllJobs;

  @BeforeEach
  void aClusterThatRan() throws Exception {
    files = new ClusterDirectory(directory);
    ofAProcess = file(files.temporary("taskmanager-1").resolve("blobs/jar"));
    ofAnother = file(files.temporary("taskmanager-2").resolve("blobs/jar"));
    ofAllJobs = file(files.highAvailability().resolve("zookeeper/job"));
  }

  private static Path file(Path path) throws Exception {
    Files.createDirectories(path.getParent());
    return Files.createFile(path);
  }

  @Test
  void aProcessThatTakesThePlaceOfAnotherFindsNoneOfItsFiles() throws Exception {
    files.renew("taskmanager-1");

    assertThat(ofAProcess).doesNotExist();
    assertThat(files.temporary("taskmanager-1")).isEmptyDirectory();
    assertThat(ofAnother).exists();
    assertThat(ofAllJobs).exists();
  }

  @Test
  void nothingIsLeftButLogsAndTheFilesOfOthers() throws Exception {
    Path log = file(files.log("jobmanager"));
    Path ofTheUser = file(directory.resolve("tmp").resolve("letter"));

    files.clear();

    assertThat(ofAProcess).doesNotExist();
    assertThat(ofAllJobs).doesNotExist();
    assertThat(log).exists();
    assertThat(ofTheUser).exists();
  }
}
