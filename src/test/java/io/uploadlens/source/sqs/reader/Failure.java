package io.uploadlens.source.sqs.reader;

import static io.uploadlens.source.sqs.reader.Failure.Reaction.DROPPED;
import static io.uploadlens.source.sqs.reader.Failure.Reaction.FAILS;
import static io.uploadlens.source.sqs.reader.Failure.Reaction.FIVE_MINUTES;
import static io.uploadlens.source.sqs.reader.Failure.Reaction.GIVEN_UP;
import static io.uploadlens.source.sqs.reader.Failure.Reaction.NONE;
import static io.uploadlens.source.sqs.reader.Failure.Reaction.RETRIED;

import io.uploadlens.testing.ScriptedSqs.Call;
import io.uploadlens.testing.SqsAnswer;
import java.util.ArrayList;
import java.util.List;

/**
 * The rows of the failure matrix in {@code docs/sqs-source.md}: how SQS, or what stands between,
 * fails, and what the source does about it in each of its calls.
 *
 * <p>Where codes and messages come from: the errors listed with each action and the common errors
 * in the <a
 * href="https://docs.aws.amazon.com/AWSSimpleQueueService/latest/APIReference/Welcome.html">API
 * reference</a>; the missing queue's whole answer from the developer guide, <a
 * href="https://docs.aws.amazon.com/AWSSimpleQueueService/latest/SQSDeveloperGuide/sqs-json-api-responses.html">JSON
 * responses</a>, and its twin "or you do not have access to it" from <a
 * href="https://docs.aws.amazon.com/AWSSimpleQueueService/latest/SQSDeveloperGuide/troubleshooting-api-errors.html">troubleshooting</a>;
 * the handle of another queue from aws-sdk-java-v2 issue 3101, the expired handle from boto3 issue
 * 2898, the signature out of time from aws-sdk-go issue 487 (query protocol) and aws-sdk-js issue
 * 254 (JSON protocol), the denied key from data-prepper issue 2422. The names in {@code __type} are
 * those of the SDK's model of the service, the codes in {@code x-amzn-query-error} those of the
 * older query protocol in the same model.
 */
enum Failure {
  THROTTLED(
      "Throttled",
      "`RequestThrottled`, `ThrottlingException`, `OverLimit`, `KmsThrottled`, HTTP 429",
      List.of(RETRIED, RETRIED, RETRIED, RETRIED),
      sqs(403, "RequestThrottled", "RequestThrottled", "The request was denied."),
      coral(400, "ThrottlingException", "ThrottlingException", "Rate exceeded"),
      sqs(403, "OverLimit", "OverLimit", "Too many messages in flight"),
      sqs(400, "KmsThrottled", "KMS.ThrottlingException", "You have exceeded the rate."),
      SqsAnswer.page(429, "text/html", "<html>Too many requests</html>")),

  SERVER_ERROR(
      "Server error",
      "`InternalFailure`, `ServiceUnavailable`, any HTTP 5xx",
      List.of(RETRIED, RETRIED, RETRIED, RETRIED),
      coral(500, "InternalFailure", "InternalFailure", "We encountered an internal error."),
      coral(503, "ServiceUnavailable", "ServiceUnavailable", null),
      SqsAnswer.page(502, "text/html", "<html>Bad gateway</html>"),
      SqsAnswer.page(503, "text/plain", "")),

  TIMEOUT(
      "Time-out",
      "no answer within 35 s",
      List.of(RETRIED, RETRIED, RETRIED, RETRIED),
      SqsAnswer.ok("{}").after(LiveReader.SHORT_CALL_TIMEOUT.plusMillis(300))),

  CONNECTION_RESET(
      "Connection reset",
      "no answer, or the first half of one",
      List.of(RETRIED, RETRIED, RETRIED, RETRIED),
      SqsAnswer.ok("{\"Messages\":[{\"MessageId\":\"cut\",\"Body\":\"cut\"}]}").brokenOff(),
      coral(403, "AccessDenied", "AccessDenied", "in mid-answer no code counts").brokenOff()),

  ACCESS_DENIED(
      "Access denied",
      "`AccessDenied`, `AccessDeniedException`, a queue policy that denies",
      List.of(FAILS, FAILS, FAILS, FAILS),
      coral(403, "AccessDenied", "AccessDenied", "Access to the resource is denied."),
      coral(400, "AccessDeniedException", "AccessDenied", "is not authorized to perform")),

