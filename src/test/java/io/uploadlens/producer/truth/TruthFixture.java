package io.uploadlens.producer.truth;

import static org.assertj.core.api.Assertions.assertThat;

import io.uploadlens.producer.generator.EventGenerator;
import io.uploadlens.producer.generator.EventType;
import io.uploadlens.producer.generator.GeneratedEvent;
import io.uploadlens.producer.generator.GeneratedMessage;
import io.uploadlens.producer.generator.GeneratorSettings;
import io.uploadlens.window.WindowSyntax;
import java.time.Instant;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;

/** Events of one bucket from ten o'clock on, and the truth about them. */
final class TruthFixture {

  static final WindowSettings SETTINGS =
      new WindowSettings(WindowSyntax.parse("TUMBLE(size 1 min)"), 2, 2, 4, 1_000);
  static final long TEN = Instant.parse("2026-01-01T10:00:00Z").toEpochMilli();

  private TruthFixture() {}

  static WindowSettings settings(String windows, int maxPrefixes, int maxGroups) {
    return new WindowSettings(WindowSyntax.parse(windows), 2, maxPrefixes, maxGroups, 4_096);
  }

  static List<GeneratedMessage> generated(long events) {
    List<GeneratedMessage> messages = new ArrayList<>();
    new EventGenerator(GeneratorSettings.builder().events(events).build())
        .forEachRemaining(messages::add);
    return messages;
  }

  static Truth truth(GeneratedMessage... messages) {
    return Truth.of(SETTINGS, Arrays.asList(messages).iterator());
  }

  static GroupKey group(long offset, int level, String prefix) {
    return new GroupKey(
        new WindowKey("TUMBLE", TEN + offset, TEN + offset + 60_000), "photos", level, prefix);
  }

  static ExpectedAggregate row(Truth truth, long offset, int level, String prefix) {
    GroupKey group = group(offset, level, prefix);
    assertThat(truth.aggregates()).containsKey(group);
    return truth.aggregates().get(group);
  }

  static GeneratedEvent created(
      long ordinal, EventType type, long offset, String key, long size, String principal) {
    return new GeneratedEvent.Builder()
        .event(ordinal, type, TEN + offset)
        .object("photos", key)
        .version(null, "A" + ordinal + "1")
        .content(size, "etag")
        .principal(principal, "192.0.2.1")
        .request("eu-central-1", "R" + ordinal)
        .build();
  }

  static GeneratedEvent other(long ordinal, EventType type, long offset, String key) {
    return created(ordinal, type, offset, key, GeneratedEvent.NO_SIZE, "carl");
  }
}
