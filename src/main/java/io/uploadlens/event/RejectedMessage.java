package io.uploadlens.event;

import java.util.Arrays;
import java.util.Objects;

/** A message that could not be decoded: its bytes, where it came from and why (guarantee G6). */
public final class RejectedMessage {

  private final byte[] body;
  private final MessageOrigin origin;
  private final RejectReason reason;
  private final String detail;

  /**
   * @param body the message as it was received; not null, not copied
   * @param origin where it came from; not null
   * @param reason the class of the fault; not null
   * @param detail what exactly is wrong, for a person: names the field, its value and what is
   *     allowed; not null
   */
  public RejectedMessage(byte[] body, MessageOrigin origin, RejectReason reason, String detail) {
    this.body = Objects.requireNonNull(body, "body");
    this.origin = Objects.requireNonNull(origin, "origin");
    this.reason = Objects.requireNonNull(reason, "reason");
    this.detail = Objects.requireNonNull(detail, "detail");
  }

  /** The message's bytes, not a copy. */
  public byte[] body() {
    return body;
  }

  /** Where the message came from. */
  public MessageOrigin origin() {
    return origin;
  }

  /** The class of the fault. */
  public RejectReason reason() {
    return reason;
  }

  /** What exactly is wrong. */
  public String detail() {
    return detail;
  }

  @Override
  public boolean equals(Object other) {
    if (!(other instanceof RejectedMessage)) {
      return false;
    }
    RejectedMessage that = (RejectedMessage) other;
    return Arrays.equals(body, that.body)
        && origin.equals(that.origin)
        && reason == that.reason
        && detail.equals(that.detail);
  }

  @Override
  public int hashCode() {
    return 31 * Arrays.hashCode(body) + Objects.hash(origin, reason, detail);
  }

  /** Without the body, which may hold personal data and does not belong in a log. */
  @Override
  public String toString() {
    return "rejected " + origin + ": " + reason.label() + ", " + detail;
  }
}
