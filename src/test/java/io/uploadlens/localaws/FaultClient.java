package io.uploadlens.localaws;

import com.fasterxml.jackson.databind.ObjectMapper;
import com.fasterxml.jackson.databind.node.ObjectNode;
import io.uploadlens.aws.AwsService;
import java.io.IOException;
import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpRequest.BodyPublishers;
import java.net.http.HttpResponse;
import java.net.http.HttpResponse.BodyHandlers;
import java.time.Duration;

/** Asks the {@link FaultServer} of a local AWS in another process for faults. */
public final class FaultClient {

  private static final ObjectMapper JSON = new ObjectMapper();

  private final HttpClient http = HttpClient.newHttpClient();
  private final URI server;

  /**
   * @param port the server's
   */
  public FaultClient(int port) {
    this.server = URI.create("http://127.0.0.1:" + port + FaultServer.PATH);
  }

  /** Answers so many requests of a service in a hundred with its throttling error. */
  public void throttle(AwsService service, String operation, double probability)
      throws IOException, InterruptedException {
    set(fault(service, Fault.Kind.THROTTLE).put("operation", operation), probability);
  }

  /** Answers a share of the requests with a 5xx error. */
  public void serverError(AwsService service, String operation, double probability)
      throws IOException, InterruptedException {
    set(fault(service, Fault.Kind.SERVER_ERROR).put("operation", operation), probability);
  }

  /** Fails a share of the entries of a batch operation. */
  public void partial(AwsService service, String operation, double probability)
      throws IOException, InterruptedException {
    set(fault(service, Fault.Kind.PARTIAL).put("operation", operation), probability);
  }

  /** Refuses connections to a service until {@link #clear}. */
  public void refuse(AwsService service) throws IOException, InterruptedException {
    send("POST", fault(service, Fault.Kind.REFUSE));
  }

  /**
   * Takes every request to a service, does nothing for so long, does then what was asked and hangs
   * up without an answer.
   */
  public void hang(AwsService service, Duration time) throws IOException, InterruptedException {
    send("POST", fault(service, Fault.Kind.DELAY).put("delay_ms", time.toMillis()));
    send("POST", fault(service, Fault.Kind.LOSE_ANSWER));
  }

  /** Ends the faults of a service. */
  public void clear(AwsService service) throws IOException, InterruptedException {
    send("DELETE", JSON.createObjectNode().put("service", service.name()));
  }

  private static ObjectNode fault(AwsService service, Fault.Kind kind) {
    return JSON.createObjectNode().put("service", service.name()).put("kind", kind.name());
  }

  private void set(ObjectNode fault, double probability) throws IOException, InterruptedException {
    send("POST", fault.put("probability", probability));
  }

  private void send(String method, ObjectNode body) throws IOException, InterruptedException {
    HttpRequest request =
        HttpRequest.newBuilder(server)
            .timeout(Duration.ofSeconds(30))
            .method(method, BodyPublishers.ofString(body.toString()))
            .build();
    HttpResponse<String> answer = http.send(request, BodyHandlers.ofString());
    if (answer.statusCode() != 204) {
      throw new IOException(method + " " + body + " was refused: " + answer.body());
    }
  }
}
