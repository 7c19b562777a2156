package io.uploadlens.cluster;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import com.sun.net.httpserver.HttpExchange;
import com.sun.net.httpserver.HttpServer;
import java.io.IOException;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.UUID;
import java.util.concurrent.ConcurrentSkipListMap;
import java.util.jar.JarEntry;
import java.util.jar.JarOutputStream;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** Against answers of a JobManager that are made up. */
class ClusterJobTest {

  private static final ObjectMapper JSON = new ObjectMapper();

  @TempDir private Path directory;

  private final Map<String, String> states = new ConcurrentSkipListMap<>();

  /** Of the jobs in their order: from where each was started. */
  private final List<String> startedFrom = new ArrayList<>();

  /** The jobs, counted from 1, that are taken although their client is told of an error. */
  private final Set<Integer> unanswered = new HashSet<>();

  /** How often the jobs are listed without the last one. */
  private int listsBeforeArrival;

  private String latest = "{}";

  /** The stack trace of a stop that fails, or null. */
  private String stopFailure;

  private HttpServer jobManager;
  private FlinkCluster cluster;
  private ClusterJob.Start start;

  @BeforeEach
  void jobManager() throws Exception {
    jobManager = HttpServer.create(new InetSocketAddress(InetAddress.getByName("127.0.0.1"), 0), 0);
    jobManager.createContext("/", this::answer);
    jobManager.start();
    cluster =
        FlinkCluster.of(
            new ClusterDirectory(directory),
            new ClusterSettings(
                jobManager.getAddress().getPort(), 1, 1, 1, 2, Duration.ofSeconds(1)));
    Path jar = directory.resolve("job.jar");
    try (JarOutputStream out = new JarOutputStream(Files.newOutputStream(jar))) {
      out.putNextEntry(new JarEntry("Job.class"));
    }
    start = new ClusterJob.Start(jar, 1, List.of(), null, true);
  }

  @AfterEach
  void stop() {
    jobManager.stop(0);
  }

  private synchronized void answer(HttpExchange exchange) throws IOException {
    byte[] body = exchange.getRequestBody().readAllBytes();
    String request = exchange.getRequestMethod() + " " + exchange.getRequestURI().getPath();
    String answer = answer(request, body);
    byte[] bytes =
        (answer == null ? "{\"errors\":[\"busy\"]}" : answer).getBytes(StandardCharsets.UTF_8);
    exchange.sendResponseHeaders(answer == null ? 500 : 200, bytes.length);
    exchange.getResponseBody().write(bytes);
    exchange.close();
  }

  private String answer(String request, byte[] body) throws IOException {
    String id = request.replaceFirst("^[A-Z]+ /jobs/([0-9a-f]{32}).*", "$1");
    switch (request.replaceFirst("/jobs/[0-9a-f]{32}", "/jobs/ID")) {
      case "GET /overview":
        return "{\"slots-total\":2}";
      case "POST /jars/upload":
        return "{\"filename\":\"/jars/job.jar\"}";
      case "POST /jars/job.jar/run":
        return run(JSON.readTree(body));
      case "GET /jobs/overview":
        List<String> jobs = new ArrayList<>();
        if (listsBeforeArrival-- <= 0) {
          states.forEach(
              (job, state) -> jobs.add("{\"jid\":\"" + job + "\",\"state\":\"" + state + "\"}"));
        }
        return "{\"jobs\":" + jobs + "}";
      case "GET /jobs/ID":
        return "{\"state\":\"" + states.get(id) + "\",\"vertices\":[]}";
      case "PATCH /jobs/ID":
        states.put(id, "CANCELED");
        return "{}";
      case "GET /jobs/ID/checkpoints":
        return "{\"latest\":" + latest + "}";
      case "POST /jobs/ID/stop":
        states.put(id, stopFailure == null ? "FINISHED" : "FAILED");
        return "{\"request-id\":\"stop\"}";
      case "GET /jobs/ID/savepoints/stop":
        return "{\"status\":{\"id\":\"COMPLETED\"},\"operation\":"
            + (stopFailure == null
                ? "{\"location\":\"savepoint\"}"
                : "{\"failure-cause\":{\"stack-trace\":\"" + stopFailure + "\"}}")
            + "}";
      default:
        return "{}";
    }
  }

  private String run(JsonNode request) {
    String id = request.path("jobId").asText(UUID.randomUUID().toString().replace("-", ""));
    states.put(id, "RUNNING");
    startedFrom.add(request.path("savepointPath").asText("nothing"));
    return unanswered.contains(startedFrom.size()) ? null : "{\"jobid\":\"" + id + "\"}";
  }

