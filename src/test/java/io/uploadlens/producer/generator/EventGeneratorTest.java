package io.uploadlens.producer.generator;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.assertj.core.api.Assertions.within;

import io.uploadlens.event.EventKind;
import java.nio.charset.StandardCharsets;
import java.security.MessageDigest;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.HashMap;
import java.util.HashSet;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.NoSuchElementException;
import java.util.Set;
import java.util.TreeMap;
import java.util.function.Predicate;
import java.util.stream.Collectors;
import org.junit.jupiter.api.Test;

class EventGeneratorTest {

  @Test
  void sameSettingsGiveTheSameBytes() throws Exception {
    assertThat(digest(settings(7).build())).isEqualTo(digest(settings(7).build()));
  }

  @Test
  void anotherSeedGivesOtherBytes() throws Exception {
    assertThat(digest(settings(7).build())).isNotEqualTo(digest(settings(8).build()));
  }

  /** Changes only when the generator is changed: benchmarks of old and new versions compare. */
  @Test
  void theBytesOfASeedAreThoseOfEveryMachine() throws Exception {
    assertThat(digest(settings(1).events(500).build()))
        .isEqualTo("3cd407b4ce05ecdc8986ad45cffc8d263af20651fb01f2fc2ff639e3f2c64849");
  }

  @Test
  void everyDistinctEventIsDelivered() {
    List<GeneratedMessage> messages = messages(settings(1).build());
    Set<Long> ordinals = new HashSet<>();
    messages.forEach(message -> message.events().forEach(event -> ordinals.add(event.ordinal())));
    assertThat(ordinals).hasSize(5_000);
    assertThat(ordinals).contains(0L, 4_999L);
  }

  @Test
  void messagesComeInOrderOfBeingDue() {
    List<GeneratedMessage> messages = messages(settings(3).build());
    assertThat(messages).isSortedAccordingTo((a, b) -> Long.compare(a.dueTime(), b.dueTime()));
    for (GeneratedMessage message : messages) {
      for (GeneratedEvent event : message.events()) {
        assertThat(event.eventTime()).isBetween(message.dueTime() - 20_000, message.dueTime());
      }
    }
  }

  @Test
  void disorderReachesItsBoundAndNeverPassesIt() {
    long bound = 20_000;
    assertThat(greatestLateness(settings(3).build())).isBetween(bound * 8 / 10, bound);
  }

  @Test
  void withoutDisorderEventTimesNeverGoBack() {
    GeneratorSettings settings = settings(3).outOfOrderness(Duration.ZERO).build();
    assertThat(greatestLateness(settings)).isZero();
  }

  @Test
  void disorderUnderASecondIsKeptToo() {
    GeneratorSettings settings = settings(3).outOfOrderness(Duration.ofMillis(300)).build();
    assertThat(greatestLateness(settings)).isBetween(0L, 300L);
  }

  @Test
  void timesHaveMillisecondsUnlessEventBridgeHasToCarryThem() {
    boolean millis = false;
    for (GeneratedMessage message : messages(settings(3).build())) {
      for (GeneratedEvent event : message.events()) {
        boolean whole = event.eventTime() % 1000 == 0;
        millis |= !whole;
        assertThat(whole || !message.envelope().isEventBridge()).isTrue();
      }
    }
    assertThat(millis).isTrue();
  }

  @Test
  void deliveriesOfOneEventSayTheSame() {
    Map<Long, GeneratedEvent> first = new HashMap<>();
    int crossForm = 0;
    Map<Long, Envelope> envelopes = new HashMap<>();
    for (GeneratedMessage message : messages(settings(5).build())) {
      for (GeneratedEvent event : message.events()) {
        GeneratedEvent before = first.putIfAbsent(event.ordinal(), event);
        if (before != null) {
          assertThat(event).isSameAs(before);
        }
        Envelope other = envelopes.putIfAbsent(event.ordinal(), message.envelope());
        crossForm += other != null && other.form() != message.envelope().form() ? 1 : 0;
      }
    }
    assertThat(crossForm).isGreaterThan(50);
  }

