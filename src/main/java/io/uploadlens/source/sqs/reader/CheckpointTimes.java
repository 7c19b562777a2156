package io.uploadlens.source.sqs.reader;

import java.util.TreeMap;

/**
 * What a reader sees of the job's checkpoints: how far apart their barriers come, and how long it
 * takes until one is known to be complete. Savepoints count as barriers, too. Any thread may ask
 * and tell.
 */
final class CheckpointTimes {

  /** More are never under way at a time; what is older has failed. */
  private static final int MAX_REMEMBERED = 64;

  private final TreeMap<Long, Long> begun = new TreeMap<>();
  private long lastBegun = Long.MIN_VALUE;
  private long intervalMillis = -1;
  private long durationMillis = -1;
  private int withoutCompletion;
  private boolean anyCompleted;

  /** A barrier has come. */
  synchronized void begun(long checkpointId, long now) {
    if (lastBegun != Long.MIN_VALUE) {
      intervalMillis = Math.max(0, now - lastBegun);
    }
    lastBegun = now;
    withoutCompletion++;
    begun.put(checkpointId, now);
    if (begun.size() > MAX_REMEMBERED) {
      begun.pollFirstEntry();
    }
  }

  /** A checkpoint is complete. */
  synchronized void completed(long checkpointId, long now) {
    anyCompleted = true;
    Long since = begun.get(checkpointId);
    if (since != null) {
      durationMillis = Math.max(0, now - since);
    }
    begun.headMap(checkpointId, true).clear();
    withoutCompletion = begun.size();
  }

  /** The time between the last two barriers, milliseconds; -1 before there were two. */
  synchronized long intervalMillis() {
    return intervalMillis;
  }

  /**
   * How long the last complete checkpoint took from this reader's barrier to the word that it is
   * complete, milliseconds; -1 before there was one.
   */
  synchronized long durationMillis() {
    return durationMillis;
  }

  /** How many barriers have come since that of the last complete checkpoint. */
  synchronized int withoutCompletion() {
    return withoutCompletion;
  }

  /** Whether any checkpoint has completed since the start. */
  synchronized boolean anyCompleted() {
    return anyCompleted;
  }
}
