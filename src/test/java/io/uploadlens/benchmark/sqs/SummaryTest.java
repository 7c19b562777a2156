package io.uploadlens.benchmark.sqs;

import static org.assertj.core.api.Assertions.assertThat;

import org.junit.jupiter.api.Test;

class SummaryTest {

  @Test
  void ratiosAreTakenWithinEachRoundAndAgainstTheFasterOfTheLargerLoops() {
    Summary summary = new Summary();
    double[] source = {100, 400, 90};
    double[] one = {10, 40, 30};
    double[] threads = {50, 100, 45};
    double[] async = {80, 200, 100};
    for (int round = 0; round < 3; round++) {
      summary.add(result("source", source[round]));
      summary.add(result("sdk_1", one[round]));
      summary.add(result("sdk_20", threads[round]));
      summary.add(result("sdk_20_async", async[round]));
    }
    assertThat(summary.toJson().toString())
        .isEqualTo(
            "{\"ratio_vs_sdk_1\":10.0,\"ratio_vs_sdk_20\":1.25,"
                + "\"ratio_vs_sdk_20_to_last_delete\":1.25,"
                + "\"sdk_20_measured_as\":\"sdk_20_async\",\"messages_per_second\":100}");
  }

  @Test
  void whatHasNoContenderIsLeftOut() {
    Summary summary = new Summary();
    summary.add(result("sdk_1", 10));
    assertThat(summary.toJson()).isEmpty();
    summary.add(result("source", 30));
    assertThat(summary.toJson().toString())
        .isEqualTo("{\"ratio_vs_sdk_1\":3.0,\"messages_per_second\":30}");
  }

  /** A round of 1,000 messages at this rate. */
  private static RoundResult result(String contender, double rate) {
    return new RoundResult(contender, 1, null, new FixedClock(rate), null);
  }

  private static final class FixedClock implements RoundTimes {
    private final double rate;

    FixedClock(double rate) {
      this.rate = rate;
    }

    @Override
    public int messages() {
      return 1000;
    }

    @Override
    public double secondsToLastMessage() {
      return 1000 / rate;
    }

    @Override
    public double secondsToLastDelete() {
      return 1000 / rate;
    }

    @Override
    public double cpuSeconds() {
      return 1;
    }
  }
}
