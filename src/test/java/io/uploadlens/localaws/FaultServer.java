package io.uploadlens.localaws;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import com.sun.net.httpserver.HttpExchange;
import com.sun.net.httpserver.HttpServer;
import io.uploadlens.aws.AwsService;
import java.io.IOException;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.nio.charset.StandardCharsets;
import java.time.Duration;

/**
 * Lets another process ask a local AWS for {@link Faults}, on 127.0.0.1: {@code POST /faults} sets
 * one to work, {@code DELETE /faults} ends those of a service, or all. See {@link FaultClient}.
 */
public final class FaultServer implements AutoCloseable {

  static final String PATH = "/faults";

  private static final ObjectMapper JSON = new ObjectMapper();

  private final HttpServer server;
  private final Faults faults;

  private FaultServer(HttpServer server, Faults faults) {
    this.server = server;
    this.faults = faults;
  }

  /**
   * Starts to listen.
   *
   * @param port 0 for a free one
   * @throws IOException if the port is in use
   */
  public static FaultServer start(int port, Faults faults) throws IOException {
    HttpServer server =
        HttpServer.create(new InetSocketAddress(InetAddress.getLoopbackAddress(), port), 0);
    FaultServer faultServer = new FaultServer(server, faults);
    server.createContext(PATH, faultServer::handle);
    server.start();
    return faultServer;
  }

  /** Where it listens. */
  public int port() {
    return server.getAddress().getPort();
  }

  private void handle(HttpExchange exchange) throws IOException {
    try {
      JsonNode wanted = JSON.readTree(exchange.getRequestBody());
      if (exchange.getRequestMethod().equals("DELETE")) {
        clear(wanted);
      } else {
        set(wanted);
      }
      exchange.sendResponseHeaders(204, -1);
    } catch (IllegalArgumentException | IllegalStateException e) {
      byte[] problem = String.valueOf(e.getMessage()).getBytes(StandardCharsets.UTF_8);
      exchange.sendResponseHeaders(400, problem.length);
      exchange.getResponseBody().write(problem);
    } finally {
      exchange.close();
    }
  }

  private void clear(JsonNode wanted) {
    if (wanted.hasNonNull("service")) {
      faults.clear(AwsService.valueOf(wanted.get("service").asText()));
    } else {
      faults.clear();
    }
  }

  private void set(JsonNode wanted) {
    AwsService service = AwsService.valueOf(wanted.path("service").asText());
    FaultBuilder fault =
        wanted.hasNonNull("operation")
            ? faults.on(service, wanted.get("operation").asText())
            : faults.on(service);
    if (wanted.hasNonNull("probability")) {
      fault.failing(wanted.get("probability").asDouble());
    }
    switch (Fault.Kind.valueOf(wanted.path("kind").asText())) {
      case THROTTLE:
        fault.throttle();
        break;
      case SERVER_ERROR:
        fault.serverError();
        break;
      case DELAY:
        fault.delay(Duration.ofMillis(wanted.path("delay_ms").asLong()));
        break;
      case LOSE_ANSWER:
        fault.loseAnswer();
        break;
      case PARTIAL:
        fault.partial();
        break;
      case REFUSE:
        fault.refuseConnections();
        break;
    }
  }

  @Override
  public void close() {
    server.stop(0);
  }
}
