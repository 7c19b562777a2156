package io.uploadlens.source.sqs.queue;

import io.uploadlens.source.sqs.SqsMessage;
import java.util.Objects;

/** A message with the receipt handle of this receive. Immutable. */
public final class ReceivedMessage {

  private final SqsMessage message;
  private final String receiptHandle;

  /** Neither may be null. */
  public ReceivedMessage(SqsMessage message, String receiptHandle) {
    this.message = Objects.requireNonNull(message, "message");
    this.receiptHandle = Objects.requireNonNull(receiptHandle, "receiptHandle");
  }

  /** The message. */
  public SqsMessage message() {
    return message;
  }

  /** What deletes it, and changes its visibility. */
  public String receiptHandle() {
    return receiptHandle;
  }
}
