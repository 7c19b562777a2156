package io.uploadlens.savepoint;

import io.uploadlens.producer.generator.Destination;
import io.uploadlens.producer.generator.EventGenerator;
import io.uploadlens.producer.generator.GeneratedEvent;
import io.uploadlens.producer.generator.GeneratedMessage;
import io.uploadlens.producer.generator.GeneratorSettings;
import io.uploadlens.producer.truth.TruthWriter;
import io.uploadlens.savepoint.SentMessage.Sort;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.stream.Collectors;

/**
 * What is sent before and after a savepoint that is made: ten minutes of the past, of which the
 * first four come before it.
 *
 * <p>Some messages of the first minutes come after it all the same, so that windows that have had
 * their rows are revised. One bucket has more prefixes than a window of several minutes may tell
 * apart.
 */
final class SavepointHistory {

  private static final Instant START = Instant.parse("2026-03-01T10:00:00Z");
  private static final Duration BEFORE = Duration.ofMinutes(4);
  private static final long EVENTS = 600;
  private static final int HELD_BACK = 12;

  private final List<SentMessage> messages = new ArrayList<>();

  /**
   * @param truth where what must come of it is written
   */
  static List<SentMessage> write(Path truth) throws IOException {
    SavepointHistory history = new SavepointHistory();
    try (TruthWriter writer = new TruthWriter(truth, JobSettings.windows())) {
      history.generate(writer);
      writer.finish();
    }
    return history.messages;
  }

  private void generate(TruthWriter truth) {
    GeneratorSettings settings =
        GeneratorSettings.builder()
            .seed(20)
            .events(EVENTS)
            .start(START)
            .eventsPerSecond(1)
            .buckets(buckets())
            .prefixes(220, 2, 0)
            .outOfOrderness(Duration.ofSeconds(20))
            .duplicateShare(0.1)
            .malformedShare(0)
            .testEventShare(0.01)
            .kinesisShare(0.4)
            .build();
    List<SentMessage> after = new ArrayList<>();
    EventGenerator generator = new EventGenerator(settings);
    int number = 0;
    while (generator.hasNext()) {
      GeneratedMessage message = generator.next();
      truth.accept(message);
      boolean early = message.dueTime() < START.plus(BEFORE).toEpochMilli();
      boolean before = early && number++ % HELD_BACK != HELD_BACK - 1;
      (before ? messages : after).add(sent(before, message));
    }
    addOthers(true, messages);
    addOthers(false, after);
    messages.addAll(after);
  }

  /** In one order, in every JVM. */
  private static Map<String, Double> buckets() {
    Map<String, Double> buckets = new LinkedHashMap<>();
    buckets.put("acme-media", 0.8);
    buckets.put("acme-logs", 0.2);
    return buckets;
  }

  private static SentMessage sent(boolean before, GeneratedMessage message) {
    return new SentMessage(
        before,
        Sort.GENERATED,
        message.destination(),
        message.events().stream().map(GeneratedEvent::ordinal).collect(Collectors.toList()),
        message.partitionKey(),
        new String(message.body(), StandardCharsets.UTF_8));
  }

  private static void addOthers(boolean before, List<SentMessage> to) {
    for (Destination destination : Destination.values()) {
      String name = destination + (before ? " before" : " after");
      String late =
          "{\"bucket\":\"acme-media\",\"key\":\"late/"
              + name
              + "\",\"event_time\":\"2026-02-27T10:00:00Z\"}";
      to.add(new SentMessage(before, Sort.LATE, destination, List.of(), name, late));
      String malformed = "{\"Records\": cut off, " + name;
      to.add(new SentMessage(before, Sort.MALFORMED, destination, List.of(), name, malformed));
    }
  }
}
