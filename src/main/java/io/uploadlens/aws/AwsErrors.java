package io.uploadlens.aws;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.util.Arrays;
import java.util.Locale;
import java.util.Set;
import java.util.concurrent.CancellationException;
import java.util.concurrent.CompletionException;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.TimeoutException;
import java.util.stream.Collectors;
import software.amazon.awssdk.awscore.exception.AwsServiceException;
import software.amazon.awssdk.core.exception.ApiCallAttemptTimeoutException;
import software.amazon.awssdk.core.exception.ApiCallTimeoutException;
import software.amazon.awssdk.core.exception.SdkClientException;

/**
 * Judges AWS errors: {@link AwsErrorKind#FATAL}, {@link AwsErrorKind#RETRY}, {@link
 * AwsErrorKind#DOUBTFUL} or {@link AwsErrorKind#REJECT}.
 *
 * <p>The error code decides where it is known; services write one code in several ways ({@code
 * QueueDoesNotExist}, {@code AWS.SimpleQueueService.NonExistentQueue}, {@code
 * com.amazonaws.sqs#QueueDoesNotExist}), so only its last part counts, without {@code Exception}
 * and without regard to case. Otherwise the HTTP status decides. Codes: <a
 * href="https://docs.aws.amazon.com/AWSSimpleQueueService/latest/APIReference/CommonErrors.html">SQS</a>
 * and the API references of S3, SNS, Kinesis and Firehose.
 */
public final class AwsErrors {

  private static final Set<String> THROTTLING =
      codes(
          "RequestThrottled",
          "ThrottlingException",
          "Throttled",
          "ThrottledException",
          "TooManyRequestsException",
          "ProvisionedThroughputExceededException",
          "RequestLimitExceeded",
          "LimitExceededException",
          "BandwidthLimitExceeded",
          "SlowDown",
          "KmsThrottled",
          "KMSThrottlingException",
          "OverLimit");

  private static final Set<String> TRANSIENT =
      codes(
          "InternalError",
          "InternalFailure",
          "InternalServerError",
          "InternalServiceError",
          "ServiceUnavailable",
          "ServiceUnavailableException",
          "RequestTimeout",
          "RequestTimeoutException",
          "PriorRequestNotComplete");

  /** Expired credentials and clocks that differ: both are mended while the job runs. */
  private static final Set<String> DOUBTFUL =
      codes(
          "ExpiredToken",
          "ExpiredTokenException",
          "TokenRefreshRequired",
          "RequestTimeTooSkewed",
          "RequestExpired",
          "RequestInTheFuture");

  private static final Set<String> FATAL =
      codes(
          "AccessDenied",
          "AccessDeniedException",
          "AuthorizationError",
          "UnauthorizedOperation",
          "NotAuthorized",
          "InvalidClientTokenId",
          "UnrecognizedClientException",
          "InvalidAccessKeyId",
          "MissingAuthenticationToken",
          "SignatureDoesNotMatch",
          "InvalidSignatureException",
          "IncompleteSignature",
          "InvalidToken",
          "InvalidSecurity",
          "OptInRequired",
          "NonExistentQueue",
          "QueueDoesNotExist",
          "InvalidAddress",
          "ResourceNotFoundException",
          "NoSuchBucket",
          "KmsAccessDenied",
          "KMSAccessDeniedException",
          "KmsDisabled",
          "KMSDisabledException",
          "KmsInvalidState",
          "KMSInvalidStateException",
          "KmsInvalidKeyUsage",
          "KmsNotFound",
          "KMSNotFoundException",
          "KmsOptInRequired",
          "KMSOptInRequired");

  private AwsErrors() {}

  /**
   * What to do about this error.
   *
   * @param error what the SDK threw or completed a future with; {@link CompletionException} and
   *     {@link ExecutionException} are looked through; not null
   * @return {@link AwsErrorKind#RETRY} only for what the service or the network is known to get
   *     over. An exception that is neither's is {@link AwsErrorKind#DOUBTFUL}: it may come of the
   *     SDK's or an HTTP client's threads and pass, or be a bug and not. A {@link Error} is {@link
   *     AwsErrorKind#FATAL}
   */
  public static AwsErrorKind kindOf(Throwable error) {
    Throwable cause = causeOf(error);
    if (cause instanceof AwsServiceException) {
      return kindOfAnswer((AwsServiceException) cause);
    }
    if (cause instanceof Error) {
      return AwsErrorKind.FATAL;
    }
    if (isMissingCredentials(cause)) {
      return AwsErrorKind.FATAL;
    }
    return isOfNetwork(cause) ? AwsErrorKind.RETRY : AwsErrorKind.DOUBTFUL;
  }

  /**
   * What to do about one failed entry of a batch whose request succeeded.
   *
   * @param code the entry's error code, or null
   * @param senderFault whether the service blames the request; decides where the code is unknown
   */
  public static AwsErrorKind kindOfEntry(String code, boolean senderFault) {
    AwsErrorKind known = kindOfCode(code);
    if (known != null) {
      return known;
    }
    return senderFault ? AwsErrorKind.REJECT : AwsErrorKind.RETRY;
  }

