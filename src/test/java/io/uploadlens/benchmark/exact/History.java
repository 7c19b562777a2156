package io.uploadlens.benchmark.exact;

import io.uploadlens.event.CreationMethod;
import io.uploadlens.event.EventKind;
import io.uploadlens.event.MessageForm;
import io.uploadlens.event.MessageOrigin;
import io.uploadlens.event.UploadEvent;
import io.uploadlens.event.UploadEventBuilder;
import java.time.Duration;
import java.time.Instant;
import java.util.Arrays;
import java.util.Locale;
import java.util.Random;

/**
 * The events that took place: three days of five buckets, each event a pure function of the seed
 * and its index, in the order of their times. Immutable.
 */
final class History {

  /** When it begins: in the past whenever it is run. */
  static final long START = Instant.parse("2024-03-01T00:00:00Z").toEpochMilli();

  static final long HOUR = Duration.ofHours(1).toMillis();
  static final int HOURS = 72;

  /** First-level directories of a bucket, over which its prefixes spread. */
  static final int DIRECTORIES = 40;

  private static final long SPAN = HOURS * HOUR;
  private static final String[] BUCKETS = {
    "raw-uploads", "media", "exports", "logs-archive", "scratch"
  };

  /** Of 100 events, up to and with this bucket. */
  private static final int[] BUCKET_SHARES = {70, 84, 92, 97, 100};

  private static final EventKind[] OTHER_KINDS = {
    EventKind.RESTORED,
    EventKind.REPLICATION,
    EventKind.LIFECYCLE_TRANSITION,
    EventKind.TAGGING,
    EventKind.ACL,
    EventKind.TIERING,
    EventKind.OTHER
  };

  private static final int PRINCIPALS = 300;
  private static final int KEYS_OF_PREFIX = 5000;
  private static final char[] HEX = "0123456789ABCDEF".toCharArray();

  private final int events;
  private final Draws place;
  private final Draws content;
  private final String[] prefixes;
  private final double[] zipf;
  private final long[] sizes = new long[1 << 12];

  /**
   * @param prefixes of each bucket, the n-th with one n-th of the first one's events
   */
  History(int events, long seed, int prefixes) {
    this.events = events;
    this.place = new Draws(seed, 1);
    this.content = new Draws(seed, 2);
    this.prefixes = new String[prefixes];
    this.zipf = new double[prefixes];
    double sum = 0;
    for (int rank = 0; rank < prefixes; rank++) {
      this.prefixes[rank] = "team-" + rank % DIRECTORIES + "/set-" + rank + "/";
      sum += 1.0 / (rank + 1);
      zipf[rank] = sum;
    }
    Random random = new Random(seed);
    for (int i = 0; i < sizes.length; i++) {
      sizes[i] = Math.round(Math.exp(13 + 2.2 * random.nextGaussian()));
    }
  }

  /** How many events there are. */
  int size() {
    return events;
  }

  /** When an event took place. */
  long time(int index) {
    return START + index * SPAN / events;
  }

  /** The first event of an hour; of the hour after the last, how many there are. */
  int firstOf(int hour) {
    return (int) ((hour * HOUR * events + SPAN - 1) / SPAN);
  }

  /** The hour that an event is in, from 0. */
  int hourOf(int index) {
    return (int) ((time(index) - START) / HOUR);
  }

  /** The event as its own source tells of it. */
  UploadEvent event(int index) {
    return event(index, false);
  }

  /**
   * The event.
   *
   * @param foreign as the other source tells of it: in another form, with its sequencer written
   *     differently, and with the principal that form knows
   */
  UploadEvent event(int index, boolean foreign) {
    long where = place.of(index);
    long what = content.of(index);
    UploadEventBuilder builder = new UploadEventBuilder();
    describe(builder, what);
    builder.eventTime(time(index)).object(bucketOf(where), keyOf(where, what));
    builder.region("eu-west-1").sourceIp("192.0.2.7").eTag("d41d8cd98f00b204e9800998ecf8427e");
    String sequencer = sequencer(index);
    long arrival = time(index) + 200 + (what >>> 50);
    if (foreign) {
      builder
          .sequencer(sequencer.toLowerCase(Locale.ROOT) + "00")
          .principal(foreignPrincipal(index))
          .carriedBy(
              MessageForm.EVENTBRIDGE, new MessageOrigin("events", sequencer, arrival, arrival));
    } else {
      builder
          .sequencer(sequencer)
          .principal(what % 50 == 7 ? null : "AWS:AIDA" + Math.floorMod(what >> 24, PRINCIPALS))
          .carriedBy(
              MessageForm.S3, new MessageOrigin("uploads", sequencer, arrival, arrival + 50));
    }
    return builder.build();
  }

  /** Whom the other source tells. */
  String foreignPrincipal(int index) {
    return "AROA" + Math.floorMod(content.of(index) >> 16, PRINCIPALS) + ":session";
  }

  private static String bucketOf(long where) {
    long percent = (where & 0xffff) * 100 >>> 16;
    int bucket = 0;
    while (BUCKET_SHARES[bucket] <= percent) {
      bucket++;
    }
    return BUCKETS[bucket];
  }

  private String keyOf(long where, long what) {
    String file = "f" + Math.floorMod(what, KEYS_OF_PREFIX);
    int rest = (int) (where >>> 16 & 0xff);
    if (rest == 0) {
      return file;
    }
    double share = (where >>> 24) / (double) (1L << 40) * zipf[zipf.length - 1];
    int rank = Arrays.binarySearch(zipf, share);
    String prefix = prefixes[Math.min(rank < 0 ? -rank - 1 : rank, prefixes.length - 1)];
    if (rest == 1) {
      return prefix.substring(0, prefix.indexOf('/') + 1) + file;
    }
    return prefix + file;
  }

  private void describe(UploadEventBuilder builder, long what) {
    int kind = (int) (what >>> 32 & 0xff);
    if (kind < 208) {
      CreationMethod method = methodOf((int) (what >>> 40 & 0xff));
      boolean noSize = (what >>> 48) % 97 == 0;
      builder
          .event(EventKind.CREATED, method, "ObjectCreated:" + method)
          .size(noSize ? UploadEvent.NO_SIZE : sizes[(int) (what >>> 20 & 0xfff)] + (what & 0x3ff));
    } else if (kind < 232) {
      builder.event(EventKind.REMOVED, CreationMethod.NONE, "ObjectRemoved:Delete");
    } else if (kind < 242) {
      builder.event(EventKind.LIFECYCLE_EXPIRED, CreationMethod.NONE, "LifecycleExpiration:Delete");
    } else {
      EventKind other = OTHER_KINDS[(int) (what >>> 40 & 0xff) % OTHER_KINDS.length];
      builder.event(other, CreationMethod.NONE, other.name());
    }
  }

  private static CreationMethod methodOf(int part) {
    if (part < 150) {
      return CreationMethod.PUT;
    } else if (part < 200) {
      return CreationMethod.MULTIPART;
    } else if (part < 230) {
      return CreationMethod.COPY;
    }
    return part < 245 ? CreationMethod.POST : CreationMethod.UNKNOWN;
  }

  /** Eighteen digits, as S3's often are; those of two events differ in more than zeros behind. */
  private static String sequencer(int index) {
    char[] digits = new char[18];
    long number = 0x0065_A000_0000_0000L + index * 16L + 1;
    for (int i = 17; i >= 2; i--) {
      digits[i] = HEX[(int) (number & 0xf)];
      number >>>= 4;
    }
    digits[0] = '0';
    digits[1] = '0';
    return new String(digits);
  }
}
