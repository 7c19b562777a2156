package io.uploadlens.analytics;

import static io.uploadlens.analytics.AggregationFixture.LATENESS;
import static io.uploadlens.analytics.AggregationFixture.MINUTE;
import static io.uploadlens.analytics.AggregationFixture.put;
import static io.uploadlens.analytics.AggregationFixture.settings;
import static io.uploadlens.testing.Events.TIME;
import static org.assertj.core.api.Assertions.assertThat;

import io.uploadlens.event.UploadEvent;
import java.time.Duration;
import java.util.ArrayList;
import java.util.Collections;
import java.util.List;
import java.util.Map;
import java.util.Random;
import org.junit.jupiter.api.Test;

/** Key layouts with more prefixes than a window tells apart. */
class AggregationOverflowTest {

  private static final int MAX = 10;

  private static AnalyticsSettings.Builder capped() {
    return settings()
        .allowedLateness(Duration.ofMillis(LATENESS))
        .maxGroups(MAX)
        .maxPrefixes(100)
        .shards(4);
  }

  @Test
  void aLevelWithTooManyPrefixesIsOneRowAndThoseAboveStayExact() throws Exception {
    try (EngineHarness engine = new EngineHarness(capped().build(), 2)) {
      for (int i = 0; i < 40; i++) {
        engine.add(put("p" + i % 4 + "/" + i + "/x", TIME));
      }
      engine.watermark(TIME + MINUTE);

      assertThat(engine.last("b", 0, "").statistics().uploads()).isEqualTo(40);
      for (int p = 0; p < 4; p++) {
        assertThat(engine.last("b", 1, "p" + p + "/").statistics().uploads()).isEqualTo(10);
      }
      assertThat(engine.rows()).filteredOn(row -> row.group().level() == 2).hasSize(1);
      assertThat(engine.last("b", 2, WindowGroup.OTHER).statistics().uploads()).isEqualTo(40);
      assertThat(engine.last("b", 2, WindowGroup.OTHER).statistics().distinctKeys()).isEqualTo(40);
    }
  }

  @Test
  void justAsManyPrefixesAsAllowedAreToldApart() throws Exception {
    try (EngineHarness engine = new EngineHarness(capped().build())) {
      for (int i = 0; i < MAX; i++) {
        engine.add(put("p/" + i + "/x", TIME));
      }
      engine.watermark(TIME + MINUTE);
      assertThat(engine.rows()).filteredOn(row -> row.group().level() == 2).hasSize(MAX);
    }
  }

  @Test
  void tooManyOnTheFirstLevelLeaveTheBucket() throws Exception {
    try (EngineHarness engine = new EngineHarness(capped().build())) {
      for (int i = 0; i < 100; i++) {
        engine.add(put(i + "/a/x", TIME));
        if (i == 50) {
          engine.checkpoint();
        }
      }
      engine.watermark(TIME + MINUTE);
      assertThat(engine.rows()).hasSize(3);
      assertThat(engine.rows())
          .allSatisfy(row -> assertThat(row.statistics().uploads()).isEqualTo(100));
      assertThat(engine.last("b", 1, WindowGroup.OTHER).revision()).isEqualTo(200);
    }
  }

  @Test
  void rowsOfALevelThatOverflowsLaterAreRetracted() throws Exception {
    try (EngineHarness engine = new EngineHarness(capped().build())) {
      for (int i = 0; i < MAX; i++) {
        engine.add(put("p/" + i + "/x", TIME), put("p/" + i + "/y", TIME));
      }
      engine.watermark(TIME + MINUTE);
      engine.checkpoint();
      engine.crashAndRestore(1);
      engine.add(put("p/late/x", TIME));
      engine.watermark(TIME + MINUTE + 1);

      // The late one may have had a row, too, before the failure.
      assertThat(engine.rows()).filteredOn(WindowAggregate::isRetracted).hasSize(MAX + 1);
      assertThat(engine.finalRows()).hasSize(3);
      assertThat(engine.last("b", 2, WindowGroup.OTHER).statistics().uploads())
          .isEqualTo(2 * MAX + 1);
      assertThat(engine.last("b", 1, "p/").statistics().uploads()).isEqualTo(2 * MAX + 1);

      engine.checkpoint();
      engine.crashAndRestore(1);
      engine.takeRows();
      engine.add(put("p/3/z", TIME));
      engine.watermark(TIME + MINUTE + 2);
      assertThat(engine.rows())
          .as("it stays so after a restore")
          .filteredOn(row -> !row.isRetracted())
          .hasSize(3);
      engine.watermark(TIME + MINUTE + LATENESS);
      assertThat(engine.stateAndTimers()).isZero();
    }
  }