  @Test
  void g2AJobThatIsTakenWithoutAnAnswerDoesNotRunBesideAnother() throws Exception {
    ClusterJob job = ClusterJob.submit(cluster, start);
    unanswered.add(2);
    latest = checkpoints("{\"id\":7,\"external_path\":\"checkpoint-7\"}", "null");

    assertThatThrownBy(() -> job.restart(start.at(2), ignored -> {}))
        .hasMessage("the job runs as before")
        .hasStackTraceContaining("busy");

    assertThat(states.values()).containsExactlyInAnyOrder("FINISHED", "CANCELED", "RUNNING");
    assertThat(startedFrom).containsExactly("nothing", "savepoint", "checkpoint-7");
    assertThat(states).containsEntry(ClusterJob.running(cluster).orElseThrow().id(), "RUNNING");
  }

  @Test
  void g1AJobGoesOnFromWhatAJobManagerAfterTheFirstRestored() throws Exception {
    unanswered.add(1);
    latest = checkpoints("null", "{\"id\":7,\"external_path\":\"checkpoint-7\"}");

    assertThatThrownBy(() -> ClusterJob.submit(cluster, start.from("savepoint")))
        .hasMessageContaining("busy");

    assertThat(ClusterJob.running(cluster)).isEmpty();
    assertThat(ClusterJob.last(cluster).orElseThrow().savepoint).isEqualTo("checkpoint-7");
  }

  @Test
  void g1AJobGoesOnFromTheNewerOfRestoredAndCompleted() throws Exception {
    unanswered.add(1);
    latest =
        checkpoints(
            "{\"id\":8,\"external_path\":\"checkpoint-8\"}",
            "{\"id\":7,\"external_path\":\"checkpoint-7\"}");

    assertThatThrownBy(() -> ClusterJob.submit(cluster, start)).hasMessageContaining("busy");

    assertThat(ClusterJob.last(cluster).orElseThrow().savepoint).isEqualTo("checkpoint-8");
  }

  @Test
  void g2AJobThatArrivesLateIsCanceledToo() throws Exception {
    unanswered.add(1);
    listsBeforeArrival = 3;

    assertThatThrownBy(() -> ClusterJob.submit(cluster, start)).hasMessageContaining("busy");

    assertThat(states.values()).containsExactly("CANCELED");
    assertThat(ClusterJob.running(cluster)).isEmpty();
  }

  @Test
  void g1WhenNothingStartsAgainItIsToldWhatWouldGoOn() throws Exception {
    ClusterJob job = ClusterJob.submit(cluster, start);
    unanswered.addAll(Set.of(2, 3));
    latest = checkpoints("{\"id\":7,\"external_path\":\"checkpoint-7\"}", "null");

    assertThatThrownBy(() -> job.restart(start.at(2), ignored -> {}))
        .hasMessageStartingWith("no job runs: 'submit --from checkpoint-7' would go on;")
        .hasMessageContaining("busy");

    assertThat(states.values()).containsExactlyInAnyOrder("FINISHED", "CANCELED", "CANCELED");
    assertThat(ClusterJob.running(cluster)).isEmpty();
  }

  @Test
  void g1AJobThatFailsBehindItsSavepointGoesOnFromThere() throws Exception {
    ClusterJob job = ClusterJob.submit(cluster, start);
    stopFailure =
        "org.apache.flink.runtime.scheduler.stopwithsavepoint.StopWithSavepointStoppingException:"
            + " A savepoint has been created at: savepoint-9, but the job failed during stopping";
    latest = "{\"savepoint\":{\"external_path\":\"savepoint-9\"}}";

    job.restart(start.at(2), ignored -> {});

    assertThat(startedFrom).containsExactly("nothing", "savepoint-9");
    assertThat(states.values()).containsExactlyInAnyOrder("FAILED", "RUNNING");
  }

  @Test
  void aFileThatIsNoJarIsToldBeforeTheJobIsStopped() throws Exception {
    ClusterJob job = ClusterJob.submit(cluster, start);
    Path text = Files.writeString(directory.resolve("README.md"), "# No jar");

    assertThatThrownBy(() -> job.restart(start.of(text, List.of()), ignored -> {}))
        .isInstanceOf(ClusterException.class)
        .hasMessageContaining(text + " is no jar");

    assertThat(ClusterJob.running(cluster)).map(ClusterJob::id).hasValue(job.id());
    assertThat(states.values()).containsExactly("RUNNING");
  }

  @Test
  void aStopThatFailsWithoutASavepointIsAFailure() throws Exception {
    ClusterJob job = ClusterJob.submit(cluster, start);
    stopFailure = "java.io.IOException: no space";

    assertThatThrownBy(job::stop).hasMessageContaining("no space");

    assertThat(ClusterJob.running(cluster)).map(ClusterJob::id).hasValue(job.id());
  }

  private static String checkpoints(String completed, String restored) {
    return "{\"completed\":" + completed + ",\"restored\":" + restored + "}";
  }
}
