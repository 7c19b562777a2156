package io.uploadlens.analytics;

import static io.uploadlens.analytics.AggregationFixture.LATENESS;
import static io.uploadlens.analytics.AggregationFixture.MINUTE;
import static io.uploadlens.analytics.AggregationFixture.SETTINGS;
import static io.uploadlens.analytics.AggregationFixture.put;
import static io.uploadlens.analytics.AggregationFixture.settings;
import static io.uploadlens.testing.Events.TIME;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.uploadlens.event.UploadEvent;
import java.time.Duration;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.Test;

/** What the aggregation keeps over failures, restores and changed settings, and for how long. */
class AggregationRestoreTest {

  @Test
  void g2ADuplicateAfterACheckpointARestoreAndTheWindowsEndIsCountedOnce() throws Exception {
    try (EngineHarness engine = new EngineHarness(SETTINGS)) {
      engine.add(put("k/a", TIME));
      engine.watermark(TIME + MINUTE);
      engine.checkpoint();
      engine.crashAndRestore(1);
      engine.add(put("k/a", TIME));
      engine.watermark(TIME + 2 * MINUTE);

      UploadStatistics s = engine.last("b", 0, "").statistics();
      assertThat(s.uploads()).isEqualTo(1);
      assertThat(s.duplicates()).isEqualTo(1);
      assertThat(engine.unique()).hasSize(1);
    }
  }

  @Test
  void g2AClosedSliceDoesNotOpenAgainAfterARestore() throws Exception {
    try (EngineHarness engine = new EngineHarness(SETTINGS)) {
      engine.add(put("k/a", TIME));
      engine.watermark(TIME + MINUTE + LATENESS);
      engine.checkpoint();
      engine.crashAndRestore(1);
      engine.takeRows();

      // The sources have not told their watermarks yet: the state must know.
      engine.add(put("k/a", TIME));
      engine.watermark(TIME + MINUTE + LATENESS + 1);

      assertThat(engine.rows()).isEmpty();
      assertThat(engine.late()).hasSize(1);
    }
  }

  @Test
  void g2AClosedSliceDoesNotOpenAgainAfterARescale() throws Exception {
    try (EngineHarness engine = new EngineHarness(SETTINGS, 1)) {
      engine.watermark(TIME + MINUTE + LATENESS);
      engine.checkpoint();
      engine.crashAndRestore(3);
      for (int i = 0; i < 20; i++) {
        engine.add(put("k/" + i, TIME));
      }
      assertThat(engine.late()).hasSize(20);
      assertThat(engine.unique()).isEmpty();
    }
  }

  @Test
  void g2MoreLatenessAfterARestoreKeepsTheIdentitiesAsLongAsTheSliceTakesEvents() throws Exception {
    UploadEvent event = put("logs/a", TIME);
    try (EngineHarness engine = new EngineHarness(SETTINGS)) {
      engine.add(event);
      engine.watermark(TIME + MINUTE);
      engine.checkpoint();

      engine.crashAndRestore(withTwiceTheLateness());
      engine.watermark(TIME + MINUTE + LATENESS);
      engine.add(event);
      engine.watermark(TIME + MINUTE + LATENESS + 1);
      assertThat(engine.unique()).hasSize(1);
      assertThat(engine.last("b", 0, "").statistics().uploads()).isEqualTo(1);
      assertThat(engine.last("b", 0, "").statistics().duplicates()).isEqualTo(1);
    }
  }

  @Test
  void g2MoreLatenessAfterARestoreOpensNoClosedSlice() throws Exception {
    UploadEvent event = put("logs/a", TIME);
    try (EngineHarness engine = new EngineHarness(SETTINGS)) {
      engine.add(event);
      engine.watermark(TIME + MINUTE + LATENESS);
      engine.checkpoint();
      engine.crashAndRestore(withTwiceTheLateness());
      engine.checkpoint();
      engine.crashAndRestore(withTwiceTheLateness());

      engine.add(event, put("logs/b", TIME + MINUTE));
      assertThat(engine.late()).containsExactly(event);
      assertThat(engine.unique()).hasSize(2);
    }
  }

