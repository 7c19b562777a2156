package io.uploadlens.benchmark.decode;

import com.fasterxml.jackson.databind.ObjectMapper;
import com.fasterxml.jackson.databind.node.ObjectNode;
import io.uploadlens.benchmark.report.Rounds;
import java.util.Arrays;

/** The rounds of one contender. */
final class Measured {

  private static final ObjectMapper JSON = new ObjectMapper();

  private final String contender;
  private final int events;
  private final double[] rates;
  private final double[] clockRates;
  private final double[] allocated;

  Measured(String contender, int events, int rounds) {
    this.contender = contender;
    this.events = events;
    this.rates = new double[rounds];
    this.clockRates = new double[rounds];
    this.allocated = new double[rounds];
  }

  /** What to measure; returns something that hangs on what it did. */
  interface Work {
    long run() throws Exception;
  }

  /** Runs a round; one below 0 warms up and does not count. */
  long measure(int round, Work work) throws Exception {
    long bytes = ThreadClock.allocatedBytes();
    long clock = System.nanoTime();
    long cpu = ThreadClock.cpuNanos();
    long result = work.run();
    cpu = ThreadClock.cpuNanos() - cpu;
    clock = System.nanoTime() - clock;
    bytes = ThreadClock.allocatedBytes() - bytes;
    if (round >= 0) {
      rates[round] = events * 1e9 / cpu;
      clockRates[round] = events * 1e9 / clock;
      allocated[round] = (double) bytes / events;
    }
    return result;
  }

  String contender() {
    return contender;
  }

  double rate() {
    return Rounds.median(rates);
  }

  /** How many times as fast this was as the other: the median of the rounds. */
  double ratio(Measured other) {
    return Rounds.ratio(rates, other.rates);
  }

  ObjectNode toJson(String form) {
    return JSON.createObjectNode()
        .put("form", form)
        .put("contender", contender)
        .put("events_per_second", Math.round(rate()))
        .put("ns_per_event", Math.round(1e9 / rate()))
        .put("slowest_round", Math.round(Arrays.stream(rates).min().orElseThrow()))
        .put("fastest_round", Math.round(Arrays.stream(rates).max().orElseThrow()))
        .put("events_per_second_by_the_clock", Math.round(Rounds.median(clockRates)))
        .put("allocated_bytes_per_event", Math.round(Rounds.median(allocated)));
  }
}
