package io.uploadlens.infra;

import static org.assertj.core.api.Assertions.assertThat;

import io.uploadlens.infra.WorkflowRun.ServiceError;
import java.time.Duration;
import java.time.Instant;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.Test;

/** The deployment, run state by state against an application that behaves well or badly. */
class DeployWorkflowTest {

  private static final WorkflowDefinition DEPLOY = new WorkflowDefinition("Deploy");
  private static final Map<String, Object> INPUT = Map.of("JarKey", "jars/new.jar");

  private final FakeApplication application = new FakeApplication();

  private WorkflowRun deploy(Map<String, Object> input) {
    return application.in(new WorkflowRun(DEPLOY)).run(input);
  }

  private String told(WorkflowRun run) {
    Map<String, Object> message = run.arguments("publish", 0);
    assertThat(message).containsEntry("TopicArn", "topic");
    assertThat(message.get("Message").toString()).startsWith(run.outcome()).endsWith("execution");
    return message.get("Subject").toString();
  }

  @Test
  void aVersionThatIsWellStaysAfterItWasWatched() {
    WorkflowRun run = deploy(INPUT);
    assertThat(run.status()).isEqualTo("SUCCEEDED");
    assertThat(run.changes())
        .containsExactly("createApplicationSnapshot", "updateApplication", "publish");
    assertThat(run.outcome()).isEqualTo("jars/new.jar runs, and was well for 10 minutes.");
    assertThat(told(run)).isEqualTo("uploadlens: deployed");
    assertThat(application.jarKey).isEqualTo("jars/new.jar");
    assertThat(Duration.between(Instant.parse("2026-11-23T12:00:00Z"), run.now()))
        .isBetween(Duration.ofMinutes(10), Duration.ofMinutes(12));
  }

  @Test
  void g1TheUpdateRestoresFromTheSnapshotThatIsTakenAsTheOldVersionStops() {
    Map<String, Object> update = deploy(INPUT).arguments("updateApplication", 0);
    assertThat(
            Template.follow(
                update,
                "RunConfigurationUpdate",
                "ApplicationRestoreConfiguration",
                "ApplicationRestoreType"))
        .isEqualTo("RESTORE_FROM_LATEST_SNAPSHOT");
    assertThat(update).containsEntry("CurrentApplicationVersionId", 7);
    assertThat(Template.map(update.get("ApplicationConfigurationUpdate"), "update"))
        .containsOnlyKeys("ApplicationCodeConfigurationUpdate");
  }

  @Test
  void settingsAreSetWithTheJarAndPutBackWithIt() {
    application.metrics.put("restarts", List.of(3, 1));
    WorkflowRun run =
        deploy(
            Map.of(
                "JarKey",
                "jars/new.jar",
                "PropertyGroups",
                List.of(FakeApplication.settings("2 min"))));
    assertThat(groups(run, 0)).isEqualTo(List.of(FakeApplication.settings("2 min")));
    assertThat(groups(run, 1)).isEqualTo(List.of(FakeApplication.settings("1 min")));
  }

  private static Object groups(WorkflowRun run, int time) {
    return Template.follow(
        run.arguments("updateApplication", time),
        "ApplicationConfigurationUpdate",
        "EnvironmentPropertyUpdates",
        "PropertyGroups");
  }

  @Test
  void g1AVersionThatCompletedCheckpointsIsPutBackWithTheStateThatItMade() {
    application.metrics.put("restarts", List.of(2, 0));
    WorkflowRun run = deploy(INPUT);
    assertThat(run.status()).isEqualTo("FAILED");
    assertThat(run.changes())
        .as("no rollback: what the new version counted is deleted from the queue")
        .containsExactly(
            "createApplicationSnapshot", "updateApplication", "updateApplication", "publish");
    assertThat(application.jarKey).isEqualTo("jars/old.jar");
    assertThat(run.outcome())
        .contains("restarted 2 times", "jars/old.jar is back", "Nothing is lost");
    assertThat(told(run)).isEqualTo("uploadlens: NOT deployed");
  }

