package io.uploadlens.source.sqs;

import io.uploadlens.aws.AwsSettings;
import io.uploadlens.source.sqs.payload.PayloadSettings;
import io.uploadlens.source.sqs.payload.PayloadStoreProvider;
import io.uploadlens.source.sqs.payload.S3PayloadStoreProvider;
import io.uploadlens.source.sqs.queue.AwsSqsQueueProvider;
import io.uploadlens.source.sqs.queue.SqsQueue;
import io.uploadlens.source.sqs.queue.SqsQueueProvider;
import java.net.URI;
import java.net.URISyntaxException;
import java.time.Duration;
import java.util.ArrayList;
import java.util.HashSet;
import java.util.List;
import java.util.Objects;
import java.util.Set;

/**
 * Builds an {@link SqsSource}. {@link #build()} checks all settings at once and lists every problem
 * with the setting's name, its value and what is allowed.
 *
 * @param <T> the type of the records
 */
public final class SqsSourceBuilder<T> {

  private static final int SQS_IN_FLIGHT_LIMIT = 120_000;
  private static final int MAX_CONCURRENT = 256;

  List<String> queueUrls = List.of();
  Duration visibilityTimeout = Duration.ofMinutes(3);
  Duration receiveWait = Duration.ofSeconds(20);
  int maxInFlight = 100_000;
  int maxConcurrentReceives = 16;
  Integer maxConcurrentDeletes;
  int maxDeleteAttempts = 8;
  Integer maxPrefetch;
  long maxPrefetchBytes = 32L << 20;
  Duration backlogInterval = Duration.ofSeconds(5);
  Duration catchUpThreshold = Duration.ofSeconds(5);
  int catchUpMinBacklog = 100;
  Duration closeTimeout = Duration.ofSeconds(5);
  PayloadSettings.Builder payloads = PayloadSettings.builder();
  private SqsDeserializationSchema<T> deserializationSchema;
  private AwsSettings awsSettings;
  private SqsQueueProvider queueProvider;
  private PayloadStoreProvider payloadStoreProvider;

  SqsSourceBuilder() {}

  /**
   * The queues to read, by their URLs; every subtask reads every queue. Required. A queue that is
   * taken out later is read no more; what was read of it is still deleted.
   */
  public SqsSourceBuilder<T> setQueueUrls(List<String> queueUrls) {
    this.queueUrls = new ArrayList<>(Objects.requireNonNull(queueUrls, "queueUrls"));
    return this;
  }

  /** What makes records of messages. Required. */
  public SqsSourceBuilder<T> setDeserializationSchema(SqsDeserializationSchema<T> schema) {
    this.deserializationSchema = Objects.requireNonNull(schema, "deserializationSchema");
    return this;
  }

  /** Region, endpoint and credentials. Required, unless a queue provider is set. */
  public SqsSourceBuilder<T> setAwsSettings(AwsSettings awsSettings) {
    this.awsSettings = Objects.requireNonNull(awsSettings, "awsSettings");
    return this;
  }

  /** Opens the queues in place of Amazon SQS: for tests. */
  public SqsSourceBuilder<T> setQueueProvider(SqsQueueProvider queueProvider) {
    this.queueProvider = Objects.requireNonNull(queueProvider, "queueProvider");
    return this;
  }

  /**
   * How long SQS hides a received message from others, 1 second to 12 hours; default 3 minutes. The
   * source extends it when a third to half of it has passed, so keep a third of it above checkpoint
   * interval plus duration: then most messages are deleted without an extension. After a crash that
   * leaves no time to release messages they come back when it has passed.
   */
  public SqsSourceBuilder<T> setVisibilityTimeout(Duration visibilityTimeout) {
    this.visibilityTimeout = Objects.requireNonNull(visibilityTimeout, "visibilityTimeout");
    return this;
  }

  /**
   * The most messages in flight per queue over all subtasks, 1 to 120,000; default 100,000. SQS
   * hands out no more than about 120,000 messages that are not deleted yet, to all consumers
   * together. A queue's rate is at most this number divided by checkpoint interval plus duration.
   */
  public SqsSourceBuilder<T> setMaxInFlight(int maxInFlight) {
    this.maxInFlight = maxInFlight;
    return this;
  }

  /**
   * The most receives in flight per subtask and queue, 1 to 256; default 16. More are used for as
   * long as they come back nearly full, and one when the queue is idle.
   */
  public SqsSourceBuilder<T> setMaxConcurrentReceives(int maxConcurrentReceives) {
    this.maxConcurrentReceives = maxConcurrentReceives;
    return this;
  }

  /**
   * The most delete batches in flight per subtask and queue, 1 to 256; default 2 for every
   * concurrent receive. Deletes come in bursts, one with every checkpoint, and must keep up with
   * the receives.
   */
  public SqsSourceBuilder<T> setMaxConcurrentDeletes(int maxConcurrentDeletes) {
    this.maxConcurrentDeletes = maxConcurrentDeletes;
    return this;
  }

