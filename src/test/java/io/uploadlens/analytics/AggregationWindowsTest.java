package io.uploadlens.analytics;

import static io.uploadlens.analytics.AggregationFixture.LATENESS;
import static io.uploadlens.analytics.AggregationFixture.MINUTE;
import static io.uploadlens.analytics.AggregationFixture.put;
import static io.uploadlens.analytics.AggregationFixture.settings;
import static io.uploadlens.testing.Events.TIME;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.uploadlens.event.UploadEvent;
import java.time.Duration;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;
import org.junit.jupiter.api.Test;

/** Several kinds of windows at once, made of the same slices. */
class AggregationWindowsTest {

  private static final Duration ONE_MINUTE = Duration.ofMillis(MINUTE);
  private static final WindowSpec TUMBLE = WindowSpec.tumble(ONE_MINUTE);
  private static final WindowSpec HOP =
      WindowSpec.hop(ONE_MINUTE.multipliedBy(3), ONE_MINUTE.multipliedBy(1));
  private static final WindowSpec CUMULATE =
      WindowSpec.cumulate(ONE_MINUTE.multipliedBy(4), ONE_MINUTE.multipliedBy(2));

  private static AnalyticsSettings all() {
    return settings()
        .windows(List.of(TUMBLE, HOP, CUMULATE))
        .allowedLateness(Duration.ofMillis(LATENESS))
        .build();
  }

  @Test
  void everyWindowOfEverySpecificationHasItsEvents() throws Exception {
    // TIME is the full hour: a multiple of one, two and four minutes.
    try (EngineHarness engine = new EngineHarness(all(), 2)) {
      engine.add(put("a", TIME), put("b", TIME + MINUTE), put("c", TIME + 3 * MINUTE));
      engine.watermark(TIME + 10 * MINUTE);

      assertThat(uploads(engine))
          .containsExactlyInAnyOrderEntriesOf(
              Map.ofEntries(
                  Map.entry("TUMBLE 0-1", 1L),
                  Map.entry("TUMBLE 1-2", 1L),
                  Map.entry("TUMBLE 3-4", 1L),
                  Map.entry("HOP -2-1", 1L),
                  Map.entry("HOP -1-2", 2L),
                  Map.entry("HOP 0-3", 2L),
                  Map.entry("HOP 1-4", 2L),
                  Map.entry("HOP 2-5", 1L),
                  Map.entry("HOP 3-6", 1L),
                  Map.entry("CUMULATE 0-2", 2L),
                  Map.entry("CUMULATE 0-4", 3L)));
    }
  }

  @Test
  void anEventPassesOnceWhateverTheNumberOfWindows() throws Exception {
    try (EngineHarness engine = new EngineHarness(all())) {
      engine.add(put("a", TIME), put("a", TIME), put("b", TIME));
      assertThat(engine.unique()).hasSize(2);
      engine.watermark(TIME + 10 * MINUTE);
      // One partial for each of the windows that the slice is in.
      assertThat(engine.partials()).isEqualTo(1 + 3 + 2);
      assertThat(engine.rows())
          .filteredOn(row -> row.group().level() == 0)
          .allSatisfy(row -> assertThat(row.statistics().duplicates()).isEqualTo(1));
    }
  }

  @Test
  void eachWindowLeavesWhenTheWatermarkPassesItsOwnEnd() throws Exception {
    try (EngineHarness engine = new EngineHarness(all())) {
      engine.add(put("a", TIME));
      engine.watermark(TIME + MINUTE - 1);
      assertThat(uploads(engine)).containsOnlyKeys("TUMBLE 0-1", "HOP -2-1");
      engine.watermark(TIME + 2 * MINUTE - 1);
      assertThat(uploads(engine))
          .containsOnlyKeys("TUMBLE 0-1", "HOP -2-1", "HOP -1-2", "CUMULATE 0-2");
      engine.watermark(TIME + 4 * MINUTE - 1);
      assertThat(uploads(engine)).hasSize(6);
    }
  }

