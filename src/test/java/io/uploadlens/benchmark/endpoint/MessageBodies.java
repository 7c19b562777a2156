package io.uploadlens.benchmark.endpoint;

import com.fasterxml.jackson.core.io.JsonStringEncoder;
import io.uploadlens.producer.generator.Destination;
import io.uploadlens.producer.generator.Envelope;
import io.uploadlens.producer.generator.EventGenerator;
import io.uploadlens.producer.generator.GeneratorSettings;
import java.nio.charset.StandardCharsets;
import java.security.MessageDigest;
import java.security.NoSuchAlgorithmException;
import java.time.Instant;
import java.util.Map;

/**
 * The bodies that all queues share: S3 notifications of the producers' generator, always the same.
 * Each is kept as the piece of JSON that a receive answers with, so that an answer costs a copy.
 */
final class MessageBodies {

  private static final int COUNT = 1024;
  private static final long SEED = 1;

  private final byte[][] pieces = new byte[COUNT][];
  private final int meanLength;

  MessageBodies() {
    GeneratorSettings settings =
        GeneratorSettings.builder()
            .seed(SEED)
            .events(COUNT)
            .kinesisShare(0)
            .duplicateShare(0)
            .malformedShare(0)
            .testEventShare(0)
            .mix(Destination.SQS, Map.of(Envelope.S3, 1.0))
            .start(Instant.parse("2026-11-22T00:00:00Z"))
            .build();
    EventGenerator generator = new EventGenerator(settings);
    int length = 0;
    for (int i = 0; i < COUNT; i++) {
      byte[] body = generator.next().body();
      length += body.length;
      pieces[i] =
          ("\"MD5OfBody\":\"" + md5(body) + "\",\"Body\":\"" + escaped(body) + "\"")
              .getBytes(StandardCharsets.UTF_8);
    }
    meanLength = length / COUNT;
  }

  /** The members MD5OfBody and Body of a message's JSON. */
  byte[] piece(QueuedMessage message) {
    return pieces[message.number() % COUNT];
  }

  /** The mean length of the bodies, in bytes. */
  int meanLength() {
    return meanLength;
  }

  private static String escaped(byte[] body) {
    return new String(
        JsonStringEncoder.getInstance().quoteAsString(new String(body, StandardCharsets.UTF_8)));
  }

  private static String md5(byte[] body) {
    try {
      StringBuilder hex = new StringBuilder();
      for (byte b : MessageDigest.getInstance("MD5").digest(body)) {
        hex.append(Character.forDigit((b >> 4) & 0xf, 16)).append(Character.forDigit(b & 0xf, 16));
      }
      return hex.toString();
    } catch (NoSuchAlgorithmException e) {
      throw new IllegalStateException(e);
    }
  }
}