  @Test
  void snapshotsBeyondTheNewestAreDeletedTheOldestFirst() {
    for (int day : List.of(7, 3, 1, 25, 2)) {
      application.withSnapshot(day, "READY");
    }
    for (int day = 8; day < 25; day++) {
      application.withSnapshot(day, "READY");
    }
    application.withSnapshot(4, "DELETING");
    WorkflowRun run = deploy(INPUT);
    assertThat(run.changes())
        .containsExactly(
            "createApplicationSnapshot",
            "updateApplication",
            "deleteApplicationSnapshot",
            "deleteApplicationSnapshot",
            "publish");
    assertThat(run.arguments("deleteApplicationSnapshot", 0))
        .containsEntry("SnapshotName", "day-1")
        .containsEntry("SnapshotCreationTimestamp", "2026-10-01T12:00:00.000Z");
    assertThat(run.arguments("deleteApplicationSnapshot", 1))
        .containsEntry("SnapshotName", "day-2");
    assertThat(application.snapshots).hasSize(20 + 1);
    assertThat(run.outcome()).isEqualTo("jars/new.jar runs, and was well for 10 minutes.");
  }

  @Test
  void aSnapshotThatCanNotBeDeletedUndoesNothing() {
    for (int day = 1; day <= 24; day++) {
      application.withSnapshot(day, "READY");
    }
    application.fewestSnapshots = 22;
    WorkflowRun run = deploy(INPUT);
    assertThat(run.status()).isEqualTo("SUCCEEDED");
    assertThat(run.outcome())
        .contains("was well", "Of 4 old snapshots 2 were deleted.", "ResourceNotFoundException");
    assertThat(told(run)).isEqualTo("uploadlens: deployed");
  }

  @Test
  void allSnapshotsAreKeptWhereThatIsAskedFor() {
    for (int day = 1; day <= 24; day++) {
      application.withSnapshot(day, "READY");
    }
    WorkflowDefinition keeping = new WorkflowDefinition("Deploy", Map.of("KeepSnapshots", "0"));
    WorkflowRun run = application.in(new WorkflowRun(keeping)).run(INPUT);
    assertThat(run.status()).isEqualTo("SUCCEEDED");
    assertThat(application.snapshots).hasSize(24);
  }

  @Test
  void noSnapshotIsDeletedBehindAVersionThatIsNotWell() {
    for (int day = 1; day <= 24; day++) {
      application.withSnapshot(day, "READY");
    }
    application.metrics.put("restarts", List.of(2, 0));
    assertThat(deploy(INPUT).changes()).doesNotContain("deleteApplicationSnapshot");
  }

  @Test
  void aVersionThatNeverCompletedACheckpointIsRolledBack() {
    application.metrics.put("checkpoint", List.of());
    WorkflowRun run = deploy(INPUT);
    assertThat(run.status()).isEqualTo("FAILED");
    assertThat(run.changes()).endsWith("updateApplication", "rollbackApplication", "publish");
    assertThat(run.arguments("rollbackApplication", 0))
        .containsEntry("CurrentApplicationVersionId", 8);
    assertThat(run.outcome()).contains("After 15 minutes", "Rolled back to jars/old.jar");
  }

  @Test
  void failedCheckpointsAndDowntimeAreNotWell() {
    application.metrics.put("failed", List.of(1, 3));
    assertThat(deploy(INPUT).outcome()).contains("failed 3 checkpoints");
    FakeApplication down = new FakeApplication();
    down.metrics.put("down", List.of(9_000, 0));
    assertThat(down.in(new WorkflowRun(DEPLOY)).run(INPUT).status()).isEqualTo("FAILED");
    FakeApplication recovered = new FakeApplication();
    recovered.metrics.put("down", List.of(0, 9_000));
    assertThat(recovered.in(new WorkflowRun(DEPLOY)).run(INPUT).status()).isEqualTo("SUCCEEDED");
    FakeApplication silent = new FakeApplication();
    silent.metrics.clear();
    assertThat(silent.in(new WorkflowRun(DEPLOY)).run(INPUT).changes())
        .endsWith("rollbackApplication", "publish");
  }

  @Test
  void whatManagedFlinkRolledBackItselfIsTold() {
    application.afterUpdate =
        () -> {
          application.version++;
          application.jarKey = "jars/old.jar";
        };
    WorkflowRun run = deploy(INPUT);
    assertThat(run.outcome()).contains("did not start", "has rolled back to jars/old.jar");
    assertThat(run.changes()).doesNotContain("rollbackApplication");
    assertThat(told(run)).isEqualTo("uploadlens: NOT deployed");
  }

