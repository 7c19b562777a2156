package io.uploadlens.localaws;

import com.sun.net.httpserver.Headers;
import com.sun.net.httpserver.HttpExchange;
import java.io.IOException;
import java.net.URI;
import java.util.List;
import java.util.Map;

/** One HTTP request, read whole. */
final class WireRequest {

  private final String method;
  private final String path;
  private final String query;
  private final Headers headers;
  private final byte[] body;

  private WireRequest(String method, String path, String query, Headers headers, byte[] body) {
    this.method = method;
    this.path = path;
    this.query = query;
    this.headers = headers;
    this.body = body;
  }

  static WireRequest read(HttpExchange exchange) throws IOException {
    URI uri = exchange.getRequestURI();
    return new WireRequest(
        exchange.getRequestMethod(),
        uri.getRawPath() == null || uri.getRawPath().isEmpty() ? "/" : uri.getRawPath(),
        uri.getRawQuery() == null ? "" : uri.getRawQuery(),
        exchange.getRequestHeaders(),
        exchange.getRequestBody().readAllBytes());
  }

  static WireRequest of(
      String method, String path, String query, Map<String, String> headers, byte[] body) {
    Headers copy = new Headers();
    headers.forEach(copy::set);
    return new WireRequest(method, path, query, copy, body);
  }

  WireRequest withBody(byte[] changed) {
    return new WireRequest(method, path, query, headers, changed);
  }

  String method() {
    return method;
  }

  /** The path, still percent-encoded. */
  String path() {
    return path;
  }

  /** The query, still percent-encoded, or the empty string. */
  String query() {
    return query;
  }

  /** The first value of a header, or null. */
  String header(String name) {
    return headers.getFirst(name);
  }

  Map<String, List<String>> headers() {
    return headers;
  }

  byte[] body() {
    return body;
  }
}
