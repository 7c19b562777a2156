package io.uploadlens.config;

import io.uploadlens.window.WindowSyntax;
import java.time.Duration;
import java.util.List;
import org.apache.flink.configuration.MemorySize;

/** The group {@code analytics}: windows and groups. */
public final class AnalyticsOptions {

  /** The group's id. */
  static final String ID = "analytics";

  /** Which windows there are. */
  public static final Setting<String> WINDOWS =
      Setting.phrase(ID, "windows", "windows", WindowSyntax::fault, WindowSyntax.ALLOWED)
          .defaultsTo(
              "TUMBLE(size 1 min)",
              "The windows that events are counted in, as Flink SQL has them: TUMBLE side by side;"
                  + " HOP one beginning every slide; CUMULATE beginning together and ending one step"
                  + " after the other, for example the day so far, every hour. All are aligned to"
                  + " midnight UTC. They share one deduplicated count per slice, the greatest common"
                  + " divisor of all lengths, so that they always agree with each other; each window"
                  + " adds its rows. Changing them makes other rows: the job refuses state of other"
                  + " windows.");

  /** How long a window takes revisions. */
  public static final Setting<Duration> ALLOWED_LATENESS =
      Setting.duration(ID, "allowed-lateness", Duration.ZERO, Duration.ofDays(14))
          .defaultsTo(
              Duration.ofHours(1),
              "How long after the end of its slice an event still counts, giving a further revision of"
                  + " each window that it is in. Later ones go to the late output. The state holds the identities of all"
                  + " events of this time: longer costs disk and checkpoint size in proportion.");

  /** How deep prefixes are counted. */
  public static final Setting<Integer> PREFIX_DEPTH =
      Setting.integer(ID, "prefix-depth", 0, 10)
          .defaultsTo(
              2,
              "How many directory levels of the keys have rows of their own, besides the bucket;"
                  + " 0 for buckets alone. Each level multiplies the rows. Changing it makes other"
                  + " partial results: the job refuses state of another depth.");

  /** How many prefixes have rows. */
  public static final Setting<Integer> MAX_PREFIXES =
      Setting.integer(ID, "max-prefixes", 1, 10_000)
          .defaultsTo(
              100,
              "How many prefixes of a bucket, level and window have rows of their own, largest"
                  + " first; the rest is one row more, with prefix (other). Not more than max-groups.");

  /** How many prefixes are told apart. */
  public static final Setting<Integer> MAX_GROUPS =
      Setting.integer(ID, "max-groups", 100, 1_000_000)
          .defaultsTo(
              20_000,
              "How many prefixes of a bucket and level one window tells apart, not fewer than"
                  + " max-prefixes: it guards memory and"
                  + " state against keys whose prefixes are random. A level that has more in a window"
                  + " is not told apart in that window at all: it has one row, (other), with the"
                  + " numbers of the bucket; coarser levels and the bucket's total stay exact. It"
                  + " depends on the window's events alone. The metric overflowedLevels counts"
                  + " them.");

  /** Which objects are small. */
  public static final Setting<MemorySize> SMALL_OBJECT_BYTES =
      Setting.memorySize(ID, "small-object-bytes", MemorySize.ZERO)
          .defaultsTo(
              MemorySize.parse("128 kb"),
              "Objects below this size are counted as small_objects. The default is the size below"
                  + " which S3's cheaper storage classes bill an object as 128 KiB.");

  /** Over how many key groups identities are spread. */
  public static final Setting<Integer> SHARDS =
      Setting.integer(ID, "shards", 1, 1024)
          .defaultsTo(
              32,
              "Over how many keys the events of a window are spread, whatever their bucket, so that"
                  + " no bucket is a hot key. At least four times the parallelism gives an even"
                  + " load; more costs a little state each. Changing it moves identities to other"
                  + " keys: the job refuses state of another number.");

  /** How many identities are held in memory. */
  public static final Setting<Integer> MAX_IDENTITIES_IN_MEMORY =
      Setting.integer(ID, "max-identities-in-memory", 1_000, 100_000_000)
          .defaultsTo(
              5_000_000,
              "How many event identities one subtask holds in memory before it relies on its state"
                  + " on disk; every window's part of a shard counts as 16 more. More is faster while"
                  + " many windows are open, and takes heap: tens of bytes each.");

  /** How many groups are held in memory. */
  public static final Setting<Integer> MAX_GROUPS_IN_MEMORY =
      Setting.integer(ID, "max-groups-in-memory", 1_000, 10_000_000)
          .defaultsTo(
              50_000,
              "Of how many groups (a prefix of a bucket in a window) one subtask holds the numbers"
                  + " in memory, once where events are counted and once where windows are merged,"
                  + " before it relies on its state on disk. Enough for the windows that are open"
                  + " saves reading them again; it takes heap: from one kilobyte each for a few"
                  + " events to some fifteen for many.");

  static final OptionGroup GROUP =
      new OptionGroup(
          ID,
          "Windows, groups and the state behind them. Everything has a default.",
          List.of(
              WINDOWS,
              ALLOWED_LATENESS,
              PREFIX_DEPTH,
              MAX_PREFIXES,
              MAX_GROUPS,
              SMALL_OBJECT_BYTES,
              SHARDS,
              MAX_IDENTITIES_IN_MEMORY,
              MAX_GROUPS_IN_MEMORY));

  private AnalyticsOptions() {}
}
