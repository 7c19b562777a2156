package io.uploadlens.analytics;

import static io.uploadlens.testing.Events.TIME;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.uploadlens.event.CreationMethod;
import io.uploadlens.event.MessageForm;
import io.uploadlens.event.UploadEvent;
import io.uploadlens.testing.Events;
import java.time.Duration;
import java.util.Arrays;
import java.util.List;
import org.junit.jupiter.api.Test;

/** The aggregation on the real operators: every way that an event can take through it. */
class AggregationTest {

  private static final long MINUTE = 60_000;
  private static final long LATENESS = 10 * MINUTE;
  private static final AnalyticsSettings SETTINGS =
      settings().allowedLateness(Duration.ofMillis(LATENESS)).build();

  private static AnalyticsSettings.Builder settings() {
    return AnalyticsSettings.builder()
        .windowSize(Duration.ofMillis(MINUTE))
        .prefixDepth(2)
        .maxPrefixes(3)
        .smallObjectBytes(1000)
        .shards(4);
  }

  private static UploadEvent put(String key, long at) {
    return Events.created("b", key).at(at).build();
  }

  @Test
  void aRowHasEveryNumberOfItsEvents() throws Exception {
    try (EngineHarness engine = new EngineHarness(SETTINGS)) {
      engine.add(
          Events.created("b", "logs/a").at(TIME).size(10).principal("ann").arrivedAfter(5).build(),
          Events.created("b", "logs/b").at(TIME + 1).size(1000).principal("bob").build(),
          Events.created("b", "logs/c").at(TIME + 2).by(CreationMethod.COPY).size(3000).build(),
          Events.created("b", "logs/c").at(TIME + 3).by(CreationMethod.MULTIPART).build(),
          Events.created("b", "logs/d").at(TIME + 4).withoutSize().principal(null).build(),
          Events.removed("b", "logs/a").at(TIME + 5).build(),
          Events.expired("b", "logs/x").at(TIME + 6).build(),
          Events.of(io.uploadlens.event.EventKind.TAGGING, "ObjectTagging:Put", "b", "logs/a")
              .at(TIME + 7)
              .arrivedAfter(9000)
              .build());
      engine.watermark(TIME + MINUTE - 1);

      WindowAggregate row = engine.last("b", 0, "");
      UploadStatistics s = row.statistics();
      assertThat(row.group().windowStart()).isEqualTo(TIME);
      assertThat(row.group().windowEnd()).isEqualTo(TIME + MINUTE);
      assertThat(row.revision()).isEqualTo(2 * 8);
      assertThat(row.isRetracted()).isFalse();
      assertThat(s.uploads()).isEqualTo(5);
      assertThat(s.uploadBytes()).isEqualTo(10 + 1000 + 3000 + Events.SIZE);
      assertThat(s.sizeMin()).isEqualTo(10);
      assertThat(s.sizeP50()).isBetween(990L, 1010L);
      assertThat(s.sizeP90()).isBetween(1000L, 1040L);
      assertThat(s.sizeP99()).isBetween(1000L, 1040L);
      assertThat(s.sizeMax()).isEqualTo(3000);
      assertThat(s.smallObjects()).isEqualTo(1);
      assertThat(s.multipartUploads()).isEqualTo(1);
      assertThat(s.copies()).isEqualTo(1);
      assertThat(s.deletes()).isEqualTo(1);
      assertThat(s.lifecycleExpirations()).isEqualTo(1);
      assertThat(s.otherEvents()).isEqualTo(1);
      assertThat(s.distinctKeys()).isEqualTo(4);
      assertThat(s.distinctPrincipals()).isEqualTo(3);
      assertThat(s.firstEventTime()).isEqualTo(TIME);
      assertThat(s.lastEventTime()).isEqualTo(TIME + 7);
      assertThat(s.deliveryDelayP50()).isBetween(495L, 505L);
      assertThat(s.deliveryDelayMax()).isEqualTo(9000);
      assertThat(s.duplicates()).isZero();
    }
  }

  @Test
  void nothingLeavesBeforeTheWatermarkPassesTheWindowsEnd() throws Exception {
    try (EngineHarness engine = new EngineHarness(SETTINGS)) {
      engine.add(put("a", TIME), put("b", TIME + MINUTE - 1), put("c", TIME + MINUTE));
      engine.checkpoint();
      engine.watermark(TIME + MINUTE - 2);
      assertThat(engine.rows()).isEmpty();

      engine.watermark(TIME + MINUTE - 1);
      assertThat(engine.last("b", 0, "").statistics().uploads()).isEqualTo(2);
    }
  }

