package io.uploadlens.benchmark.endpoint;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import com.fasterxml.jackson.databind.node.ObjectNode;
import java.io.BufferedReader;
import java.io.IOException;
import java.io.InputStreamReader;
import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpRequest.BodyPublishers;
import java.net.http.HttpResponse;
import java.net.http.HttpResponse.BodyHandlers;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.time.Duration;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.TimeUnit;

/**
 * The endpoint in a process of its own, started from here and ended with this JVM: when it closes
 * this, when it exits, and when it is killed, since the endpoint's standard input then ends.
 */
public final class EndpointProcess implements AutoCloseable {

  private static final ObjectMapper JSON = new ObjectMapper();

  private final Process process;
  private final Thread onExit;
  private final URI uri;
  private final HttpClient http =
      HttpClient.newBuilder().version(HttpClient.Version.HTTP_1_1).build();

  private EndpointProcess(Process process, Thread onExit, URI uri) {
    this.process = process;
    this.onExit = onExit;
    this.uri = uri;
  }

  /**
   * Starts it, with the Java and the class path of this JVM.
   *
   * @param latency added to every call of SQS; zero for none
   */
  public static EndpointProcess start(Duration latency) throws IOException {
    Process process =
        new ProcessBuilder(
                Path.of(System.getProperty("java.home"), "bin", "java").toString(),
                "-Xms512m",
                "-Xmx1g",
                "-cp",
                System.getProperty("java.class.path"),
                EndpointMain.class.getName(),
                Long.toString(latency.toNanos() / 1000))
            .redirectError(ProcessBuilder.Redirect.INHERIT)
            .start();
    Thread onExit = new Thread(process::destroyForcibly, "benchmark-endpoint-stop");
    Runtime.getRuntime().addShutdownHook(onExit);
    BufferedReader out =
        new BufferedReader(new InputStreamReader(process.getInputStream(), StandardCharsets.UTF_8));
    String address = out.readLine();
    if (address == null) {
      process.destroyForcibly();
      throw new IOException("The benchmark's SQS did not start; see its output above");
    }
    return new EndpointProcess(process, onExit, URI.create(address));
  }

  /** Where clients reach it. */
  public URI uri() {
    return uri;
  }

  /** Whether it runs. */
  public boolean isAlive() {
    return process.isAlive();
  }

  /**
   * Puts messages into a queue, which is made if it is not there.
   *
   * @return the queue's URL
   */
  public String fill(String queueName, int messages) throws IOException, InterruptedException {
    ObjectNode request = request(queueName).put("Messages", messages);
    return call("Fill", request).get("QueueUrl").asText();
  }

  /** The mean length of the messages' bodies, in bytes. */
  public int meanBodyBytes() throws IOException, InterruptedException {
    int bytes = call("Fill", request("sample").put("Messages", 0)).get("MeanBodyBytes").asInt();
    drop("sample");
    return bytes;
  }

  /** What the queue has seen and holds. */
  public QueueCounts counts(String queueName) throws IOException, InterruptedException {
    return QueueCounts.fromJson(call("Counts", request(queueName)));
  }

  /** Completes when every message of the queue is deleted. */
  public CompletableFuture<Void> whenEmpty(String queueName) {
    return http.sendAsync(request("AwaitEmpty", request(queueName)), BodyHandlers.ofString())
        .thenAccept(response -> requireOk("AwaitEmpty", response));
  }

  /** Forgets the queue; receives that wait are answered with nothing. */
  public void drop(String queueName) throws IOException, InterruptedException {
    call("Drop", request(queueName));
  }

  @Override
  public void close() throws InterruptedException {
    process.destroyForcibly();
    Runtime.getRuntime().removeShutdownHook(onExit);
    if (!process.waitFor(60, TimeUnit.SECONDS)) {
      throw new IllegalStateException("The benchmark's SQS, " + process.pid() + ", did not end");
    }
  }

  private static ObjectNode request(String queueName) {
    return JSON.createObjectNode().put("QueueName", queueName);
  }

  private JsonNode call(String call, ObjectNode request) throws IOException, InterruptedException {
    HttpResponse<String> response = http.send(request(call, request), BodyHandlers.ofString());
    requireOk(call, response);
    return JSON.readTree(response.body());
  }

  private HttpRequest request(String call, ObjectNode request) {
    return HttpRequest.newBuilder(uri)
        .header("X-Amz-Target", Control.PREFIX + call)
        .POST(BodyPublishers.ofString(request.toString()))
        .build();
  }

  private static void requireOk(String call, HttpResponse<String> response) {
    if (response.statusCode() != 200) {
      throw new IllegalStateException(call + " failed: " + response.body());
    }
  }
}
