package io.uploadlens.analytics;

import static io.uploadlens.analytics.AggregationFixture.LATENESS;
import static io.uploadlens.analytics.AggregationFixture.MINUTE;
import static io.uploadlens.analytics.AggregationFixture.SETTINGS;
import static io.uploadlens.analytics.AggregationFixture.put;
import static io.uploadlens.analytics.AggregationFixture.settings;
import static io.uploadlens.testing.Events.TIME;
import static org.assertj.core.api.Assertions.assertThat;

import io.uploadlens.event.CreationMethod;
import io.uploadlens.event.MessageForm;
import io.uploadlens.event.UploadEvent;
import io.uploadlens.testing.Events;
import java.time.Duration;
import org.junit.jupiter.api.Test;

/** The aggregation on the real operators: every way that an event can take through it. */
class AggregationTest {

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
  void eventsBefore1970HaveAWindow() throws Exception {
    try (EngineHarness engine = new EngineHarness(SETTINGS)) {
      engine.add(put("a", -1));
      engine.watermark(0);
      assertThat(engine.last("b", 0, "").group().windowStart()).isEqualTo(-MINUTE);
    }
  }
}