  @Test
  void g2ADuplicateIsCountedOnceAndAsADuplicate() throws Exception {
    try (EngineHarness engine = new EngineHarness(SETTINGS)) {
      engine.add(put("k/a", TIME), put("k/a", TIME), put("k/b", TIME));
      engine.watermark(TIME + MINUTE);

      UploadStatistics s = engine.last("b", 1, "k/").statistics();
      assertThat(s.uploads()).isEqualTo(2);
      assertThat(s.duplicates()).isEqualTo(1);
      assertThat(engine.unique()).hasSize(2);
    }
  }

  @Test
  void g2ADuplicateThroughAnotherSourceAndFormIsCountedOnce() throws Exception {
    try (EngineHarness engine = new EngineHarness(SETTINGS)) {
      UploadEvent viaKinesis =
          Events.created("b", "k/a")
              .at(TIME)
              .form(MessageForm.EVENTBRIDGE)
              .principal("000000000000")
              .arrivedAfter(70_000)
              .build();
      engine.add(put("k/a", TIME), viaKinesis);
      engine.watermark(TIME + MINUTE);

      UploadStatistics s = engine.last("b", 0, "").statistics();
      assertThat(s.uploads()).isEqualTo(1);
      assertThat(s.duplicates()).isEqualTo(1);
      assertThat(s.distinctPrincipals()).as("both forms name somebody").isEqualTo(2);
      assertThat(s.deliveryDelayMax()).as("of the delivery that was counted").isEqualTo(500);
    }
  }

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

