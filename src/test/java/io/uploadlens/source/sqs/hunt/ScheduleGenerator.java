package io.uploadlens.source.sqs.hunt;

import io.uploadlens.source.sqs.hunt.CallFault.Call;
import io.uploadlens.source.sqs.hunt.Conditions.Number;
import io.uploadlens.source.sqs.hunt.Conditions.OldHandle;
import io.uploadlens.source.sqs.hunt.Step.Kind;
import java.util.ArrayList;
import java.util.List;
import java.util.Random;

/** Makes a schedule of a seed: about a third without anything that excuses a repetition. */
final class ScheduleGenerator {

  private static final int MIN_STEPS = 30;
  private static final int MAX_STEPS = 150;
  private static final int HALF_A_DAY = 13 * 3600 * 1000;

  private final Random random;
  private final boolean fifo;
  private final boolean gentle;
  private final List<Step> steps = new ArrayList<>();
  private Conditions conditions;

  private ScheduleGenerator(long seed, boolean fifo) {
    this.random = new Random(seed * 0x5DEECE66DL + 11);
    this.fifo = fifo;
    this.gentle = random.nextInt(3) == 0;
    this.conditions = conditions((int) (seed & Integer.MAX_VALUE));
  }

  /**
   * The schedule of this seed, the same every time.
   *
   * @param fifo whether the queues are FIFO queues
   */
  static Schedule generate(long seed, boolean fifo) {
    return new ScheduleGenerator(seed, fifo).generate();
  }

  private Schedule generate() {
    int length = between(MIN_STEPS, MAX_STEPS);
    while (steps.size() < length) {
      addStep(random.nextInt(100));
    }
    return new Schedule(conditions, steps);
  }

  private Conditions conditions(int seed) {
    int visibility = chance(2) ? 3600 : pick(30, 30, 60, 180);
    Conditions made =
        Conditions.usual()
            .with(Number.SEED, seed)
            .with(Number.PARALLELISM, between(1, 4))
            .with(Number.QUEUES, pick(1, 1, 2, 3))
            .with(Number.VISIBILITY, visibility)
            .with(Number.WAIT, visibility > 60 ? 20 : pick(1, 5, 20, 20))
            .with(Number.IN_FLIGHT, pick(12, 40, 100, 1000))
            .with(Number.PREFETCH, pick(3, 10, 20, 60))
            .with(Number.RECEIVES, between(1, 4))
            .with(Number.DELETES, between(1, 4))
            .with(Number.ATTEMPTS, pick(1, 3, 8))
            .with(Number.OLD_HANDLE, random.nextInt(OldHandle.values().length))
            .with(Number.LINGER, gentle ? 0 : pick(0, 0, 1));
    if (!fifo) {
      return made;
    }
    // The source asks for a timeout of more than two receive waits there.
    return made.with(Number.FIFO, 1)
        .with(Number.GROUPS, pick(1, 3, 8))
        .with(Number.WAIT, visibility > 60 ? 20 : pick(1, 5, 10));
  }

  private void addStep(int dice) {
    if (dice < 12) {
      add(Kind.SEND, queue(), between(1, 15));
    } else if (dice < 26) {
      add(Kind.EMIT, subtask(), between(1, 12));
    } else if (dice < 37) {
      add(Kind.LOOP, subtask(), between(1, 6));
    } else if (dice < 45) {
      add(Kind.PASS, millis());
    } else if (dice < 53) {
      add(Kind.WORK, between(100, 5_000));
    } else if (dice < 60) {
      add(Kind.CHECKPOINT);
    } else if (dice < 62) {
      add(Kind.SAVEPOINT);
    } else if (dice < 69) {
      add(Kind.BARRIER, subtask());
    } else if (dice < 75) {
      add(Kind.COMPLETE, pick(0, 0, 0, 1, 2));
    } else if (dice < 77) {
      add(Kind.ABORT);
    } else if (dice < 83) {
      add(Kind.NOTIFY, subtask());
    } else if (dice < 85) {
      add(Kind.FORGET, subtask());
    } else if (dice < 90) {
      endAndRestart();
    } else if (dice < 92) {
      add(chance(50) ? Kind.PAUSE : Kind.RESUME, subtask(), queue());
    } else if (dice < 98 || gentle) {
      arm();
    } else if (dice < 99) {
      add(Kind.DUPLICATE, queue(), between(1, 8));
    } else {
      add(Kind.RESURRECT, queue(), between(1, 5));
    }
  }

  private void endAndRestart() {
    if (chance(35)) {
      if (gentle || chance(50)) {
        add(Kind.FAIL_ONE, subtask(), closeMillis());
      } else {
        add(Kind.KILL_ONE, subtask());
      }
      return;
    }
    if (chance(20)) {
      add(Kind.STOP);
    } else if (gentle || chance(50)) {
      add(Kind.FAIL, closeMillis());
    } else {
      add(Kind.KILL);
    }
    if (chance(30)) {
      add(Kind.SEND, queue(), between(1, 10));
    }
    if (chance(40)) {
      add(Kind.PASS, millis());
    }
    int parallelism = chance(60) ? conditions.get(Number.PARALLELISM) : between(1, 4);
    int queues = chance(75) ? 0 : between(1, 7);
    if (chance(25)) {
      add(Kind.RESTORE_SAVEPOINT, parallelism, queues);
    }
    add(Kind.RESTORE, parallelism, queues);
  }

  private void arm() {
    int call = random.nextInt(Call.values().length);
    CallFault fault;
    if (gentle) {
      boolean heartbeat = call == Call.EXTEND.ordinal();
      fault =
          chance(60) || heartbeat
              ? pickFault(CallFault.LATE_ANSWER, CallFault.LATE_EFFECT)
              : pickFault(CallFault.THROTTLED, CallFault.FAILED);
      if (call == Call.RELEASE.ordinal()) {
        fault = CallFault.FAILED;
      }
    } else {
      fault = CallFault.values()[random.nextInt(CallFault.values().length)];
    }
    add(Kind.ARM, call, fault.ordinal(), faultNumber(fault));
  }

  private int faultNumber(CallFault fault) {
    switch (fault) {
      case LATE_ANSWER:
      case LATE_EFFECT:
      case EFFECT_AFTER_ERROR:
        return gentle ? between(1, 3_000) : pick(between(1, 500), between(500, 40_000), 100_000);
      case ENTRIES_FAILED:
      case ENTRIES_SAID_TO_FAIL:
        return between(1, 1023);
      default:
        return 0;
    }
  }

  private int closeMillis() {
    return gentle ? 5_000 : pick(0, 200, 1_000, 5_000);
  }

  private int millis() {
    int visibility = conditions.get(Number.VISIBILITY) * 1000;
    if (visibility >= 3_600_000 && !gentle && chance(10)) {
      return HALF_A_DAY;
    }
    return pick(
        between(1, 300),
        between(1, 300),
        between(300, 5_000),
        between(5_000, 25_000),
        Math.min(60_000, visibility / 2),
        Math.min(200_000, visibility + 1_000));
  }

  private int queue() {
    return random.nextInt(conditions.get(Number.QUEUES));
  }

  private int subtask() {
    return random.nextInt(4);
  }

  private void add(Kind kind, int... numbers) {
    steps.add(new Step(kind, numbers));
  }

  private boolean chance(int percent) {
    return random.nextInt(100) < percent;
  }

  private int between(int low, int high) {
    return low + random.nextInt(high - low + 1);
  }

  private int pick(int... choices) {
    return choices[random.nextInt(choices.length)];
  }

  private CallFault pickFault(CallFault... choices) {
    return choices[random.nextInt(choices.length)];
  }
}
