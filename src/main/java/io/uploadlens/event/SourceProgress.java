package io.uploadlens.event;

/**
 * How far a source has read, as far as event time is concerned. Travels with the messages, so that
 * the watermarks of a split see it in order with them.
 */
public enum SourceProgress {
  /** More is waiting than a few seconds of reading: what comes next may be of any age. */
  CATCHING_UP,
  /** Reading what has just arrived. */
  LIVE,
  /** Nothing is waiting, and nothing came in the last receive. */
  DRAINED
}
