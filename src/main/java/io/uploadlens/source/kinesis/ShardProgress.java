package io.uploadlens.source.kinesis;

/** How far a shard has been read, as of its last read. */
public enum ShardProgress {
  /** The last read brought records, or more are waiting. */
  LIVE,
  /** The last read brought nothing, and nothing is waiting. */
  DRAINED
}
