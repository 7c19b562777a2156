package io.uploadlens.analytics;

import static org.assertj.core.api.Assertions.assertThat;

import io.uploadlens.producer.truth.WindowKey;
import io.uploadlens.producer.truth.WindowSettings;
import io.uploadlens.window.WindowDefinition;
import io.uploadlens.window.WindowDefinition.Type;
import java.time.Duration;
import java.util.List;
import java.util.Set;
import java.util.stream.Collectors;
import java.util.stream.IntStream;
import net.jqwik.api.Arbitraries;
import net.jqwik.api.Arbitrary;
import net.jqwik.api.Combinators;
import net.jqwik.api.ForAll;
import net.jqwik.api.Property;
import net.jqwik.api.Provide;
import net.jqwik.api.constraints.LongRange;

/** The windows of the engine's slices are those that the producer's truth finds for each time. */
class WindowsOracleTest {

  private static final List<Integer> DIVISORS_OF_A_DAY =
      IntStream.rangeClosed(1, 86_400)
          .filter(seconds -> 86_400 % seconds == 0)
          .boxed()
          .collect(Collectors.toList());

  @Property(seed = "1", tries = 300)
  void engineAndTruthPutATimeIntoTheSameWindows(
      @ForAll("definitions") List<WindowDefinition> windows,
      @ForAll @LongRange(min = -100_000_000_000L, max = 4_000_000_000_000L) long time) {
    AnalyticsSettings engine =
        AnalyticsSettings.builder()
            .windows(windows.stream().map(WindowsOracleTest::spec).collect(Collectors.toList()))
            .build();
    Set<WindowKey> found =
        engine.windowsOf(engine.sliceStart(time)).stream()
            .map(it -> new WindowKey(it.type().name(), it.start(), it.end()))
            .collect(Collectors.toSet());
    assertThat(found).isEqualTo(new WindowSettings(windows, 0, 1, 1, 0).windowsAt(time));
    assertThat(found)
        .isNotEmpty()
        .allSatisfy(it -> assertThat(time).isBetween(it.start(), it.end() - 1));
  }

  private static WindowSpec spec(WindowDefinition window) {
    switch (window.type()) {
      case HOP:
        return WindowSpec.hop(window.size(), window.step());
      case CUMULATE:
        return WindowSpec.cumulate(window.size(), window.step());
      default:
        return WindowSpec.tumble(window.size());
    }
  }

  @Provide
  Arbitrary<List<WindowDefinition>> definitions() {
    Arbitrary<Type> types = Arbitraries.of(Type.values());
    Arbitrary<Integer> lengths = Arbitraries.of(DIVISORS_OF_A_DAY);
    Arbitrary<Integer> times = Arbitraries.integers().between(1, 60);
    return Combinators.combine(types, lengths, times)
        .as(WindowsOracleTest::definition)
        .list()
        .uniqueElements()
        .ofMinSize(1)
        .ofMaxSize(5);
  }

  /** As many steps as asked for, or as many as are allowed. */
  private static WindowDefinition definition(Type type, int length, int times) {
    Duration whole = Duration.ofSeconds(length);
    int parts = times;
    switch (type) {
      case HOP:
        parts = Math.min(times, 86_400 / length);
        return WindowDefinition.hop(whole.multipliedBy(parts), whole);
      case CUMULATE:
        while (length % parts != 0) {
          parts--;
        }
        return WindowDefinition.cumulate(whole, whole.dividedBy(parts));
      default:
        return WindowDefinition.tumble(whole);
    }
  }
}
