package io.uploadlens.benchmark.report;

import java.util.Arrays;

/** What is told of several rounds: the median of the figures, or of the ratios within a round. */
public final class Rounds {

  private Rounds() {}

  /** The middle one, or the mean of the two in the middle. */
  public static double median(double... values) {
    double[] sorted = values.clone();
    Arrays.sort(sorted);
    int middle = sorted.length / 2;
    return sorted.length % 2 == 1 ? sorted[middle] : (sorted[middle - 1] + sorted[middle]) / 2;
  }

  /**
   * How many times the one is the other: the median of the rounds, to two digits.
   *
   * @param one a figure for each round
   * @param other as many, of the same rounds
   */
  public static double ratio(double[] one, double[] other) {
    double[] ratios = new double[one.length];
    for (int round = 0; round < ratios.length; round++) {
      ratios[round] = one[round] / other[round];
    }
    return Math.round(median(ratios) * 100) / 100.0;
  }
}