  @Test
  void anUpdateThatDoesNotEndIsRolledBackAfterTwentyMinutes() {
    application.afterUpdate = () -> application.status = "UPDATING";
    application.afterRollback = () -> application.status = "RUNNING";
    WorkflowRun run = deploy(INPUT);
    assertThat(run.changes()).endsWith("rollbackApplication", "publish");
    assertThat(run.outcome()).contains("had not started after 20 minutes", "Rolled back");
  }

  @Test
  void anApplicationThatStoppedIsNotCalledDeployed() {
    application.afterUpdate = () -> application.status = "READY";
    WorkflowRun run = deploy(INPUT);
    assertThat(run.status()).isEqualTo("FAILED");
    assertThat(run.outcome()).contains("STOPPED", "scripts/deploy.sh start");
  }

  @Test
  void puttingBackThatFailsAsksForHelpAndDoesNotGoBackInTimeByItself() {
    application.metrics.put("restarts", List.of(5));
    int[] updates = {0};
    application.afterUpdate =
        () -> {
          if (++updates[0] == 2) {
            application.version++;
          }
        };
    WorkflowRun run = deploy(INPUT);
    assertThat(run.outcome()).contains("Putting jars/old.jar back failed", "RollbackApplication");
    assertThat(run.changes()).doesNotContain("rollbackApplication");
    assertThat(told(run)).isEqualTo("uploadlens: NOT deployed");
  }

  @Test
  void nothingIsChangedWithoutASnapshot() {
    application.snapshotStatus = "FAILED";
    WorkflowRun run = deploy(INPUT);
    assertThat(run.changes()).containsExactly("createApplicationSnapshot", "publish");
    assertThat(run.outcome()).startsWith("Nothing was changed.");
    FakeApplication slow = new FakeApplication();
    slow.snapshotStatus = "CREATING";
    assertThat(slow.in(new WorkflowRun(DEPLOY)).run(INPUT).outcome()).contains("15 minutes");
  }

  @Test
  void anApplicationWithAsManySnapshotsAsThereMayBeIsUpdatedWithTheServicesOwn() {
    WorkflowRun run = application.in(new WorkflowRun(DEPLOY));
    run.on(
        "aws-sdk:kinesisanalyticsv2:createApplicationSnapshot",
        request -> {
          throw new ServiceError("KinesisAnalyticsV2.LimitExceededException");
        });
    assertThat(run.run(INPUT).status()).isEqualTo("SUCCEEDED");
    assertThat(run.changes()).contains("updateApplication");
  }

  @Test
  void anApplicationThatIsBusyIsLeftAlone() {
    application.status = "AUTOSCALING";
    WorkflowRun run = deploy(INPUT);
    assertThat(run.changes()).containsExactly("publish");
    assertThat(run.outcome()).contains("The application is AUTOSCALING");
  }

  @Test
  void aStoppedApplicationIsUpdatedAndStaysStopped() {
    application.status = "READY";
    WorkflowRun run = deploy(INPUT);
    assertThat(run.status()).isEqualTo("SUCCEEDED");
    assertThat(run.changes()).containsExactly("updateApplication", "publish");
    assertThat(run.outcome()).contains("is stopped, and will start with jars/new.jar");
  }

  @Test
  void aJarFromElsewhereIsRefused() {
    for (Map<String, Object> input :
        List.<Map<String, Object>>of(
            Map.of(), Map.of("JarKey", "other/new.jar"), Map.of("JarKey", "jars/new.txt"))) {
      WorkflowRun run = deploy(input);
      assertThat(run.changes()).containsExactly("publish");
      assertThat(run.outcome()).contains("needs JarKey, the key of a jar in jars/");
    }
  }

  @Test
  void anUpdateThatIsRefusedIsToldWithItsReason() {
    application.refusing("KinesisAnalyticsV2.InvalidArgumentException");
    WorkflowRun run = deploy(INPUT);
    assertThat(run.status()).isEqualTo("FAILED");
    assertThat(run.outcome())
        .contains("KinesisAnalyticsV2.InvalidArgumentException", "told by the test");
    assertThat(told(run)).isEqualTo("uploadlens: NOT deployed");
  }

  @Test
  void aFailureStaysOneWhereItCanNotBeTold() {
    application.status = "DELETING";
    application.publish =
        message -> {
          throw new ServiceError("SNS.NotFoundException");
        };
    assertThat(deploy(INPUT).status()).isEqualTo("FAILED");
  }
}