  /**
   * Whether S3 says that the object is not there, in a bucket that is. To who may not list the
   * bucket it says "access denied" instead.
   */
  public static boolean isMissingObject(Throwable error) {
    Throwable cause = causeOf(error);
    if (!(cause instanceof AwsServiceException)) {
      return false;
    }
    String code = lastPart(codeOf((AwsServiceException) cause));
    return code.equals("nosuchkey")
        || (((AwsServiceException) cause).statusCode() == 404 && !code.equals("nosuchbucket"));
  }

  /** Whether the service asks for fewer requests. */
  public static boolean isThrottling(Throwable error) {
    Throwable cause = causeOf(error);
    if (!(cause instanceof AwsServiceException)) {
      return false;
    }
    AwsServiceException answer = (AwsServiceException) cause;
    return THROTTLING.contains(lastPart(codeOf(answer)))
        || answer.isThrottlingException()
        || answer.statusCode() == 429;
  }

  /** Whether this error code asks for fewer requests; null asks for nothing. */
  public static boolean isThrottlingCode(String code) {
    return THROTTLING.contains(lastPart(code));
  }

  /** The error in a few words: code and message of a service's answer, else type and message. */
  public static String describe(Throwable error) {
    Throwable cause = causeOf(error);
    if (cause instanceof AwsServiceException) {
      String code = codeOf((AwsServiceException) cause);
      return (code == null ? "" : code + ": ") + cause.getMessage();
    }
    return cause.getClass().getSimpleName() + ": " + cause.getMessage();
  }

  /**
   * What a future failed with: the error that {@link CompletionException} and {@link
   * ExecutionException} wrap, or the error itself.
   */
  public static Throwable causeOf(Throwable error) {
    Throwable cause = error;
    while ((cause instanceof CompletionException || cause instanceof ExecutionException)
        && cause.getCause() != null) {
      cause = cause.getCause();
    }
    return cause;
  }

  private static AwsErrorKind kindOfAnswer(AwsServiceException answer) {
    String code = codeOf(answer);
    if (isOfClock(answer)) {
      return AwsErrorKind.DOUBTFUL;
    }
    AwsErrorKind known = kindOfCode(code);
    if (known != null) {
      return known;
    }
    int status = answer.statusCode();
    if (answer.isThrottlingException() || status == 429 || status == 408 || status >= 500) {
      return AwsErrorKind.RETRY;
    }
    if (lastPart(code).isEmpty()) {
      // No AWS service answers without a code: this is a proxy's page, or a service's half.
      return AwsErrorKind.DOUBTFUL;
    }
    return status == 401 || status == 403 ? AwsErrorKind.FATAL : AwsErrorKind.REJECT;
  }

  /**
   * Whether the signature is wrong because of its time alone. Services say so in the message only;
   * the SDK then sets its clock by the answer's date, and the next request passes.
   */
  private static boolean isOfClock(AwsServiceException answer) {
    String message = answer.getMessage();
    return message != null
        && (message.contains("Signature expired") || message.contains("Signature not yet current"));
  }

  /** Whether no answer came, or only half of one. */
  private static boolean isOfNetwork(Throwable error) {
    for (Throwable t = error; t != null; t = t.getCause()) {
      if (t instanceof UncheckedIOException) {
        // The SDK's parser gives up so on an answer that is no JSON, which came whole.
        return false;
      }
      if (t instanceof IOException
          || t instanceof TimeoutException
          || t instanceof CancellationException
          || t instanceof ApiCallTimeoutException
          || t instanceof ApiCallAttemptTimeoutException) {
        return true;
      }
    }
    return false;
  }

  private static AwsErrorKind kindOfCode(String code) {
    String part = lastPart(code);
    if (FATAL.contains(part)) {
      return AwsErrorKind.FATAL;
    }
    if (DOUBTFUL.contains(part)) {
      return AwsErrorKind.DOUBTFUL;
    }
    return THROTTLING.contains(part) || TRANSIENT.contains(part) ? AwsErrorKind.RETRY : null;
  }

  private static String codeOf(AwsServiceException answer) {
    return answer.awsErrorDetails() == null ? null : answer.awsErrorDetails().errorCode();
  }

  /** The SDK has no type of its own for a provider chain that found nothing. */
  private static boolean isMissingCredentials(Throwable error) {
    String message = error.getMessage();
    return error instanceof SdkClientException
        && message != null
        && message.contains("Unable to load credentials");
  }

  private static Set<String> codes(String... codes) {
    return Arrays.stream(codes).map(AwsErrors::lastPart).collect(Collectors.toUnmodifiableSet());
  }

  private static String lastPart(String code) {
    if (code == null) {
      return "";
    }
    // KMS.DisabledException is KmsDisabled: the part before the dot belongs to the name.
    String whole = code.toLowerCase(Locale.ROOT).replace("kms.", "kms");
    String lower = whole.substring(Math.max(whole.lastIndexOf('.'), whole.lastIndexOf('#')) + 1);
    String suffix = "exception";
    return lower.endsWith(suffix) && lower.length() > suffix.length()
        ? lower.substring(0, lower.length() - suffix.length())
        : lower;
  }
}
