package io.uploadlens.testing;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import com.fasterxml.jackson.databind.node.ObjectNode;
import java.time.Duration;
import java.util.function.Function;

/**
 * One answer of {@link ScriptedSqs}, or of whatever stands between it and its client. Immutable.
 */
public final class SqsAnswer {

  private static final ObjectMapper JSON = new ObjectMapper();

  private final int status;
  private final String contentType;
  private final String queryError;
  private final Function<JsonNode, String> body;
  private final String written;
  private final boolean cutOff;
  private final Duration delay;

  private SqsAnswer(
      int status,
      String contentType,
      String queryError,
      Function<JsonNode, String> body,
      String written,
      boolean cutOff,
      Duration delay) {
    this.status = status;
    this.contentType = contentType;
    this.queryError = queryError;
    this.body = body;
    this.written = written;
    this.cutOff = cutOff;
    this.delay = delay;
  }

  /** A success. */
  public static SqsAnswer ok(String body) {
    return page(200, ScriptedSqs.json(), body);
  }

  /**
   * An error as SQS writes it.
   *
   * @param type of the JSON protocol
   * @param queryError code and fault of the query protocol, or null where SQS sends none
   */
  public static SqsAnswer error(int status, String type, String queryError, String message) {
    ObjectNode body = JSON.createObjectNode().put("__type", type).put("message", message);
    String text = body.toString();
    return new SqsAnswer(
        status, ScriptedSqs.json(), queryError, request -> text, text, false, Duration.ZERO);
  }

  /** What a proxy or a load balancer may answer in place of SQS. */
  public static SqsAnswer page(int status, String contentType, String body) {
    return new SqsAnswer(status, contentType, null, request -> body, body, false, Duration.ZERO);
  }

  /** A success of the request in which every entry of the batch has failed. */
  public static SqsAnswer everyEntryFails(String code, boolean senderFault, String message) {
    return batch(
        request -> {
          ObjectNode answer = JSON.createObjectNode();
          answer.putArray("Successful");
          var failed = answer.putArray("Failed");
          for (JsonNode entry : request.get("Entries")) {
            ObjectNode failure = failed.addObject();
            failure.set("Id", entry.get("Id"));
            failure.put("Code", code).put("SenderFault", senderFault).put("Message", message);
          }
          return answer.toString();
        });
  }

  /** A success whose body depends on the request. */
  public static SqsAnswer batch(Function<JsonNode, String> body) {
    return new SqsAnswer(200, ScriptedSqs.json(), null, body, null, false, Duration.ZERO);
  }

  /** The same, broken off in the middle of the body with a reset of the connection. */
  public SqsAnswer brokenOff() {
    return new SqsAnswer(status, contentType, queryError, body, written, true, delay);
  }

  /** The same, later. */
  public SqsAnswer after(Duration wait) {
    return new SqsAnswer(status, contentType, queryError, body, written, cutOff, wait);
  }

  SqsAnswer to(JsonNode request) {
    return new SqsAnswer(status, contentType, queryError, body, body.apply(request), cutOff, delay);
  }

  int status() {
    return status;
  }

  String contentType() {
    return contentType;
  }

  String queryError() {
    return queryError;
  }

  String body() {
    return written;
  }

  boolean cutOff() {
    return cutOff;
  }

  Duration delay() {
    return delay;
  }
}
