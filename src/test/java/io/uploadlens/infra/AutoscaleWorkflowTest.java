package io.uploadlens.infra;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;
import org.junit.jupiter.api.Test;

/** The scaling, run state by state. */
class AutoscaleWorkflowTest {

  private static final WorkflowDefinition AUTOSCALE = new WorkflowDefinition("Autoscale");

  private final FakeApplication application = new FakeApplication();
  private final Map<String, String> alarms = new TreeMap<>();
  private final List<Map<String, Object>> executions = new ArrayList<>();
  private final List<Map<String, Object>> deployments = new ArrayList<>();
  private String since = "2026-11-23T09:00:00.000Z";

  AutoscaleWorkflowTest() {
    List.of("old", "backlog", "in-flight", "cpu").forEach(name -> alarms.put(name, "OK"));
    executions.add(Map.of("Name", "mine", "StartDate", "2026-11-23T12:00:00.000Z"));
  }

  private WorkflowRun scale() {
    return application
        .in(new WorkflowRun(AUTOSCALE))
        .on(
            "aws-sdk:sfn:listExecutions",
            request ->
                Map.of(
                    "Executions",
                    request.get("StateMachineArn").equals("machine") ? executions : deployments))
        .on(
            "aws-sdk:cloudwatch:describeAlarms",
            request -> {
              List<Map<String, Object>> found = new ArrayList<>();
              for (Object name : Template.list(request.get("AlarmNames"), "names")) {
                found.add(
                    Map.of(
                        "AlarmName", name,
                        "StateValue", alarms.get(name.toString()),
                        "StateTransitionedTimestamp", since));
              }
              return Map.of("MetricAlarms", found);
            })
        .run(Map.of());
  }

  private void nothingHappens(String why) {
    WorkflowRun run = scale();
    assertThat(run.status()).isEqualTo("SUCCEEDED");
    assertThat(run.outcome()).isEqualTo(why);
    assertThat(run.changes()).isEmpty();
  }

  @Test
  void aQueueThatFallsBehindDoublesTheSubtasks() {
    for (String alarm : List.of("old", "backlog", "cpu")) {
      application.parallelism = 2;
      alarms.replaceAll((name, state) -> name.equals(alarm) ? "ALARM" : "OK");
      WorkflowRun run = scale();
      assertThat(run.changes()).containsExactly("updateApplication", "publish");
      assertThat(application.parallelism).as(alarm).isEqualTo(4);
      assertThat(run.outcome()).isEqualTo("From 2 to 4 subtasks.");
      assertThat(run.arguments("publish", 0)).containsEntry("Subject", "uploadlens: scaled");
    }
  }

  @Test
  void g1ScalingGoesOnFromTheLatestSnapshot() {
    alarms.put("old", "ALARM");
    assertThat(
            Template.follow(
                scale().arguments("updateApplication", 0),
                "RunConfigurationUpdate",
                "ApplicationRestoreConfiguration",
                "ApplicationRestoreType"))
        .isEqualTo("RESTORE_FROM_LATEST_SNAPSHOT");
  }

  @Test
  void theMostIsABound() {
    alarms.put("old", "ALARM");
    application.parallelism = 6;
    assertThat(scale().status()).isEqualTo("SUCCEEDED");
    assertThat(application.parallelism).isEqualTo(8);
    nothingHappens("The job is slow and at its 8 subtasks already.");
  }

  @Test
  void moreSubtasksDoNotHelpAQueueAtItsLimitInFlight() {
    alarms.put("old", "ALARM");
    alarms.put("in-flight", "ALARM");
    nothingHappens(
        "The queue is at its limit of messages in flight: more subtasks would read no faster.");
    alarms.put("cpu", "ALARM");
    assertThat(scale().outcome()).isEqualTo("From 2 to 4 subtasks.");
  }

  @Test
  void nothingIsScaledSoonAfterAChange() {
    alarms.put("old", "ALARM");
    application.changed = "2026-11-23T11:46:00.000Z";
    nothingHappens(
        "The application was changed less than 15 minutes ago: what that did does not show yet.");
    application.changed = "2026-11-23T11:44:00.000Z";
    assertThat(scale().outcome()).isEqualTo("From 2 to 4 subtasks.");
  }

  @Test
  void calmHalvesTheSubtasksDownToTheFewest() {
    application.parallelism = 5;
    application.metrics.put("cpu", List.of(20.0, 25.0));
    assertThat(scale().outcome()).isEqualTo("From 5 to 3 subtasks.");
    assertThat(scale().outcome()).isEqualTo("From 3 to 2 subtasks.");
    assertThat(scale().outcome()).isEqualTo("From 2 to 1 subtasks.");
    nothingHappens("");
  }

  @Test
  void calmMustHaveLastedAndBeKnownOfEveryAlarm() {
    since = "2026-11-23T10:30:00.000Z";
    nothingHappens("");
    since = "2026-11-23T09:00:00.000Z";
    alarms.put("cpu", "INSUFFICIENT_DATA");
    nothingHappens("");
  }

  @Test
  void fewerSubtasksMustLeaveRoom() {
    application.metrics.put("cpu", List.of(20.0, 31.0));
    nothingHappens("");
    application.metrics.put("cpu", List.of());
    nothingHappens("");
    application.metrics.put("cpu", List.of(20.0, 29.0));
    assertThat(scale().outcome()).isEqualTo("From 2 to 1 subtasks.");
  }

  @Test
  void oneExecutionAtATimeAndNoneBesideADeployment() {
    alarms.put("old", "ALARM");
    executions.add(Map.of("Name", "older", "StartDate", "2026-11-23T11:59:59.000Z"));
    nothingHappens("Another execution or a deployment is under way.");
    executions.remove(1);
    executions.add(Map.of("Name", "younger", "StartDate", "2026-11-23T12:00:01.000Z"));
    assertThat(scale().outcome()).isEqualTo("From 2 to 4 subtasks.");
    deployments.add(Map.of("Name", "release", "StartDate", "2026-11-23T11:00:00.000Z"));
    nothingHappens("Another execution or a deployment is under way.");
  }

  @Test
  void anApplicationThatDoesNotRunIsLeftAlone() {
    alarms.put("old", "ALARM");
    application.status = "READY";
    nothingHappens("The application is READY.");
  }

  @Test
  void someoneElsesChangeIsNoFailure() {
    alarms.put("old", "ALARM");
    application.refusing("KinesisAnalyticsV2.ConcurrentModificationException");
    WorkflowRun run = scale();
    assertThat(run.status()).isEqualTo("SUCCEEDED");
    assertThat(run.outcome()).isEqualTo("Someone else changes the application.");
    assertThat(run.changes()).containsExactly("updateApplication");
  }

  @Test
  void everyOtherFailureIsTold() {
    alarms.put("old", "ALARM");
    application.refusing("KinesisAnalyticsV2.LimitExceededException");
    WorkflowRun refused = scale();
    assertThat(refused.status()).isEqualTo("FAILED");
    assertThat(refused.outcome()).contains("LimitExceededException");
    assertThat(refused.arguments("publish", 0)).containsEntry("Subject", "uploadlens: NOT scaled");
  }

  @Test
  void aScalingThatDoesNotComeUpIsTold() {
    alarms.put("old", "ALARM");
    application.afterUpdate = () -> application.status = "UPDATING";
    WorkflowRun run = scale();
    assertThat(run.status()).isEqualTo("FAILED");
    assertThat(run.outcome()).contains("It failed: the application is UPDATING");
    assertThat(run.arguments("publish", 0)).containsEntry("Subject", "uploadlens: NOT scaled");
  }
}
