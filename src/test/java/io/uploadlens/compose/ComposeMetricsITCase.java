package io.uploadlens.compose;

import static org.assertj.core.api.Assertions.assertThat;

import io.uploadlens.StreamingJob;
import io.uploadlens.aws.AwsClients;
import io.uploadlens.config.ApplicationProperties;
import io.uploadlens.config.JobConfig;
import io.uploadlens.demo.DemoAws;
import io.uploadlens.demo.DemoResources;
import java.net.URI;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Clock;
import java.time.Duration;
import java.util.Map;
import java.util.TreeMap;
import java.util.concurrent.TimeUnit;
import org.apache.flink.client.cli.CliFrontend;
import org.apache.flink.configuration.Configuration;
import org.apache.flink.configuration.MemorySize;
import org.apache.flink.configuration.RestOptions;
import org.apache.flink.configuration.TaskManagerOptions;
import org.apache.flink.core.fs.FileSystem;
import org.apache.flink.core.plugin.PluginUtils;
import org.apache.flink.metrics.prometheus.PrometheusPushGatewayReporterFactory;
import org.apache.flink.runtime.jobgraph.JobGraph;
import org.apache.flink.runtime.minicluster.MiniCluster;
import org.apache.flink.runtime.minicluster.MiniClusterConfiguration;
import org.apache.flink.streaming.api.environment.StreamExecutionEnvironment;
import org.apache.flink.streaming.api.graph.StreamGraph;
import org.awaitility.Awaitility;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import software.amazon.awssdk.services.sqs.SqsClient;

/**
 * The job on a cluster with the Flink settings of {@code docker-compose.yml}: it takes its
 * checkpoints, and every metric on the dashboard is one that Flink's Prometheus reporter tells.
 */
class ComposeMetricsITCase {

  private static final String ANALYTICS = "flink_taskmanager_job_task_operator_kinesisanalytics_";

  private static final String QUEUE = "uploadlens-events";

  private static final String FACTORY = PrometheusPushGatewayReporterFactory.class.getName();
  private static final String MEMORY = MemorySize.ofMebiBytes(64).toString();

  @TempDir Path directory;

  @Test
  void everyMetricOfTheDashboardIsTold() throws Exception {
    try (DemoAws aws = DemoAws.start(0);
        PushGateway gateway = new PushGateway()) {
      DemoResources resources = aws.resources();
      Map<String, String> settings = settings(resources, gateway);
      aws.createBucket(URI.create(settings.get("execution.checkpointing.dir")).getAuthority());
      Configuration configuration = Configuration.fromMap(settings);
      FileSystem.initialize(
          configuration, PluginUtils.createPluginManagerFromRootFolder(configuration));
      try (MiniCluster cluster = start(configuration)) {
        send(resources);
        JobGraph job = job(configuration, resources);
        cluster.submitJob(job).get();

        Awaitility.await()
            .atMost(Duration.ofSeconds(90))
            .pollInterval(Duration.ofMillis(500))
            .untilAsserted(() -> theJobCounts(gateway.latest()));
        theDashboardShowsWhatIsTold(gateway.latest());
        theSubmitStepSeesThatTheJobRuns(cluster.getRestAddress().get());

        cluster.cancelJob(job.getJobID()).get(60, TimeUnit.SECONDS);
      }
    }
  }

  /** Those of the containers that are about the job and not about containers. */
  private static Map<String, String> settings(DemoResources resources, PushGateway gateway) {
    Map<String, String> settings = new TreeMap<>(FlinkProperties.ofCompose());
    String filter = settings.get("metrics.reporter.prom.filterLabelValueCharacters");
    settings
        .keySet()
        .removeIf(
            key ->
                !key.matches("(execution|state|restart-strategy|parallelism|s3|fs\\.s3a)\\..*")
                    && !key.equals(TaskManagerOptions.NUM_TASK_SLOTS.key()));
    assertThat(settings).hasSizeGreaterThan(10);
    settings.put("execution.checkpointing.interval", "1s");
    settings.put("s3.endpoint", resources.s3FileSystem().get("s3.endpoint"));
    settings.put("metrics.reporter.push.factory.class", FACTORY);
    settings.put("metrics.reporter.push.hostUrl", gateway.url());
    settings.put("metrics.reporter.push.jobName", "flink");
    settings.put("metrics.reporter.push.randomJobNameSuffix", "false");
    settings.put("metrics.reporter.push.deleteOnShutdown", "false");
    settings.put("metrics.reporter.push.interval", "1s");
    settings.put("metrics.reporter.push.filterLabelValueCharacters", filter);
    settings.put(RestOptions.ADDRESS.key(), "127.0.0.1");
    settings.put(RestOptions.BIND_ADDRESS.key(), "127.0.0.1");
    settings.put(RestOptions.BIND_PORT.key(), "0");
    settings.put(TaskManagerOptions.NETWORK_MEMORY_MIN.key(), MEMORY);
    settings.put(TaskManagerOptions.NETWORK_MEMORY_MAX.key(), MEMORY);
    settings.put(TaskManagerOptions.MANAGED_MEMORY_SIZE.key(), "256m");
    return settings;
  }

