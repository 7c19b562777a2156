package io.uploadlens.source.sqs.reader;

import java.time.Duration;
import java.util.SplittableRandom;

/**
 * Waiting times that double up to a maximum, each drawn from its upper half, so that readers which
 * failed together don't try again together.
 */
final class Backoff {

  private final Duration first;
  private final Duration max;
  private final SplittableRandom random;

  /**
   * @param seed of the jitter; neighbouring seeds give unlike waits, which they do not with {@link
   *     java.util.Random}
   */
  Backoff(Duration first, Duration max, long seed) {
    this.first = first;
    this.max = max;
    this.random = new SplittableRandom(seed);
  }

  /**
   * How long to wait after this many failures in a row.
   *
   * @param failures at least 1
   */
  Duration after(int failures) {
    long doubled = first.toMillis() << Math.min(failures - 1, 30);
    long base = Math.min(doubled, max.toMillis());
    return Duration.ofMillis(base / 2 + (long) (random.nextDouble() * (base - base / 2)));
  }
}
