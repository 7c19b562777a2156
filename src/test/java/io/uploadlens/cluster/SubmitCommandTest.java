package io.uploadlens.cluster;

import static org.assertj.core.api.Assertions.assertThat;

import java.nio.file.Path;
import java.util.List;
import org.junit.jupiter.api.Test;

class SubmitCommandTest {

  private static final Path JAR = Path.of("target", "my.jar").toAbsolutePath();

  @Test
  void saysAllThatTheJobHadAndNothingThatSubmitGivesByItself() {
    ClusterJob.Start start =
        new ClusterJob.Start(
            JAR,
            3,
            List.of(
                "--config",
                "c.json",
                "--a.b=1",
                "--analytics.windows=TUMBLE(size 10 s)",
                "--x=it's"),
            null,
            true);

    assertThat(
            SubmitCommand.of(
                Path.of("my", "cluster"),
                start,
                "s3://b/savepoint-1",
                List.of("--config", "c.json")))
        .isEqualTo(
            "scripts/cluster.sh --directory my/cluster submit --jar target/my.jar --parallelism 3"
                + " --rest --from s3://b/savepoint-1 --"
                + " --a.b=1 '--analytics.windows=TUMBLE(size 10 s)' '--x=it'\\''s'");
  }

  @Test
  void isShortWhereAllIsAsUsual() {
    ClusterJob.Start start = new ClusterJob.Start(JAR, 2, List.of("--c=d"), "s3://b/old", false);

    assertThat(SubmitCommand.of(ClusterMain.DIRECTORY, start, "s3://b/new", List.of("--c=d")))
        .isEqualTo(
            "scripts/cluster.sh submit --jar target/my.jar --parallelism 2 --from s3://b/new");
  }
}
