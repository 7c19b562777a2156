package io.uploadlens.source.sqs.reader;

/**
 * How fast a queue can be read: the highest rate seen lately, so that a quiet minute, in which
 * there was little to read, does not pass for slowness. A peak fades by a fifth with every sample.
 * Used by the task's thread alone.
 */
final class ReadingRate {

  private static final double FADING = 0.8;

  private long lastTime = Long.MIN_VALUE;
  private long lastCount;
  private double perSecond;

  /** Takes a sample: so many messages had been read at this time, epoch milliseconds. */
  void sample(long now, long count) {
    if (lastTime != Long.MIN_VALUE && now > lastTime) {
      double current = (count - lastCount) * 1000.0 / (now - lastTime);
      perSecond = Math.max(current, perSecond * FADING);
    }
    if (now > lastTime) {
      lastTime = now;
      lastCount = count;
    }
  }

  /** Messages a second; 0 while nothing is known. */
  double perSecond() {
    return perSecond;
  }
}
