package io.uploadlens.localaws;

import com.sun.net.httpserver.HttpExchange;
import java.io.IOException;
import java.io.OutputStream;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.TreeMap;

/** One HTTP response. */
final class WireResponse {

  /** The HTTP server writes these itself. */
  private static final Set<String> OWN =
      Set.of("connection", "transfer-encoding", "date", ":status");

  private final int status;
  private final Map<String, List<String>> headers;
  private final byte[] body;

  WireResponse(int status, Map<String, List<String>> headers, byte[] body) {
    this.status = status;
    this.headers = new TreeMap<>(String.CASE_INSENSITIVE_ORDER);
    this.headers.putAll(headers);
    this.body = body;
  }

  static WireResponse of(int status, String contentType, byte[] body, String... namesAndValues) {
    Map<String, List<String>> headers = new LinkedHashMap<>();
    headers.put("Content-Type", List.of(contentType));
    for (int i = 0; i < namesAndValues.length; i += 2) {
      headers.put(namesAndValues[i], List.of(namesAndValues[i + 1]));
    }
    return new WireResponse(status, headers, body);
  }

  int status() {
    return status;
  }

  boolean successful() {
    return status >= 200 && status < 300;
  }

  /** The first value of a header, or null. */
  String header(String name) {
    List<String> values = headers.get(name);
    return values == null || values.isEmpty() ? null : values.get(0);
  }

  Map<String, List<String>> headers() {
    return headers;
  }

  byte[] body() {
    return body;
  }

  void send(HttpExchange exchange) throws IOException {
    boolean head = exchange.getRequestMethod().equals("HEAD");
    headers.forEach(
        (name, values) -> {
          String lower = name.toLowerCase(java.util.Locale.ROOT);
          if (!OWN.contains(lower) && (head || !lower.equals("content-length"))) {
            exchange.getResponseHeaders().put(name, values);
          }
        });
    if (head || body.length == 0) {
      exchange.sendResponseHeaders(status, -1);
      exchange.close();
      return;
    }
    exchange.sendResponseHeaders(status, body.length);
    try (OutputStream out = exchange.getResponseBody()) {
      out.write(body);
    }
  }
}
