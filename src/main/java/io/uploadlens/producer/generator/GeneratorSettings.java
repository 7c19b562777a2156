package io.uploadlens.producer.generator;

import java.time.Duration;
import java.time.Instant;
import java.util.Collections;
import java.util.EnumMap;
import java.util.LinkedHashMap;
import java.util.Map;

/**
 * What is to be generated. Immutable; the same settings give the same bytes.
 *
 * <p>All shares are between 0 and 1. Shares of kinds (deletes, copies …) are of the distinct
 * events, those of duplicates, malformed messages and test events come on top of them.
 */
public final class GeneratorSettings {

  private final Values values;

  private GeneratorSettings(Values values) {
    this.values = values;
  }

  /** A builder with the defaults, which exercise every form and every kind. */
  public static Builder builder() {
    return new Builder();
  }

  /** The fields, so that a copy is one call. */
  static final class Values implements Cloneable {
    long seed = 1;
    long events = 10_000;
    Map<String, Double> buckets = new LinkedHashMap<>();
    int topPrefixes = 20;
    int subPrefixes = 8;
    double prefixSkew = 1.1;
    double oddKeyShare = 0.15;
    double overwriteShare = 0.05;
    long sizeMedian = 256 * 1024L;
    double sizeSigma = 2.0;
    double unknownSizeShare = 0.005;
    double copyShare = 0.05;
    double multipartShare = 0.08;
    double deleteShare = 0.08;
    double lifecycleShare = 0.03;
    double otherShare = 0.04;
    double duplicateShare = 0.05;
    double crossFormShare = 0.5;
    double malformedShare = 0.01;
    double testEventShare = 0.001;
    double kinesisShare = 0.3;
    Map<Envelope, Double> sqsMix = new EnumMap<>(Envelope.class);
    Map<Envelope, Double> kinesisMix = new EnumMap<>(Envelope.class);
    int principals = 40;
    Duration outOfOrderness = Duration.ofSeconds(20);
    Instant start = Instant.parse("2026-01-01T00:00:00Z");
    double eventsPerSecond = 100;
    String region = "eu-central-1";

    Values() {
      buckets.put("acme-media", 0.80);
      buckets.put("acme-logs", 0.15);
      buckets.put("acme-backup", 0.05);
      sqsMix.put(Envelope.S3, 0.40);
      sqsMix.put(Envelope.S3_MULTI, 0.10);
      sqsMix.put(Envelope.SNS_S3, 0.20);
      sqsMix.put(Envelope.EVENTBRIDGE, 0.20);
      sqsMix.put(Envelope.SNS_EVENTBRIDGE, 0.10);
      kinesisMix.put(Envelope.FLAT, 0.50);
      kinesisMix.put(Envelope.S3, 0.30);
      kinesisMix.put(Envelope.EVENTBRIDGE, 0.20);
    }

    Map<Envelope, Double> mix(Destination destination) {
      return destination == Destination.SQS ? sqsMix : kinesisMix;
    }

    private Values copy() {
      try {
        Values copy = (Values) clone();
        copy.buckets = Collections.unmodifiableMap(new LinkedHashMap<>(buckets));
        copy.sqsMix = Collections.unmodifiableMap(new EnumMap<>(sqsMix));
        copy.kinesisMix = Collections.unmodifiableMap(new EnumMap<>(kinesisMix));
        return copy;
      } catch (CloneNotSupportedException e) {
        throw new IllegalStateException(e);
      }
    }
  }

  /** Collects the settings; each call checks its value. */
  public static final class Builder {

    private final Values values = new Values();

    private Builder() {}

    /** Where randomness starts. */
    public Builder seed(long seed) {
      values.seed = seed;
      return this;
    }

    /** How many distinct events; {@link Long#MAX_VALUE} for no end. */
    public Builder events(long events) {
      values.events = atLeast("events", events, 0);
      return this;
    }

    /** The buckets with their weights, which need not add up to 1. */
    public Builder buckets(Map<String, Double> weights) {
      values.buckets = new LinkedHashMap<>(weights("buckets", weights));
      return this;
    }

    /**
     * The directories of each bucket, by Zipf's law.
     *
     * @param top directories at the top
     * @param sub directories in each of those
     * @param skew the exponent: 0 makes all alike, 1 and more a few large
     */
    public Builder prefixes(int top, int sub, double skew) {
      values.topPrefixes = (int) atLeast("top prefixes", top, 1);
      values.subPrefixes = (int) atLeast("sub prefixes", sub, 1);
      values.prefixSkew = notNegative("prefix skew", skew);
      return this;
    }

    /** Keys with spaces, plus and percent signs, characters beyond ASCII, empty directories. */
    public Builder oddKeyShare(double share) {
      values.oddKeyShare = share("odd key share", share);
      return this;
    }

    /** Creations of a key that was created before. */
    public Builder overwriteShare(double share) {
      values.overwriteShare = share("overwrite share", share);
      return this;
    }

    /** Log-normal sizes: the median in bytes and the standard deviation of the logarithm. */
    public Builder sizes(long median, double sigma) {
      values.sizeMedian = atLeast("size median", median, 1);
      values.sizeSigma = notNegative("size sigma", sigma);
      return this;
    }

    /** Creations that tell no size. */
    public Builder unknownSizeShare(double share) {
      values.unknownSizeShare = share("unknown size share", share);
      return this;
    }

