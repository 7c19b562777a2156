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
  /** The request, or this entry of it, is wrong in itself; others may still succeed. */
  REJECT
}
