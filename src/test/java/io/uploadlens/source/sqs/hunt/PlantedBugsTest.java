package io.uploadlens.source.sqs.hunt;

import static org.assertj.core.api.Assertions.assertThat;

import io.uploadlens.source.sqs.hunt.Violation.Rule;
import org.junit.jupiter.api.Test;

/** The hunt is worth what it catches: each of the classic bugs, soon, and as a small schedule. */
class PlantedBugsTest {

  private static final int SCHEDULES = 500;
  private static final int SMALL = 15;

  @Test
  void catchesDeletingAllThatIsReceived() {
    assertCaught(PlantedBugs::deletesAllReceived, Rule.DELETED_NOT_DURABLE);
  }

  @Test
  void catchesBindingToTheWrongCheckpoint() {
    assertCaught(PlantedBugs::bindsToWrongCheckpoint, Rule.DELETED_NOT_DURABLE);
  }

  @Test
  void catchesTakingAnAbortedCheckpointForComplete() {
    assertCaught(PlantedBugs::takesAbortedForComplete, Rule.DELETED_NOT_DURABLE);
  }

  @Test
  void catchesForgettingRestoredHandles() {
    assertCaught(PlantedBugs::forgetsRestored, Rule.EMITTED_AGAIN);
  }

  @Test
  void catchesCommittingOneIdOnly() {
    assertCaught(PlantedBugs::commitsOneIdOnly, Rule.NOT_DELETED);
  }

  @Test
  void catchesNeverExtending() {
    assertCaught(PlantedBugs::neverExtends, Rule.EMITTED_AGAIN);
  }

  private static void assertCaught(TestedReader.Factory bug, Rule rule) {
    Hunt.Prey prey = new Hunt(bug, false).hunt(1, SCHEDULES);
    assertThat(prey).as("what the hunt found").isNotNull();
    assertThat(prey.violation().rule()).as(prey.toString()).isEqualTo(rule);
    assertThat(prey.schedule().steps()).as(prey.toString()).hasSizeLessThanOrEqualTo(SMALL);
    // It is the bug that was caught: the real reader plays the same schedule without fault.
    assertThat(new Hunt(TestedReader::new, false).play(prey.schedule())).isNull();
    System.out.printf("Caught after %d schedules: %s%n", prey.played(), prey);
  }
}
