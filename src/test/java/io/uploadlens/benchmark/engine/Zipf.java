package io.uploadlens.benchmark.engine;

import java.util.Arrays;
import java.util.Random;

/** Draws ranks from 0: the chance of rank r is proportional to 1 / (r + 1) to the skew's power. */
final class Zipf {

  private final double[] cumulative;

  Zipf(int ranks, double skew) {
    cumulative = new double[ranks];
    double sum = 0;
    for (int rank = 0; rank < ranks; rank++) {
      sum += Math.pow(rank + 1, -skew);
      cumulative[rank] = sum;
    }
  }

  int next(Random random) {
    double drawn = random.nextDouble() * cumulative[cumulative.length - 1];
    int found = Arrays.binarySearch(cumulative, drawn);
    return Math.min(found < 0 ? -found - 1 : found + 1, cumulative.length - 1);
  }
}
