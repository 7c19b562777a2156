package io.uploadlens.infra;

import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.core.type.TypeReference;
import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import io.uploadlens.analytics.AnalyticsMetrics;
import io.uploadlens.event.EventMetrics;
import io.uploadlens.source.sqs.metrics.SqsSourceMetrics;
import java.io.IOException;
import java.lang.reflect.Field;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.TreeMap;
import java.util.TreeSet;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import java.util.stream.Collectors;
import org.junit.jupiter.api.Test;

/**
 * Alarms, dashboard and workflows watch metrics that exist, and every alarm has its runbook: a
 * metric with a wrong name never tells of anything.
 */
class WatchingTest {

  /** Each namespace's dimensions and the metrics of AWS's own, from the page named. */
  private static final Map<String, Watched> AWS =
      Map.of(
          // docs.aws.amazon.com/managed-flink/latest/java/metrics-dimensions.html; the level
          // APPLICATION has this dimension alone, and so have the metrics of the job itself:
          // docs.aws.amazon.com/managed-flink/latest/java/monitoring-metrics-custom.html
          "AWS/KinesisAnalytics",
          new Watched(
              "Application",
              Set.of(
                  "KPUs",
                  "containerCPUUtilization",
                  "downtime",
                  "fullRestarts",
                  "heapMemoryUtilization",
                  "lastCheckpointDuration",
                  "lastCheckpointSize",
                  "millisBehindLatest",
                  "numberOfFailedCheckpoints",
                  "uptime")),
          // docs.aws.amazon.com/AWSSimpleQueueService/latest/SQSDeveloperGuide/sqs-available-cloudwatch-metrics.html
          "AWS/SQS",
          new Watched(
              "QueueName",
              Set.of(
                  "ApproximateAgeOfOldestMessage",
                  "ApproximateNumberOfMessagesNotVisible",
                  "ApproximateNumberOfMessagesVisible",
                  "NumberOfMessagesDeleted",
                  "NumberOfMessagesSent")),
          // docs.aws.amazon.com/firehose/latest/dev/cloudwatch-metrics.html
          "AWS/Firehose",
          new Watched(
              "DeliveryStreamName",
              Set.of("DeliveryToS3.DataFreshness", "DeliveryToS3.Success", "ThrottledRecords")),
          // docs.aws.amazon.com/step-functions/latest/dg/procedure-cw-metrics.html
          "AWS/States",
          new Watched(
              "StateMachineArn",
              Set.of("ExecutionsAborted", "ExecutionsFailed", "ExecutionsTimedOut")));

  private static final Pattern HEADING = Pattern.compile("(?m)^## Alarm: (.+)$");
  private static final Pattern SENTENCE = Pattern.compile("\\.(\\s|$)");
  private static final Pattern ID = Pattern.compile("[a-z][a-zA-Z0-9_]*");

  private static Evaluation watching() {
    return new Evaluation(
        Template.read("watching.yaml"),
        Map.of(
            "ApplicationName", "uploadlens",
            "QueueName", "uploads",
            "RedriveQueueName", "uploads-redrive",
            "DeadLetterQueueName", "dead-letters",
            "DeliveryStreamName", "aggregates",
            "StreamName", "uploads",
            "LogGroupName", "/uploadlens/uploadlens"));
  }

  private static Evaluation workflows() {
    return WorkflowDefinition.stack();
  }

  /** All alarms by name, resolved. */
  private static Map<String, Map<String, Object>> alarms() {
    Map<String, Map<String, Object>> alarms = new TreeMap<>();
    for (String file : List.of("watching.yaml", "workflows.yaml")) {
      Evaluation stack = file.startsWith("watching") ? watching() : workflows();
      for (String id : Template.read(file).idsOf("AWS::CloudWatch::Alarm")) {
        Map<String, Object> alarm = stack.properties(id);
        assertThat(alarms.put(alarm.get("AlarmName").toString(), alarm)).isNull();
      }
    }
    return alarms;
  }

