package io.uploadlens.producer;

import io.uploadlens.producer.generator.Destination;
import io.uploadlens.producer.generator.Envelope;
import io.uploadlens.producer.generator.GeneratorSettings;
import java.time.Duration;
import java.time.Instant;
import java.time.format.DateTimeParseException;
import java.util.EnumMap;
import java.util.LinkedHashMap;
import java.util.Map;
import picocli.CommandLine.Option;

/** What is generated. */
final class GeneratorOptions {

  private static final String SHARE = "from 0 to 1 (default: ${DEFAULT-VALUE})";

  @Option(
      names = "--seed",
      paramLabel = "N",
      defaultValue = "1",
      description = "the same seed and options give the same bytes (default: ${DEFAULT-VALUE})")
  private long seed;

  @Option(
      names = "--start",
      paramLabel = "TIME|now",
      defaultValue = "2026-01-01T00:00:00Z",
      description =
          "time of the first event, or now: the messages are then sent as they fall due"
              + " (default: ${DEFAULT-VALUE})")
  private String start;

  @Option(
      names = "--event-rate",
      paramLabel = "N",
      converter = RateConverter.class,
      defaultValue = "100",
      description = "events in a second of event time (default: ${DEFAULT-VALUE})")
  private double eventRate;

  @Option(
      names = "--out-of-orderness",
      paramLabel = "DURATION",
      defaultValue = "20s",
      converter = DurationConverter.class,
      description =
          "how far messages are out of order, like 500ms, 20s or 5min (default: ${DEFAULT-VALUE})")
  private Duration outOfOrderness;

  @Option(
      names = "--buckets",
      paramLabel = "NAME=WEIGHT",
      split = ",",
      description = "buckets and their weights (default: acme-media=0.8,acme-logs=0.15,…)")
  private Map<String, Double> buckets = Map.of();

  @Option(
      names = "--top-prefixes",
      paramLabel = "N",
      defaultValue = "20",
      description = "directories of a bucket (default: ${DEFAULT-VALUE})")
  private int topPrefixes;

  @Option(
      names = "--sub-prefixes",
      paramLabel = "N",
      defaultValue = "8",
      description = "directories in each of them (default: ${DEFAULT-VALUE})")
  private int subPrefixes;

  @Option(
      names = "--prefix-skew",
      paramLabel = "X",
      defaultValue = "1.1",
      description = "Zipf exponent over the directories, 0 for none (default: ${DEFAULT-VALUE})")
  private double prefixSkew;

  @Option(
      names = "--size-median",
      paramLabel = "BYTES",
      defaultValue = "262144",
      description = "median of the log-normal sizes (default: ${DEFAULT-VALUE})")
  private long sizeMedian;

  @Option(
      names = "--size-sigma",
      paramLabel = "X",
      defaultValue = "2",
      description = "standard deviation of their logarithm (default: ${DEFAULT-VALUE})")
  private double sizeSigma;

  @Option(
      names = "--principals",
      paramLabel = "N",
      defaultValue = "40",
      description = "how many principals upload (default: ${DEFAULT-VALUE})")
  private int principals;

  @Option(
      names = "--copies",
      paramLabel = "SHARE",
      converter = ShareConverter.class,
      defaultValue = "0.05",
      description = "creations by CopyObject, " + SHARE)
  private double copies;

  @Option(
      names = "--multipart",
      paramLabel = "SHARE",
      converter = ShareConverter.class,
      defaultValue = "0.08",
      description = "creations by CompleteMultipartUpload, " + SHARE)
  private double multipart;

  @Option(
      names = "--deletes",
      paramLabel = "SHARE",
      converter = ShareConverter.class,
      defaultValue = "0.08",
      description = "deletes, " + SHARE)
  private double deletes;

  @Option(
      names = "--lifecycle",
      paramLabel = "SHARE",
      converter = ShareConverter.class,
      defaultValue = "0.03",
      description = "lifecycle expirations, " + SHARE)
  private double lifecycle;

  @Option(
      names = "--other",
      paramLabel = "SHARE",
      converter = ShareConverter.class,
      defaultValue = "0.04",
      description = "events of all other kinds, " + SHARE)
  private double other;

  @Option(
      names = "--odd-keys",
      paramLabel = "SHARE",
      converter = ShareConverter.class,
      defaultValue = "0.15",
      description = "keys with spaces, plus, percent, beyond ASCII, " + SHARE)
  private double oddKeys;