    for (AnalyticsSettings.Builder changed :
        List.of(
            settings().windowSize(Duration.ofMinutes(5)),
            settings().shards(8),
            settings().prefixDepth(3))) {
      assertThatThrownBy(() -> engine.crashAndRestore(changed.build()))
          .hasMessageContaining("window size 60000 ms, 4 shards, prefix depth 2")
          .hasMessageContaining("start without state");
    }
  }

  @Test
  void aSumOfSizesThatNoNumberHoldsIsTheLargest() throws Exception {
    try (EngineHarness engine = new EngineHarness(SETTINGS)) {
      for (int i = 0; i < 12; i++) {
        engine.add(Events.created("b", "k" + i).at(TIME).size(999_999_999_999_999_999L).build());
        engine.checkpoint();
      }
      engine.watermark(TIME + MINUTE);
      assertThat(engine.last("b", 0, "").statistics().uploadBytes()).isEqualTo(Long.MAX_VALUE);
    }
  }

  @Test
  void groupsLeaveBeforeTheBarrierWhenTheyAreTooManyToKeep() throws Exception {
    try (EngineHarness engine = new EngineHarness(SETTINGS)) {
      UploadEvent[] events = new UploadEvent[SliceAggregator.MAX_PENDING_GROUPS + 1];
      for (int i = 0; i < events.length; i++) {
        events[i] = put("logs/" + i + "/x", TIME);
      }
      engine.add(Arrays.copyOf(events, SliceAggregator.MAX_PENDING_GROUPS));
      assertThat(engine.partials()).isZero();
      engine.add(events[SliceAggregator.MAX_PENDING_GROUPS]);
      assertThat(engine.partials()).isEqualTo(events.length);

      engine.watermark(TIME + MINUTE);
      assertThat(engine.last("b", 0, "").statistics().uploads()).isEqualTo(events.length);
    }
  }

  private static AnalyticsSettings withTwiceTheLateness() {
    return settings().allowedLateness(Duration.ofMillis(2 * LATENESS)).build();
  }

  @Test
  void g5AnEventWithinTheLatenessMakesARevision() throws Exception {
    try (EngineHarness engine = new EngineHarness(SETTINGS)) {
      engine.add(put("k/a", TIME), put("m/z", TIME));
      engine.watermark(TIME + MINUTE);
      assertThat(engine.takeRows()).allMatch(row -> row.revision() <= 4);

      engine.add(put("k/b", TIME + 1));
      assertThat(engine.rows()).as("not before the watermark moves").isEmpty();
      engine.watermark(TIME + MINUTE + 1);

      assertThat(engine.last("b", 0, "").revision()).isEqualTo(6);
      assertThat(engine.last("b", 0, "").statistics().uploads()).isEqualTo(3);
      assertThat(engine.last("b", 1, "k/").statistics().uploads()).isEqualTo(2);
      assertThat(engine.rows())
          .as("rows that did not change do not leave again")
          .noneMatch(row -> row.group().prefix().equals("m/"));
    }
  }

  @Test
  void g5ABurstOfLateEventsMakesOneRevision() throws Exception {
    try (EngineHarness engine = new EngineHarness(SETTINGS)) {
      engine.add(put("a", TIME));
      engine.watermark(TIME + MINUTE);
      engine.takeRows();
      for (int i = 0; i < 50; i++) {
        engine.add(put("late" + i, TIME + i));
      }
      engine.watermark(TIME + MINUTE + 200);

      assertThat(engine.rows()).filteredOn(row -> row.group().level() == 0).hasSize(1);
      assertThat(engine.last("b", 0, "").statistics().uploads()).isEqualTo(51);
    }
  }

  @Test
  void g5AnEventBeyondTheLatenessLeavesWhole() throws Exception {
    try (EngineHarness engine = new EngineHarness(SETTINGS)) {
      UploadEvent lastMoment = put("k/a", TIME);
      engine.watermark(TIME + MINUTE - 1 + LATENESS - 1);
      engine.add(lastMoment);
      assertThat(engine.late()).isEmpty();

      engine.watermark(TIME + MINUTE - 1 + LATENESS);
      UploadEvent tooLate = put("k/b", TIME);
      engine.add(tooLate);
      assertThat(engine.late()).containsExactly(tooLate);
      assertThat(engine.last("b", 0, "").statistics().uploads()).isEqualTo(1);
      engine.watermark(TIME + 2 * LATENESS);
      assertThat(engine.last("b", 0, "").statistics().uploads()).isEqualTo(1);
    }
  }

  @Test
  void withoutLatenessAWindowIsEmittedOnceAndForgotten() throws Exception {
    AnalyticsSettings strict = settings().allowedLateness(Duration.ZERO).build();
    try (EngineHarness engine = new EngineHarness(strict)) {
      engine.add(put("a", TIME));
      engine.watermark(TIME + MINUTE - 1);
      assertThat(engine.last("b", 0, "").statistics().uploads()).isEqualTo(1);
      assertThat(engine.stateAndTimers()).isZero();
      engine.add(put("b", TIME));
      assertThat(engine.late()).hasSize(1);
    }
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
  void prefixesRollUpAndEveryLevelAddsUpToTheBucket() throws Exception {
    try (EngineHarness engine = new EngineHarness(settings().maxPrefixes(10).build())) {
      engine.add(put("logs/2026/a", TIME), put("logs/2026/b/c", TIME), put("logs/x", TIME));
      engine.add(put("img/1", TIME), put("root", TIME));
      engine.watermark(TIME + MINUTE);

      assertThat(engine.last("b", 0, "").statistics().uploads()).isEqualTo(5);
      assertThat(engine.last("b", 1, "logs/").statistics().uploads()).isEqualTo(3);
      assertThat(engine.last("b", 1, "img/").statistics().uploads()).isEqualTo(1);
      assertThat(engine.last("b", 1, "").statistics().uploads()).isEqualTo(1);
      assertThat(engine.last("b", 2, "logs/2026/").statistics().uploads()).isEqualTo(2);
      assertThat(engine.last("b", 2, "logs/").statistics().uploads()).isEqualTo(1);
      for (int level = 0; level <= 2; level++) {
        int wanted = level;
        assertThat(
                engine.rows().stream()
                    .filter(row -> row.group().level() == wanted)
                    .mapToLong(row -> row.statistics().uploads())
                    .sum())
            .isEqualTo(5);
      }
    }
  }

  @Test
  void theLargestPrefixesHaveRowsAndTheRestIsOther() throws Exception {
    try (EngineHarness engine = new EngineHarness(SETTINGS)) {
      engine.add(put("e/1", TIME), put("e/2", TIME), put("d/1", TIME), put("d/2", TIME));
      engine.add(put("c/1", TIME), put("b/1", TIME), put("a/1", TIME));
      engine.watermark(TIME + MINUTE);

      List<WindowAggregate> level1 =
          engine.rows().stream()
              .filter(row -> row.group().level() == 1)
              .collect(java.util.stream.Collectors.toList());
      assertThat(level1)
          .extracting(row -> row.group().prefix())
          .containsExactlyInAnyOrder("d/", "e/", "a/", WindowGroup.OTHER);
      assertThat(engine.last("b", 1, WindowGroup.OTHER).statistics().uploads()).isEqualTo(2);
    }
  }

  @Test
  void g4APrefixThatLeavesTheLargestIsRetracted() throws Exception {
    try (EngineHarness engine = new EngineHarness(SETTINGS)) {
      engine.add(put("a/1", TIME), put("b/1", TIME), put("c/1", TIME), put("d/1", TIME));
      engine.watermark(TIME + MINUTE);
      assertThat(engine.last("b", 1, "c/").isRetracted()).isFalse();
      assertThat(engine.last("b", 1, WindowGroup.OTHER).statistics().uploads()).isEqualTo(1);

      engine.add(put("d/2", TIME));
      engine.watermark(TIME + MINUTE + 1);
      WindowAggregate retracted = engine.last("b", 1, "c/");
      assertThat(retracted.isRetracted()).isTrue();
      assertThat(retracted.statistics().uploads()).isZero();
      assertThat(engine.last("b", 1, "d/").statistics().uploads()).isEqualTo(2);
      assertThat(engine.last("b", 1, WindowGroup.OTHER).statistics().uploads()).isEqualTo(1);

      engine.add(put("c/2", TIME), put("c/3", TIME));
      engine.watermark(TIME + MINUTE + 2);
      assertThat(engine.last("b", 1, "c/").isRetracted()).isFalse();
      assertThat(engine.last("b", 1, "c/").statistics().uploads()).isEqualTo(3);
      assertThat(engine.last("b", 1, "c/").revision()).isGreaterThan(retracted.revision());
      assertThat(engine.last("b", 1, "b/").isRetracted()).isTrue();
    }
  }

  @Test
  void g4RowsThatLeftBeforeAFailureDoNotHoldAgainstLaterOnes() throws Exception {
    try (EngineHarness engine = new EngineHarness(SETTINGS)) {
      engine.add(put("k/a", TIME));
      engine.watermark(TIME + MINUTE);
      engine.checkpoint();
      // Two revisions that no checkpoint covers; after the failure all three events make but one.
      engine.add(put("k/b", TIME));
      engine.watermark(TIME + MINUTE + 1);
      engine.add(put("k/c", TIME));
      engine.watermark(TIME + MINUTE + 2);
      engine.crashAndRestore(1);
      engine.add(put("k/b", TIME), put("k/c", TIME), put("k/d", TIME));
      engine.watermark(TIME + MINUTE + 3);

      assertThat(engine.finalRows())
          .allSatisfy((group, fields) -> assertThat(fields).startsWith("uploads=4 "));
    }
  }

  @Test
  void g4APrefixThatLeftAsOneOfTheLargestBeforeAFailureIsRetracted() throws Exception {
    try (EngineHarness engine = new EngineHarness(SETTINGS)) {
      engine.checkpoint();
      engine.add(put("d/1", TIME), put("d/2", TIME));
      engine.watermark(TIME + MINUTE);
      assertThat(engine.last("b", 1, "d/").isRetracted()).isFalse();
      engine.crashAndRestore(1);
      for (String larger : List.of("a/", "b/", "c/")) {
        engine.add(put(larger + 1, TIME), put(larger + 2, TIME), put(larger + 3, TIME));
      }
      engine.add(put("d/1", TIME), put("d/2", TIME));
      engine.watermark(TIME + MINUTE);

      assertThat(engine.last("b", 1, "d/").isRetracted()).isTrue();
      assertThat(engine.finalRows()).hasSize(1 + 4 + 4);
    }
  }

  @Test
  void noPrefixIsRetractedWithoutCause() throws Exception {
    try (EngineHarness engine = new EngineHarness(SETTINGS)) {
      engine.checkpoint();
      engine.clock(TIME);
      engine.crashAndRestore(1);
      for (int i = 0; i < 10; i++) {
        engine.add(put("p" + i + "/1", TIME));
      }
      engine.watermark(TIME + MINUTE);
      assertThat(engine.rows()).noneMatch(WindowAggregate::isRetracted);
    }
  }

  @Test
  void theAggregateIdIsTheSameInEveryRevisionAndTellsGroupsApart() throws Exception {
    try (EngineHarness engine = new EngineHarness(SETTINGS)) {
      engine.add(put("k/a", TIME), Events.created("b2", "k/a").at(TIME).build());
      engine.watermark(TIME + MINUTE);
      String first = engine.last("b", 0, "").aggregateId();
      engine.add(put("k/b", TIME));
      engine.watermark(TIME + MINUTE + 1);

      assertThat(engine.last("b", 0, "").aggregateId()).isEqualTo(first).matches("[0-9a-f]{32}");
      assertThat(engine.rows().stream().map(WindowAggregate::aggregateId).distinct().count())
          .isEqualTo(engine.rows().stream().map(row -> row.group()).distinct().count());
    }
  }

  @Test
  void eventsBefore1970HaveAWindow() throws Exception {
    try (EngineHarness engine = new EngineHarness(SETTINGS)) {
      engine.add(put("a", -1));
      engine.watermark(0);
      assertThat(engine.last("b", 0, "").group().windowStart()).isEqualTo(-MINUTE);
    }
  }
}
