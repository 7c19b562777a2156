package io.uploadlens.benchmark.report;

import static org.assertj.core.api.Assertions.assertThat;

import org.junit.jupiter.api.Test;

class RoundsTest {

  @Test
  void theMedianIsTheMiddleOne() {
    assertThat(Rounds.median(9, 1, 2)).isEqualTo(2);
    assertThat(Rounds.median(4, 1, 2, 100)).isEqualTo(3);
    assertThat(Rounds.median(7)).isEqualTo(7);
  }

  @Test
  void aRatioIsTheMedianOfTheRatiosAndNotTheRatioOfTheMedians() {
    assertThat(Rounds.ratio(new double[] {10, 40, 9}, new double[] {5, 10, 9})).isEqualTo(2);
    assertThat(Rounds.ratio(new double[] {1}, new double[] {3})).isEqualTo(0.33);
  }
}