  @Test
  void g5AnEventIsTakenOrLateForAllItsWindowsAlike() throws Exception {
    AnalyticsSettings strict =
        settings().windows(List.of(TUMBLE, HOP)).allowedLateness(Duration.ZERO).build();
    try (EngineHarness engine = new EngineHarness(strict)) {
      engine.add(put("a", TIME));
      engine.watermark(TIME + MINUTE - 1);
      UploadEvent late = put("b", TIME + 1);
      engine.add(late, put("c", TIME + MINUTE));
      engine.watermark(TIME + 10 * MINUTE);

      assertThat(engine.late()).containsExactly(late);
      assertThat(uploads(engine)).containsEntry("TUMBLE 0-1", 1L).containsEntry("HOP 0-3", 2L);
      assertThat(engine.stateAndTimers()).isZero();
    }
  }

  @Test
  void g5ALateEventRevisesEveryWindowThatIsOver() throws Exception {
    try (EngineHarness engine = new EngineHarness(all())) {
      engine.add(put("a", TIME));
      engine.watermark(TIME + 2 * MINUTE);
      engine.takeRows();
      engine.add(put("late", TIME));
      engine.watermark(TIME + 2 * MINUTE + 1);
      assertThat(uploads(engine))
          .containsExactlyInAnyOrderEntriesOf(
              Map.of("TUMBLE 0-1", 2L, "HOP -2-1", 2L, "HOP -1-2", 2L, "CUMULATE 0-2", 2L));
      engine.watermark(TIME + 4 * MINUTE + LATENESS);
      assertThat(engine.stateAndTimers()).isZero();
    }
  }

  @Test
  void aWindowThatTwoSpecificationsGiveIsCountedOnce() throws Exception {
    AnalyticsSettings twice =
        settings()
            .windows(
                List.of(HOP, WindowSpec.hop(ONE_MINUTE.multipliedBy(3), Duration.ofSeconds(30))))
            .build();
    assertThat(twice.sliceSize()).isEqualTo(30_000);
    try (EngineHarness engine = new EngineHarness(twice)) {
      engine.add(put("a", TIME));
      engine.watermark(TIME + 10 * MINUTE);
      assertThat(uploads(engine)).hasSize(6).allSatisfy((w, n) -> assertThat(n).isEqualTo(1));
    }
  }

  @Test
  void aSliceIsTheGreatestCommonDivisorOfAllSteps() {
    assertThat(all().sliceSize()).isEqualTo(MINUTE);
    assertThat(
            settings()
                .windows(
                    List.of(
                        WindowSpec.tumble(Duration.ofMinutes(15)),
                        WindowSpec.hop(Duration.ofHours(1), Duration.ofMinutes(10))))
                .build()
                .sliceSize())
        .isEqualTo(5 * MINUTE);
  }

  @Test
  void noMomentIsInMoreWindowsThanThereMayBe() {
    Duration hour = Duration.ofHours(1);
    WindowSpec many = WindowSpec.hop(hour, Duration.ofSeconds(12));
    settings().windows(List.of(many));
    assertThatThrownBy(() -> settings().windows(List.of(many, TUMBLE)))
        .hasMessageContaining("at most 300 windows, which here is in 301");
    assertThatThrownBy(() -> settings().windows(List.of())).hasMessageContaining("at least one");
  }

  /** Of the bucket's rows: uploads by window, its bounds in minutes. */
  private static Map<String, Long> uploads(EngineHarness engine) {
    Map<String, Long> uploads = new TreeMap<>();
    for (WindowAggregate row : engine.rows()) {
      WindowGroup group = row.group();
      if (group.level() == WindowGroup.BUCKET_LEVEL) {
        String bounds =
            (group.windowStart() - TIME) / MINUTE + "-" + (group.windowEnd() - TIME) / MINUTE;
        uploads.put(group.windowType() + " " + bounds, row.statistics().uploads());
      }
    }
    return uploads;
  }
}
