package io.uploadlens.producer.generator;

import io.uploadlens.event.RejectReason;

/** What is wrong with a message that is generated to be rejected. */
public enum Malformation {
  /** A good notification, cut off. */
  TRUNCATED(RejectReason.NOT_JSON),
  /** No JSON at all. */
  NOT_JSON(RejectReason.NOT_JSON),
  /** JSON of somebody else's. */
  UNKNOWN_FORM(RejectReason.UNKNOWN_FORM),
  /** A notification of a major version that does not exist. */
  UNSUPPORTED_VERSION(RejectReason.UNSUPPORTED_VERSION),
  /** A notification whose object has no key. */
  MISSING_KEY(RejectReason.MISSING_FIELD),
  /** A notification whose time is none. */
  INVALID_TIME(RejectReason.INVALID_FIELD),
  /** A notification of two records, the second of which has a time that is none. */
  HALF_INVALID(RejectReason.INVALID_FIELD),
  /** An SNS envelope around something that is no JSON. */
  SNS_NOT_JSON(RejectReason.NOT_JSON);

  private final RejectReason reason;

  Malformation(RejectReason reason) {
    this.reason = reason;
  }

  /** The reason that the dead letter gives. */
  public RejectReason reason() {
    return reason;
  }
}
