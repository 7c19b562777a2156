package io.uploadlens.event;

import java.util.Locale;

/** Why a message could not be decoded. */
public enum RejectReason {
  /** The body has no bytes, or white space only. */
  EMPTY,
  /**
   * Not well-formed JSON, cut off, or beyond the limits of the parser: 1,000 levels of nesting,
   * names of 50,000 and strings of 20,000,000 characters.
   */
  NOT_JSON,
  /** JSON, but none of the forms that UploadLens knows. */
  UNKNOWN_FORM,
  /** A known form whose major version is not known. */
  UNSUPPORTED_VERSION,
  /** A known form without a field that counting needs. */
  MISSING_FIELD,
  /** A known form with a field whose value makes no sense. */
  INVALID_FIELD,
  /** The decoder itself failed: a fault of UploadLens, to be reported, not of the message. */
  DECODER_FAULT,
  /** The body only points to the payload (SQS Extended Client), and that can't be had. */
  NO_PAYLOAD;

  /** The name in metrics and in the dead letter, for example {@code not_json}. */
  public String label() {
    return name().toLowerCase(Locale.ROOT);
  }
}
