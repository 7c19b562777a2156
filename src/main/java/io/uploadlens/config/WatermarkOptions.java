package io.uploadlens.config;

import java.time.Duration;
import java.util.List;

/** The group {@code watermarks}: how event time advances. */
public final class WatermarkOptions {

  /** The group's id. */
  static final String ID = "watermarks";

  /** How far out of order live events are expected. */
  public static final Setting<Duration> OUT_OF_ORDERNESS =
      Setting.duration(ID, "out-of-orderness", Duration.ZERO, Duration.ofHours(1))
          .defaultsTo(
              Duration.ofMinutes(1),
              "How long after its end a window waits for events that are out of order. S3 delivers"
                  + " most notifications within seconds, some after more than a minute. Longer"
                  + " gives later first rows and fewer revisions. In a silence idle-timeout comes on"
                  + " top of it.");

  /** When a silent source is idle. */
  public static final Setting<Duration> IDLE_TIMEOUT =
      Setting.duration(ID, "idle-timeout", Duration.ofSeconds(1), Duration.ofHours(1))
          .defaultsTo(
              Duration.ofMinutes(1),
              "After this time without an event and without a backlog, event time follows the"
                  + " clock, behind it by this and out-of-orderness, so that the last windows before"
                  + " a silence have their rows by then. Shorter closes them"
                  + " sooner and makes events late that were only slow to come.");

  /** How long a backlog may hold the watermark. */
  public static final Setting<Duration> MAX_HOLD =
      Setting.duration(ID, "max-hold", Duration.ofSeconds(1), Duration.ofDays(14))
          .defaultsTo(
              Duration.ofHours(1),
              "How long reading a backlog may hold event time still. While it is held no window"
                  + " closes and none of the backlog is late; after it, events older than"
                  + " analytics.allowed-lateness go to the late output. Set it to the longest"
                  + " backlog that you want counted.");

  static final OptionGroup GROUP =
      new OptionGroup(
          ID,
          "How event time advances. Everything has a default.",
          List.of(OUT_OF_ORDERNESS, IDLE_TIMEOUT, MAX_HOLD));

  private WatermarkOptions() {}
}