  @Test
  void sharesOfKindsAreThoseAskedFor() {
    List<GeneratedEvent> events = distinct(settings(1).events(20_000).build());
    assertThat(share(events, event -> event.kind() == EventKind.REMOVED))
        .isCloseTo(0.08, within(0.01));
    assertThat(share(events, event -> event.kind() == EventKind.LIFECYCLE_EXPIRED))
        .isCloseTo(0.03, within(0.005));
    assertThat(share(events, event -> event.type() == EventType.COPY))
        .isCloseTo(0.05, within(0.008));
    assertThat(share(events, event -> event.type() == EventType.MULTIPART))
        .isCloseTo(0.08, within(0.01));
    assertThat(share(events, event -> Arrays.asList(EventType.OTHERS).contains(event.type())))
        .isCloseTo(0.04, within(0.008));
    assertThat(share(events, event -> event.bucket().equals("acme-media")))
        .isCloseTo(0.80, within(0.02));
    Set<EventKind> kinds = events.stream().map(GeneratedEvent::kind).collect(Collectors.toSet());
    assertThat(kinds).containsExactlyInAnyOrder(EventKind.values());
  }

  @Test
  void sharesOfMessagesAreThoseAskedFor() {
    List<GeneratedMessage> messages =
        messages(settings(1).events(20_000).testEventShare(0.02).malformedShare(0.04).build());
    double plain = messages.stream().filter(m -> !m.isDuplicate() && !m.events().isEmpty()).count();
    assertThat(count(messages, m -> m.malformation() != null) / plain)
        .isCloseTo(0.04, within(0.008));
    assertThat(count(messages, GeneratedMessage::isTestEvent) / plain)
        .isCloseTo(0.02, within(0.006));
    double deliveries = messages.stream().mapToInt(m -> m.events().size()).sum();
    assertThat((deliveries - 20_000) / 20_000).isCloseTo(0.05, within(0.01));
    assertThat(count(messages, m -> m.destination() == Destination.KINESIS) / messages.size())
        .isCloseTo(0.3, within(0.03));
    Set<Envelope> envelopes =
        messages.stream()
            .filter(m -> m.envelope() != null)
            .map(GeneratedMessage::envelope)
            .collect(Collectors.toSet());
    assertThat(envelopes)
        .containsExactlyInAnyOrder(
            Envelope.S3,
            Envelope.S3_MULTI,
            Envelope.SNS_S3,
            Envelope.EVENTBRIDGE,
            Envelope.SNS_EVENTBRIDGE,
            Envelope.FLAT);
  }

  @Test
  void prefixesFollowTheSkew() {
    GeneratorSettings settings =
        settings(1).events(20_000).prefixes(10, 10, 1.2).overwriteShare(0).build();
    Map<String, Long> counts =
        distinct(settings).stream()
            .filter(event -> event.key().chars().filter(c -> c == '/').count() >= 2)
            .collect(
                Collectors.groupingBy(
                    event -> event.key().replaceFirst("^([^/]*/[^/]*/).*$", "$1"),
                    Collectors.counting()));
    List<Long> largest =
        counts.values().stream().sorted((a, b) -> Long.compare(b, a)).collect(Collectors.toList());
    assertThat(largest.get(0).doubleValue() / largest.get(1)).isCloseTo(2.3, within(0.5));
    assertThat(largest.size()).isGreaterThan(90);
  }

  @Test
  void sizesAreLogNormal() {
    List<Double> logs =
        distinct(settings(1).events(20_000).multipartShare(0).sizes(1_000_000, 1.5).build())
            .stream()
            .filter(event -> event.size() > 0)
            .map(event -> Math.log(event.size()))
            .sorted()
            .collect(Collectors.toList());
    assertThat(logs.get(logs.size() / 2)).isCloseTo(Math.log(1_000_000), within(0.06));
    double mean = logs.stream().mapToDouble(log -> log).average().getAsDouble();
    double variance =
        logs.stream().mapToDouble(log -> (log - mean) * (log - mean)).average().getAsDouble();
    assertThat(Math.sqrt(variance)).isCloseTo(1.5, within(0.05));
  }

  @Test
  void identitiesAreUnique() {
    Set<String> identities = new HashSet<>();
    for (GeneratedEvent event : distinct(settings(2).events(20_000).build())) {
      String told =
          event.ownId() != null
              ? event.ownId()
              : event.sequencer() == null
                  ? event.versionId()
                  : event.sequencer().toUpperCase(Locale.ROOT).replaceFirst("0+$", "");
      assertThat(told).isNotEmpty();
      assertThat(identities.add(event.bucket() + "/" + event.key() + "/" + told)).isTrue();
    }
  }

  @Test
  void sequencersGrow() {
    String last = "";
    for (GeneratedEvent event : distinct(settings(2).build())) {
      if (event.sequencer() != null) {
        String sequencer = event.sequencer().toUpperCase(Locale.ROOT);
        assertThat(sequencer).isGreaterThan(last).matches("[0-9A-F]{16,18}");
        last = sequencer;
      }
    }
  }

