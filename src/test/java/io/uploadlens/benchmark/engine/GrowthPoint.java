package io.uploadlens.benchmark.engine;

import com.fasterxml.jackson.databind.ObjectMapper;
import com.fasterxml.jackson.databind.node.ObjectNode;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;

/** One setting of the growth benchmark: all as in the base but one thing. Immutable. */
final class GrowthPoint {

  static final String RATE = "rate";
  static final String PREFIXES = "prefixes";
  static final String LATENESS = "lateness";
  static final String PARALLELISM = "parallelism";

  /** What can be varied. */
  static final List<String> NAMES = List.of(RATE, PREFIXES, LATENESS, PARALLELISM);

  private static final int PREFIX_COUNT = 2_000;
  private static final Duration ALLOWED_LATENESS = Duration.ofMinutes(10);
  private static final int SUBTASKS = 2;

  private static final ObjectMapper JSON = new ObjectMapper();

  /** Event time over and above that in which windows take late events, so that some close. */
  private static final double LONGER_THAN_LATENESS = 1.25;

  final String varied;

  /** Events per second of event time. */
  final int rate;

  final int prefixes;
  final Duration allowedLateness;
  final int parallelism;

  private GrowthPoint(
      String varied, int rate, int prefixes, Duration allowedLateness, int parallelism) {
    this.varied = varied;
    this.rate = rate;
    this.prefixes = prefixes;
    this.allowedLateness = allowedLateness;
    this.parallelism = parallelism;
  }

  /**
   * What the others differ from in one thing.
   *
   * @param rate see {@link #rate}
   */
  static GrowthPoint base(int rate) {
    return new GrowthPoint("base", rate, PREFIX_COUNT, ALLOWED_LATENESS, SUBTASKS);
  }

  /** Those around the base that are asked for. */
  List<GrowthPoint> around(List<String> names) {
    List<GrowthPoint> points = new ArrayList<>();
    if (names.contains(RATE)) {
      points.add(withRate(Math.max(1, rate / 10)));
      points.add(withRate(rate * 10));
    }
    if (names.contains(PREFIXES)) {
      points.add(withPrefixes(20));
      points.add(withPrefixes(200));
      points.add(withPrefixes(20_000));
    }
    if (names.contains(LATENESS)) {
      // Less would not do: duplicates come up to five minutes later.
      points.add(withLateness(Duration.ofMinutes(6)));
      points.add(withLateness(Duration.ofHours(1)));
    }
    if (names.contains(PARALLELISM)) {
      points.add(withParallelism(1));
      points.add(withParallelism(4));
    }
    return points;
  }

  private GrowthPoint withRate(int other) {
    return new GrowthPoint(RATE, other, prefixes, allowedLateness, parallelism);
  }

  private GrowthPoint withPrefixes(int other) {
    return new GrowthPoint(PREFIXES, rate, other, allowedLateness, parallelism);
  }

  private GrowthPoint withLateness(Duration other) {
    return new GrowthPoint(LATENESS, rate, prefixes, other, parallelism);
  }

  private GrowthPoint withParallelism(int other) {
    return new GrowthPoint(PARALLELISM, rate, prefixes, allowedLateness, other);
  }

  /**
   * How many events it takes for windows to close, so that the state is as large as it gets.
   *
   * @param least never fewer
   */
  int events(int least) {
    double seconds = LONGER_THAN_LATENESS * allowedLateness.plus(Workload.WINDOW).toMillis() / 1000;
    return Math.max(least, (int) (rate * seconds));
  }

  /** The event time of so many events. */
  Duration span(int events) {
    return Duration.ofMillis(events * 1000L / rate);
  }

  ObjectNode toJson() {
    return JSON.createObjectNode()
        .put("varied", varied)
        .put("event_rate", rate)
        .put("prefixes", prefixes)
        .put("allowed_lateness_ms", allowedLateness.toMillis())
        .put("parallelism", parallelism);
  }

  @Override
  public String toString() {
    return String.format(
        "%-11s %,6d events/s of event time, %,6d prefixes, %4d s of lateness, parallelism %d",
        varied, rate, prefixes, allowedLateness.toSeconds(), parallelism);
  }
}
