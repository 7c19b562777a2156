package io.uploadlens.config;

import java.time.Duration;

/** The settings of the group {@code watermarks}, checked. Immutable. */
public final class WatermarkConfig {

  private final Duration outOfOrderness;
  private final Duration idleTimeout;
  private final Duration maxHold;

  WatermarkConfig(ParsedSettings settings) {
    this.outOfOrderness = settings.get(WatermarkOptions.OUT_OF_ORDERNESS);
    this.idleTimeout = settings.get(WatermarkOptions.IDLE_TIMEOUT);
    this.maxHold = settings.get(WatermarkOptions.MAX_HOLD);
  }

  /** 0 to 1 h. */
  public Duration outOfOrderness() {
    return outOfOrderness;
  }

  /** 1 s to 1 h. */
  public Duration idleTimeout() {
    return idleTimeout;
  }

  /** How long a catch-up may hold the watermark, 1 s to 14 days. */
  public Duration maxHold() {
    return maxHold;
  }
}