  /**
   * How often the delete of a message that SQS answers with an error is tried, 1 to 100; default 8.
   * Then it is counted and given up. The message comes back; the subtask that gave it up deletes it
   * then, if that is within two visibility timeouts, and any other reads it again.
   */
  public SqsSourceBuilder<T> setMaxDeleteAttempts(int maxDeleteAttempts) {
    this.maxDeleteAttempts = maxDeleteAttempts;
    return this;
  }

  /**
   * The most messages received and not yet emitted per subtask and queue, 1 to 100,000; default 20
   * for every concurrent receive. Their visibility clock runs while they wait: never is more
   * received than the task takes, at its rate of the moment, in a quarter of the visibility
   * timeout.
   */
  public SqsSourceBuilder<T> setMaxPrefetch(int maxPrefetch) {
    this.maxPrefetch = maxPrefetch;
    return this;
  }

  /**
   * The most bytes of the bodies received and not yet emitted per subtask and queue, 1 MiB to 1
   * GiB; default 32 MiB. It may be passed by one receive, of up to ten messages, when messages
   * become larger. The size is the number of characters: bodies outside Latin-1 take twice that in
   * memory.
   */
  public SqsSourceBuilder<T> setMaxPrefetchBytes(long maxPrefetchBytes) {
    this.maxPrefetchBytes = maxPrefetchBytes;
    return this;
  }

  /**
   * How long a receive waits at SQS for a message, 0 to 20 seconds; default 20 seconds. An idle
   * queue costs one request per subtask in this time, and one a second if it is shorter than that.
   */
  public SqsSourceBuilder<T> setReceiveWait(Duration receiveWait) {
    this.receiveWait = Objects.requireNonNull(receiveWait, "receiveWait");
    return this;
  }

  /** How often a queue is asked for its backlog, 100 ms to 10 minutes; default 5 seconds. */
  public SqsSourceBuilder<T> setBacklogInterval(Duration backlogInterval) {
    this.backlogInterval = Objects.requireNonNull(backlogInterval, "backlogInterval");
    return this;
  }

  /**
   * How much reading, at the rate measured, a backlog must be worth to count as {@linkplain
   * QueueProgress#CATCHING_UP catching up}; 100 ms to 1 hour, default 5 seconds.
   */
  public SqsSourceBuilder<T> setCatchUpThreshold(Duration catchUpThreshold) {
    this.catchUpThreshold = Objects.requireNonNull(catchUpThreshold, "catchUpThreshold");
    return this;
  }

  /**
   * A backlog of at most this many messages never counts as catching up, however slowly it is read;
   * at least 0, default 100.
   */
  public SqsSourceBuilder<T> setCatchUpMinBacklog(int catchUpMinBacklog) {
    this.catchUpMinBacklog = catchUpMinBacklog;
    return this;
  }

  /**
   * How bodies that the SQS Extended Client put into S3 are read; by default they are not, and a
   * message with such a body is emitted with the {@linkplain SqsMessage#payloadFailure() reason}.
   */
  public SqsSourceBuilder<T> setPayloads(PayloadSettings.Builder payloads) {
    this.payloads = Objects.requireNonNull(payloads, "payloads");
    return this;
  }

  /** Opens the payloads in place of Amazon S3: for tests, and for other stores. */
  public SqsSourceBuilder<T> setPayloadStoreProvider(PayloadStoreProvider payloadStoreProvider) {
    this.payloadStoreProvider =
        Objects.requireNonNull(payloadStoreProvider, "payloadStoreProvider");
    return this;
  }

  /**
   * How long closing a reader may wait until pending deletes are done and messages held are
   * released, 0 to 60 seconds; default 5 seconds.
   */
  public SqsSourceBuilder<T> setCloseTimeout(Duration closeTimeout) {
    this.closeTimeout = Objects.requireNonNull(closeTimeout, "closeTimeout");
    return this;
  }

  /**
   * The source.
   *
   * @throws IllegalArgumentException lists every setting that is missing or not allowed
   */
  public SqsSource<T> build() {
    List<String> problems = new ArrayList<>();
    checkQueueUrls(problems);
    if (deserializationSchema == null) {
      problems.add("deserializationSchema is not set; it is required");
    }
    if (awsSettings == null && queueProvider == null) {
      problems.add("awsSettings is not set; it is required");
    }
    checkDurations(problems);
    checkNumbers(problems);
    problems.addAll(payloads.problems());
    if (payloads.isOn() && awsSettings == null && payloadStoreProvider == null) {
      problems.add("payloads are read without awsSettings or payloadStoreProvider");
    }
    if (!problems.isEmpty()) {
      throw new IllegalArgumentException(
          "The SQS source can't be built:\n  " + String.join("\n  ", problems));
    }
    SqsQueueProvider provider =
        queueProvider == null ? new AwsSqsQueueProvider(awsSettings) : queueProvider;
    return new SqsSource<>(
        new SqsSourceSettings(this), deserializationSchema, provider, payloadStores());
  }