  @Test
  void everyMalformedBodyIsAnotherOne() {
    Set<String> bodies = new HashSet<>();
    Set<Malformation> sorts = new HashSet<>();
    for (GeneratedMessage message : messages(settings(2).malformedShare(0.2).build())) {
      if (message.malformation() != null) {
        sorts.add(message.malformation());
        assertThat(bodies.add(new String(message.body(), StandardCharsets.UTF_8))).isTrue();
      }
    }
    assertThat(sorts).containsExactlyInAnyOrder(Malformation.values());
    assertThat(bodies).hasSizeGreaterThan(500);
  }

  @Test
  void oddKeysHoldWhatGoesWrongInOtherPlaces() {
    String keys =
        distinct(settings(2).build()).stream()
            .map(GeneratedEvent::key)
            .collect(Collectors.joining("\n"));
    assertThat(keys)
        .contains(" ", "+", "%", "写", "ü", "\uD83D\uDE00", "\"", "\\", "\t", "//", "?", "&");
  }

  @Test
  void eventTimesSpanWhatTheRateSays() {
    GeneratorSettings settings =
        settings(1)
            .events(6_000)
            .eventsPerSecond(100)
            .start(Instant.parse("2026-03-01T10:00:00.5Z"))
            .build();
    List<GeneratedEvent> events = distinct(settings);
    long start = Instant.parse("2026-03-01T10:00:00Z").toEpochMilli();
    assertThat(events.stream().mapToLong(GeneratedEvent::eventTime).min()).hasValue(start);
    assertThat(events.stream().mapToLong(GeneratedEvent::eventTime).max().getAsLong())
        .isBetween(start + 59_000, start + 60_000);
  }

  @Test
  void endsWhenAllAreTaken() {
    EventGenerator generator = new EventGenerator(settings(1).events(1).build());
    while (generator.hasNext()) {
      generator.next();
    }
    assertThatThrownBy(generator::next)
        .isInstanceOf(NoSuchElementException.class)
        .hasMessage("all messages were taken");
  }

  @Test
  void settingsOutOfRangeAreNamed() {
    assertThatThrownBy(() -> GeneratorSettings.builder().deleteShare(1.5))
        .hasMessage("delete share is 1.5: must be from 0 to 1");
    assertThatThrownBy(() -> GeneratorSettings.builder().eventsPerSecond(0))
        .hasMessage("events per second is 0.0: must be above 0");
    assertThatThrownBy(() -> GeneratorSettings.builder().buckets(Map.of("b", 0.0)))
        .hasMessage("buckets is {b=0.0}: at least one weight must be above 0");
    assertThatThrownBy(() -> GeneratorSettings.builder().deleteShare(0.9).otherShare(0.9).build())
        .hasMessageContaining("of all events: at most 1");
  }

  private static GeneratorSettings.Builder settings(long seed) {
    return GeneratorSettings.builder().seed(seed).events(5_000);
  }

  private static List<GeneratedMessage> messages(GeneratorSettings settings) {
    List<GeneratedMessage> messages = new ArrayList<>();
    new EventGenerator(settings).forEachRemaining(messages::add);
    return messages;
  }

  private static List<GeneratedEvent> distinct(GeneratorSettings settings) {
    Map<Long, GeneratedEvent> events = new TreeMap<>();
    messages(settings)
        .forEach(message -> message.events().forEach(event -> events.put(event.ordinal(), event)));
    return new ArrayList<>(events.values());
  }

  private static long greatestLateness(GeneratorSettings settings) {
    long latest = Long.MIN_VALUE;
    long greatest = 0;
    for (GeneratedMessage message : messages(settings)) {
      for (GeneratedEvent event : message.events()) {
        latest = Math.max(latest, event.eventTime());
        greatest = Math.max(greatest, latest - event.eventTime());
      }
    }
    return greatest;
  }

  private static double share(List<GeneratedEvent> events, Predicate<GeneratedEvent> which) {
    return (double) events.stream().filter(which).count() / events.size();
  }

  private static double count(List<GeneratedMessage> messages, Predicate<GeneratedMessage> which) {
    return messages.stream().filter(which).count();
  }

  private static String digest(GeneratorSettings settings) throws Exception {
    MessageDigest digest = MessageDigest.getInstance("SHA-256");
    for (GeneratedMessage message : messages(settings)) {
      digest.update(
          (message.destination() + message.partitionKey()).getBytes(StandardCharsets.UTF_8));
      digest.update(message.body());
    }
    StringBuilder hex = new StringBuilder();
    for (byte b : digest.digest()) {
      hex.append(String.format("%02x", b));
    }
    return hex.toString();
  }
}
