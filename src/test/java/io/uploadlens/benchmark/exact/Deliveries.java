package io.uploadlens.benchmark.exact;

import java.util.Arrays;
import java.util.SplittableRandom;

/**
 * What each source delivers, and when: a pure function of the seed, so that every attempt of the
 * job reads the same. Immutable.
 *
 * <p>Each event comes through one of two sources, in one of many small blocks, which the splits of
 * a source take in turn; within a block the order is random. A tenth of the events come twice:
 * again from the same source, at once or a block later; or from the other source; or with a burst
 * of an hour's deliveries one or two days afterwards, from either. One in a hundred comes with such
 * a burst for the first time.
 */
final class Deliveries {

  static final int SOURCES = 2;

  /** Of each source. */
  static final int SPLITS = 4;

  /** Of 1000 events. */
  private static final int AGAIN = 40;

  private static final int THROUGH_BOTH = 40;

  /** Of 1000 events of an hour of which some come a day or two later: half of all hours. */
  private static final int DAYS_LATER = 60;

  /** Of as many, those that did not come before. */
  private static final int ONLY_DAYS_LATER = 20;

  private static final int DAY = 24;

  /** Blocks of an hour to one that has deliveries of days ago, which come first in the hour. */
  private static final int BURST = 4;

  private final History history;
  private final long seed;
  private final Draws draws;
  private final Draws hours;
  private final int blockSize;
  private final int blocks;

  Deliveries(History history, long seed) {
    this.history = history;
    this.seed = seed;
    this.draws = new Draws(seed, 3);
    this.hours = new Draws(seed, 4);
    long inTime = ExactSetting.OUT_OF_ORDERNESS.toMillis();
    long span = History.HOURS * History.HOUR;
    this.blockSize = Math.toIntExact(Math.max(1, inTime * history.size() / span));
    this.blocks = (history.size() + blockSize - 1) / blockSize;
  }

  /** How many blocks each source has; split n takes those with remainder n. */
  int blocks() {
    return blocks;
  }

  /** How many blocks two hours have. */
  int blocksOfTwoHours() {
    return Math.max(1, 2 * blocks / History.HOURS);
  }

  /** The index of a delivery's event. */
  static int indexOf(int delivery) {
    return delivery >>> 1;
  }

  /** Whether it tells of an event of the other source. */
  static boolean isForeign(int delivery) {
    return (delivery & 1) != 0;
  }

  /** A block's deliveries of a source, in order. */
  int[] block(int source, int block) {
    Collected collected = new Collected(source);
    int from = block * blockSize;
    int to = Math.min(from + blockSize, history.size());
    for (int index = from; index < to; index++) {
      if (isOnlyDaysLater(index)) {
        continue;
      }
      if (sourceOf(index) == source) {
        collected.add(index);
        if (isAgain(index) && blockOfSecond(index, block) == block) {
          collected.add(index);
        }
      } else if (isThroughBoth(index)) {
        collected.add(index);
      }
    }
    int before = block - SPLITS;
    for (int index = before * blockSize;
        before >= 0 && index < from - (SPLITS - 1) * blockSize;
        index++) {
      if (sourceOf(index) == source && isAgain(index) && blockOfSecond(index, before) == block) {
        collected.add(index);
      }
    }
    addOfDaysAgo(collected, block);
    return collected.shuffled(new SplittableRandom(Draws.mix(seed + source) + block));
  }

  private void addOfDaysAgo(Collected collected, int block) {
    int hour = history.hourOf(block * blockSize);
    int first = blockAtOrAfter(history.firstOf(hour));
    int bursts = (blockAtOrAfter(history.firstOf(hour + 1)) - first + BURST - 1) / BURST;
    int burst = block - first;
    if (burst >= bursts) {
      return;
    }
    for (int days = 1; days <= 2; days++) {
      int then = hour - days * DAY;
      if (then < 0 || daysLater(then) != days) {
        continue;
      }
      long from = history.firstOf(then);
      long count = history.firstOf(then + 1) - from;
      int end = (int) (from + count * (burst + 1) / bursts);
      for (int index = (int) (from + count * burst / bursts); index < end; index++) {
        if (comesDaysLater(index, DAYS_LATER) && sourceOfDaysLater(index) == collected.source) {
          collected.add(index);
        }
      }
    }
  }

  private int blockAtOrAfter(int index) {
    return (index + blockSize - 1) / blockSize;
  }

  /** Whether the event comes twice from its source within minutes. */
  boolean isAgain(int index) {
    return part(draws.of(index)) < AGAIN && !isOnlyDaysLater(index);
  }

  /** Whether both sources deliver the event within a minute. */
  boolean isThroughBoth(int index) {
    return part(draws.of(index) >>> 16) < THROUGH_BOTH && !isOnlyDaysLater(index);
  }

  /** Whether the event comes again a day or two later. */
  boolean isDaysLater(int index) {
    return comesDaysLater(index, DAYS_LATER) && !isOnlyDaysLater(index);
  }

  /** Whether the event comes for the first time a day or two later. */
  boolean isOnlyDaysLater(int index) {
    return comesDaysLater(index, ONLY_DAYS_LATER);
  }

  private boolean comesDaysLater(int index, int share) {
    if (part(draws.of(index) >>> 32) >= share) {
      return false;
    }
    int hour = history.hourOf(index);
    return hour + daysLater(hour) * DAY < History.HOURS;
  }

  /** Whether the source that is not the event's own delivers it, too. */
  boolean isToldByOther(int index) {
    return isThroughBoth(index)
        || (isDaysLater(index) && sourceOfDaysLater(index) != sourceOf(index));
  }

  private static int part(long bits) {
    return (int) ((bits & 0xffff) * 1000 >>> 16);
  }

  private int sourceOf(int index) {
    return (int) (draws.of(index) >>> 63);
  }

  private int sourceOfDaysLater(int index) {
    // The only one to tell of an event is its own.
    return isOnlyDaysLater(index) ? sourceOf(index) : (int) (draws.of(index) >>> 62 & 1);
  }

  private int blockOfSecond(int index, int block) {
    boolean later = (draws.of(index) >>> 61 & 1) != 0 && block + SPLITS < blocks;
    return later ? block + SPLITS : block;
  }

  /** How many days later some of an hour's events come again. */
  private int daysLater(int hour) {
    return 1 + (int) (hours.of(hour) & 1);
  }

  /** A block while it is put together. */
  private final class Collected {
    private final int source;
    private int[] deliveries = new int[blockSize + 16];
    private int size;

    Collected(int source) {
      this.source = source;
    }

    void add(int index) {
      if (size == deliveries.length) {
        deliveries = Arrays.copyOf(deliveries, 2 * size);
      }
      deliveries[size++] = index << 1 | (sourceOf(index) == source ? 0 : 1);
    }

    int[] shuffled(SplittableRandom random) {
      for (int i = size - 1; i > 0; i--) {
        int other = random.nextInt(i + 1);
        int delivery = deliveries[i];
        deliveries[i] = deliveries[other];
        deliveries[other] = delivery;
      }
      return Arrays.copyOf(deliveries, size);
    }
  }
}
