package io.uploadlens.cluster;

import static org.assertj.core.api.Assertions.assertThat;

import java.nio.file.Path;
import java.util.List;
import org.junit.jupiter.api.Test;

/** A short, fixed run of {@code scripts/crash.sh}: separate processes, killed. */
class CrashITCase {

  private static final int BURST = 200;

  @Test
  void g1g2g4EveryOutputIsExactAfterEveryFault() throws Exception {
    List<CrashFault> faults =
        List.of(
            CrashFault.TASKMANAGER_KILLED_DURING_COMMIT,
            CrashFault.JOBMANAGER_KILLED_DURING_CHECKPOINT,
            CrashFault.UPGRADE_REFUSED,
            CrashFault.RESCALED);
    Path jar = Path.of(System.getProperty("uploadlens.jar"));

    CrashReport report =
        CrashMain.onCluster(
            new ClusterDirectory(Path.of("target", "crash-it")),
            2,
            cluster ->
                new CrashRun(cluster, jar, 1, BURST, System.out::println).run(faults.iterator()));

    assertThat(report.table()).hasSize(1 + faults.size() + 1);
    assertThat(report.isExact()).as(String.join("\n", report.table())).isTrue();
  }
}
