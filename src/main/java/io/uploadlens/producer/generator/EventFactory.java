package io.uploadlens.producer.generator;

import io.uploadlens.event.EventKind;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Random;

/** Makes events that look like S3's, with identities that no two of them share. */
final class EventFactory {

  private static final long MULTIPART_FACTOR = 64;
  private static final long LARGEST_OBJECT = 5L << 40;
  private static final long FIRST_SEQUENCER = 0x0065_AED6_DCD9_0000L;

  private final GeneratorSettings.Values settings;
  private final Random random;
  private final WeightedChoice<String> buckets;
  private final WeightedChoice<String> principals;
  private final WeightedChoice<EventType> types;
  private final Map<String, KeySpace> keys = new LinkedHashMap<>();
  private final List<String> versioned = new ArrayList<>();
  private long sequence = FIRST_SEQUENCER;

  EventFactory(GeneratorSettings.Values settings, Random random) {
    this.settings = settings;
    this.random = random;
    this.buckets = WeightedChoice.of(settings.buckets);
    for (String bucket : buckets.things()) {
      if (keys.size() % 2 == 1) {
        versioned.add(bucket);
      }
      keys.put(bucket, new KeySpace(settings));
    }
    List<String> names = new ArrayList<>();
    for (int i = 0; i < settings.principals; i++) {
      names.add(String.format("AWS:AROAEXAMPLE%06d:uploader-%d", i, i));
    }
    this.principals = WeightedChoice.zipf(names, 0.8);
    this.types = types(settings);
  }

  private static WeightedChoice<EventType> types(GeneratorSettings.Values settings) {
    Map<EventType, Double> weights = new LinkedHashMap<>();
    weights.put(EventType.COPY, settings.copyShare);
    weights.put(EventType.MULTIPART, settings.multipartShare);
    weights.put(EventType.DELETE, settings.deleteShare * 0.7);
    weights.put(EventType.DELETE_MARKER, settings.deleteShare * 0.3);
    weights.put(EventType.LIFECYCLE_DELETE, settings.lifecycleShare * 0.7);
    weights.put(EventType.LIFECYCLE_DELETE_MARKER, settings.lifecycleShare * 0.3);
    for (EventType other : EventType.OTHERS) {
      weights.put(other, settings.otherShare / EventType.OTHERS.length);
    }
    double rest =
        1
            - settings.copyShare
            - settings.multipartShare
            - settings.deleteShare
            - settings.lifecycleShare
            - settings.otherShare;
    weights.put(EventType.PUT, Math.max(0, rest) * 0.95);
    weights.put(EventType.POST, Math.max(0, rest) * 0.05);
    return WeightedChoice.of(weights);
  }

  EventType nextType() {
    return types.pick(random);
  }

  /**
   * An event.
   *
   * @param ordinal its number
   * @param eventTime its time, epoch milliseconds
   * @param application whether it is one that only an application tells of, which then brings an id
   *     of its own
   */
  GeneratedEvent create(long ordinal, EventType type, long eventTime, boolean application) {
    String bucket = buckets.pick(random);
    KeySpace space = keys.get(bucket);
    boolean creation = type.kind == EventKind.CREATED;
    boolean again = !creation || random.nextDouble() < settings.overwriteShare;
    String key = again && !application ? space.used(ordinal, random) : space.fresh(ordinal, random);
    // What has no sequencer is told apart by its version (or by its own id).
    boolean sequenced =
        !application && (creation || type.isDeletion() || random.nextDouble() < 0.7);
    String version = versioned.contains(bucket) || (!sequenced && !application) ? hex(32) : null;
    return new GeneratedEvent.Builder()
        .event(ordinal, type, eventTime)
        .object(bucket, key)
        .version(version, sequenced ? nextSequencer() : null)
        .content(size(type), type.isDeletion() ? null : eTag(type))
        .principal(principal(type, application), "192.0.2." + (1 + random.nextInt(254)))
        .request(settings.region, hex(16))
        .ownId(application ? "app-" + ordinal + "-" + hex(8) : null)
        .build();
  }

  private String principal(EventType type, boolean application) {
    if (type.kind == EventKind.LIFECYCLE_EXPIRED) {
      return "s3.amazonaws.com";
    }
    String principal = principals.pick(random);
    return application && random.nextDouble() < 0.2 ? null : principal;
  }

  private long size(EventType type) {
    if (type.isDeletion() || random.nextDouble() < settings.unknownSizeShare) {
      return GeneratedEvent.NO_SIZE;
    }
    double size = settings.sizeMedian * StrictMath.exp(settings.sizeSigma * random.nextGaussian());
    if (random.nextDouble() < 0.005) {
      size = 0;
    }
    if (type == EventType.MULTIPART) {
      size = size * MULTIPART_FACTOR;
    }
    return (long) Math.min(LARGEST_OBJECT, size);
  }

  private String eTag(EventType type) {
    return type == EventType.MULTIPART ? hex(32) + "-" + (2 + random.nextInt(99)) : hex(32);
  }

  /**
   * Grows from event to event. Some are longer than others, and then end in a digit other than 0,
   * so that none is another one padded with zeros; some are lower case.
   */
  private String nextSequencer() {
    sequence += 1 + random.nextInt(4096);
    String sequencer = String.format("%016X", sequence);
    if (random.nextInt(8) == 0) {
      sequencer = sequencer + hex(1) + "5";
    }
    return random.nextInt(8) == 0 ? sequencer.toLowerCase(Locale.ROOT) : sequencer;
  }

  String hex(int digits) {
    StringBuilder text = new StringBuilder(digits);
    for (int i = 0; i < digits; i++) {
      text.append("0123456789abcdef".charAt(random.nextInt(16)));
    }
    return text.toString();
  }
}
