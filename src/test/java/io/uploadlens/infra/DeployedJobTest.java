package io.uploadlens.infra;

import static org.assertj.core.api.Assertions.assertThat;

import java.nio.file.Path;
import java.util.stream.Collectors;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** {@code scripts/deploy.sh} starts, releases, stops and destroys what it has set up. */
class DeployedJobTest {

  @TempDir private Path directory;
  private DeployScript script;

  @BeforeEach
  void anAccountWithNothingInIt() throws Exception {
    script = new DeployScript(directory);
  }

  @AfterEach
  void nothingIsLeftBehind() throws Exception {
    assertThat(script.leftovers()).isEmpty();
  }

  @Test
  void startsForTheFirstTimeThenFromTheLatestSnapshotOrAsToldTo() throws Exception {
    script.deployed().with("application", "READY\n").run("start");
    assertThat(script.status()).as(script.err()).isZero();
    assertThat(startCall())
        .contains("SKIP_RESTORE_FROM_SNAPSHOT", "\"AllowNonRestoredState\":false");
    script.with("snapshots", "nightly\n").with("application", "READY\n").run("start");
    assertThat(startCall()).contains("RESTORE_FROM_LATEST_SNAPSHOT").doesNotContain("SnapshotName");
    script.with("application", "READY\n").run("start", "--snapshot", "monday");
    assertThat(startCall()).contains("RESTORE_FROM_CUSTOM_SNAPSHOT", "\"SnapshotName\":\"monday\"");
    script.with("application", "READY\n").run("start", "--without-state");
    assertThat(startCall()).contains("SKIP_RESTORE_FROM_SNAPSHOT");
    script.with("application", "RUNNING\n").run("start");
    assertThat(script.err()).contains("runs already");
    assertThat(startCall()).isEmpty();
  }

  @Test
  void aJobThatDoesNotStartShowsItsLog() throws Exception {
    script
        .deployed()
        .with("application", "READY\n")
        .with("after-start", "STARTING\nREADY\n")
        .run("start");
    assertThat(script.status()).isEqualTo(1);
    assertThat(script.err()).contains("sqs-source.queue-urls is not set", "the job did not start");
    script.with("application", "READY\n").with("after-start", "READY\n").run("start");
    assertThat(script.err()).as("back at once").contains("the job did not start");
  }

  @Test
  void stopsWithASnapshotUnlessForced() throws Exception {
    script.deployed().run("stop");
    assertThat(script.status()).as(script.err()).isZero();
    assertThat(script.changes())
        .filteredOn(it -> it.contains("stop-application"))
        .hasSize(1)
        .noneMatch(it -> it.contains("--force"));
    script.run("stop");
    assertThat(script.err()).contains("stopped already");
    script.with("application", "UPDATING\n").run("stop");
    assertThat(script.err()).contains("only one that is RUNNING can be stopped");
    script.with("application", "UPDATING\n").run("stop", "--force");
    assertThat(script.changes())
        .anyMatch(it -> it.contains("stop-application") && it.contains("--force"));
    assertThat(script.err()).contains("WITHOUT a snapshot");
  }

  @Test
  void aReleaseUploadsTheJarAndWaitsForTheWorkflow() throws Exception {
    script
        .deployed()
        .with("execution", "RUNNING\nRUNNING\nSUCCEEDED\n")
        .with("outcome", "well for 10 minutes\n");
    script.run("release", "--jar", script.jar());
    assertThat(script.status()).as(script.err()).isZero();
    assertThat(script.changes()).anyMatch(it -> it.startsWith("s3 cp"));
    assertThat(script.changes())
        .anyMatch(
            it ->
                it.matches(
                    "stepfunctions start-execution .*--input \\{\"JarKey\":\"jars/uploadlens-\\w{16}.jar\"} .*"));
    assertThat(script.err()).contains("deployed: well for 10 minutes");
    script.with("execution", "FAILED\n").with("outcome", "jars/old.jar is back\n");
    script.run("release", "--jar", script.jar());
    assertThat(script.status()).isEqualTo(1);
    assertThat(script.err()).contains("not deployed (FAILED): jars/old.jar is back");
  }

  @Test
  void statusShowsTheJobItsQueuesAndAlarms() throws Exception {
    script.deployed().run("status");
    assertThat(script.status()).as(script.err()).isZero();
    assertThat(script.calls())
        .filteredOn(it -> it.startsWith("sqs get-queue-attributes"))
        .hasSize(3);
    assertThat(script.calls()).anyMatch(it -> it.contains("--state-value ALARM"));
    assertThat(script.changes()).allMatch(it -> it.startsWith("sts "));
  }

  @Test
  void destroyAsksAndKeepsData() throws Exception {
    script.deployed().typing("no\n").run("destroy");
    assertThat(script.status()).isEqualTo(1);
    assertThat(script.err()).contains("nothing was deleted");
    assertThat(script.changes()).allMatch(it -> it.startsWith("sts "));
    script.typing("uploadlens\n").run("destroy");
    assertThat(script.status()).as(script.err()).isZero();
    assertThat(script.changes())
        .anyMatch(it -> it.contains("stop-application"))
        .anyMatch(it -> it.equals("cloudformation delete-stack --stack-name uploadlens"))
        .noneMatch(
            it ->
                it.matches(
                    ".*(delete-objects|delete-bucket|delete-queue|delete-stream|artifacts).*"));
    assertThat(script.err()).contains("Data is kept");
  }

  @Test
  void destroyDeletesDataOnlyWhenToldTwice() throws Exception {
    script.deployed().typing("uploadlens\nuploadlens\n").run("destroy", "--delete-data");
    assertThat(script.err()).contains("nothing was deleted");
    script.deployed().typing("").run("destroy", "--delete-data", "--yes");
    assertThat(script.err()).contains("nothing was deleted");
    assertThat(script.changes()).allMatch(it -> it.startsWith("sts "));
    script.deployed().with("versions", "3\n").run("destroy", "--delete-data", "--yes", "--yes");
    assertThat(script.status()).as(script.err()).isZero();
    assertThat(script.changes())
        .filteredOn(it -> it.contains("delete-queue") || it.contains("delete-bucket"))
        .hasSize(5);
    assertThat(script.changes())
        .as("uploads are not ours")
        .noneMatch(it -> it.matches(".*delete-\\S+ .*(uploads-a|uploads-b|made-here).*"));
  }

  @Test
  void anInterruptionIsToldAndLeavesNothingBehind() throws Exception {
    script
        .deployed()
        .with("execution", "RUNNING\n".repeat(10_000))
        .environment("DEPLOY_POLL_SECONDS", "0.1");
    script.interruptedAt("snapshot, update", "release", "--jar", script.jar());
    assertThat(script.status()).isEqualTo(130);
    assertThat(script.err()).contains("interrupted. What AWS has begun goes on there");
  }

  private String startCall() {
    return script.changes().stream()
        .filter(it -> it.startsWith("kinesisanalyticsv2 start-application"))
        .collect(Collectors.joining());
  }
}