  private static MiniCluster start(Configuration configuration) throws Exception {
    MiniCluster cluster =
        new MiniCluster(
            new MiniClusterConfiguration.Builder()
                .setConfiguration(configuration)
                .setNumTaskManagers(1)
                .setNumSlotsPerTaskManager(configuration.get(TaskManagerOptions.NUM_TASK_SLOTS))
                .build());
    cluster.start();
    return cluster;
  }

  private static JobGraph job(Configuration configuration, DemoResources resources) {
    StreamExecutionEnvironment env =
        StreamExecutionEnvironment.getExecutionEnvironment(configuration);
    StreamingJob.addTo(
        env,
        JobConfig.of(
            ApplicationProperties.load(resources.jobArguments().toArray(new String[0]), true),
            Map.of(),
            Clock.systemUTC()));
    StreamGraph graph = env.getStreamGraph();
    graph.setJobName(StreamingJob.NAME);
    return graph.getJobGraph();
  }

  /** One event twice, and one message that is none. */
  private static void send(DemoResources resources) throws Exception {
    String event =
        Files.readString(Path.of("src", "test", "resources", "samples", "s3", "v2.0-put.json"));
    try (SqsClient sqs = AwsClients.sqs(resources.settings())) {
      for (String body : new String[] {event, event, "{not json"}) {
        sqs.sendMessage(request -> request.queueUrl(resources.queueUrl()).messageBody(body));
      }
    }
  }

  private static void theJobCounts(Exposition told) {
    assertThat(told.sum(ANALYTICS + "messagesReceived")).isEqualTo(3);
    assertThat(told.sum(ANALYTICS + "uniqueEvents") + told.sum(ANALYTICS + "lateEvents"))
        .isGreaterThanOrEqualTo(1);
    assertThat(told.sum(ANALYTICS + "rejected_not_json")).isEqualTo(1);
    assertThat(told.sum("flink_jobmanager_job_numberOfCompletedCheckpoints")).isPositive();
    assertThat(told.of(ANALYTICS + "queue_deleted"))
        .as("deleted behind a checkpoint")
        .anySatisfy(sample -> assertThat(sample.value).isPositive())
        .allSatisfy(sample -> assertThat(sample.labels).containsEntry("queue", QUEUE));
  }

  private static void theDashboardShowsWhatIsTold(Exposition told) throws Exception {
    for (Dashboard.Query query : Dashboard.read().queries()) {
      for (String metric : query.metrics()) {
        assertThat(told.of(metric)).as(query.toString()).isNotEmpty();
        assertThat(told.of(metric))
            .as("labels of " + query)
            .filteredOn(sample -> query.selects(sample.labels))
            .anySatisfy(sample -> assertThat(sample.labels.keySet()).containsAll(query.labels()));
      }
    }
  }

  /** By Flink's own command line, in a process of its own. */
  private void theSubmitStepSeesThatTheJobRuns(URI rest) throws Exception {
    Path conf = Files.createDirectories(directory.resolve("conf"));
    Files.writeString(
        conf.resolve("config.yaml"),
        "rest.address: " + rest.getHost() + "\nrest.port: " + rest.getPort() + "\n");
    ComposeScript submit =
        new ComposeScript(directory, "submit.sh")
            .environment("FLINK_CONF_DIR", conf.toString())
            .standIn(
                "flink",
                String.format(
                    "cd '%s' && exec '%s/bin/java' -cp '%s' %s \"$@\"",
                    Path.of("").toAbsolutePath(),
                    System.getProperty("java.home"),
                    System.getProperty("java.class.path"),
                    CliFrontend.class.getName()))
            .run();
    assertThat(submit.said()).contains("The job runs already.");
    assertThat(submit.status()).isZero();
  }
}
