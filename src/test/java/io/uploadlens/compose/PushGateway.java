package io.uploadlens.compose;

import com.sun.net.httpserver.HttpServer;
import java.io.IOException;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.nio.charset.StandardCharsets;

/**
 * Takes what Flink's Prometheus reporter pushes, on 127.0.0.1. The reporter that waits to be asked,
 * which names everything alike, listens on every address of the machine.
 */
final class PushGateway implements AutoCloseable {

  private final HttpServer server;
  private volatile String latest = "";

  PushGateway() throws IOException {
    server = HttpServer.create(new InetSocketAddress(InetAddress.getLoopbackAddress(), 0), 0);
    server.createContext(
        "/",
        exchange -> {
          String text =
              new String(exchange.getRequestBody().readAllBytes(), StandardCharsets.UTF_8);
          exchange.sendResponseHeaders(202, -1);
          exchange.close();
          latest = text;
        });
    server.start();
  }

  String url() {
    return "http://127.0.0.1:" + server.getAddress().getPort();
  }

  /** What was told last. */
  Exposition latest() {
    return Exposition.parse(latest);
  }

  @Override
  public void close() {
    server.stop(0);
  }
}