  @Test
  void everyMetricExists() throws Exception {
    Set<String> ofTheJob = metricsOfTheJob();
    Set<String> seen = new TreeSet<>();
    for (List<String> metric : metrics()) {
      Watched known = AWS.get(metric.get(0));
      assertThat(known).as("the namespace of " + metric).isNotNull();
      assertThat(metric.get(2)).as("the dimension of " + metric).isEqualTo(known.dimension);
      boolean flink = metric.get(0).equals("AWS/KinesisAnalytics");
      assertThat(known.metrics.contains(metric.get(1)) || flink && ofTheJob.contains(metric.get(1)))
          .as(metric + " is a metric of AWS's or the job's")
          .isTrue();
      seen.add(metric.get(1));
    }
    AWS.values().forEach(known -> assertThat(seen).containsAll(known.metrics));
    assertThat(seen).contains("watermarkLagMs", "lateEvents", "uniqueEvents", "aggregatesEmitted");
  }

  /** The job's metrics that have no dimension besides the application. */
  private static Set<String> metricsOfTheJob() throws IllegalAccessException {
    assertThat(List.of(EventMetrics.GROUP, AnalyticsMetrics.GROUP, SqsSourceMetrics.GROUP))
        .as("the group that Managed Flink sends to CloudWatch")
        .containsOnly("kinesisanalytics");
    Set<String> names = new TreeSet<>();
    for (Class<?> type : List.of(EventMetrics.class, AnalyticsMetrics.class)) {
      for (Field field : type.getFields()) {
        names.add(field.get(null).toString());
      }
    }
    names.remove(EventMetrics.GROUP);
    return names;
  }

  /** Namespace, name, dimension and its value of all metrics of alarms, dashboard, workflows. */
  private static List<List<String>> metrics() throws IOException {
    List<List<String>> metrics = new ArrayList<>();
    for (String workflow : List.of("Deploy", "Autoscale")) {
      List<JsonNode> asked = new WorkflowDefinition(workflow).definition().findValues("Metric");
      assertThat(asked).as(workflow + " measures").isNotEmpty();
      for (JsonNode metric : asked) {
        metrics.add(metric(new ObjectMapper().convertValue(metric, new TypeReference<>() {})));
      }
    }
    alarms()
        .values()
        .forEach(
            alarm -> {
              if (alarm.containsKey("MetricName")) {
                metrics.add(metric(alarm));
              }
              for (Object query :
                  Template.list(alarm.getOrDefault("Metrics", List.of()), "metrics")) {
                Map<String, Object> map = Template.map(query, "query");
                if (map.containsKey("MetricStat")) {
                  metrics.add(
                      metric(
                          Template.map(Template.follow(query, "MetricStat", "Metric"), "metric")));
                }
              }
            });
    for (JsonNode widget : dashboard().get("widgets")) {
      for (JsonNode metric : widget.path("properties").path("metrics")) {
        metrics.add(
            List.of(
                metric.get(0).asText(),
                metric.get(1).asText(),
                metric.get(2).asText(),
                metric.get(3).asText()));
      }
    }
    return metrics;
  }

  private static List<String> metric(Map<String, Object> metric) {
    List<Object> dimensions = Template.list(metric.get("Dimensions"), metric);
    assertThat(dimensions).as("dimensions of " + metric).hasSize(1);
    return List.of(
        metric.get("Namespace").toString(),
        metric.get("MetricName").toString(),
        Template.follow(dimensions, 0, "Name").toString(),
        Template.follow(dimensions, 0, "Value").toString());
  }

  private static JsonNode dashboard() throws IOException {
    return new ObjectMapper()
        .readTree(watching().properties("Dashboard").get("DashboardBody").toString());
  }

  @Test
  void widgetsOfTheDashboardLieSideBySide() throws IOException {
    Set<String> taken = new TreeSet<>();
    for (JsonNode widget : dashboard().get("widgets")) {
      assertThat(widget.get("x").asInt() + widget.get("width").asInt()).isLessThanOrEqualTo(24);
      for (int x = 0; x < widget.get("width").asInt(); x++) {
        String place = widget.get("x").asInt() + x + "," + widget.get("y").asInt();
        assertThat(taken.add(place)).as(widget.path("properties").path("title").asText()).isTrue();
      }
      assertThat(widget.path("properties").path("region").asText()).isEqualTo("eu-central-1");
    }
    assertThat(taken).isNotEmpty();
  }

