package io.uploadlens.analytics;

import static io.uploadlens.analytics.AggregationFixture.LATENESS;
import static io.uploadlens.analytics.AggregationFixture.MINUTE;
import static io.uploadlens.analytics.AggregationFixture.put;
import static io.uploadlens.analytics.AggregationFixture.settings;
import static io.uploadlens.testing.Events.TIME;
import static org.assertj.core.api.Assertions.assertThat;

import io.uploadlens.event.UploadEvent;
import io.uploadlens.testing.Events;
import java.time.Duration;
import java.util.List;
import java.util.Set;
import java.util.TreeSet;
import java.util.stream.Collectors;
import org.junit.jupiter.api.Test;

/**
 * What settings do, changed between a checkpoint and the job that goes on from it, to windows that
 * are open: as {@code docs/operations.md} has it.
 */
class AggregationChangedSettingsTest {

  private static AnalyticsSettings.Builder late() {
    return settings().allowedLateness(Duration.ofMillis(LATENESS)).prefixDepth(1);
  }

  private static void addPrefixes(EngineHarness engine, int prefixes) throws Exception {
    for (int i = 0; i < prefixes; i++) {
      // So that the first is the largest, and so on.
      for (int n = 0; n <= prefixes - i; n++) {
        engine.add(put("p" + i + "/" + n, TIME));
      }
    }
  }

  /** The prefixes that have rows, as a consumer of all that left sees them. */
  private static Set<String> rows(EngineHarness engine) {
    return engine.rows().stream()
        .filter(row -> row.group().level() == 1)
        .map(row -> row.group().prefix())
        .distinct()
        .filter(prefix -> !engine.last("b", 1, prefix).isRetracted())
        .collect(Collectors.toCollection(TreeSet::new));
  }

  @Test
  void fewerRowsAreRetractedWhenSomethingNewComesToTheWindow() throws Exception {
    try (EngineHarness engine = new EngineHarness(late().maxPrefixes(3).build())) {
      addPrefixes(engine, 5);
      engine.watermark(TIME + MINUTE);
      engine.checkpoint();
      assertThat(rows(engine)).containsExactly("(other)", "p0/", "p1/", "p2/");

      engine.crashAndRestore(late().maxPrefixes(2).build());
      engine.watermark(TIME + 2 * MINUTE);
      assertThat(rows(engine)).containsExactly("(other)", "p0/", "p1/", "p2/");

      engine.add(put("p0/new", TIME));
      engine.watermark(TIME + 3 * MINUTE);
      assertThat(rows(engine)).containsExactly("(other)", "p0/", "p1/");
      assertThat(engine.last("b", 1, "(other)").statistics().uploads()).isEqualTo(4 + 3 + 2);
    }
  }

  @Test
  void moreRowsLeaveWhenSomethingNewComesToTheWindow() throws Exception {
    try (EngineHarness engine = new EngineHarness(late().maxPrefixes(2).build())) {
      addPrefixes(engine, 4);
      engine.watermark(TIME + MINUTE);
      engine.checkpoint();

      engine.crashAndRestore(late().maxPrefixes(4).build());
      engine.add(put("p0/new", TIME));
      engine.watermark(TIME + 3 * MINUTE);
      assertThat(rows(engine)).containsExactly("p0/", "p1/", "p2/", "p3/");
    }
  }

  @Test
  void moreGroupsDoNotBringBackThePrefixesOfAWindowThatHadTooMany() throws Exception {
    try (EngineHarness engine = new EngineHarness(late().maxPrefixes(2).maxGroups(3).build())) {
      addPrefixes(engine, 4);
      engine.watermark(TIME + MINUTE);
      engine.checkpoint();
      assertThat(rows(engine)).containsExactly("(other)");

      engine.crashAndRestore(late().maxPrefixes(2).maxGroups(100).build());
      engine.add(put("p0/new", TIME));
      engine.watermark(TIME + 3 * MINUTE);
      assertThat(rows(engine)).containsExactly("(other)");
      assertThat(engine.last("b", 0, "").statistics().uploads()).isEqualTo(5 + 4 + 3 + 2 + 1);
    }
  }

  @Test
  void fewerGroupsTakeEffectWhenSomethingNewComesToTheWindow() throws Exception {
    try (EngineHarness engine = new EngineHarness(late().maxPrefixes(2).maxGroups(100).build())) {
      addPrefixes(engine, 4);
      engine.watermark(TIME + MINUTE);
      engine.checkpoint();

      engine.crashAndRestore(late().maxPrefixes(2).maxGroups(3).build());
      engine.add(put("p0/new", TIME));
      engine.watermark(TIME + 3 * MINUTE);
      assertThat(rows(engine)).containsExactly("(other)");
      assertThat(engine.last("b", 1, "(other)").statistics().uploads())
          .isEqualTo(5 + 4 + 3 + 2 + 1);
    }
  }

  @Test
  void eachEventIsSmallByTheLimitThatHeldWhenItCame() throws Exception {
    try (EngineHarness engine = new EngineHarness(late().smallObjectBytes(1000).build())) {
      engine.add(Events.created("b", "before").at(TIME).size(500).build());
      engine.checkpoint();

      engine.crashAndRestore(late().smallObjectBytes(100).build());
      engine.add(Events.created("b", "after").at(TIME).size(500).build());
      engine.watermark(TIME + MINUTE);
      assertThat(engine.last("b", 0, "").statistics().uploads()).isEqualTo(2);
      assertThat(engine.last("b", 0, "").statistics().smallObjects()).isEqualTo(1);
    }
  }

  @Test
  void lessLatenessClosesAtOnceWhatIsOlder() throws Exception {
    UploadEvent counted = put("p/counted", TIME);
    UploadEvent open = put("p/open", TIME + 3 * MINUTE);
    try (EngineHarness engine = new EngineHarness(late().build())) {
      engine.add(counted, open);
      engine.watermark(TIME + 4 * MINUTE);
      engine.checkpoint();

      engine.crashAndRestore(late().allowedLateness(Duration.ofMillis(2 * MINUTE)).build());
      UploadEvent another = put("p/another", TIME);
      engine.add(counted, another, open);
      assertThat(engine.late()).containsExactly(counted, another);
      assertThat(engine.unique()).isEqualTo(List.of(counted, open));
      // The timers are those of the run before.
      engine.watermark(TIME + 5 * MINUTE + LATENESS);
      assertThat(engine.stateAndTimers()).isZero();
    }
  }
}