    /** Creations by CopyObject. */
    public Builder copyShare(double share) {
      values.copyShare = share("copy share", share);
      return this;
    }

    /** Creations by CompleteMultipartUpload. */
    public Builder multipartShare(double share) {
      values.multipartShare = share("multipart share", share);
      return this;
    }

    /** Deletes at somebody's request. */
    public Builder deleteShare(double share) {
      values.deleteShare = share("delete share", share);
      return this;
    }

    /** Deletes by a lifecycle rule. */
    public Builder lifecycleShare(double share) {
      values.lifecycleShare = share("lifecycle share", share);
      return this;
    }

    /** Events of all other kinds. */
    public Builder otherShare(double share) {
      values.otherShare = share("other share", share);
      return this;
    }

    /** Events that are delivered twice. */
    public Builder duplicateShare(double share) {
      values.duplicateShare = share("duplicate share", share);
      return this;
    }

    /**
     * How many of the duplicates are the same event in another form, at the other destination where
     * there are two; the rest are the identical message again.
     */
    public Builder crossFormShare(double share) {
      values.crossFormShare = share("cross-form share", share);
      return this;
    }

    /** Messages that can't be decoded, per message that can. */
    public Builder malformedShare(double share) {
      values.malformedShare = share("malformed share", share);
      return this;
    }

    /** Test events, per message. */
    public Builder testEventShare(double share) {
      values.testEventShare = share("test event share", share);
      return this;
    }

    /** How much goes to Kinesis; the rest goes to SQS. */
    public Builder kinesisShare(double share) {
      values.kinesisShare = share("kinesis share", share);
      return this;
    }

    /** How the messages of a destination are wrapped: weights, which need not add up to 1. */
    public Builder mix(Destination destination, Map<Envelope, Double> weights) {
      Map<Envelope, Double> mix = new EnumMap<>(Envelope.class);
      mix.putAll(weights(destination + " mix", weights));
      if (destination == Destination.SQS) {
        values.sqsMix = mix;
      } else {
        values.kinesisMix = mix;
      }
      return this;
    }

    /** How many different principals create objects. */
    public Builder principals(int principals) {
      values.principals = (int) atLeast("principals", principals, 1);
      return this;
    }

    /**
     * How far a message may come after one with a later event time. Below one second all events
     * have times of whole seconds if any is to have an EventBridge form, which knows no others.
     */
    public Builder outOfOrderness(Duration outOfOrderness) {
      if (outOfOrderness.isNegative()) {
        throw new IllegalArgumentException(
            "out-of-orderness is " + outOfOrderness + ": must not be negative");
      }
      values.outOfOrderness = outOfOrderness;
      return this;
    }

    /** The time of the first event, cut to whole seconds. */
    public Builder start(Instant start) {
      values.start = Instant.ofEpochSecond(start.getEpochSecond());
      return this;
    }

    /** How many distinct events there are in a second of event time. */
    public Builder eventsPerSecond(double rate) {
      if (!(rate > 0) || Double.isInfinite(rate)) {
        throw new IllegalArgumentException("events per second is " + rate + ": must be above 0");
      }
      values.eventsPerSecond = rate;
      return this;
    }

    /** The region that the events name. */
    public Builder region(String region) {
      values.region = region;
      return this;
    }

    /**
     * The settings.
     *
     * @throws IllegalArgumentException if the shares of the kinds add up to more than 1
     */
    public GeneratorSettings build() {
      double kinds =
          values.copyShare
              + values.multipartShare
              + values.deleteShare
              + values.lifecycleShare
              + values.otherShare;
      if (kinds > 1) {
        throw new IllegalArgumentException(
            "copies, multipart uploads, deletes, lifecycle and other events add up to "
                + kinds
                + " of all events: at most 1");
      }
      return new GeneratorSettings(values.copy());
    }

    private static double share(String name, double share) {
      if (!(share >= 0 && share <= 1)) {
        throw new IllegalArgumentException(name + " is " + share + ": must be from 0 to 1");
      }
      return share;
    }

    private static double notNegative(String name, double value) {
      if (!(value >= 0) || Double.isInfinite(value)) {
        throw new IllegalArgumentException(name + " is " + value + ": must be 0 or more");
      }
      return value;
    }

    private static long atLeast(String name, long value, long least) {
      if (value < least) {
        throw new IllegalArgumentException(name + " is " + value + ": must be at least " + least);
      }
      return value;
    }

    private static <T> Map<T, Double> weights(String name, Map<T, Double> weights) {
      weights.forEach((thing, weight) -> notNegative(name + ": weight of " + thing, weight));
      if (weights.values().stream().noneMatch(weight -> weight > 0)) {
        throw new IllegalArgumentException(
            name + " is " + weights + ": at least one weight must be above 0");
      }
      return weights;
    }
  }

  /** Where randomness starts. */
  public long seed() {
    return values.seed;
  }

  /** How many distinct events; {@link Long#MAX_VALUE} for no end. */
  public long events() {
    return values.events;
  }

  /** How much goes to Kinesis. */
  public double kinesisShare() {
    return values.kinesisShare;
  }

  /** How far a message may come after one with a later event time. */
  public Duration outOfOrderness() {
    return values.outOfOrderness;
  }

  /** The time of the first event. */
  public Instant start() {
    return values.start;
  }

  /** How many distinct events there are in a second of event time. */
  public double eventsPerSecond() {
    return values.eventsPerSecond;
  }

  Values values() {
    return values;
  }
}
