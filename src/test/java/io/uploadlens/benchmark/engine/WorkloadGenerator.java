package io.uploadlens.benchmark.engine;

import io.uploadlens.event.CreationMethod;
import io.uploadlens.event.EventKind;
import io.uploadlens.event.MessageForm;
import io.uploadlens.event.MessageOrigin;
import io.uploadlens.event.UploadEvent;
import io.uploadlens.event.UploadEventBuilder;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.Collections;
import java.util.List;
import java.util.Random;

/**
 * Makes workload 1: uploads to {@value #BUCKETS} buckets over half an hour of event time, or over
 * another {@code span}.
 *
 * <ul>
 *   <li>The first bucket takes 80% of them, the others 8, 6, 4 and 2%.
 *   <li>A key has two directories, which are the prefix. The prefixes of a bucket follow Zipf's law
 *       with skew {@value #PREFIX_SKEW}, those who upload ({@value #PRINCIPALS} principals) with
 *       skew {@value #PRINCIPAL_SKEW}. Keys are unique.
 *   <li>Sizes are log-normal: median 64 KiB, the 84th percentile e² times that.
 *   <li>Event times advance evenly and are behind by an exponentially distributed time, 1.5 s in
 *       the mean and less than {@link Workload#OUT_OF_ORDERNESS} always.
 *   <li>Of the deliveries 2% are duplicates of an earlier event, 30 s behind it in the mean (again
 *       exponential), 5 minutes at most.
 * </ul>
 *
 * <p>A function of its arguments alone. Strings that repeat in reality are the same object, as the
 * decoder gives them; those that do not repeat but do not count here either (sequencers, entity
 * tags, ids of requests and messages) are taken in turn from {@value #POOL}, which keeps the heap
 * small.
 */
final class WorkloadGenerator {

  static final int BUCKETS = 5;
  static final int PRINCIPALS = 400;
  static final double PREFIX_SKEW = 1.1;
  static final double PRINCIPAL_SKEW = 0.8;
  static final double DUPLICATES = 0.02;

  private static final int POOL = 1 << 14;
  private static final Duration SPAN = Duration.ofMinutes(30);

  /** So that the sources emit some eight in a window. */
  private static final long MILLIS_PER_WATERMARK = 7_200;

  private static final double MEAN_DISORDER_MILLIS = 1_500;
  private static final double MEAN_REPEAT_MILLIS = 30_000;
  private static final double MOST_REPEAT_MILLIS = 300_000;
  private static final long START = Instant.parse("2026-01-05T08:00:00Z").toEpochMilli();
  private static final double[] BUCKET_SHARES = {0.80, 0.08, 0.06, 0.04, 0.02};

  private final Random random;
  private final int count;
  private final Duration span;
  private final List<String> buckets = new ArrayList<>();
  private final List<String> prefixes = new ArrayList<>();
  private final List<String> principals = new ArrayList<>();
  private final List<List<Integer>> prefixByRank = new ArrayList<>();
  private final Zipf prefixRanks;
  private final Zipf principalRanks = new Zipf(PRINCIPALS, PRINCIPAL_SKEW);
  private final String[] sequencers = new String[POOL];
  private final String[] eTags = new String[POOL];
  private final String[] requestIds = new String[POOL];
  private final String[] messageIds = new String[POOL];
  private final UploadEventBuilder builder = new UploadEventBuilder();

  private WorkloadGenerator(long seed, int count, int prefixesPerBucket, Duration span) {
    this.random = new Random(seed);
    this.count = count;
    this.span = span;
    this.prefixRanks = new Zipf(prefixesPerBucket, PREFIX_SKEW);
    for (int i = 0; i < BUCKETS; i++) {
      buckets.add("landing-" + (char) ('a' + i) + "-eu-central-1");
      List<Integer> byRank = new ArrayList<>();
      for (int prefix = 0; prefix < prefixesPerBucket; prefix++) {
        byRank.add(prefix);
      }
      Collections.shuffle(byRank, random);
      prefixByRank.add(byRank);
    }
    for (int i = 0; i < prefixesPerBucket; i++) {
      prefixes.add(String.format("team-%02d/dataset-%04d/", i / 40, i));
    }
    for (int i = 0; i < PRINCIPALS; i++) {
      principals.add(String.format("AWS:AROAEXAMPLEROLE%05d:loader-%03d", i, i % 100));
    }
    for (int i = 0; i < POOL; i++) {
      sequencers[i] = String.format("0065A%013X", random.nextLong() >>> 12);
      eTags[i] = String.format("%016x%016x", random.nextLong(), random.nextLong());
      requestIds[i] = String.format("%016X", random.nextLong());
      messageIds[i] =
          String.format("%08x-0000-4000-8000-%012x", i, random.nextLong() & 0xFFFF_FFFF_FFFFL);
    }
  }

