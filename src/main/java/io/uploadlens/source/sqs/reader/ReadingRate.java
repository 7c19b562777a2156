package io.uploadlens.source.sqs.reader;

import java.time.Duration;

/**
 * How fast a queue can be read: the highest rate seen lately, so that a quiet minute, in which
 * there was little to read, does not pass for slowness. A peak fades by a fifth with every sample.
 * What was read in a moment says nothing of it: reports may follow each other closely. Used by the
 * task's thread alone.
 */
final class ReadingRate {

  private static final double FADING = 0.8;

  private final long shortest;
  private boolean begun;
  private long lastTime;
  private long lastCount;
  private double perSecond;

  /**
   * @param shortest between two samples; one that comes sooner is none
   */
  ReadingRate(Duration shortest) {
    this.shortest = Math.max(1, shortest.toMillis());
  }

  /** Takes a sample: so many messages had been read at this time, epoch milliseconds. */
  void sample(long now, long count) {
    if (begun && now - lastTime < shortest) {
      return;
    }
    if (begun) {
      double current = (count - lastCount) * 1000.0 / (now - lastTime);
      perSecond = Math.max(current, perSecond * FADING);
    }
    begun = true;
    lastTime = now;
    lastCount = count;
  }

  /** Messages a second; 0 while nothing is known. */
  double perSecond() {
    return perSecond;
  }
}
