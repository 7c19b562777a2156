package io.uploadlens.aws;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.net.UnknownHostException;
import java.util.concurrent.CompletionException;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.RejectedExecutionException;
import java.util.concurrent.TimeoutException;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import software.amazon.awssdk.awscore.exception.AwsErrorDetails;
import software.amazon.awssdk.core.exception.ApiCallTimeoutException;
import software.amazon.awssdk.core.exception.SdkClientException;
import software.amazon.awssdk.services.sqs.model.SqsException;

/** Which errors stop the job, which pass, and which blame one request. */
class AwsErrorsTest {

  @ParameterizedTest
  @CsvSource({
    "AccessDenied, 403, FATAL",
    "AccessDeniedException, 400, FATAL",
    "AWS.SimpleQueueService.NonExistentQueue, 400, FATAL",
    "com.amazonaws.sqs#QueueDoesNotExist, 400, FATAL",
    "QueueDoesNotExist, 400, FATAL",
    "InvalidClientTokenId, 403, FATAL",
    "SignatureDoesNotMatch, 403, FATAL",
    "ExpiredToken, 403, DOUBTFUL",
    "ExpiredTokenException, 400, DOUBTFUL",
    "RequestTimeTooSkewed, 403, DOUBTFUL",
    "RequestInTheFuture, 403, DOUBTFUL",
    "KMS.AccessDeniedException, 400, FATAL",
    "KmsAccessDenied, 400, FATAL",
    "KMS.DisabledException, 400, FATAL",
    "KmsDisabled, 400, FATAL",
    "KMSDisabledException, 400, FATAL",
    "ResourceNotFoundException, 400, FATAL",
    "RequestThrottled, 400, RETRY",
    "ThrottlingException, 400, RETRY",
    "KmsThrottled, 400, RETRY",
    "KMS.ThrottlingException, 400, RETRY",
    "OverLimit, 403, RETRY",
    "ProvisionedThroughputExceededException, 400, RETRY",
    "SlowDown, 503, RETRY",
    "InternalFailure, 500, RETRY",
    "RequestExpired, 400, DOUBTFUL",
    ", 200, DOUBTFUL",
    ", 400, DOUBTFUL",
    ", 403, DOUBTFUL",
    ", 429, RETRY",
    ", 502, RETRY",
    "NeverHeardOf, 500, RETRY",
    "NeverHeardOf, 429, RETRY",
    "NeverHeardOf, 403, FATAL",
    "NeverHeardOf, 401, FATAL",
    "NeverHeardOf, 400, REJECT",
    "ReceiptHandleIsInvalid, 404, REJECT",
    "InvalidParameterValue, 400, REJECT"
  })
  void anAnswerIsJudgedByItsCodeAndElseByItsStatus(String code, int status, AwsErrorKind kind) {
    assertThat(AwsErrors.kindOf(answer(code, status))).isEqualTo(kind);
  }

  @Test
  void theNetworkPassesAndAMissingCredentialDoesNot() {
    assertThat(AwsErrors.kindOf(SdkClientException.create("reset", new IOException())))
        .isEqualTo(AwsErrorKind.RETRY);
    assertThat(AwsErrors.kindOf(SdkClientException.create("host", new UnknownHostException())))
        .isEqualTo(AwsErrorKind.RETRY);
    assertThat(AwsErrors.kindOf(ApiCallTimeoutException.create(1))).isEqualTo(AwsErrorKind.RETRY);
    assertThat(AwsErrors.kindOf(new TimeoutException())).isEqualTo(AwsErrorKind.RETRY);
    assertThat(
            AwsErrors.kindOf(
                SdkClientException.create(
                    "Unable to load credentials from any of the providers in the chain")))
        .isEqualTo(AwsErrorKind.FATAL);
  }

  @Test
  void anErrorThatNobodyKnowsIsRepeatedForALimitedTimeOnly() {
    assertThat(AwsErrors.kindOf(new NullPointerException())).isEqualTo(AwsErrorKind.DOUBTFUL);
    assertThat(AwsErrors.kindOf(new RejectedExecutionException())).isEqualTo(AwsErrorKind.DOUBTFUL);
    assertThat(AwsErrors.kindOf(SdkClientException.create("What is this?")))
        .isEqualTo(AwsErrorKind.DOUBTFUL);
    assertThat(
            AwsErrors.kindOf(
                SdkClientException.create(
                    "no JSON", new UncheckedIOException(new IOException("parse")))))
        .isEqualTo(AwsErrorKind.DOUBTFUL);
    assertThat(AwsErrors.kindOf(new OutOfMemoryError())).isEqualTo(AwsErrorKind.FATAL);
  }

  @ParameterizedTest
  @CsvSource({
    "SignatureDoesNotMatch, Signature expired: 20260101T000000Z is now earlier than ..., DOUBTFUL",
    "InvalidSignatureException, Signature not yet current: 20260101T010000Z is ..., DOUBTFUL",
    "SignatureDoesNotMatch, The request signature we calculated does not match, FATAL"
  })
  void aSignatureIsWrongByItsTimeOrByItsKey(String code, String message, AwsErrorKind kind) {
    assertThat(
            AwsErrors.kindOf(
                SqsException.builder()
                    .awsErrorDetails(AwsErrorDetails.builder().errorCode(code).build())
                    .statusCode(403)
                    .message(message)
                    .build()))
        .isEqualTo(kind);
  }

  @Test
  void whatMayPassIsWorthRepeating() {
    assertThat(AwsErrorKind.values())
        .filteredOn(AwsErrorKind::mayPass)
        .containsExactly(AwsErrorKind.RETRY, AwsErrorKind.DOUBTFUL);
  }

  @Test
  void wrappersOfFuturesAreLookedThrough() {
    Throwable wrapped =
        new CompletionException(new ExecutionException(answer("RequestThrottled", 400)));
    assertThat(AwsErrors.kindOf(wrapped)).isEqualTo(AwsErrorKind.RETRY);
    assertThat(AwsErrors.isThrottling(wrapped)).isTrue();
    assertThat(AwsErrors.describe(wrapped)).startsWith("RequestThrottled: ");
  }

  @Test
  void onlyThrottlingIsThrottling() {
    assertThat(AwsErrors.isThrottling(answer("InternalError", 500))).isFalse();
    assertThat(AwsErrors.isThrottling(answer("NeverHeardOf", 429))).isTrue();
    assertThat(AwsErrors.isThrottling(new IOException())).isFalse();
    assertThat(AwsErrors.isThrottlingCode("KmsThrottled")).isTrue();
    assertThat(AwsErrors.isThrottlingCode(null)).isFalse();
  }

  @Test
  void anEntryIsJudgedByItsCodeAndElseByWhomTheServiceBlames() {
    assertThat(AwsErrors.kindOfEntry("InternalError", true)).isEqualTo(AwsErrorKind.RETRY);
    assertThat(AwsErrors.kindOfEntry("AccessDenied", true)).isEqualTo(AwsErrorKind.FATAL);
    assertThat(AwsErrors.kindOfEntry("ReceiptHandleIsInvalid", true))
        .isEqualTo(AwsErrorKind.REJECT);
    assertThat(AwsErrors.kindOfEntry(null, true)).isEqualTo(AwsErrorKind.REJECT);
    assertThat(AwsErrors.kindOfEntry(null, false)).isEqualTo(AwsErrorKind.RETRY);
  }

  private static Throwable answer(String code, int status) {
    return SqsException.builder()
        .awsErrorDetails(AwsErrorDetails.builder().errorCode(code).build())
        .statusCode(status)
        .message("scripted")
        .build();
  }
}
