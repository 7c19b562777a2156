package io.uploadlens.source.sqs.reader;

import io.uploadlens.source.sqs.SqsMessage;
import io.uploadlens.source.sqs.payload.PayloadPointer;
import io.uploadlens.source.sqs.split.Receipt;

/**
 * A message that the reader holds: received, and neither deleted nor given up. It carries the
 * newest receipt handle, since SQS may take no other.
 */
final class HeldMessage {

  /** Of a message that is in no {@link HiddenOrder}. */
  static final long NO_SLOT = Long.MIN_VALUE;

  private final String messageId;
  private volatile Receipt receipt;
  private volatile boolean durable;
  // Null once emitted: a body must not stay in memory until its checkpoint completes.
  private volatile SqsMessage message;
  private volatile boolean bound;
  private volatile long hiddenSince;
  private volatile boolean extendable = true;
  // Of a FIFO queue's message, guarded by its MessageGroups; null for others.
  private MessageGroups.Place place;
  // What is to be deleted after the message, or null.
  private volatile PayloadPointer payload;
  private volatile int payloadBytes;
  private volatile boolean deleted;

  // Its place in the order of receiving, from 1. Written before the task's thread sees the message.
  private long ordinal;

  // Loop-confined.
  private long slot = NO_SLOT;
  private boolean expiryCounted;
  private int deleteAttempts;
  private int releaseAttempts;

  HeldMessage(SqsMessage message, String handle, long now) {
    this.messageId = message.messageId();
    this.message = message;
    this.receipt = new Receipt(messageId, handle, now);
    this.hiddenSince = now;
  }

  /** A message whose effect a restored checkpoint holds: only its delete is left. */
  HeldMessage(Receipt restored, long now) {
    this.messageId = restored.messageId();
    this.receipt = restored;
    this.payload = restored.payload();
    this.hiddenSince = now;
    this.durable = true;
    this.deleted = restored.isMessageDeleted();
  }

  String messageId() {
    return messageId;
  }

  /** The newest receipt. */
  Receipt receipt() {
    return receipt;
  }

  /** The newest receipt as it belongs into a checkpoint's state: with what is to be deleted. */
  Receipt receiptForState() {
    Receipt newest = receipt;
    if (payload == null) {
      return newest;
    }
    return deleted
        ? Receipt.ofPayload(messageId, payload)
        : new Receipt(messageId, newest.handle(), newest.receivedAt(), payload);
  }

  /** SQS delivered the message again: the newest handle counts, and its clock starts anew. */
  void renew(String handle, long now) {
    receipt = new Receipt(messageId, handle, now);
    hiddenSince = now;
    extendable = true;
    expiryCounted = false;
    deleteAttempts = 0;
    releaseAttempts = 0;
  }

  /** Its place in the order of receiving. */
  long ordinal() {
    return ordinal;
  }

  void ordinal(long place) {
    ordinal = place;
  }

  /** The length of the body while the message waits to be emitted; afterwards 0. */
  int length() {
    SqsMessage waiting = message;
    return waiting == null ? 0 : waiting.body().length();
  }

  /** The message; null once it is taken. */
  SqsMessage message() {
    return message;
  }

  /**
   * Sets what is to be emitted in place of a message that points to a payload.
   *
   * @param bytes what the payload holds of memory
   * @param toDelete what is to be deleted after the message, or null
   */
  void resolve(SqsMessage resolved, int bytes, PayloadPointer toDelete) {
    message = resolved;
    payloadBytes = bytes;
    payload = toDelete;
  }

  /** The payload that is to be deleted after the message, or null. */
  PayloadPointer payload() {
    return payload;
  }

  /** How many bytes its payload has; 0 for a message without one. */
  int payloadBytes() {
    return payloadBytes;
  }

  /** The message, once; afterwards null. */
  SqsMessage take() {
    SqsMessage taken = message;
    message = null;
    return taken;
  }

  /** Whether a completed checkpoint holds its effect: only then may it be deleted. */
  boolean isDurable() {
    return durable;
  }

  void setDurable() {
    durable = true;
  }

  /** Whether the state of a checkpoint holds its receipt, completed or not. */
  boolean isBound() {
    return bound;
  }

  void setBound() {
    bound = true;
  }

  /** Its place in its message group; null in a standard queue. */
  MessageGroups.Place place() {
    return place;
  }

  void place(MessageGroups.Place place) {
    this.place = place;
  }

  /** When the visibility timeout that runs now began. */
  long hiddenSince() {
    return hiddenSince;
  }

  /** On the loop. */
  void hiddenSince(long since) {
    hiddenSince = Math.max(hiddenSince, since);
  }

  /** Whether SQS still takes extensions for the newest handle. */
  boolean isExtendable() {
    return extendable;
  }

  /** SQS takes the newest handle no more. */
  void expire() {
    extendable = false;
  }

  /** Whether the newest handle's end is to be counted: true once. */
  boolean countExpiry() {
    boolean first = !expiryCounted;
    expiryCounted = true;
    return first;
  }

  /** The place in the {@link HiddenOrder}, or {@link #NO_SLOT}. */
  long slot() {
    return slot;
  }

  void slot(long slot) {
    this.slot = slot;
  }

  /** Whether SQS says that it has the message no more. */
  boolean isDeleted() {
    return deleted;
  }

  void setDeleted() {
    deleted = true;
  }

  /** Counts a failed delete and tells how many there were. */
  int deleteFailed() {
    return ++deleteAttempts;
  }

  /** Counts a failed release and tells how many there were. */
  int releaseFailed() {
    return ++releaseAttempts;
  }
}
