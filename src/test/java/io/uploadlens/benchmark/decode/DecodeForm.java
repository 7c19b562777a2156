package io.uploadlens.benchmark.decode;

import io.uploadlens.producer.generator.Destination;
import io.uploadlens.producer.generator.Envelope;
import io.uploadlens.producer.generator.EventGenerator;
import io.uploadlens.producer.generator.GeneratedMessage;
import io.uploadlens.producer.generator.GeneratorSettings;
import java.time.Instant;
import java.util.Locale;
import java.util.Map;

/** The forms that are measured, each with its messages: always the same ones. */
enum DecodeForm {
  S3(Envelope.S3),
  SNS(Envelope.SNS_S3),
  EVENTBRIDGE(Envelope.EVENTBRIDGE);

  private static final long SEED = 20_261_122;

  private final Envelope envelope;

  DecodeForm(Envelope envelope) {
    this.envelope = envelope;
  }

  /** The name on the command line and in results. */
  String label() {
    return name().toLowerCase(Locale.ROOT);
  }

  /** So many messages with one event each. */
  byte[][] messages(int count) {
    EventGenerator generator =
        new EventGenerator(
            GeneratorSettings.builder()
                .seed(SEED)
                .events(2L * count)
                .kinesisShare(0)
                .duplicateShare(0)
                .malformedShare(0)
                .testEventShare(0)
                .mix(Destination.SQS, Map.of(envelope, 1.0))
                .start(Instant.parse("2026-11-22T00:00:00Z"))
                .build());
    byte[][] messages = new byte[count][];
    for (int i = 0; i < count; i++) {
      GeneratedMessage message = generator.next();
      // What a form has no name for comes in another one.
      while (message.envelope() != envelope) {
        message = generator.next();
      }
      messages[i] = message.body();
    }
    return messages;
  }
}
