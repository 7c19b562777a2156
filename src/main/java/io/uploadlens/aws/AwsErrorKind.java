package io.uploadlens.aws;

/** What to do about an error that an AWS service answered, or that kept it from answering. */
public enum AwsErrorKind {
  /**
   * No repetition helps: access denied, a missing queue, a disabled key, bad credentials. The job
   * must fail and say so.
   */
  FATAL,
  /** The same request may succeed later: throttling, server errors, time-outs, connections. */
  RETRY,
  /**
   * Often passes by itself, but not always: expired credentials that a provider renews, a clock
   * that the SDK corrects, an answer that is not the service's (a proxy's page), an error that
   * nobody knows. To be repeated for a limited time; then it is fatal.
   */
  DOUBTFUL,
  /** The request, or this entry of it, is wrong in itself; others may still succeed. */
  REJECT;

  /** Whether the same request is worth repeating. */
  public boolean mayPass() {
    return this == RETRY || this == DOUBTFUL;
  }
}
