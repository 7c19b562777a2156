package io.uploadlens.source.sqs.queue;

/** One entry of a batch that failed, although the request succeeded. Immutable. */
public final class BatchFailure {

  private final int index;
  private final String code;
  private final String message;
  private final boolean senderFault;

  /**
   * @param index the entry's place in the batch, from 0
   * @param code the service's error code, or null
   * @param message its explanation, or null
   * @param senderFault whether the service blames the request
   */
  public BatchFailure(int index, String code, String message, boolean senderFault) {
    this.index = index;
    this.code = code;
    this.message = message;
    this.senderFault = senderFault;
  }

  /** The entry's place in the batch, from 0. */
  public int index() {
    return index;
  }

  /** The error code, or null. */
  public String code() {
    return code;
  }

  /** The explanation, or null. */
  public String message() {
    return message;
  }

  /** Whether the service blames the request. */
  public boolean senderFault() {
    return senderFault;
  }

  @Override
  public String toString() {
    return code + ": " + message;
  }
}
