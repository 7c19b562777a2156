package io.uploadlens.source.sqs.reader;

import static org.assertj.core.api.Assertions.assertThat;

import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

/** How the number of receives follows what they bring. */
class ReceiveConcurrencyTest {

  private final ReceiveConcurrency concurrency = new ReceiveConcurrency(20);

  @ParameterizedTest(name = "{0} of 10: from 8 to {1}")
  @CsvSource({"10, 9", "8, 9", "7, 8", "5, 8", "4, 7", "1, 7", "0, 4"})
  void oneAnswerMovesIt(int received, int expected) {
    raiseTo(8);
    concurrency.answered(10, received);
    assertThat(concurrency.target()).isEqualTo(expected);
  }

  @Test
  void itStaysBetweenOneAndTheCeiling() {
    concurrency.answered(10, 0);
    concurrency.answered(10, 1);
    concurrency.failed();
    assertThat(concurrency.target()).isEqualTo(1);
    raiseTo(20);
    concurrency.answered(10, 10);
    assertThat(concurrency.target()).isEqualTo(20);
  }

  @Test
  void aFailureHalvesIt() {
    raiseTo(20);
    concurrency.failed();
    assertThat(concurrency.target()).isEqualTo(10);
  }

  @Test
  void aSmallReceiveThatBringsAllItAskedForIsFull() {
    concurrency.answered(1, 1);
    assertThat(concurrency.target()).isEqualTo(2);
  }

  private void raiseTo(int target) {
    while (concurrency.target() < target) {
      concurrency.answered(10, 10);
    }
  }
}
