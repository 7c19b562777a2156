package io.uploadlens.producer.generator;

import static org.assertj.core.api.Assertions.assertThat;

import io.uploadlens.event.DecodedMessage;
import io.uploadlens.event.EventDecoder;
import io.uploadlens.event.MessageOrigin;
import io.uploadlens.event.UploadEvent;
import java.nio.charset.StandardCharsets;
import java.util.EnumMap;
import java.util.EnumSet;
import java.util.HashMap;
import java.util.Iterator;
import java.util.List;
import java.util.Map;
import java.util.Set;
import org.junit.jupiter.api.Test;

/** What the generator meant is what the decoder reads. */
class GeneratedMessagesDecodeTest {

  private static final MessageOrigin ORIGIN = new MessageOrigin("queue", "id", 1, 1);

  private final EventDecoder decoder = new EventDecoder();

  @Test
  void everyMessageDecodesAsMeant() {
    Set<Envelope> envelopes = EnumSet.noneOf(Envelope.class);
    Map<Long, String> ids = new HashMap<>();
    Map<String, Long> ordinals = new HashMap<>();
    for (Iterator<GeneratedMessage> it = everyForm(); it.hasNext(); ) {
      GeneratedMessage message = it.next();
      if (message.events().isEmpty()) {
        continue;
      }
      envelopes.add(message.envelope());
      DecodedMessage decoded = decoder.decode(message.body(), ORIGIN);
      assertThat(decoded.rejection()).as(text(message)).isNull();
      assertThat(decoded.form()).isEqualTo(message.envelope().form());
      assertThat(decoded.events()).hasSameSizeAs(message.events());
      for (int i = 0; i < message.events().size(); i++) {
        GeneratedEvent meant = message.events().get(i);
        UploadEvent read = decoded.events().get(i);
        assertSame(meant, read, message);
        String before = ids.putIfAbsent(meant.ordinal(), read.eventId());
        assertThat(before == null || before.equals(read.eventId()))
            .as("one identity for each event: %s", text(message))
            .isTrue();
        Long other = ordinals.putIfAbsent(read.eventId(), meant.ordinal());
        assertThat(other == null || other == meant.ordinal())
            .as("one event for each identity: %s", text(message))
            .isTrue();
      }
    }
    assertThat(envelopes).containsExactlyInAnyOrder(Envelope.values());
    assertThat(ids).hasSize(10_000);
  }

  @Test
  void everyMalformedMessageIsRejectedForItsReason() {
    Map<Malformation, Integer> sorts = new EnumMap<>(Malformation.class);
    for (Iterator<GeneratedMessage> it = everyForm(); it.hasNext(); ) {
      GeneratedMessage message = it.next();
      if (message.malformation() == null) {
        continue;
      }
      DecodedMessage decoded = decoder.decode(message.body(), ORIGIN);
      assertThat(decoded.rejection()).as(text(message)).isNotNull();
      assertThat(decoded.rejection().reason())
          .as(text(message))
          .isEqualTo(message.malformation().reason());
      assertThat(decoded.rejection().body()).isEqualTo(message.body());
      sorts.merge(message.malformation(), 1, Integer::sum);
    }
    assertThat(sorts.keySet()).containsExactlyInAnyOrder(Malformation.values());
  }

  @Test
  void everyTestEventIsIgnored() {
    int testEvents = 0;
    for (Iterator<GeneratedMessage> it = everyForm(); it.hasNext(); ) {
      GeneratedMessage message = it.next();
      if (message.isTestEvent()) {
        testEvents++;
        assertThat(decoder.decode(message.body(), ORIGIN).isIgnored()).as(text(message)).isTrue();
      }
    }
    assertThat(testEvents).isGreaterThan(100);
  }

  private static Iterator<GeneratedMessage> everyForm() {
    Map<Envelope, Double> all = new EnumMap<>(Envelope.class);
    for (Envelope envelope : Envelope.values()) {
      all.put(envelope, 1.0);
    }
    return new EventGenerator(
        GeneratorSettings.builder()
            .seed(11)
            .events(10_000)
            .mix(Destination.SQS, all)
            .mix(Destination.KINESIS, all)
            .duplicateShare(0.3)
            .malformedShare(0.1)
            .testEventShare(0.03)
            .oddKeyShare(0.5)
            .otherShare(0.2)
            .build());
  }

  private static void assertSame(GeneratedEvent meant, UploadEvent read, GeneratedMessage message) {
    String text = text(message);
    assertThat(
            List.<Object>of(
                read.kind(), read.method(), read.eventName(), read.eventTime(), read.size()))
        .as(text)
        .isEqualTo(
            List.<Object>of(
                meant.kind(), meant.method(), meant.eventName(), meant.eventTime(), meant.size()));
    assertThat(
            new String[] {
              read.bucket(),
              read.key(),
              read.versionId(),
              read.eTag(),
              read.sequencer(),
              read.principal(),
              read.sourceIp(),
              read.region(),
              read.requestId()
            })
        .as(text)
        .isEqualTo(
            new String[] {
              meant.bucket(),
              meant.key(),
              meant.versionId(),
              meant.eTag(),
              meant.sequencer(),
              meant.principal(),
              meant.sourceIp(),
              meant.region(),
              meant.requestId()
            });
  }

  private static String text(GeneratedMessage message) {
    return new String(message.body(), StandardCharsets.UTF_8);
  }
}
