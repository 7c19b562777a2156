package io.uploadlens.localaws;

import java.util.LinkedHashMap;
import java.util.Map;
import java.util.UUID;

/**
 * A service that speaks AWS's JSON protocol: the operation in {@code X-Amz-Target}, one object each
 * way.
 */
abstract class JsonService implements ServiceEndpoint {

  /** One operation: from the request's members to those of the answer. */
  @FunctionalInterface
  interface Operation {
    Map<String, ?> apply(Params params);
  }

  private final String target;
  private final Map<String, Operation> operations = new LinkedHashMap<>();

  /**
   * @param target what stands before the dot in {@code X-Amz-Target}
   */
  JsonService(String target) {
    this.target = target;
  }

  final void operation(String name, Operation operation) {
    operations.put(name, operation);
  }

  @Override
  public final String operation(WireRequest request) {
    String header = request.header("X-Amz-Target");
    return header == null ? "" : header.substring(header.indexOf('.') + 1);
  }

  @Override
  public final WireResponse answer(WireRequest request, String operation) {
    Operation known = operations.get(operation);
    if (known == null || !request.header("X-Amz-Target").startsWith(target + ".")) {
      throw ServiceException.badRequest(
          "UnknownOperationException",
          "The local service has no operation '"
              + request.header("X-Amz-Target")
              + "'; it has "
              + operations.keySet());
    }
    JsonWire wire = JsonWire.of(request);
    Params params = new Params(wire.read(request.body()), wire);
    Map<String, ?> answer = known.apply(params);
    return response(
        200, wire, answer.isEmpty() && wire == JsonWire.JSON ? new byte[0] : wire.write(answer));
  }

  @Override
  public final WireResponse error(WireRequest request, ServiceException error) {
    JsonWire wire = JsonWire.of(request);
    Map<String, Object> body = new LinkedHashMap<>();
    body.put("__type", error.code());
    body.put("message", error.getMessage());
    return response(error.status(), wire, wire.write(body));
  }

  private static WireResponse response(int status, JsonWire wire, byte[] body) {
    return WireResponse.of(
        status, wire.contentType(), body, "x-amzn-RequestId", UUID.randomUUID().toString());
  }
}