  private PayloadStoreProvider payloadStores() {
    if (!payloads.isOn()) {
      return null;
    }
    return payloadStoreProvider == null
        ? new S3PayloadStoreProvider(awsSettings)
        : payloadStoreProvider;
  }

  int effectiveMaxConcurrentDeletes() {
    return maxConcurrentDeletes == null
        ? Math.min(MAX_CONCURRENT, 2 * maxConcurrentReceives)
        : maxConcurrentDeletes;
  }

  int effectiveMaxPrefetch() {
    return maxPrefetch == null ? 2 * SqsQueue.MAX_BATCH * maxConcurrentReceives : maxPrefetch;
  }

  private void checkQueueUrls(List<String> problems) {
    if (queueUrls.isEmpty()) {
      problems.add("queueUrls is empty; at least one queue URL is required");
    }
    Set<String> seen = new HashSet<>();
    for (String url : queueUrls) {
      if (!isQueueUrl(url)) {
        problems.add(
            "queueUrls holds '"
                + url
                + "'; allowed are queue URLs as"
                + " https://sqs.<region>.amazonaws.com/<account>/<queue>");
      } else if (!seen.add(url)) {
        problems.add("queueUrls holds '" + url + "' twice; each queue is allowed once");
      }
    }
  }

  private static boolean isQueueUrl(String url) {
    if (url == null) {
      return false;
    }
    try {
      URI uri = new URI(url);
      boolean http = "https".equals(uri.getScheme()) || "http".equals(uri.getScheme());
      return http
          && uri.getHost() != null
          && uri.getPath().length() > 1
          && !uri.getPath().endsWith("/");
    } catch (URISyntaxException e) {
      return false;
    }
  }

  private void checkDurations(List<String> problems) {
    checkSeconds(
        problems,
        "visibilityTimeout",
        visibilityTimeout,
        Duration.ofSeconds(1),
        SqsQueue.MAX_VISIBILITY);
    checkSeconds(problems, "receiveWait", receiveWait, Duration.ZERO, Duration.ofSeconds(20));
    if (visibilityTimeout.compareTo(receiveWait.multipliedBy(2)) <= 0) {
      for (String url : queueUrls) {
        if (url != null && SqsQueue.isFifo(url)) {
          problems.add(
              "visibilityTimeout is "
                  + visibilityTimeout
                  + " and receiveWait is "
                  + receiveWait
                  + "; for the FIFO queue "
                  + url
                  + " more than twice receiveWait is allowed, since there the time that a receive"
                  + " waits counts as part of the timeout");
        }
      }
    }
    checkRange(
        problems,
        "backlogInterval",
        backlogInterval,
        Duration.ofMillis(100),
        Duration.ofMinutes(10));
    checkRange(
        problems,
        "catchUpThreshold",
        catchUpThreshold,
        Duration.ofMillis(100),
        Duration.ofHours(1));
    checkRange(problems, "closeTimeout", closeTimeout, Duration.ZERO, Duration.ofSeconds(60));
  }

  private void checkNumbers(List<String> problems) {
    checkRange(problems, "maxInFlight", maxInFlight, 1, SQS_IN_FLIGHT_LIMIT);
    checkRange(problems, "maxConcurrentReceives", maxConcurrentReceives, 1, MAX_CONCURRENT);
    if (maxConcurrentDeletes != null) {
      checkRange(problems, "maxConcurrentDeletes", maxConcurrentDeletes, 1, MAX_CONCURRENT);
    }
    checkRange(problems, "maxDeleteAttempts", maxDeleteAttempts, 1, 100);
    checkRange(problems, "catchUpMinBacklog", catchUpMinBacklog, 0, Integer.MAX_VALUE);
    checkRange(problems, "maxPrefetchBytes", maxPrefetchBytes, 1L << 20, 1L << 30);
    if (maxPrefetch != null) {
      checkRange(problems, "maxPrefetch", maxPrefetch, 1, 100_000);
    }
  }

  /** SQS counts whole seconds. */
  private static void checkSeconds(
      List<String> problems, String name, Duration value, Duration min, Duration max) {
    checkRange(problems, name, value, min, max);
    if (value.getNano() != 0) {
      problems.add(name + " is " + value + "; only whole seconds are allowed");
    }
  }

  private static void checkRange(
      List<String> problems, String name, Duration value, Duration min, Duration max) {
    if (value.compareTo(min) < 0 || value.compareTo(max) > 0) {
      problems.add(name + " is " + value + "; " + min + " to " + max + " is allowed");
    }
  }

  private static void checkRange(
      List<String> problems, String name, long value, long min, long max) {
    if (value < min || value > max) {
      problems.add(name + " is " + value + "; " + min + " to " + max + " is allowed");
    }
  }
}
