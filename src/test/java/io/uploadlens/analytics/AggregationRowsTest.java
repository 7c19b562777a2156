package io.uploadlens.analytics;

import static io.uploadlens.analytics.AggregationFixture.MINUTE;
import static io.uploadlens.analytics.AggregationFixture.SETTINGS;
import static io.uploadlens.analytics.AggregationFixture.put;
import static io.uploadlens.analytics.AggregationFixture.settings;
import static io.uploadlens.testing.Events.TIME;
import static org.assertj.core.api.Assertions.assertThat;

import io.uploadlens.testing.Events;
import java.util.List;
import org.junit.jupiter.api.Test;

/** Which rows a window has, over revisions and failures. */
class AggregationRowsTest {

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
  void g4ALatePrefixTooManyFoldsTheSmallest() throws Exception {
    try (EngineHarness engine = new EngineHarness(SETTINGS)) {
      engine.add(put("a/1", TIME), put("a/2", TIME), put("b/1", TIME), put("b/2", TIME));
      engine.add(put("c/1", TIME));
      engine.watermark(TIME + MINUTE);
      engine.add(put("a/3", TIME));
      engine.watermark(TIME + MINUTE + 1);
      assertThat(engine.last("b", 1, "c/").isRetracted()).isFalse();

      engine.add(put("d/1", TIME), put("d/2", TIME));
      engine.watermark(TIME + MINUTE + 2);
      assertThat(engine.last("b", 1, "c/").isRetracted()).isTrue();
      assertThat(engine.last("b", 1, "d/").statistics().uploads()).isEqualTo(2);
      assertThat(engine.last("b", 1, WindowGroup.OTHER).statistics().uploads()).isEqualTo(1);
    }
  }

  @Test
  void moreRowsPerLevelAfterARestoreBringBackThoseThatWereRetracted() throws Exception {
    try (EngineHarness engine = new EngineHarness(settings().maxPrefixes(1).build())) {
      engine.add(put("a/x", TIME));
      engine.watermark(TIME + MINUTE);
      engine.add(put("b/x", TIME), put("b/y", TIME));
      engine.watermark(TIME + MINUTE + 1);
      assertThat(engine.last("b", 1, "a/").isRetracted()).isTrue();
      engine.checkpoint();
      engine.crashAndRestore(settings().maxPrefixes(10).build());
      engine.add(put("b/z", TIME));
      engine.watermark(TIME + MINUTE + 2);
      assertThat(engine.finalRows().keySet()).filteredOn(row -> row.contains("a/")).hasSize(2);
      assertThat(engine.finalRows().keySet()).noneMatch(row -> row.contains("(other)"));
    }
  }

  @Test
  void g4TheRestGrowsWhileTheLargestStayTheSame() throws Exception {
    try (EngineHarness engine = new EngineHarness(SETTINGS)) {
      for (String large : List.of("a/", "b/", "c/")) {
        engine.add(put(large + 1, TIME), put(large + 2, TIME), put(large + 3, TIME));
      }
      engine.add(put("d/1", TIME));
      engine.watermark(TIME + MINUTE);
      assertThat(engine.last("b", 1, WindowGroup.OTHER).statistics().uploads()).isEqualTo(1);

      engine.add(put("d/2", TIME), put("a/4", TIME), put("new/1", TIME));
      engine.watermark(TIME + MINUTE + 1);
      for (int level = 1; level <= 2; level++) {
        UploadStatistics rest = engine.last("b", level, WindowGroup.OTHER).statistics();
        assertThat(rest.uploads()).isEqualTo(3);
        assertThat(rest.distinctKeys()).isEqualTo(3);
      }
      assertThat(engine.last("b", 1, "a/").statistics().uploads()).isEqualTo(4);
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
}
