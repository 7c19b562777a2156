package io.uploadlens.analytics;

import static io.uploadlens.testing.Events.TIME;
import static org.assertj.core.api.Assertions.assertThat;

import io.uploadlens.event.CreationMethod;
import io.uploadlens.event.EventKind;
import io.uploadlens.event.MessageForm;
import io.uploadlens.event.UploadEvent;
import io.uploadlens.testing.Events;
import java.time.Duration;
import java.util.ArrayList;
import java.util.Collections;
import java.util.List;
import java.util.Map;
import java.util.Random;
import java.util.function.Supplier;
import net.jqwik.api.ForAll;
import net.jqwik.api.Property;
import net.jqwik.api.ShrinkingMode;

/**
 * Guarantee G4 on the real operators: whatever the order, the shards, the batches between barriers,
 * the parallelism, the failures and the sources, the rows that hold are the same; levels with too
 * many prefixes included.
 */
class AggregationPropertyTest {

  private static final long MINUTE = 60_000;
  private static final long LATENESS = 30 * MINUTE;

  @Property(tries = 100, shrinking = ShrinkingMode.OFF, seed = "20261102")
  void g4SameEventsSameNumbers(@ForAll long seed) throws Exception {
    Random random = new Random(seed);
    List<UploadEvent> events = events(random);
    int maxPrefixes = 1 + random.nextInt(6);
    int maxGroups = random.nextBoolean() ? 10_000 : maxPrefixes + random.nextInt(10);
    Supplier<AnalyticsSettings.Builder> settings = () -> settings(maxPrefixes, maxGroups);
    Map<String, String> expected = inOneGo(events, settings.get());
    Map<String, String> actual = anyWay(events, settings.get(), random);
    assertThat(actual).isEqualTo(expected);
  }

  private static Map<String, String> inOneGo(
      List<UploadEvent> events, AnalyticsSettings.Builder settings) throws Exception {
    try (EngineHarness engine = new EngineHarness(settings.shards(1).build())) {
      engine.add(events.toArray(new UploadEvent[0]));
      engine.watermark(TIME + 60 * MINUTE);
      return engine.finalRows();
    }
  }

  /** Delivers events in random order, some twice, with barriers, failures and revisions between. */
  private static Map<String, String> anyWay(
      List<UploadEvent> events, AnalyticsSettings.Builder builder, Random random) throws Exception {
    List<UploadEvent> deliveries = new ArrayList<>(events);
    for (UploadEvent event : events) {
      if (random.nextInt(5) == 0) {
        deliveries.add(event);
      }
    }
    Collections.shuffle(deliveries, random);
    AnalyticsSettings settings =
        builder
            .shards(1 + random.nextInt(8))
            .maxIdentitiesInMemory(1 + random.nextInt(60))
            .maxGroupsInMemory(1 + random.nextInt(40))
            .build();
    try (EngineHarness engine = new EngineHarness(settings, 1 + random.nextInt(3))) {
      engine.checkpoint();
      int checkpointed = 0;
      long watermark = TIME;
      for (int next = 0; next < deliveries.size(); next++) {
        engine.add(deliveries.get(next));
        switch (random.nextInt(12)) {
          case 0:
            watermark += random.nextInt(20_000);
            engine.watermark(watermark);
            break;
          case 1:
            engine.checkpoint();
            checkpointed = next + 1;
            break;
          case 2:
            // What came after the checkpoint comes again, in another order.
            engine.crashAndRestore(1 + random.nextInt(3));
            Collections.shuffle(deliveries.subList(checkpointed, deliveries.size()), random);
            next = checkpointed - 1;
            if (random.nextBoolean()) {
              engine.checkpoint();
            }
            break;
          default:
        }
        assertThat(watermark).as("all within the lateness").isLessThan(TIME + LATENESS);
      }
      engine.watermark(TIME + 60 * MINUTE);
      assertThat(engine.late()).isEmpty();
      assertThat(engine.stateAndTimers()).isZero();
      return engine.finalRows();
    }
  }

  private static AnalyticsSettings.Builder settings(int maxPrefixes, int maxGroups) {
    return AnalyticsSettings.builder()
        .windows(
            List.of(
                WindowSpec.tumble(Duration.ofMinutes(1)),
                WindowSpec.hop(Duration.ofMinutes(2), Duration.ofSeconds(30)),
                WindowSpec.cumulate(Duration.ofMinutes(4), Duration.ofMinutes(2))))
        .allowedLateness(Duration.ofMillis(LATENESS))
        .prefixDepth(2)
        .maxPrefixes(maxPrefixes)
        .maxGroups(maxGroups)
        .smallObjectBytes(5_000);
  }

  private static List<UploadEvent> events(Random random) {
    List<UploadEvent> events = new ArrayList<>();
    int count = 1 + random.nextInt(120);
    for (int i = 0; i < count; i++) {
      String bucket = random.nextInt(4) == 0 ? "small" : "large";
      String key = "p" + random.nextInt(5) + "/q" + random.nextInt(3) + "/" + random.nextInt(40);
      events.add(
          kind(random, bucket, key)
              .at(TIME + random.nextInt(3 * (int) MINUTE))
              .sequencer(String.format("%X", 1 + i))
              .principal("user" + random.nextInt(6))
              .form(random.nextBoolean() ? MessageForm.S3 : MessageForm.FLAT)
              .arrivedAfter(random.nextInt(100_000))
              .build());
    }
    return events;
  }

  private static Events kind(Random random, String bucket, String key) {
    switch (random.nextInt(8)) {
      case 0:
        return Events.removed(bucket, key);
      case 1:
        return Events.expired(bucket, key);
      case 2:
        return Events.of(EventKind.ACL, "ObjectAcl:Put", bucket, key);
      case 3:
        return Events.created(bucket, key)
            .by(CreationMethod.MULTIPART)
            .size((long) Math.exp(20 * random.nextDouble()));
      case 4:
        return Events.created(bucket, key).by(CreationMethod.COPY).withoutSize();
      default:
        return Events.created(bucket, key).size(random.nextInt(100_000));
    }
  }
}
