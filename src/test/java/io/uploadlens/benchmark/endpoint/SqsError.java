package io.uploadlens.benchmark.endpoint;

/** An error that SQS would answer with: of a request, or of one entry of a batch. */
final class SqsError extends Exception {

  private static final long serialVersionUID = 1L;

  private final String code;

  /**
   * @param code as SQS names it, for example {@code ReceiptHandleIsInvalid}
   */
  SqsError(String code, String message) {
    super(message, null, false, false);
    this.code = code;
  }

  String code() {
    return code;
  }
}
