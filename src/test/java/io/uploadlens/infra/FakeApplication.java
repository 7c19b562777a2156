package io.uploadlens.infra;

import io.uploadlens.infra.WorkflowRun.ServiceError;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;
import java.util.function.Function;
import java.util.stream.Collectors;

/**
 * An application of Managed Flink for a {@link WorkflowRun}: it is updated, rolled back and
 * measured as a test wants it.
 */
final class FakeApplication {

  private static final String KA = "aws-sdk:kinesisanalyticsv2:";

  final Map<String, List<Object>> metrics = new TreeMap<>();
  final List<Map<String, Object>> snapshots = new ArrayList<>();
  int fewestSnapshots;
  String status = "RUNNING";
  String jarKey = "jars/old.jar";
  int version = 7;
  int parallelism = 2;
  String changed = "2026-11-23T09:00:00.000Z";
  String snapshotStatus = "READY";
  Runnable afterUpdate = () -> {};
  Runnable afterRollback = () -> jarKey = "jars/old.jar";
  Function<Map<String, Object>, Object> publish = message -> Map.of();
  private ServiceError refusal;

  FakeApplication() {
    metrics.put("up", List.of(60_000, 1_000));
    metrics.put("down", List.of(0));
    metrics.put("restarts", List.of(0));
    metrics.put("failed", List.of(0));
    metrics.put("checkpoint", List.of(900));
    metrics.put("cpu", List.of(20.0, 30.0));
  }

  /** The next updates are refused. */
  FakeApplication refusing(String code) {
    refusal = new ServiceError(code);
    return this;
  }

  WorkflowRun in(WorkflowRun run) {
    return run.on(KA + "describeApplication", request -> Map.of("ApplicationDetail", detail()))
        .on(KA + "createApplicationSnapshot", request -> Map.of())
        .on(
            KA + "describeApplicationSnapshot",
            request -> Map.of("SnapshotDetails", Map.of("SnapshotStatus", snapshotStatus)))
        .on(KA + "listApplicationSnapshots", this::snapshots)
        .on(KA + "deleteApplicationSnapshot", this::delete)
        .on(KA + "updateApplication", this::update)
        .on(
            KA + "rollbackApplication",
            request -> {
              version++;
              afterRollback.run();
              return Map.of("ApplicationDetail", detail());
            })
        .on("aws-sdk:cloudwatch:getMetricData", this::measure)
        .on("sns:publish", request -> publish.apply(request));
  }

  /** Two pages of snapshots, as the service gives them: in no order that is promised. */
  private Object snapshots(Map<String, Object> request) {
    int half = snapshots.size() / 2;
    return request.containsKey("NextToken")
        ? Map.of("SnapshotSummaries", snapshots.subList(half, snapshots.size()))
        : Map.of("SnapshotSummaries", snapshots.subList(0, half), "NextToken", "more");
  }

  private Object delete(Map<String, Object> request) {
    boolean known =
        snapshots.removeIf(
            snapshot ->
                snapshot.get("SnapshotName").equals(request.get("SnapshotName"))
                    && snapshot
                        .get("SnapshotCreationTimestamp")
                        .equals(request.get("SnapshotCreationTimestamp")));
    if (!known || snapshots.size() < fewestSnapshots) {
      throw new ServiceError("KinesisAnalyticsV2.ResourceNotFoundException");
    }
    return Map.of();
  }

  /** A snapshot that was taken on a day of October. */
  FakeApplication withSnapshot(int day, String status) {
    snapshots.add(
        Map.of(
            "SnapshotName",
            "day-" + day,
            "SnapshotStatus",
            status,
            "SnapshotCreationTimestamp",
            String.format("2026-10-%02dT12:00:00.000Z", day),
            "ApplicationVersionId",
            3));
    return this;
  }

  private Object update(Map<String, Object> request) {
    if (refusal != null) {
      throw refusal;
    }
    if (!request.get("CurrentApplicationVersionId").equals(version)) {
      throw new ServiceError("KinesisAnalyticsV2.ConcurrentModificationException");
    }
    version++;
    Map<String, Object> update =
        Template.map(request.get("ApplicationConfigurationUpdate"), "update");
    if (update.containsKey("ApplicationCodeConfigurationUpdate")) {
      jarKey =
          Template.follow(
                  update,
                  "ApplicationCodeConfigurationUpdate",
                  "CodeContentUpdate",
                  "S3ContentLocationUpdate",
                  "FileKeyUpdate")
              .toString();
    } else {
      parallelism =
          ((Number)
                  Template.follow(
                      update,
                      "FlinkApplicationConfigurationUpdate",
                      "ParallelismConfigurationUpdate",
                      "ParallelismUpdate"))
              .intValue();
    }
    Object answer = Map.of("ApplicationDetail", detail());
    afterUpdate.run();
    return answer;
  }

  private Object measure(Map<String, Object> request) {
    return Map.of(
        "MetricDataResults",
        Template.list(request.get("MetricDataQueries"), "queries").stream()
            .map(query -> Template.follow(query, "Id").toString())
            .map(id -> Map.of("Id", id, "Values", metrics.getOrDefault(id, List.of())))
            .collect(Collectors.toList()));
  }

  private Map<String, Object> detail() {
    return Map.of(
        "ApplicationStatus",
        status,
        "ApplicationVersionId",
        version,
        "LastUpdateTimestamp",
        changed,
        "ApplicationConfigurationDescription",
        Map.of(
            "ApplicationCodeConfigurationDescription",
            Map.of(
                "CodeContentDescription",
                Map.of(
                    "S3ApplicationCodeLocationDescription",
                    Map.of("BucketARN", "arn", "FileKey", jarKey))),
            "FlinkApplicationConfigurationDescription",
            Map.of(
                "ParallelismConfigurationDescription",
                Map.of("Parallelism", parallelism, "AutoScalingEnabled", false)),
            "EnvironmentPropertyDescriptions",
            Map.of("PropertyGroupDescriptions", List.of(settings("1 min")))));
  }

  /** A property group. */
  static Map<String, Object> settings(String value) {
    return Map.of(
        "PropertyGroupId", "watermarks", "PropertyMap", Map.of("out-of-orderness", value));
  }
}
