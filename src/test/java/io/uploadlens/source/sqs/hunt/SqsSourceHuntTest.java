package io.uploadlens.source.sqs.hunt;

import static org.assertj.core.api.Assertions.assertThat;

import org.junit.jupiter.api.Test;

/**
 * Hunts for schedules that break what the source promises. Hunt longer, and elsewhere, with {@code
 * mvn test -Dtest=SqsSourceHuntTest -Duploadlens.hunt.schedules=1000000 -Duploadlens.hunt.seed=7};
 * what is found is printed as text that goes, as a file, to {@code src/test/resources/sqs-hunt},
 * where {@link KeptSchedulesTest} plays it from then on.
 */
class SqsSourceHuntTest {

  private static final long SCHEDULES = Long.getLong("uploadlens.hunt.schedules", 10_000);
  private static final long SEED = Long.getLong("uploadlens.hunt.seed", 1);

  @Test
  void g1g3NoScheduleLosesAMessageOrDeletesOneThatIsNotDurable() {
    hunt(false, SCHEDULES);
  }

  @Test
  void g1g3NoScheduleBreaksTheOrderOfAFifoQueueEither() {
    hunt(true, Math.max(1, SCHEDULES / 10));
  }

  private static void hunt(boolean fifo, long schedules) {
    Hunt hunt = new Hunt(TestedReader::new, fifo);
    long start = System.nanoTime();
    Hunt.Prey prey = hunt.hunt(SEED, schedules);
    double seconds = (System.nanoTime() - start) / 1e9;
    System.out.printf("Hunted in %.1f s: %s%n", seconds, hunt);
    assertThat(prey).as("what the hunt found").isNull();
  }
}