  /** The set of events alone decides, also where prefixes are too many. */
  @Test
  void g4WhichLevelsAreToldApartDoesNotDependOnTheOrder() throws Exception {
    Random random = new Random(20261122);
    for (int round = 0; round < 30; round++) {
      int prefixes = 1 + random.nextInt(2 * MAX);
      List<UploadEvent> events = new ArrayList<>();
      for (int i = 0; i < 60; i++) {
        int p = random.nextInt(prefixes);
        events.add(put("d" + p % 3 + "/" + p + "/" + i, TIME + random.nextInt(2 * (int) MINUTE)));
      }
      Map<String, String> expected = finalRows(events, 1, 1_000, random);
      Collections.shuffle(events, random);
      assertThat(finalRows(events, 1 + random.nextInt(3), 1 + random.nextInt(20), random))
          .as("%d prefixes", prefixes)
          .isEqualTo(expected);
    }
  }

  private static Map<String, String> finalRows(
      List<UploadEvent> events, int parallelism, int groupsInMemory, Random random)
      throws Exception {
    AnalyticsSettings settings =
        capped()
            .windows(
                List.of(
                    WindowSpec.tumble(Duration.ofMinutes(1)),
                    WindowSpec.tumble(Duration.ofMinutes(2))))
            .maxGroupsInMemory(groupsInMemory)
            .build();
    try (EngineHarness engine = new EngineHarness(settings, parallelism)) {
      for (UploadEvent event : events) {
        engine.add(event);
        if (random.nextInt(10) == 0) {
          engine.checkpoint();
        }
      }
      engine.watermark(TIME + 10 * MINUTE);
      return engine.finalRows();
    }
  }

  @Test
  void g4RowsThatLeftBeforeAFailureAreRetractedWhenTheirLevelOverflowsBeforeTheNextEmission()
      throws Exception {
    AnalyticsSettings capped = settings().maxGroups(3).maxPrefixes(3).build();
    UploadEvent[] first = {put("p/0/x", TIME), put("p/1/x", TIME), put("p/2/x", TIME)};
    UploadEvent fourth = put("p/3/x", TIME);
    try (EngineHarness engine = new EngineHarness(capped)) {
      engine.add(first);
      engine.checkpoint();
      // Rows of level 2 leave, and no checkpoint knows of them.
      engine.watermark(TIME + MINUTE);
      engine.crashAndRestore(1);
      engine.add(fourth);
      engine.watermark(TIME + MINUTE);
      assertThat(engine.last("b", 2, "p/0/").isRetracted()).isTrue();
      assertThat(engine.finalRows()).isEqualTo(inOneGo(capped, first, fourth));
    }
  }

  @Test
  void g4ARowThatLeftBeforeAFailureIsRetractedThoughItsEventsComeAgainBehindTheOverflow()
      throws Exception {
    AnalyticsSettings capped = settings().maxGroups(3).maxPrefixes(3).build();
    UploadEvent[] first = {put("p/0/x", TIME), put("p/1/x", TIME)};
    UploadEvent third = put("p/2/x", TIME);
    UploadEvent[] later = {put("p/3/x", TIME), put("p/4/x", TIME), put("p/5/x", TIME)};
    try (EngineHarness engine = new EngineHarness(capped)) {
      engine.add(first);
      engine.watermark(TIME + MINUTE);
      engine.checkpoint();
      engine.add(third);
      engine.watermark(TIME + MINUTE + 1);
      engine.crashAndRestore(1);
      engine.add(later);
      engine.add(third);
      engine.watermark(TIME + MINUTE + 1);
      assertThat(engine.last("b", 2, "p/2/").isRetracted()).isTrue();

      // One that comes when the level is known to be too large, and had a row, too, for all we
      // know.
      engine.add(put("p/6/x", TIME));
      engine.watermark(TIME + MINUTE + 2);
      assertThat(engine.last("b", 2, "p/6/").isRetracted()).isTrue();
    }
  }

  private static Map<String, String> inOneGo(
      AnalyticsSettings settings, UploadEvent[] first, UploadEvent... more) throws Exception {
    try (EngineHarness engine = new EngineHarness(settings)) {
      engine.add(first);
      engine.add(more);
      engine.watermark(TIME + MINUTE);
      return engine.finalRows();
    }
  }
}
