package io.uploadlens.analytics;

import java.io.Serializable;
import java.time.Duration;

/** How event time moves on. Immutable; durations are in milliseconds. */
public final class WatermarkSettings implements Serializable {

  private static final long serialVersionUID = 1L;

  private final long outOfOrderness;
  private final long idleTimeout;
  private final long maxHold;

  /**
   * @param outOfOrderness how much older than the youngest event seen an event may be and still
   *     come in time; not negative
   * @param idleTimeout how long a source must be silent before its watermark follows the clock;
   *     more than zero
   * @param maxHold how long catching up may hold the watermark; more than zero
   * @throws IllegalArgumentException if one of them is not as it must be
   */
  public WatermarkSettings(Duration outOfOrderness, Duration idleTimeout, Duration maxHold) {
    require(!outOfOrderness.isNegative(), "out-of-orderness", outOfOrderness, "0 or more");
    require(idleTimeout.toMillis() > 0, "idle timeout", idleTimeout, "1 ms or more");
    require(maxHold.toMillis() > 0, "max hold", maxHold, "1 ms or more");
    this.outOfOrderness = outOfOrderness.toMillis();
    this.idleTimeout = idleTimeout.toMillis();
    this.maxHold = maxHold.toMillis();
  }

  private static void require(boolean holds, String name, Duration value, String allowed) {
    if (!holds) {
      throw new IllegalArgumentException(name + " is " + value + "; allowed: " + allowed);
    }
  }

  long outOfOrderness() {
    return outOfOrderness;
  }

  long idleTimeout() {
    return idleTimeout;
  }

  long maxHold() {
    return maxHold;
  }
}