  @Option(
      names = "--duplicates",
      paramLabel = "SHARE",
      converter = ShareConverter.class,
      defaultValue = "0.05",
      description = "events delivered twice, " + SHARE)
  private double duplicates;

  @Option(
      names = "--cross-form",
      paramLabel = "SHARE",
      converter = ShareConverter.class,
      defaultValue = "0.5",
      description = "of those, the ones in another form at the other target, " + SHARE)
  private double crossForm;

  @Option(
      names = "--malformed",
      paramLabel = "SHARE",
      converter = ShareConverter.class,
      defaultValue = "0.01",
      description = "messages that can't be decoded, " + SHARE)
  private double malformed;

  @Option(
      names = "--test-events",
      paramLabel = "SHARE",
      converter = ShareConverter.class,
      defaultValue = "0.001",
      description = "S3's test events, " + SHARE)
  private double testEvents;

  @Option(
      names = "--sqs-mix",
      paramLabel = "FORM=WEIGHT",
      split = ",",
      description =
          "forms of the messages to SQS: s3, s3_multi, sns_s3, eventbridge, sns_eventbridge, flat,"
              + " sns_flat (default: s3=0.4,s3_multi=0.1,sns_s3=0.2,eventbridge=0.2,"
              + "sns_eventbridge=0.1)")
  private Map<String, Double> sqsMix = Map.of();

  @Option(
      names = "--kinesis-mix",
      paramLabel = "FORM=WEIGHT",
      split = ",",
      description =
          "forms of the messages to Kinesis, of the same (default:"
              + " flat=0.5,s3=0.3,eventbridge=0.2)")
  private Map<String, Double> kinesisMix = Map.of();

  /** Whether messages are sent as they fall due. */
  boolean isLive() {
    return start.equals("now");
  }

  /** Whether messages that can't be decoded are asked for. */
  boolean hasMalformed() {
    return malformed > 0;
  }

  /** Whether the forms for SQS were chosen. */
  boolean hasSqsMix() {
    return !sqsMix.isEmpty();
  }

  /**
   * The settings, not yet built, so that the targets can have their say.
   *
   * @param events how many distinct events
   * @param now the time for {@code --start now}
   * @throws IllegalArgumentException if an option is out of range; the message names it
   */
  GeneratorSettings.Builder settings(long events, Instant now) {
    GeneratorSettings.Builder builder =
        GeneratorSettings.builder()
            .seed(seed)
            .events(events)
            .start(isLive() ? now : time())
            .eventsPerSecond(eventRate)
            .outOfOrderness(outOfOrderness)
            .prefixes(topPrefixes, subPrefixes, prefixSkew)
            .sizes(sizeMedian, sizeSigma)
            .principals(principals)
            .copyShare(copies)
            .multipartShare(multipart)
            .deleteShare(deletes)
            .lifecycleShare(lifecycle)
            .otherShare(other)
            .oddKeyShare(oddKeys)
            .duplicateShare(duplicates)
            .crossFormShare(crossForm)
            .malformedShare(malformed)
            .testEventShare(testEvents);
    if (!buckets.isEmpty()) {
      builder.buckets(new LinkedHashMap<>(buckets));
    }
    if (hasSqsMix()) {
      builder.mix(Destination.SQS, mix("--sqs-mix", sqsMix));
    }
    if (!kinesisMix.isEmpty()) {
      builder.mix(Destination.KINESIS, mix("--kinesis-mix", kinesisMix));
    }
    return builder;
  }

  private Instant time() {
    try {
      return Instant.parse(start);
    } catch (DateTimeParseException e) {
      throw new IllegalArgumentException(
          "--start is '" + start + "': must be a time like 2026-01-01T00:00:00Z, or now", e);
    }
  }

  private static Map<Envelope, Double> mix(String option, Map<String, Double> weights) {
    Map<Envelope, Double> mix = new EnumMap<>(Envelope.class);
    weights.forEach((name, weight) -> mix.put(envelope(option, name), weight));
    return mix;
  }

  private static Envelope envelope(String option, String name) {
    StringBuilder allowed = new StringBuilder();
    for (Envelope envelope : Envelope.values()) {
      if (envelope.label().equals(name)) {
        return envelope;
      }
      allowed.append(allowed.length() == 0 ? "" : ", ").append(envelope.label());
    }
    throw new IllegalArgumentException(
        option + " has the form '" + name + "': must be one of " + allowed);
  }
}
