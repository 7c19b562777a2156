package io.uploadlens.source.sqs.reader;

import software.amazon.awssdk.awscore.exception.AwsErrorDetails;
import software.amazon.awssdk.services.sqs.model.SqsException;

/** Errors as the SDK throws them. */
final class SqsErrors {

  private SqsErrors() {}

  static Throwable missingQueue() {
    return sqsError("AWS.SimpleQueueService.NonExistentQueue", 400);
  }

  static Throwable serverError() {
    return sqsError("InternalError", 500);
  }

  static Throwable sqsError(String code, int status) {
    return SqsException.builder()
        .awsErrorDetails(AwsErrorDetails.builder().errorCode(code).build())
        .statusCode(status)
        .message("scripted")
        .build();
  }
}
