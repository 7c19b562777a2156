package io.uploadlens.cluster;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class DaemonTest {

  private static final List<String> SLEEP = List.of("sleep", "600");

  @TempDir private Path directory;

  @Test
  void isFoundByItsPidFileUntilItIsKilled() throws IOException {
    ClusterDirectory files = new ClusterDirectory(directory);
    Daemon started = Daemon.start("sleeper", SLEEP, Map.of(), files);
    try {
      assertThat(Daemon.running("sleeper", files)).map(Daemon::pid).hasValue(started.pid());
      assertThat(Daemon.running("another", files)).isEmpty();
    } finally {
      started.kill();
    }
    assertThat(started.isAlive()).isFalse();
    assertThat(Daemon.running("sleeper", files)).isEmpty();
    assertThat(files.pidFile("sleeper")).doesNotExist();
  }

  @Test
  void anotherProcessOfTheSamePidIsNotTakenForIt() throws IOException {
    ClusterDirectory files = new ClusterDirectory(directory);
    Daemon started = Daemon.start("sleeper", SLEEP, Map.of(), files);
    try {
      Files.writeString(files.pidFile("sleeper"), started.pid() + " 1\n");
      assertThat(Daemon.running("sleeper", files)).isEmpty();
    } finally {
      started.stop(Duration.ofSeconds(10));
    }
  }

  @Test
  void whatItSaysIsInItsLogWithWhatItSaidBefore() throws IOException {
    ClusterDirectory files = new ClusterDirectory(directory);
    for (String word : List.of("one", "two")) {
      Daemon.start(
          "speaker",
          List.of("sh", "-c", "echo $WORD; exec sleep 600"),
          Map.of("WORD", word),
          files);
      org.awaitility.Awaitility.await()
          .until(() -> Files.readString(files.log("speaker")).contains(word));
      Daemon.running("speaker", files).orElseThrow().stop(Duration.ofSeconds(10));
    }
    assertThat(files.log("speaker")).hasContent("one\ntwo");
  }
}
