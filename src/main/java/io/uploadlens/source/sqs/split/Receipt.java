package io.uploadlens.source.sqs.split;

import java.util.Objects;

/**
 * What is needed to delete one message whose effect a checkpoint holds. Immutable; persisted by
 * {@link SqsSplitSerializer}, so a new field needs a new version there.
 */
public final class Receipt {

  private final String messageId;
  private final String handle;
  private final long receivedAt;

  /**
   * @param messageId SQS's id of the message; not null
   * @param handle the newest receipt handle known; not null
   * @param receivedAt when that handle was received, epoch milliseconds: SQS keeps a message
   *     invisible for at most 12 hours from then
   */
  public Receipt(String messageId, String handle, long receivedAt) {
    this.messageId = Objects.requireNonNull(messageId, "messageId");
    this.handle = Objects.requireNonNull(handle, "handle");
    this.receivedAt = receivedAt;
  }

  /** SQS's id of the message. */
  public String messageId() {
    return messageId;
  }

  /** The receipt handle. */
  public String handle() {
    return handle;
  }

  /** When the handle was received, epoch milliseconds. */
  public long receivedAt() {
    return receivedAt;
  }

  @Override
  public boolean equals(Object other) {
    if (!(other instanceof Receipt)) {
      return false;
    }
    Receipt that = (Receipt) other;
    return receivedAt == that.receivedAt
        && messageId.equals(that.messageId)
        && handle.equals(that.handle);
  }

  @Override
  public int hashCode() {
    return Objects.hash(messageId, handle, receivedAt);
  }

  @Override
  public String toString() {
    return messageId;
  }
}
