package io.uploadlens.config;

import java.time.Duration;
import java.util.List;
import org.apache.flink.configuration.MemorySize;

/** The group {@code analytics}: windows and groups. */
public final class AnalyticsOptions {

  /** The group's id. */
  static final String ID = "analytics";

  /** The windows' length. */
  public static final Setting<Duration> WINDOW_SIZE =
      Setting.duration(ID, "window-size", Duration.ofSeconds(1), Duration.ofDays(1))
          .andMust(
              AnalyticsOptions::dividesADay, ", in whole seconds that divide a day without a rest")
          .defaultsTo(
              Duration.ofMinutes(1),
              "The length of a window. It divides a day, so that every day has the same windows."
                  + " Changing it makes other aggregate ids: the job refuses state of another size.");

  /** How long a window takes revisions. */
  public static final Setting<Duration> ALLOWED_LATENESS =
      Setting.duration(ID, "allowed-lateness", Duration.ZERO, Duration.ofDays(14))
          .defaultsTo(
              Duration.ofHours(1),
              "How long after its end a window still takes events, each giving a further revision."
                  + " Later ones go to the late output. The state holds the identities of all"
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
                  + " first; the rest is one row with prefix (other).");

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
                  + " on disk. More is faster while many windows are open, and takes heap: tens of"
                  + " bytes each.");

  static final OptionGroup GROUP =
      new OptionGroup(
          ID,
          "Windows, groups and the state behind them. Everything has a default.",
          List.of(
              WINDOW_SIZE,
              ALLOWED_LATENESS,
              PREFIX_DEPTH,
              MAX_PREFIXES,
              SMALL_OBJECT_BYTES,
              SHARDS,
              MAX_IDENTITIES_IN_MEMORY));

  private AnalyticsOptions() {}

  private static boolean dividesADay(Duration size) {
    return size.toMillis() % 1_000 == 0 && Duration.ofDays(1).toMillis() % size.toMillis() == 0;
  }
}
