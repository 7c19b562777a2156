package io.uploadlens.source.sqs;

/**
 * How far a split has read its queue, as far as event time is concerned.
 *
 * <p>Told in order with the split's messages ({@link SqsDeserializationSchema#progress}), so that a
 * watermark generator behind the split's output sees it where it holds.
 */
public enum QueueProgress {
  /**
   * More is waiting than a few seconds of reading, or the backlog is not known yet: standard queues
   * hand it out in no order, so what comes next may be of any age.
   */
  CATCHING_UP,
  /** Reading what has just arrived. */
  LIVE,
  /**
   * Nothing is waiting, nothing came in the last receive, and all that was received has been
   * emitted.
   */
  DRAINED
}