  /**
   * Makes it.
   *
   * @param seed the same seed, the same events
   * @param count how many events, duplicates included
   * @param prefixesPerBucket at most 32,767
   */
  static Workload generate(long seed, int count, int prefixesPerBucket) {
    return generate(seed, count, prefixesPerBucket, SPAN);
  }

  /**
   * Makes one of another density.
   *
   * @param span the event time from the first event to the last
   */
  static Workload generate(long seed, int count, int prefixesPerBucket, Duration span) {
    return new WorkloadGenerator(seed, count, prefixesPerBucket, span).generate();
  }

  private Workload generate() {
    UploadEvent[] events = new UploadEvent[count];
    byte[] bucketOf = new byte[count];
    short[] prefixOf = new short[count];
    short[] principalOf = new short[count];
    double millisPerEvent = span.toMillis() / (double) count;
    for (int i = 0; i < count; i++) {
      double now = i * millisPerEvent;
      int first = random.nextDouble() < DUPLICATES ? i - repeatDistance(millisPerEvent) : -1;
      if (first >= 0) {
        bucketOf[i] = bucketOf[first];
        prefixOf[i] = prefixOf[first];
        principalOf[i] = principalOf[first];
        events[i] = again(events[first], i, START + (long) now);
      } else {
        bucketOf[i] = (byte) bucket();
        prefixOf[i] = prefixByRank.get(bucketOf[i]).get(prefixRanks.next(random)).shortValue();
        principalOf[i] = (short) principalRanks.next(random);
        events[i] = upload(i, now, bucketOf[i], prefixOf[i], principalOf[i]);
      }
    }
    int watermarks = Math.max(1, (int) (span.toMillis() / MILLIS_PER_WATERMARK));
    return new Workload(
        buckets, prefixes, principals, events, bucketOf, prefixOf, principalOf, watermarks, count);
  }

  private int repeatDistance(double millisPerEvent) {
    double millis = Math.min(exponential(MEAN_REPEAT_MILLIS), MOST_REPEAT_MILLIS);
    return 1 + (int) (millis / millisPerEvent);
  }

  private int bucket() {
    double drawn = random.nextDouble();
    int bucket = 0;
    while (bucket < BUCKETS - 1 && drawn >= BUCKET_SHARES[bucket]) {
      drawn -= BUCKET_SHARES[bucket++];
    }
    return bucket;
  }

  private UploadEvent upload(int index, double now, int bucket, int prefix, int principal) {
    double behind =
        Math.min(exponential(MEAN_DISORDER_MILLIS), Workload.OUT_OF_ORDERNESS.toMillis() - 1.0);
    int kind = random.nextInt(20);
    CreationMethod method =
        kind == 0 ? CreationMethod.COPY : kind <= 3 ? CreationMethod.MULTIPART : CreationMethod.PUT;
    String name =
        kind == 0
            ? "ObjectCreated:Copy"
            : kind <= 3 ? "ObjectCreated:CompleteMultipartUpload" : "ObjectCreated:Put";
    long size = (long) (65_536 * Math.exp(2 * random.nextGaussian()));
    int pooled = index & (POOL - 1);
    return builder
        .clear()
        .event(EventKind.CREATED, method, name)
        .eventTime(START + (long) (now - behind))
        .object(
            buckets.get(bucket), prefixes.get(prefix) + String.format("part-%08x.parquet", index))
        .sequencer(sequencers[pooled])
        .eTag(eTags[pooled])
        .size(size)
        .principal(principals.get(principal))
        .sourceIp("10.12.34.56")
        .region("eu-central-1")
        .requestId(requestIds[pooled])
        .carriedBy(MessageForm.S3, origin(index, START + (long) now))
        .build();
  }

  /** Another delivery of an event: another message, and the same in all else. */
  private UploadEvent again(UploadEvent event, int index, long arrival) {
    return builder
        .clear()
        .event(event.kind(), event.method(), event.eventName())
        .eventTime(event.eventTime())
        .object(event.bucket(), event.key())
        .sequencer(event.sequencer())
        .eTag(event.eTag())
        .size(event.size())
        .principal(event.principal())
        .sourceIp(event.sourceIp())
        .region(event.region())
        .requestId(event.requestId())
        .carriedBy(event.form(), origin(index, arrival))
        .build();
  }

  private MessageOrigin origin(int index, long arrival) {
    return new MessageOrigin(
        "https://sqs.eu-central-1.amazonaws.com/000000000000/uploads",
        messageIds[index & (POOL - 1)],
        arrival,
        arrival);
  }

  private double exponential(double mean) {
    return -mean * Math.log(1 - random.nextDouble());
  }
}