  @Test
  void moreLatenessAfterARestoreLeavesNoStateBehind() throws Exception {
    try (EngineHarness engine = new EngineHarness(SETTINGS)) {
      engine.add(put("logs/a", TIME));
      engine.watermark(TIME + MINUTE);
      engine.checkpoint();

      engine.crashAndRestore(withTwiceTheLateness());
      engine.watermark(TIME + MINUTE + LATENESS);
      assertThat(engine.stateAndTimers()).isPositive();
      engine.watermark(TIME + MINUTE + 2 * LATENESS);
      assertThat(engine.stateAndTimers()).isZero();
    }
  }

  @Test
  void g7SettingsThatTheStateWasNotMadeWithAreRefused() throws Exception {
    EngineHarness engine = new EngineHarness(SETTINGS);
    engine.add(put("logs/a", TIME));
    engine.checkpoint();
    engine.crashAndRestore(SETTINGS);
    engine.checkpoint();

    Map<AnalyticsSettings.Builder, String> refused =
        Map.of(
            settings().windows(List.of(WindowSpec.tumble(Duration.ofMinutes(5)))),
            "analytics.windows is [TUMBLE(size 300 s)], but the restored state was made with"
                + " [TUMBLE(size 60 s)]. Set it back, or start without state",
            settings().shards(8),
            "analytics.shards is 8, but the restored state was made with 4. Set it back",
            settings().shards(8).prefixDepth(3),
            "analytics.shards is 8, but the restored state was made with 4. analytics.prefix-depth"
                + " is 3, but the restored state was made with 2. Set it back");
    refused.forEach(
        (changed, why) ->
            assertThatThrownBy(() -> engine.crashAndRestore(changed.build()))
                .hasMessageContaining(why));
  }

  @Test
  void theOrderOfWindowSpecificationsDoesNotMatter() throws Exception {
    WindowSpec minute = WindowSpec.tumble(Duration.ofMinutes(1));
    WindowSpec fiveMinutes = WindowSpec.tumble(Duration.ofMinutes(5));
    try (EngineHarness engine =
        new EngineHarness(settings().windows(List.of(minute, fiveMinutes)).build())) {
      engine.add(put("logs/a", TIME));
      engine.checkpoint();
      engine.crashAndRestore(settings().windows(List.of(fiveMinutes, minute)).build());
      engine.watermark(TIME + 5 * MINUTE);
      assertThat(engine.last("b", 0, "").statistics().uploads()).isEqualTo(1);
    }
  }

  private static AnalyticsSettings withTwiceTheLateness() {
    return settings().allowedLateness(Duration.ofMillis(2 * LATENESS)).build();
  }

  @Test
  void stateAndTimersAreGoneWhenTheWindowTakesNoMoreEvents() throws Exception {
    try (EngineHarness engine = new EngineHarness(SETTINGS, 2)) {
      for (int i = 0; i < 100; i++) {
        engine.add(put("p" + i % 7 + "/x" + i, TIME + i * 1000L));
      }
      engine.checkpoint();
      engine.watermark(TIME + 2 * MINUTE);
      engine.add(put("late", TIME));
      engine.checkpoint();
      engine.crashAndRestore(1);
      assertThat(engine.stateAndTimers()).isPositive();

      engine.watermark(TIME + 2 * MINUTE + LATENESS);
      assertThat(engine.stateAndTimers()).isZero();
    }
  }

  @Test
  void slicesBeyondTheMemoryBudgetComeBackFromTheState() throws Exception {
    AnalyticsSettings small = settings().maxIdentitiesInMemory(40).shards(2).build();
    try (EngineHarness engine = new EngineHarness(small)) {
      for (int minute = 0; minute < 10; minute++) {
        for (int i = 0; i < 20; i++) {
          engine.add(put("k" + i, TIME + minute * MINUTE));
        }
      }
      assertThat(engine.slicesInMemory()).isLessThan(2 * 10);

      for (int minute = 0; minute < 10; minute++) {
        for (int i = 0; i < 20; i++) {
          engine.add(put("k" + i, TIME + minute * MINUTE));
        }
      }
      engine.watermark(TIME + 10 * MINUTE);
      assertThat(engine.unique()).hasSize(200);
      assertThat(engine.rows())
          .filteredOn(row -> row.group().level() == 0)
          .hasSize(10)
          .allSatisfy(
              row -> {
                assertThat(row.statistics().uploads()).isEqualTo(20);
                assertThat(row.statistics().duplicates()).isEqualTo(20);
              });
    }
  }

