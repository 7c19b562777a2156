package io.uploadlens.source.sqs.hunt;

/** Plays schedules of one seed after the other until one shows something. */
final class Hunt {

  private final TestedReader.Factory factory;
  private final boolean fifo;
  private long played;
  private long steps;
  private long emitted;
  private long repeated;
  private long repeatedAfterRestore;
  private long deleted;
  private long strict;

  Hunt(TestedReader.Factory factory, boolean fifo) {
    this.factory = factory;
    this.fifo = fifo;
  }

  /**
   * Plays the schedules of {@code count} seeds.
   *
   * @return the first prey, made small; null if there is none
   */
  Prey hunt(long firstSeed, long count) {
    for (long seed = firstSeed; seed < firstSeed + count; seed++) {
      Schedule schedule = ScheduleGenerator.generate(seed, fifo);
      played++;
      steps += schedule.steps().size();
      strict += schedule.forbidsRepetitions() ? 1 : 0;
      Violation violation = play(schedule);
      if (violation != null) {
        return shrunk(seed, schedule, violation);
      }
    }
    return null;
  }

  /** Plays one schedule; null if all holds. */
  Violation play(Schedule schedule) {
    try {
      Oracle oracle = new Player(schedule, factory).play();
      emitted += oracle.emitted();
      repeated += oracle.repeated();
      repeatedAfterRestore += oracle.repeatedAfterRestore();
      deleted += oracle.deleted();
      return null;
    } catch (Violation violation) {
      return violation;
    } catch (RuntimeException | AssertionError e) {
      return new Violation(Violation.Rule.READER_WORKS, e.toString(), e);
    }
  }

  private Prey shrunk(long seed, Schedule schedule, Violation violation) {
    Shrinker shrinker =
        new Shrinker(
            candidate -> {
              Violation again = play(candidate);
              return again != null && again.rule() == violation.rule();
            });
    Schedule small = shrinker.shrink(schedule);
    return new Prey(seed, played, small, play(small));
  }

  @Override
  public String toString() {
    return String.format(
        "%,d schedules (%,d of them strict about repetitions), %,d steps, %,d messages emitted,"
            + " %,d of them again (%,d after a restored receipt that could not do), %,d deleted",
        played, strict, steps, emitted, repeated, repeatedAfterRestore, deleted);
  }

  /** What was found. */
  static final class Prey {
    private final long seed;
    private final long played;
    private final Schedule schedule;
    private final Violation violation;

    Prey(long seed, long played, Schedule schedule, Violation violation) {
      this.seed = seed;
      this.played = played;
      this.schedule = schedule;
      this.violation = violation;
    }

    /** How many schedules it took. */
    long played() {
      return played;
    }

    Schedule schedule() {
      return schedule;
    }

    Violation violation() {
      return violation;
    }

    @Override
    public String toString() {
      return String.format(
          "%s%n(seed %d, schedule number %d; save as a file in src/test/resources/sqs-hunt to keep"
              + " it)%n%s",
          violation.getMessage(), seed, played, schedule);
    }
  }
}
