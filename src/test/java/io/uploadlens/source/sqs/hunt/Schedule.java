package io.uploadlens.source.sqs.hunt;

import io.uploadlens.source.sqs.hunt.Conditions.Number;
import java.util.ArrayList;
import java.util.EnumSet;
import java.util.List;
import java.util.Set;
import java.util.stream.Collectors;

/**
 * Conditions and steps; all there is to a run, which is the same every time. As text: the
 * conditions, a line each for the steps; lines that begin with a hash are comments.
 */
final class Schedule {

  /** An answer or effect this late may outlast a visibility timeout. */
  private static final int LATE_MILLIS = 3_000;

  private static final Set<Step.Kind> EXCUSES =
      EnumSet.of(Step.Kind.KILL, Step.Kind.KILL_ONE, Step.Kind.DUPLICATE, Step.Kind.RESURRECT);

  private final Conditions conditions;
  private final List<Step> steps;

  Schedule(Conditions conditions, List<Step> steps) {
    this.conditions = conditions;
    this.steps = List.copyOf(steps);
  }

  static Schedule parse(String text) {
    List<String> lines =
        text.lines()
            .map(String::trim)
            .filter(line -> !line.isEmpty() && !line.startsWith("#"))
            .collect(Collectors.toList());
    List<Step> steps = new ArrayList<>();
    for (String line : lines.subList(1, lines.size())) {
      for (String step : line.split(";", -1)) {
        steps.add(Step.parse(step));
      }
    }
    return new Schedule(Conditions.parse(lines.get(0)), steps);
  }

  Conditions conditions() {
    return conditions;
  }

  List<Step> steps() {
    return steps;
  }

  Schedule withSteps(List<Step> other) {
    return new Schedule(conditions, other);
  }

  /**
   * Whether nothing in it excuses that a message is emitted again whose effect stands: no crash
   * without a close, no duplicate of SQS's, no call whose effect and answer differ, none that fails
   * or is late enough to let a visibility timeout pass.
   */
  boolean forbidsRepetitions() {
    return !conditions.lingers()
        && steps.stream().noneMatch(step -> EXCUSES.contains(step.kind()) || isExcuse(step));
  }

  private boolean isExcuse(Step step) {
    switch (step.kind()) {
      case FAIL:
      case FAIL_ONE:
        // Too short a time to close is half a kill.
        return step.number(step.size() - 1) < LATE_MILLIS;
      case PASS:
      case WORK:
        return step.number(0) >= 3_600_000 && conditions.get(Number.VISIBILITY) >= 3_600;
      case ARM:
        CallFault.Call call = CallFault.Call.values()[step.number(0)];
        switch (CallFault.values()[step.number(1)]) {
          case LATE_ANSWER:
          case LATE_EFFECT:
            return step.number(2) > LATE_MILLIS || call == CallFault.Call.RELEASE;
          case THROTTLED:
          case FAILED:
            return call == CallFault.Call.EXTEND;
          default:
            return true;
        }
      default:
        return false;
    }
  }

  @Override
  public String toString() {
    return conditions
        + "\n"
        + steps.stream().map(Step::toString).collect(Collectors.joining("\n"))
        + "\n";
  }
}
