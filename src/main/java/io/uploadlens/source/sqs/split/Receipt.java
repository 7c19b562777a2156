package io.uploadlens.source.sqs.split;

import io.uploadlens.source.sqs.payload.PayloadPointer;
import java.util.Objects;

/**
 * What is needed to delete one message whose effect a checkpoint holds. Immutable; persisted by
 * {@link SqsSplitSerializer}, so a new field needs a new version there.
 */
public final class Receipt {

  private final String messageId;
  private final String handle;
  private final long receivedAt;
  private final PayloadPointer payload;

  /**
   * A receipt of a message whose body is in the message, or whose payload stays.
   *
   * @param messageId SQS's id of the message; not null
   * @param handle the newest receipt handle known; not null
   * @param receivedAt when that handle was received, epoch milliseconds: SQS keeps a message
   *     invisible for at most 12 hours from then
   */
  public Receipt(String messageId, String handle, long receivedAt) {
    this(messageId, handle, receivedAt, null);
  }

  /**
   * @param messageId SQS's id of the message; not null
   * @param handle the newest receipt handle known; not null
   * @param receivedAt when that handle was received, epoch milliseconds
   * @param payload what is to be deleted after the message, or null
   */
  public Receipt(String messageId, String handle, long receivedAt, PayloadPointer payload) {
    this.messageId = Objects.requireNonNull(messageId, "messageId");
    this.handle = Objects.requireNonNull(handle, "handle");
    this.receivedAt = receivedAt;
    this.payload = payload;
  }

  /**
   * What is left of a message that SQS has deleted, and whose payload is still to be.
   *
   * @param messageId SQS's id of the message; not null
   * @param payload not null
   */
  public static Receipt ofPayload(String messageId, PayloadPointer payload) {
    return new Receipt(messageId, "", 0, Objects.requireNonNull(payload, "payload"));
  }

  /** SQS's id of the message. */
  public String messageId() {
    return messageId;
  }

  /** Whether the message is deleted already, so that only its payload is left. */
  public boolean isMessageDeleted() {
    return handle.isEmpty();
  }

  /** The receipt handle; empty if the {@linkplain #isMessageDeleted() message is deleted}. */
  public String handle() {
    return handle;
  }

  /** When the handle was received, epoch milliseconds. */
  public long receivedAt() {
    return receivedAt;
  }

  /** What is to be deleted after the message, or null. */
  public PayloadPointer payload() {
    return payload;
  }

  @Override
  public boolean equals(Object other) {
    if (!(other instanceof Receipt)) {
      return false;
    }
    Receipt that = (Receipt) other;
    return receivedAt == that.receivedAt
        && messageId.equals(that.messageId)
        && handle.equals(that.handle)
        && Objects.equals(payload, that.payload);
  }

  @Override
  public int hashCode() {
    return Objects.hash(messageId, handle, receivedAt, payload);
  }

  @Override
  public String toString() {
    return messageId;
  }
}
