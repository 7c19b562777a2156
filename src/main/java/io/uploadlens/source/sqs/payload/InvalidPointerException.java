package io.uploadlens.source.sqs.payload;

/** A body that is no pointer of the SQS Extended Client; the message says what it is instead. */
public final class InvalidPointerException extends Exception {

  private static final long serialVersionUID = 1L;

  InvalidPointerException(String message) {
    super(message);
  }
}