  @Test
  void everyAlarmSaysWhatItMeansAndLeadsToItsRunbookAndEveryRunbookHasItsAlarm()
      throws IOException {
    String page = Files.readString(Path.of("docs", "operations.md"));
    Map<String, String> runbooks = new TreeMap<>();
    Matcher heading = HEADING.matcher(page);
    while (heading.find()) {
      int end = page.indexOf("\n## ", heading.end());
      runbooks.put(
          heading.group(1), page.substring(heading.end(), end < 0 ? page.length() : end).trim());
    }
    Map<String, Map<String, Object>> alarms = alarms();
    assertThat(alarms.keySet().stream().map(name -> name.replaceFirst("^uploadlens-", "")))
        .containsExactlyInAnyOrderElementsOf(runbooks.keySet());
    alarms.forEach(
        (name, alarm) -> {
          String kind = name.replaceFirst("^uploadlens-", "");
          String description = alarm.get("AlarmDescription").toString();
          assertThat(description).endsWith(" docs/operations.md#alarm-" + kind);
          assertThat(description.indexOf("docs/")).as(description).isBetween(30, 500);
          assertThat(SENTENCE.matcher(runbooks.get(kind)).results().count())
              .as("sentences of the runbook of " + kind)
              .isGreaterThanOrEqualTo(3);
        });
  }

  @Test
  void everyAlarmTellsTheTopicAndMissingDataAlarmsOnlyWhereSilenceIsTheTrouble() {
    alarms()
        .forEach(
            (name, alarm) -> {
              assertThat(alarm.get("AlarmActions").toString())
                  .as(name)
                  .isIn("[<Alerts>]", "[topic]");
              assertThat(alarm.get("TreatMissingData"))
                  .as(name)
                  .isEqualTo(name.endsWith("-job-silent") ? "breaching" : "notBreaching");
            });
  }

  @Test
  void everyExpressionUsesTheMetricsOfItsAlarmAndGivesOneResult() {
    alarms()
        .forEach(
            (name, alarm) -> {
              List<Object> queries = Template.list(alarm.getOrDefault("Metrics", List.of()), name);
              Set<String> ids =
                  queries.stream()
                      .map(query -> Template.follow(query, "Id").toString())
                      .collect(Collectors.toSet());
              assertThat(ids).as(name).hasSameSizeAs(queries).allMatch(ID.asMatchPredicate());
              long results =
                  queries.stream()
                      .filter(query -> Boolean.TRUE.equals(Template.follow(query, "ReturnData")))
                      .count();
              assertThat(results).as(name).isEqualTo(queries.isEmpty() ? 0 : 1);
              queries.stream()
                  .map(query -> Template.map(query, name))
                  .filter(query -> query.containsKey("Expression"))
                  .forEach(
                      query -> {
                        Matcher word =
                            Pattern.compile("\\b[a-z]\\w*")
                                .matcher(query.get("Expression").toString());
                        while (word.find()) {
                          assertThat(ids).as(name).contains(word.group());
                        }
                      });
            });
  }

  /** Names that the workflows wait for are those that the alarms have. */
  @Test
  void theScalingListensToAlarmsThatExist() {
    Map<String, Object> outputs = Template.read("watching.yaml").outputs();
    Set<String> taken =
        outputs.keySet().stream()
            .filter(name -> name.endsWith("AlarmName"))
            .collect(Collectors.toCollection(TreeSet::new));
    assertThat(taken)
        .containsExactly(
            "CpuAlarmName", "InFlightAlarmName", "QueueBacklogAlarmName", "QueueOldAlarmName");
    taken.forEach(
        name ->
            assertThat(Template.read("watching.yaml").idsOf("AWS::CloudWatch::Alarm"))
                .contains(Template.follow(outputs, name, "Value", "Ref").toString()));
  }

  private static final class Watched {

    final String dimension;
    final Set<String> metrics;

    Watched(String dimension, Set<String> metrics) {
      this.dimension = dimension;
      this.metrics = metrics;
    }
  }
}
