package io.uploadlens.source.sqs;

import io.uploadlens.source.sqs.queue.SqsQueue;
import java.net.URI;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import java.util.Objects;
import org.apache.flink.streaming.api.environment.CheckpointConfig;

/**
 * What is allowed and probably not meant: settings of the source that contradict the job's
 * checkpoints. A source knows nothing of checkpoints before the first one comes, so a job's main
 * asks here:
 *
 * <pre>{@code
 * SqsSourceWarnings.of(source.settings(), env.getParallelism(), env.getCheckpointConfig())
 *     .forEach(LOG::warn);
 * }</pre>
 */
public final class SqsSourceWarnings {

  /** Shorter pauses of the process must be harmless, such as a long garbage collection. */
  private static final Duration LONG_PAUSE = Duration.ofSeconds(10);

  /** What a call takes within a region, as a rule. */
  private static final Duration ROUND_TRIP = Duration.ofMillis(20);

  private static final Duration LONG_VISIBILITY = Duration.ofHours(1);
  private static final int SLOW_PER_SECOND = 100;

  /**
   * AWS documents 120,000 for FIFO queues everywhere, but <a
   * href="https://docs.amazonaws.cn/en_us/AWSSimpleQueueService/latest/SQSDeveloperGuide/quotas-fifo.html">for
   * China</a> the older 20,000.
   */
  private static final int FIFO_IN_CHINA = 20_000;

  private final SqsSourceSettings settings;
  private final int parallelism;
  private final CheckpointConfig checkpoints;
  private final List<String> warnings = new ArrayList<>();

  private SqsSourceWarnings(
      SqsSourceSettings settings, int parallelism, CheckpointConfig checkpoints) {
    this.settings = Objects.requireNonNull(settings, "settings");
    this.parallelism = parallelism;
    this.checkpoints = Objects.requireNonNull(checkpoints, "checkpoints");
  }

  /**
   * Every warning with its numbers and what to change; none for settings that agree.
   *
   * @param settings the source's; not null
   * @param parallelism the source's; at least 1
   * @param checkpoints the job's; not null
   */
  public static List<String> of(
      SqsSourceSettings settings, int parallelism, CheckpointConfig checkpoints) {
    if (parallelism < 1) {
      throw new IllegalArgumentException(
          "parallelism is " + parallelism + "; at least 1 is allowed");
    }
    SqsSourceWarnings warnings = new SqsSourceWarnings(settings, parallelism, checkpoints);
    warnings.checkShare();
    warnings.checkVisibility();
    warnings.checkExtensions();
    warnings.checkFifo();
    if (checkpoints.isCheckpointingEnabled()) {
      warnings.checkInterval();
    } else {
      warnings.noCheckpoints();
    }
    return List.copyOf(warnings.warnings);
  }

  private void noCheckpoints() {
    warn(
        "Checkpointing is off (execution.checkpointing.interval), and without a completed checkpoint"
            + " NOTHING IS EVER DELETED from a queue: each of %,d subtasks reads %,d messages of"
            + " each queue and then stops, and all of them come back when the job ends",
        parallelism, settings.maxInFlightPerSubtask(parallelism));
  }

  private void checkShare() {
    int share = settings.maxInFlightPerSubtask(parallelism);
    if (parallelism > settings.maxInFlight()) {
      warn(
          "maxInFlight is %,d and the source's parallelism %,d: every subtask holds at least one"
              + " message, so that %,d may be in flight; raise maxInFlight or lower the parallelism",
          settings.maxInFlight(), parallelism, parallelism);
    } else if (share < SqsQueue.MAX_BATCH) {
      warn(
          "maxInFlight of %,d leaves each of %,d subtasks %,d messages, and SQS gives up to %d at a"
              + " time: every request brings less than it could; raise maxInFlight to %,d or more, or"
              + " lower the parallelism",
          settings.maxInFlight(),
          parallelism,
          share,
          SqsQueue.MAX_BATCH,
          SqsQueue.MAX_BATCH * parallelism);
    }
  }

  private void checkVisibility() {
    Duration visibility = settings.visibilityTimeout();
    if (visibility.dividedBy(2).compareTo(LONG_PAUSE) < 0) {
      warn(
          "visibilityTimeout is %s, and is extended when up to half of it has passed: if the process"
              + " pauses for %s (a garbage collection, a lost network), messages come back while they"
              + " are held and may be read twice; %s or more is safer",
          text(visibility), text(visibility.dividedBy(2)), text(LONG_PAUSE.multipliedBy(3)));
    }
    if (visibility.compareTo(LONG_VISIBILITY) > 0) {
      warn(
          "visibilityTimeout is %s: after a process was killed, what it held is read again only when"
              + " that has passed; it is extended while the source holds a message, so a few minutes"
              + " do",
          text(visibility));
    }
  }

