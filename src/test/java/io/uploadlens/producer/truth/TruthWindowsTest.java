package io.uploadlens.producer.truth;

import static io.uploadlens.producer.truth.TruthFixture.TEN;
import static io.uploadlens.producer.truth.TruthFixture.created;
import static io.uploadlens.producer.truth.TruthFixture.generated;
import static io.uploadlens.producer.truth.TruthFixture.group;
import static io.uploadlens.producer.truth.TruthFixture.row;
import static io.uploadlens.producer.truth.TruthFixture.settings;
import static io.uploadlens.producer.truth.TruthFixture.truth;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.uploadlens.producer.generator.EventType;
import io.uploadlens.producer.generator.GeneratedEvent;
import io.uploadlens.producer.generator.GeneratedMessage;
import io.uploadlens.producer.generator.Messages;
import java.util.ArrayList;
import java.util.List;
import org.junit.jupiter.api.Test;

/** Into which windows an event goes, and what they have of each other. */
class TruthWindowsTest {

  @Test
  void aWindowHoldsItsStartAndNotItsEnd() {
    Truth truth =
        truth(
            Messages.of(
                created(0, EventType.PUT, 59_999, "x", 1, "ann"),
                created(1, EventType.PUT, 60_000, "x", 2, "ann")));
    assertThat(row(truth, 0, 0, "").field("upload_bytes")).isEqualTo(1L);
    assertThat(row(truth, 60_000, 0, "").field("upload_bytes")).isEqualTo(2L);
  }

  @Test
  void anEventIsInEveryWindowThatHoldsItsTime() {
    WindowSettings settings =
        settings(
            "TUMBLE(size 5 min); HOP(size 3 min, slide 1 min); CUMULATE(size 3 min, step 1 min)",
            10,
            20);
    // Ten o'clock is a multiple of 3 min since the epoch.
    assertThat(settings.windowsAt(TEN + 60_000))
        .containsExactlyInAnyOrder(
            window("TUMBLE", 0, 5),
            window("HOP", -1, 2),
            window("HOP", 0, 3),
            window("HOP", 1, 4),
            window("CUMULATE", 0, 2),
            window("CUMULATE", 0, 3));
    assertThat(settings.windowsAt(TEN + 59_999))
        .containsExactlyInAnyOrder(
            window("TUMBLE", 0, 5),
            window("HOP", -2, 1),
            window("HOP", -1, 2),
            window("HOP", 0, 3),
            window("CUMULATE", 0, 1),
            window("CUMULATE", 0, 2),
            window("CUMULATE", 0, 3));
    assertThat(settings("HOP(size 2 min, slide 1 min)", 10, 20).windowsAt(-1))
        .as("before 1970")
        .containsExactlyInAnyOrder(
            new WindowKey("HOP", -120_000, 0), new WindowKey("HOP", -60_000, 60_000));
  }

  @Test
  void aWindowOfTwoSpecificationsIsCountedOnce() {
    Truth truth =
        Truth.of(
            settings("HOP(size 2 min, slide 1 min); HOP(size 2 min, slide 30 s)", 10, 20),
            List.of(Messages.of(created(0, EventType.PUT, 0, "x", 5, "ann"))).iterator());
    assertThat(truth.aggregates().keySet().stream().map(GroupKey::window).distinct()).hasSize(4);
    assertThat(truth.aggregates().values())
        .allSatisfy(row -> assertThat(row.field("uploads")).isEqualTo(1L));
  }

  @Test
  void windowsOfOneEventAgreeWithEachOther() {
    List<GeneratedMessage> messages = generated(3_000);
    Truth all =
        Truth.of(
            settings("TUMBLE(size 1 min); CUMULATE(size 1 h, step 1 min)", 10, 20),
            messages.iterator());
    Truth alone = Truth.of(settings("TUMBLE(size 1 min)", 10, 20), messages.iterator());
    assertThat(all.aggregates()).containsAllEntriesOf(alone.aggregates());
    // The largest window so far has what the small ones have together.
    long hour =
        all.aggregates().entrySet().stream()
            .filter(it -> it.getKey().level() == 0 && isAnHour(it.getKey().window()))
            .mapToLong(it -> (Long) it.getValue().field("uploads"))
            .sum();
    long minutes =
        alone.aggregates().entrySet().stream()
            .filter(it -> it.getKey().level() == 0)
            .mapToLong(it -> (Long) it.getValue().field("uploads"))
            .sum();
    assertThat(hour).isEqualTo(minutes).isPositive();
  }

  @Test
  void aLevelOfTooManyPrefixesIsOneRowWithTheBucketsNumbers() {
    List<GeneratedEvent> events = new ArrayList<>();
    for (int i = 0; i < 4; i++) {
      events.add(created(2 * i, EventType.PUT, 0, "a/" + i + "/x", 10 + i, "ann"));
      events.add(created(2 * i + 1, EventType.PUT, 60_000, "a/" + i + "/x", 10 + i, "ann"));
    }
    events.add(created(99, EventType.PUT, 60_000, "b/y", 20, "bob"));
    Truth truth = truth(Messages.of(events.toArray(new GeneratedEvent[0])));
    // Four prefixes of level 2 are as many as are told apart: two rows and the rest.
    assertThat(truth.aggregates().keySet())
        .filteredOn(it -> it.level() == 2 && it.window().start() == TEN)
        .containsExactly(group(0, 2, "(other)"), group(0, 2, "a/0/"), group(0, 2, "a/1/"));
    // Five are one too many, in that window and at that level alone.
    assertThat(truth.aggregates().keySet())
        .filteredOn(it -> it.level() == 2 && it.window().start() != TEN)
        .containsExactly(group(60_000, 2, "(other)"));
    assertThat(row(truth, 60_000, 2, "(other)").fields())
        .isEqualTo(row(truth, 60_000, 0, "").fields());
    assertThat(row(truth, 60_000, 1, "a/").field("uploads")).isEqualTo(4L);
    assertThat(row(truth, 60_000, 1, "b/").field("uploads")).isEqualTo(1L);
  }

  @Test
  void settingsThatMakeNoSenseAreNamed() {
    assertThatThrownBy(() -> settings("TUMBLE(size 1 min)", 10, 9))
        .isInstanceOf(IllegalArgumentException.class)
        .hasMessage("max groups is 9: must be at least max prefixes, 10");
    assertThatThrownBy(() -> new WindowSettings(List.of(), 2, 10, 20, 0))
        .hasMessage("windows is []: must be at least one");
  }

  private static boolean isAnHour(WindowKey window) {
    return window.type().equals("CUMULATE") && window.end() - window.start() == 3_600_000;
  }

  private static WindowKey window(String type, int fromMinute, int toMinute) {
    return new WindowKey(type, TEN + fromMinute * 60_000L, TEN + toMinute * 60_000L);
  }
}