  WRONG_CREDENTIALS(
      "Wrong credentials",
      "`InvalidClientTokenId`, `UnrecognizedClientException`, `SignatureDoesNotMatch`",
      List.of(FAILS, FAILS, FAILS, FAILS),
      coral(403, "InvalidClientTokenId", "InvalidClientTokenId", "The token is invalid."),
      coral(403, "UnrecognizedClientException", "InvalidClientTokenId", "The token is invalid."),
      coral(
          403,
          "InvalidSignatureException",
          "SignatureDoesNotMatch",
          "The request signature we calculated does not match the signature you provided.")),

  KMS_DENIED(
      "KMS denied",
      "`KMS.AccessDeniedException`, `KMS.DisabledException`, `KMS.InvalidStateException`,"
          + " `KMS.NotFoundException`, `KMS.OptInRequired`",
      List.of(FAILS, FAILS, FAILS, FAILS),
      sqs(
          400,
          "KmsAccessDenied",
          "KMS.AccessDeniedException",
          "The ciphertext refers to a customer master key that does not exist, does not exist in"
              + " this region, or you are not allowed to access."),
      sqs(400, "KmsDisabled", "KMS.DisabledException", "is disabled."),
      sqs(400, "KmsInvalidState", "KMS.InvalidStateException", "is pending deletion."),
      sqs(400, "KmsNotFound", "KMS.NotFoundException", "does not exist"),
      sqs(400, "KmsOptInRequired", "KMS.OptInRequired", "needs a subscription")),

  QUEUE_MISSING(
      "Queue missing or deleted",
      "`AWS.SimpleQueueService.NonExistentQueue`, `QueueDoesNotExist`",
      List.of(FAILS, FAILS, FAILS, FAILS),
      sqs(
          400,
          "QueueDoesNotExist",
          "AWS.SimpleQueueService.NonExistentQueue",
          "The specified queue does not exist."),
      sqs(
          400,
          "QueueDoesNotExist",
          null,
          "The specified queue does not exist or you do not have access to it.")),

  QUEUE_RECREATED(
      "Queue deleted and recreated",
      "entries with `ReceiptHandleIsInvalid` or `InvalidParameterValue`",
      List.of(NONE, DROPPED, DROPPED, NONE),
      SqsAnswer.everyEntryFails(
          "ReceiptHandleIsInvalid", true, "The receipt handle is not valid for this queue."),
      SqsAnswer.everyEntryFails(
          "InvalidParameterValue",
          true,
          "Value x for parameter ReceiptHandle is invalid. Reason: The receipt handle has"
              + " expired.")),

  EXPIRED_CREDENTIALS(
      "Expired credentials",
      "`ExpiredToken`, `ExpiredTokenException`",
      List.of(FIVE_MINUTES, FIVE_MINUTES, FIVE_MINUTES, FIVE_MINUTES),
      coral(403, "ExpiredToken", "ExpiredToken", "The security token is expired"),
      coral(403, "ExpiredTokenException", null, "The security token is expired")),

  CLOCK_SKEW(
      "Clock skew",
      "`SignatureDoesNotMatch` or `InvalidSignatureException` with \"Signature expired\","
          + " `RequestTimeTooSkewed`",
      List.of(FIVE_MINUTES, FIVE_MINUTES, FIVE_MINUTES, FIVE_MINUTES),
      coral(
          403,
          "InvalidSignatureException",
          "SignatureDoesNotMatch",
          "Signature expired: 20260101T000000Z is now earlier than 20260101T004500Z"
              + " (20260101T010000Z - 15 min.)"),
      coral(
          400,
          "InvalidSignatureException",
          null,
          "Signature not yet current: 20260101T013000Z is still later than 20260101T011500Z"
              + " (20260101T010000Z + 15 min.)"),
      coral(403, "RequestTimeTooSkewed", null, "The difference is too large.")),

