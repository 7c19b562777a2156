package io.uploadlens.analytics;

import java.io.Serializable;

/** The time of day, as the watermarks of silent splits follow it. Tests bring their own. */
@FunctionalInterface
public interface WallClock extends Serializable {

  /** The system's clock. */
  WallClock SYSTEM = System::currentTimeMillis;

  /** Now, epoch milliseconds. */
  long now();
}
