package io.uploadlens.producer.truth;

import java.util.Base64;
import java.util.Objects;

/** One message that has to be in the dead letter with its bytes and the reason. Immutable. */
public final class ExpectedDeadLetter {

  private final String bodyBase64;
  private final String reason;

  /**
   * @param bodyBase64 the message's bytes in Base64; not null
   * @param reason the label of the reason, for example {@code not_json}; not null
   */
  public ExpectedDeadLetter(String bodyBase64, String reason) {
    this.bodyBase64 = Objects.requireNonNull(bodyBase64, "bodyBase64");
    this.reason = Objects.requireNonNull(reason, "reason");
  }

  static ExpectedDeadLetter of(byte[] body, String reason) {
    return new ExpectedDeadLetter(Base64.getEncoder().encodeToString(body), reason);
  }

  /** The message's bytes in Base64. */
  public String bodyBase64() {
    return bodyBase64;
  }

  /** The label of the reason. */
  public String reason() {
    return reason;
  }

  @Override
  public boolean equals(Object other) {
    return other instanceof ExpectedDeadLetter
        && bodyBase64.equals(((ExpectedDeadLetter) other).bodyBase64)
        && reason.equals(((ExpectedDeadLetter) other).reason);
  }

  @Override
  public int hashCode() {
    return bodyBase64.hashCode();
  }

  @Override
  public String toString() {
    return reason + " " + bodyBase64;
  }
}