  @Test
  void slicesThatHoldNextToNothingTakeOfTheBudgetAsWell() throws Exception {
    AnalyticsSettings small =
        settings().maxIdentitiesInMemory(10 * (Slices.SET_COST + 1)).shards(2).build();
    try (EngineHarness engine = new EngineHarness(small)) {
      for (int minute = 0; minute < 10; minute++) {
        engine.add(put("k" + minute, TIME + minute * MINUTE));
      }
      assertThat(engine.slicesInMemory()).isEqualTo(10);

      engine.add(put("one more", TIME + 10 * MINUTE));
      assertThat(engine.slicesInMemory()).isEqualTo(5);
    }
  }

  @Test
  void groupsLeaveBeforeTheBarrierWhenTheyAreTooManyToKeep() throws Exception {
    AnalyticsSettings small = settings().maxGroupsInMemory(50).build();
    try (EngineHarness engine = new EngineHarness(small)) {
      for (int i = 0; i < 50; i++) {
        engine.add(put("logs/" + i + "/x", TIME));
      }
      assertThat(engine.partials()).isZero();
      engine.add(put("logs/50/x", TIME));
      assertThat(engine.partials()).isEqualTo(51);

      engine.watermark(TIME + MINUTE);
      assertThat(engine.last("b", 0, "").statistics().uploads()).isEqualTo(51);
    }
  }

  @Test
  void windowsBeyondTheMemoryBudgetComeBackFromTheState() throws Exception {
    AnalyticsSettings small =
        settings()
            .allowedLateness(Duration.ofMillis(LATENESS))
            .maxGroupsInMemory(10)
            .maxPrefixes(100)
            .build();
    try (EngineHarness engine = new EngineHarness(small)) {
      for (int round = 0; round < 3; round++) {
        for (int minute = 0; minute < 5; minute++) {
          for (int i = 0; i < 4; i++) {
            engine.add(put("p" + i + "/" + round, TIME + minute * MINUTE));
          }
        }
        if (round < 2) {
          engine.checkpoint();
        }
      }
      assertThat(engine.groupsInMemory()).isLessThanOrEqualTo(10);
      engine.watermark(TIME + 5 * MINUTE);
      assertThat(engine.rows()).hasSize(5 * (1 + 4 + 4));
      assertThat(engine.rows())
          .filteredOn(row -> row.group().level() == 2)
          .allSatisfy(row -> assertThat(row.statistics().uploads()).isEqualTo(3));

      // Of a window that left after its rows did only what changes is emitted again.
      engine.takeRows();
      engine.add(put("p1/late", TIME));
      engine.checkpoint();
      engine.crashAndRestore(1);
      engine.watermark(TIME + 5 * MINUTE + 1);
      assertThat(engine.rows())
          .extracting(row -> row.group().level() + row.group().prefix())
          .containsExactlyInAnyOrder("0", "1p1/", "2p1/");
      assertThat(engine.last("b", 1, "p1/").statistics().uploads()).isEqualTo(4);

      engine.takeRows();
      engine.add(put("p2/later", TIME));
      engine.checkpoint();
      engine.crashAndRestore(1);
      engine.watermark(TIME + 5 * MINUTE + 2);
      assertThat(engine.rows())
          .as("what was emitted before the checkpoint is not changed after it")
          .extracting(row -> row.group().level() + row.group().prefix())
          .containsExactlyInAnyOrder("0", "1p2/", "2p2/");

      engine.watermark(TIME + 5 * MINUTE + LATENESS);
      assertThat(engine.stateAndTimers()).isZero();
    }
  }
}
