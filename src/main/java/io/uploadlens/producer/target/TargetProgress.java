package io.uploadlens.producer.target;

/** How much a target has sent. Immutable. */
public final class TargetProgress {

  private final long messages;
  private final long bytes;
  private final long retried;
  private final long skipped;

  TargetProgress(long messages, long bytes, long retried, long skipped) {
    this.messages = messages;
    this.bytes = bytes;
    this.retried = retried;
    this.skipped = skipped;
  }

  /** Messages that the service has taken. */
  public long messages() {
    return messages;
  }

  /** Bytes of their bodies. */
  public long bytes() {
    return bytes;
  }

  /** Attempts that failed and were made again. */
  public long retried() {
    return retried;
  }

  /** Messages that this target has no request for (a restore, say, to a bucket). */
  public long skipped() {
    return skipped;
  }
}
