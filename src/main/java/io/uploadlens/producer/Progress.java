package io.uploadlens.producer;

import io.uploadlens.producer.target.MessageTarget;
import io.uploadlens.producer.target.Timing;
import java.io.PrintWriter;
import java.util.List;
import java.util.Locale;
import java.util.concurrent.TimeUnit;

/** Says once in a while how far the sending is: one line on standard error. */
final class Progress {

  private static final long INTERVAL_NANOS = TimeUnit.SECONDS.toNanos(2);

  private final List<MessageTarget> targets;
  private final long events;
  private final PrintWriter err;
  private final Timing timing;
  private final long started;
  private long lastTold;

  /**
   * @param events how many are to come in all; {@link Long#MAX_VALUE} if that is not known
   */
  Progress(List<MessageTarget> targets, long events, PrintWriter err, Timing timing) {
    this.targets = targets;
    this.events = events;
    this.err = err;
    this.timing = timing;
    this.started = timing.nanoTime();
    this.lastTold = started;
  }

  /** Tells if it is time to. */
  void at(long eventsSoFar) {
    long now = timing.nanoTime();
    if (now - lastTold >= INTERVAL_NANOS) {
      lastTold = now;
      double seconds = (now - started) / 1e9;
      String left = "";
      if (events != Long.MAX_VALUE && eventsSoFar > 0) {
        left = ", " + Math.round((events - eventsSoFar) * seconds / eventsSoFar) + " s left";
      }
      err.println(numbers(seconds) + left);
      err.flush();
    }
  }

  /** The numbers of the whole run. */
  String summary() {
    return numbers((timing.nanoTime() - started) / 1e9);
  }

  private String numbers(double seconds) {
    long sent = 0;
    long bytes = 0;
    long retried = 0;
    for (MessageTarget target : targets) {
      sent += target.progress().messages();
      bytes += target.progress().bytes();
      retried += target.progress().retried();
    }
    return String.format(
        Locale.ROOT,
        "%d messages sent, %.1f MB, %.0f/s, %d attempts repeated, %.0f s",
        sent,
        bytes / 1e6,
        sent / Math.max(seconds, 0.001),
        retried,
        seconds);
  }
}
