package io.uploadlens.producer.generator;

import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Map;
import java.util.Random;

/** Picks one of several things, each as often as its weight says. */
final class WeightedChoice<T> {

  private final List<T> things;
  private final double[] cumulative;

  private WeightedChoice(List<T> things, double[] weights) {
    this.things = things;
    this.cumulative = new double[weights.length];
    double sum = 0;
    for (int i = 0; i < weights.length; i++) {
      sum += weights[i];
      cumulative[i] = sum;
    }
  }

  /** By the weights of a map, in its order; entries of weight 0 are never picked. */
  static <T> WeightedChoice<T> of(Map<T, Double> weights) {
    List<T> things = new ArrayList<>();
    weights.forEach(
        (thing, weight) -> {
          if (weight > 0) {
            things.add(thing);
          }
        });
    return new WeightedChoice<>(
        things, things.stream().mapToDouble(thing -> weights.get(thing)).toArray());
  }

  /** By Zipf's law: the thing at rank r, from 1, as often as 1 / r^skew. */
  static <T> WeightedChoice<T> zipf(List<T> ranked, double skew) {
    double[] weights = new double[ranked.size()];
    for (int i = 0; i < weights.length; i++) {
      weights[i] = StrictMath.pow(i + 1.0, -skew);
    }
    return new WeightedChoice<>(ranked, weights);
  }

  T pick(Random random) {
    double at = random.nextDouble() * cumulative[cumulative.length - 1];
    int found = Arrays.binarySearch(cumulative, at);
    // A hit on the border belongs to the next thing: the intervals are closed on the left.
    int index = found >= 0 ? found + 1 : -found - 1;
    return things.get(Math.min(index, things.size() - 1));
  }

  boolean isEmpty() {
    return things.isEmpty();
  }

  List<T> things() {
    return things;
  }
}
