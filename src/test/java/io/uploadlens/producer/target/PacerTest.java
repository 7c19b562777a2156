package io.uploadlens.producer.target;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.assertj.core.api.Assertions.withinPercentage;

import java.util.concurrent.TimeUnit;
import org.junit.jupiter.api.Test;

class PacerTest {

  private static final long SECOND = TimeUnit.SECONDS.toNanos(1);

  private final ManualTiming timing = new ManualTiming();

  @Test
  void holdsTheRate() throws Exception {
    Pacer pacer = new Pacer(50, timing);
    for (int i = 0; i < 500; i++) {
      pacer.await(1);
    }
    assertThat(timing.now).isBetween(98 * SECOND / 10, 10 * SECOND);
  }

  @Test
  void countsBatches() throws Exception {
    Pacer pacer = new Pacer(100, timing);
    for (int i = 0; i < 50; i++) {
      pacer.await(10);
    }
    assertThat(timing.now).isBetween(48 * SECOND / 10, 5 * SECOND);
  }

  @Test
  void catchesUpWithOneSecondAndNoMore() throws Exception {
    Pacer pacer = new Pacer(100, timing);
    timing.now += 60 * SECOND;
    long before = timing.now;
    for (int i = 0; i < 100; i++) {
      pacer.await(1);
    }
    assertThat(timing.now).isEqualTo(before);
    for (int i = 0; i < 100; i++) {
      pacer.await(1);
    }
    assertThat(timing.now - before).isBetween(95 * SECOND / 100, SECOND);
  }

  @Test
  void sleepsAndNeverSpins() throws Exception {
    Pacer pacer = new Pacer(1_000_000, timing);
    for (int i = 0; i < 1_000_000; i++) {
      pacer.await(1);
    }
    assertThat(timing.sleeps).isBetween(500, 1_000);
    assertThat(timing.now).isCloseTo(SECOND, withinPercentage(1));
  }

  @Test
  void withoutALimitItNeverSleeps() throws Exception {
    Pacer pacer = new Pacer(Double.POSITIVE_INFINITY, timing);
    for (int i = 0; i < 1_000; i++) {
      pacer.await(1);
    }
    assertThat(timing.sleeps).isZero();
  }

  @Test
  void waitsUntilATimeAndNotForOneThatHasPassed() throws Exception {
    Pacer pacer = new Pacer(1, timing);
    pacer.awaitTime(2_500);
    assertThat(timing.currentTimeMillis()).isEqualTo(2_500);
    pacer.awaitTime(1_000);
    assertThat(timing.currentTimeMillis()).isEqualTo(2_500);
  }

  @Test
  void aRateOfNothingIsNone() {
    assertThatThrownBy(() -> new Pacer(0, timing))
        .hasMessage("rate is 0.0 a second: must be above 0");
  }
}