  FOREIGN_ANSWER(
      "An answer that is not SQS's",
      "a proxy's page with HTTP 2xx or 4xx, no error code",
      List.of(FIVE_MINUTES, FIVE_MINUTES, FIVE_MINUTES, FIVE_MINUTES),
      SqsAnswer.page(200, "text/html", "<html>Please log in</html>"),
      SqsAnswer.page(400, "text/html", "<html>Bad request</html>"),
      SqsAnswer.page(403, "text/html", "<html>Forbidden</html>"),
      SqsAnswer.page(407, "text/html", ""),
      SqsAnswer.page(200, "application/x-amz-json-1.0", "{\"Messages\":[{\"Mess")),

  INCOMPLETE_ANSWER(
      "Incomplete answer",
      "HTTP 200 that lacks entries or attributes, or is empty",
      List.of(NONE, GIVEN_UP, RETRIED, FIVE_MINUTES),
      SqsAnswer.ok("{}"),
      SqsAnswer.ok("")),

  REJECTED(
      "Request rejected",
      "any other code with HTTP 4xx",
      List.of(FAILS, GIVEN_UP, DROPPED, FAILS),
      coral(400, "InvalidParameterValue", "InvalidParameterValue", "What is this?"),
      coral(400, "NeverHeardOf", null, "What is this?")),

  ENTRIES_FAIL(
      "Some entries fail",
      "`InternalError`, or any code that does not blame the sender",
      List.of(NONE, GIVEN_UP, RETRIED, NONE),
      SqsAnswer.everyEntryFails("InternalError", false, "Please try again."),
      SqsAnswer.everyEntryFails("NeverHeardOf", false, "Please try again.")),

  ENTRIES_THROTTLED(
      "Some entries are throttled",
      "`RequestThrottled`, `ThrottlingException`",
      List.of(NONE, RETRIED, RETRIED, NONE),
      SqsAnswer.everyEntryFails("RequestThrottled", true, "Slow down."),
      SqsAnswer.everyEntryFails("ThrottlingException", false, "Slow down.")),

  ENTRIES_DENIED(
      "Some entries are denied",
      "`AccessDenied`, `KMS.AccessDeniedException`",
      List.of(NONE, FAILS, FAILS, NONE),
      SqsAnswer.everyEntryFails("AccessDenied", true, "Access denied."),
      SqsAnswer.everyEntryFails("KMS.AccessDeniedException", true, "Access denied."));

  /** What the source does, in the words of the table. */
  enum Reaction {
    RETRIED("retried"),
    FIVE_MINUTES("5 min"),
    FAILS("job fails"),
    GIVEN_UP("given up"),
    DROPPED("dropped"),
    NONE("–");

    private final String words;

    Reaction(String words) {
      this.words = words;
    }

    String words() {
      return words;
    }
  }

  private final String title;
  private final String answered;
  private final List<Reaction> reactions;
  private final List<SqsAnswer> answers;

  /**
   * @param answered how it shows, as the table says it
   * @param reactions in the order of {@link Call}
   * @param answers each of which must give the same reactions
   */
  Failure(String title, String answered, List<Reaction> reactions, SqsAnswer... answers) {
    this.title = title;
    this.answered = answered;
    this.reactions = reactions;
    this.answers = List.of(answers);
  }

  Reaction reaction(Call call) {
    return reactions.get(call.ordinal());
  }

  List<SqsAnswer> answers() {
    return answers;
  }

  /** Whether the metric of throttled requests counts it. */
  boolean isThrottling() {
    return this == THROTTLED || this == ENTRIES_THROTTLED;
  }

  /** The row as the table has it. */
  List<String> cells() {
    List<String> cells = new ArrayList<>(List.of(title, answered));
    for (Call call : Call.values()) {
      cells.add(reaction(call).words());
    }
    return cells;
  }

  private static SqsAnswer sqs(int status, String type, String queryCode, String message) {
    return error(status, "com.amazonaws.sqs#" + type, queryCode, message);
  }

  /** Errors that all services share. */
  private static SqsAnswer coral(int status, String type, String queryCode, String message) {
    return error(status, "com.amazon.coral.service#" + type, queryCode, message);
  }

  private static SqsAnswer error(int status, String type, String queryCode, String message) {
    String fault = status >= 500 ? ";Receiver" : ";Sender";
    return SqsAnswer.error(status, type, queryCode == null ? null : queryCode + fault, message);
  }
}
