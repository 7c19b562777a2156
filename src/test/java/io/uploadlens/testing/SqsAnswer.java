package io.uploadlens.testing;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import com.fasterxml.jackson.databind.node.ArrayNode;
import com.fasterxml.jackson.databind.node.ObjectNode;
import java.time.Duration;
import java.util.function.Function;

/**
 * One answer of {@link ScriptedSqs}, or of whatever stands between it and its client. Immutable.
 */
public final class SqsAnswer {

  private static final ObjectMapper JSON = new ObjectMapper();
  private static final String JSON_TYPE = "application/x-amz-json-1.0";

  private final int status;
  private final String contentType;
  private final String queryError;
  private final String code;
  private final Function<JsonNode, String> body;
  private final boolean cutOff;
  private final Duration delay;

  private SqsAnswer(
      int status,
      String contentType,
      String queryError,
      String code,
      Function<JsonNode, String> body,
      boolean cutOff,
      Duration delay) {
    this.status = status;
    this.contentType = contentType;
    this.queryError = queryError;
    this.code = code;
    this.body = body;
    this.cutOff = cutOff;
    this.delay = delay;
  }

  /** A success. */
  public static SqsAnswer ok(String body) {
    return page(200, JSON_TYPE, body);
  }

  /** A success whose body depends on the request's. */
  public static SqsAnswer ok(Function<JsonNode, String> body) {
    return new SqsAnswer(200, JSON_TYPE, null, null, body, false, Duration.ZERO);
  }

  /**
   * An error as SQS writes it.
   *
   * @param type of the JSON protocol, with its name space
   * @param queryError code and fault of the query protocol, or null where there is no such header
   * @param message or null
   */
  public static SqsAnswer error(int status, String type, String queryError, String message) {
    String body = JSON.createObjectNode().put("__type", type).put("message", message).toString();
    String code =
        queryError == null
            ? type.substring(type.indexOf('#') + 1)
            : queryError.substring(0, queryError.indexOf(';'));
    return new SqsAnswer(
        status, JSON_TYPE, queryError, code, request -> body, false, Duration.ZERO);
  }

  /** What a proxy or a load balancer may answer in place of SQS. */
  public static SqsAnswer page(int status, String contentType, String body) {
    return new SqsAnswer(status, contentType, null, null, request -> body, false, Duration.ZERO);
  }

  /** A success of the request in which every entry of the batch has failed. */
  public static SqsAnswer everyEntryFails(String code, boolean senderFault, String message) {
    return new SqsAnswer(
        200,
        JSON_TYPE,
        null,
        code,
        request -> {
          ObjectNode answer = JSON.createObjectNode();
          answer.putArray("Successful");
          ArrayNode failed = answer.putArray("Failed");
          for (JsonNode entry : request.get("Entries")) {
            ObjectNode failure = failed.addObject();
            failure.set("Id", entry.get("Id"));
            failure.put("Code", code).put("SenderFault", senderFault).put("Message", message);
          }
          return answer.toString();
        },
        false,
        Duration.ZERO);
  }

  /** The same, broken off in the middle of the body with a reset of the connection. */
  public SqsAnswer brokenOff() {
    return new SqsAnswer(status, contentType, queryError, code, body, true, delay);
  }

  /** The same, later. */
  public SqsAnswer after(Duration wait) {
    return new SqsAnswer(status, contentType, queryError, code, body, cutOff, wait);
  }

  /** The error code by which a client knows it, or null. */
  public String code() {
    return code;
  }

  int status() {
    return status;
  }

  String contentType() {
    return contentType;
  }

  /** The header {@code x-amzn-query-error}, or null. */
  String queryError() {
    return queryError;
  }

  String body(JsonNode request) {
    return body.apply(request);
  }

  boolean isCutOff() {
    return cutOff;
  }

  Duration delay() {
    return delay;
  }

  @Override
  public String toString() {
    return status
        + (code == null ? "" : " " + code)
        + (queryError == null ? "" : ", " + queryError)
        + (cutOff ? ", broken off" : "")
        + (delay.isZero() ? "" : ", after " + delay);
  }
}
