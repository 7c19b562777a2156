package io.uploadlens.cluster;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import com.fasterxml.jackson.databind.node.ObjectNode;
import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.net.ConnectException;
import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpRequest.BodyPublisher;
import java.net.http.HttpRequest.BodyPublishers;
import java.net.http.HttpResponse;
import java.net.http.HttpResponse.BodyHandlers;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.List;
import java.util.Set;

/**
 * A cluster through its <a
 * href="https://nightlies.apache.org/flink/flink-docs-release-1.20/docs/ops/rest_api/">REST
 * API</a>.
 */
final class FlinkRest {

  private static final ObjectMapper JSON = new ObjectMapper();
  private static final String BOUNDARY = "uploadlens-jar";

  /** States of a job that does nothing any more. */
  static final Set<String> ENDED = Set.of("FINISHED", "CANCELED", "FAILED");

  private final HttpClient http =
      HttpClient.newBuilder().connectTimeout(Duration.ofSeconds(5)).build();
  private final URI address;

  FlinkRest(int port) {
    this.address = URI.create("http://127.0.0.1:" + port);
  }

  URI address() {
    return address;
  }

  /** Slots, TaskManagers and jobs. */
  JsonNode overview() throws IOException, InterruptedException {
    return get("/overview");
  }

  /** The TaskManagers that take part. */
  JsonNode taskManagers() throws IOException, InterruptedException {
    return get("/taskmanagers").get("taskmanagers");
  }

  /** A job with its vertices. */
  JsonNode job(String id) throws IOException, InterruptedException {
    return get("/jobs/" + id);
  }

  /** Why a job failed, newest first. */
  JsonNode exceptions(String id) throws IOException, InterruptedException {
    return get("/jobs/" + id + "/exceptions").path("exceptionHistory").path("entries");
  }

  /** A job's checkpoints: counts, the latest, the history. */
  JsonNode checkpoints(String id) throws IOException, InterruptedException {
    return get("/jobs/" + id + "/checkpoints");
  }

  /** Asks for a checkpoint; returns what {@link #operation} is asked with. */
  String triggerCheckpoint(String id) throws IOException, InterruptedException {
    return post("/jobs/" + id + "/checkpoints", JSON.createObjectNode()).get("request-id").asText();
  }

  /** Asks for a savepoint in the configured directory. */
  String triggerSavepoint(String id) throws IOException, InterruptedException {
    return post("/jobs/" + id + "/savepoints", JSON.createObjectNode().put("cancel-job", false))
        .get("request-id")
        .asText();
  }

  /** Asks for the end of a job, without a savepoint. */
  void cancel(String id) throws IOException, InterruptedException {
    send(request("/jobs/" + id).method("PATCH", BodyPublishers.noBody()));
  }

  /** Asks for a savepoint behind which the job ends. */
  String stopWithSavepoint(String id) throws IOException, InterruptedException {
    return post("/jobs/" + id + "/stop", JSON.createObjectNode().put("drain", false))
        .get("request-id")
        .asText();
  }

  /**
   * Whether a savepoint is there.
   *
   * @return its path, or null while it is under way
   * @throws ClusterException if it failed
   */
  String savepoint(String id, String request) throws IOException, InterruptedException {
    return result(get("/jobs/" + id + "/savepoints/" + request), "location");
  }

  /**
   * Whether a checkpoint that was asked for is there.
   *
   * @return its id, or null while it is under way
   * @throws ClusterException if it failed
   */
  String checkpoint(String id, String request) throws IOException, InterruptedException {
    return result(get("/jobs/" + id + "/checkpoints/" + request), "checkpointId");
  }

  private static String result(JsonNode answer, String field) {
    if (!answer.at("/status/id").asText().equals("COMPLETED")) {
      return null;
    }
    JsonNode cause = answer.at("/operation/failure-cause");
    if (!cause.isMissingNode()) {
      throw new ClusterException(RootCause.of(cause.path("stack-trace").asText(cause.toString())));
    }
    return answer.at("/operation/" + field).asText();
  }

  /** Brings a jar to the cluster; returns the id by which it runs. */
  String upload(Path jar) throws IOException, InterruptedException {
    ByteArrayOutputStream body = new ByteArrayOutputStream();
    body.writeBytes(
        ("--"
                + BOUNDARY
                + "\r\nContent-Disposition: form-data; name=\"jarfile\"; filename=\""
                + jar.getFileName()
                + "\"\r\nContent-Type: application/x-java-archive\r\n\r\n")
            .getBytes(StandardCharsets.UTF_8));
    Files.copy(jar, body);
    body.writeBytes(("\r\n--" + BOUNDARY + "--\r\n").getBytes(StandardCharsets.UTF_8));
    JsonNode answer =
        send(
            request("/jars/upload")
                .header("Content-Type", "multipart/form-data; boundary=" + BOUNDARY)
                .POST(BodyPublishers.ofByteArray(body.toByteArray())));
    String path = answer.get("filename").asText();
    return path.substring(path.lastIndexOf('/') + 1);
  }

  /**
   * Starts a job.
   *
   * @param jar as {@link #upload} said
   * @param id of the job
   * @param savepoint null to start without state; never empty, which Flink takes for none
   */
  void run(String jar, String id, int parallelism, List<String> arguments, String savepoint)
      throws IOException, InterruptedException {
    ObjectNode body = JSON.createObjectNode().put("jobId", id).put("parallelism", parallelism);
    arguments.forEach(body.putArray("programArgsList")::add);
    if (savepoint != null) {
      body.put("savepointPath", savepoint);
    }
    post("/jars/" + jar + "/run", body);
  }

  /**
   * Whether the cluster has a job, ended or not. A JobManager that answers has those again that the
   * one before it had.
   */
  boolean knows(String id) throws IOException, InterruptedException {
    for (JsonNode job : get("/jobs/overview").get("jobs")) {
      if (job.get("jid").asText().equals(id)) {
        return true;
      }
    }
    return false;
  }

  private JsonNode get(String path) throws IOException, InterruptedException {
    return send(request(path).GET());
  }

  private JsonNode post(String path, ObjectNode body) throws IOException, InterruptedException {
    BodyPublisher json = BodyPublishers.ofString(body.toString());
    return send(request(path).header("Content-Type", "application/json").POST(json));
  }

  private HttpRequest.Builder request(String path) {
    return HttpRequest.newBuilder(address.resolve(path)).timeout(Duration.ofSeconds(60));
  }

  private JsonNode send(HttpRequest.Builder builder) throws IOException, InterruptedException {
    HttpRequest request = builder.build();
    HttpResponse<byte[]> answer;
    try {
      answer = http.send(request, BodyHandlers.ofByteArray());
    } catch (ConnectException e) {
      throw new IOException(
          "nobody listens at " + address + ": the JobManager is down; 'up' starts it", e);
    }
    if (answer.statusCode() / 100 != 2) {
      throw new IOException(
          request.uri() + " answered " + answer.statusCode() + ": " + problem(answer.body()));
    }
    return JSON.readTree(answer.body());
  }

  /** Of Flink's errors, the last has the stack trace. */
  private static String problem(byte[] answer) {
    String text = new String(answer, StandardCharsets.UTF_8);
    try {
      JsonNode errors = JSON.readTree(answer).path("errors");
      return RootCause.of(errors.isEmpty() ? text : errors.get(errors.size() - 1).asText());
    } catch (IOException notJson) {
      return text;
    }
  }
}
