package io.uploadlens.source.sqs.payload;

/** A payload that has more bytes than were asked for; nothing of it is kept. */
public final class PayloadTooLargeException extends RuntimeException {

  private static final long serialVersionUID = 1L;

  private final long size;

  /**
   * @param size how many bytes the payload has, or how many have come, where that is not known
   * @param limit how many were allowed
   */
  public PayloadTooLargeException(long size, long limit) {
    super("The payload has " + size + " bytes; " + limit + " are allowed");
    this.size = size;
  }

  /** How many bytes the payload has at least. */
  public long size() {
    return size;
  }
}
