package io.uploadlens.source.sqs.hunt;

import io.uploadlens.source.sqs.hunt.Conditions.Number;
import java.util.ArrayList;
import java.util.List;
import java.util.function.Predicate;

/**
 * Makes a schedule as small as it can be while it still shows what it showed: leaves out runs of
 * steps, halving their length; then lowers numbers; then takes the usual conditions.
 */
final class Shrinker {

  private static final int MAX_PLAYS = 5_000;

  private final Predicate<Schedule> stillFails;
  private int plays;

  /**
   * @param stillFails whether a schedule shows the same
   */
  Shrinker(Predicate<Schedule> stillFails) {
    this.stillFails = stillFails;
  }

  Schedule shrink(Schedule failing) {
    Schedule smallest = failing;
    Schedule before;
    do {
      before = smallest;
      smallest = withoutSteps(smallest);
      smallest = withUsualConditions(smallest);
      smallest = withLowerNumbers(smallest);
    } while (!smallest.toString().equals(before.toString()) && plays < MAX_PLAYS);
    return smallest;
  }

  private Schedule withoutSteps(Schedule from) {
    Schedule smallest = from;
    for (int length = Math.max(1, from.steps().size() / 2); length >= 1; length /= 2) {
      int at = 0;
      while (at < smallest.steps().size()) {
        List<Step> fewer = new ArrayList<>(smallest.steps());
        fewer.subList(at, Math.min(fewer.size(), at + length)).clear();
        Schedule candidate = smallest.withSteps(fewer);
        if (fails(candidate)) {
          smallest = candidate;
        } else {
          at += length;
        }
      }
    }
    return smallest;
  }

  private Schedule withLowerNumbers(Schedule from) {
    Schedule smallest = from;
    for (int i = 0; i < from.steps().size(); i++) {
      for (int place = 0; place < smallest.steps().get(i).size(); place++) {
        int number = smallest.steps().get(i).number(place);
        int[] lower = {0, 1, number / 10, number / 2, number - 1};
        for (int candidateNumber : lower) {
          if (candidateNumber < 0 || candidateNumber >= smallest.steps().get(i).number(place)) {
            continue;
          }
          List<Step> changed = new ArrayList<>(smallest.steps());
          changed.set(i, changed.get(i).with(place, candidateNumber));
          Schedule candidate = smallest.withSteps(changed);
          if (fails(candidate)) {
            smallest = candidate;
            break;
          }
        }
      }
    }
    return smallest;
  }

  private Schedule withUsualConditions(Schedule from) {
    Schedule smallest = from;
    for (Number number : Number.values()) {
      int usual = Conditions.usual().get(number);
      if (smallest.conditions().get(number) != usual) {
        Schedule candidate =
            new Schedule(smallest.conditions().with(number, usual), smallest.steps());
        if (fails(candidate)) {
          smallest = candidate;
        }
      }
    }
    return smallest;
  }

  private boolean fails(Schedule candidate) {
    return plays++ < MAX_PLAYS && stillFails.test(candidate);
  }
}