  /** While no checkpoint completes, all that is held is extended again and again. */
  private void checkExtensions() {
    int share = settings.maxInFlightPerSubtask(parallelism);
    int atOnce = SqsQueue.MAX_BATCH * settings.maxConcurrentDeletes();
    Duration all = ROUND_TRIP.multipliedBy((share + atOnce - 1) / atOnce);
    Duration half = settings.visibilityTimeout().dividedBy(2);
    if (all.compareTo(half) > 0) {
      warn(
          "visibilityTimeout is %s, and a subtask may hold %,d messages: while checkpoints take long,"
              + " extending all of them takes %s, with %,d requests at a time of %s each, and half of"
              + " visibilityTimeout is left for it; those that are not reached come back and are read"
              + " twice. Raise visibilityTimeout to %s or lower maxInFlight to %,d",
          text(settings.visibilityTimeout()),
          share,
          text(all),
          settings.maxConcurrentDeletes(),
          text(ROUND_TRIP),
          text(Duration.ofSeconds(all.multipliedBy(2).toSeconds() + 1)),
          half.dividedBy(ROUND_TRIP) * atOnce * parallelism);
    }
  }

  private void checkFifo() {
    for (String url : settings.queueUrls()) {
      String host = URI.create(url).getHost();
      if (SqsQueue.isFifo(url)
          && host.endsWith(".amazonaws.com.cn")
          && settings.maxInFlight() > FIFO_IN_CHINA) {
        warn(
            "maxInFlight is %,d, and AWS documents at most %,d messages in flight for a FIFO queue in"
                + " China: SQS stops before the source does, and tells nobody; lower it for %s",
            settings.maxInFlight(), FIFO_IN_CHINA, url);
      }
    }
  }

  private void checkInterval() {
    Duration interval =
        Duration.ofMillis(
            Math.max(
                checkpoints.getCheckpointInterval(), checkpoints.getMinPauseBetweenCheckpoints()));
    Duration visibility = settings.visibilityTimeout();
    Duration timeout = Duration.ofMillis(checkpoints.getCheckpointTimeout());
    double perSecond = settings.maxInFlight() * 1000.0 / interval.toMillis();
    if (interval.plus(timeout).compareTo(SqsQueue.MAX_VISIBILITY) >= 0) {
      warn(
          "Checkpoints every %s that may take %s, and SQS hides a message for 12 hours at most: it"
              + " may come back before its checkpoint completes, and be read twice; shorten the"
              + " checkpoint interval or timeout",
          text(interval), text(timeout));
    } else if (visibility.compareTo(interval.multipliedBy(3)) < 0) {
      warn(
          "visibilityTimeout is %s, less than three times the checkpoint interval of %s: messages"
              + " are extended before they are deleted, about %,d requests for each %,d messages held"
              + " through an interval; raise visibilityTimeout to %s to save most of them",
          text(visibility),
          text(interval),
          Math.max(1, 3 * interval.toMillis() / visibility.toMillis()) * 1_000 / SqsQueue.MAX_BATCH,
          1_000,
          text(interval.multipliedBy(3)));
    }
    if (perSecond < SLOW_PER_SECOND) {
      warn(
          "maxInFlight of %,d and checkpoints every %s bound each queue to %,d messages a second"
              + " (maxInFlight / checkpoint interval), and to %.1f while checkpoints take as long as"
              + " their timeout of %s; shorten the checkpoint interval, or raise maxInFlight, to"
              + " 120,000 at most",
          settings.maxInFlight(),
          text(interval),
          (long) perSecond,
          settings.maxInFlight() * 1000.0 / interval.plus(timeout).toMillis(),
          text(timeout));
    }
  }

  private void warn(String format, Object... values) {
    warnings.add(String.format(Locale.ROOT, format, values) + ".");
  }

  /** Seconds up to two minutes, then minutes, then hours. */
  private static String text(Duration duration) {
    if (duration.compareTo(Duration.ofMinutes(2)) < 0) {
      return duration.toMillis() % 1000 == 0
          ? duration.toSeconds() + " s"
          : duration.toMillis() + " ms";
    }
    return duration.compareTo(Duration.ofHours(2)) < 0
        ? duration.toMinutes() + " min"
        : duration.toHours() + " h";
  }
}
