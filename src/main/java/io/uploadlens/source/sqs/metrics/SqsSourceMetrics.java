package io.uploadlens.source.sqs.metrics;

import java.net.URI;

/**
 * The names of the source's metrics, one set per subtask and queue, in the group {@code
 * kinesisanalytics.queue.<name>}: Managed Flink sends {@code kinesisanalytics} to CloudWatch, and
 * the pair below it becomes a dimension.
 *
 * <p>Besides them the source sets Flink's {@code pendingRecords} (this subtask's share of what
 * waits), {@code numRecordsIn} and {@code numRecordsInErrors}.
 */
public final class SqsSourceMetrics {

  /** The group that Managed Flink sends to CloudWatch. */
  public static final String GROUP = "kinesisanalytics";

  /** The key of the pair that names the queue. */
  public static final String QUEUE = "queue";

  /** Counter: messages that receives returned, each delivery once. */
  public static final String RECEIVED = "received";

  /** Counter: deliveries of a message that the reader knew already, and did not emit again. */
  public static final String REDELIVERED = "redelivered";

  /** Counter: messages handed to the deserialization schema. */
  public static final String EMITTED = "emitted";

  /** Counter: messages deleted after their checkpoint. */
  public static final String DELETED = "deleted";

  /** Counter: deletes given up; the message comes back. */
  public static final String DELETES_FAILED = "deletesFailed";

  /** Counter: messages whose visibility was extended, each extension once. */
  public static final String VISIBILITY_EXTENSIONS = "visibilityExtensions";

  /** Counter: receipt handles that SQS no longer took, or that met the limit of 12 hours. */
  public static final String EXPIRED_HANDLES = "expiredHandles";

  /**
   * Counter: deliveries of a FIFO queue whose visibility ended before they were emitted. They were
   * not emitted, since another consumer may have them; what is left of them comes back, in order.
   */
  public static final String EXPIRED_UNEMITTED = "expiredUnemitted";

  /**
   * Counter: messages of a FIFO queue emitted behind a later one of their group. It stays zero
   * unless SQS delivers again what was deleted or given up long ago.
   */
  public static final String OUT_OF_ORDER = "outOfOrder";

  /**
   * Counter: messages made visible at once: when the reader closed, or as {@link
   * #EXPIRED_UNEMITTED}.
   */
  public static final String RELEASED = "released";

  /** Counter: receives that returned nothing. */
  public static final String RECEIVES_EMPTY = "receivesEmpty";

  /** Counter: requests and entries of batches that SQS throttled. */
  public static final String THROTTLED = "throttled";

  /** Counter: requests that failed for any reason, throttled ones included. */
  public static final String REQUESTS_FAILED = "requestsFailed";

  /** Gauge: messages held: received and not deleted, given up or released. */
  public static final String IN_FLIGHT = "inFlight";

  /** Gauge: messages received and not emitted. */
  public static final String PREFETCHED = "prefetched";

  /** Gauge: characters of the bodies of messages received and not emitted. */
  public static final String PREFETCHED_BYTES = "prefetchedBytes";

  /** Gauge: the most messages that the subtask may hold: its share of the queue's limit. */
  public static final String IN_FLIGHT_LIMIT = "inFlightLimit";

  /** Gauge: messages emitted that wait for their checkpoint or their delete. */
  public static final String AWAITING_DELETE = "awaitingDelete";

  /** Gauge: 1 while the in-flight limit stops receiving, else 0. */
  public static final String AT_IN_FLIGHT_LIMIT = "atInFlightLimit";

  /** Gauge: how many receives may be in flight now. */
  public static final String CONCURRENT_RECEIVES = "concurrentReceives";

  /** Gauge: messages that the whole queue has waiting; -1 before the first report. */
  public static final String BACKLOG_VISIBLE = "backlogVisible";

  /** Gauge: messages in flight in the whole queue, for anyone; -1 before the first report. */
  public static final String BACKLOG_IN_FLIGHT = "backlogInFlight";

  /** Gauge: messages sent with a delay that is not over; -1 before the first report. */
  public static final String BACKLOG_DELAYED = "backlogDelayed";

  /**
   * Gauge: messages in flight that no reader of this job holds: of an attempt that was killed, or
   * of another consumer of the queue; -1 before the first report.
   */
  public static final String IN_FLIGHT_ELSEWHERE = "inFlightElsewhere";

  private SqsSourceMetrics() {}

  /** The queue's name: the last part of its URL. */
  public static String queueName(String queueUrl) {
    String path = URI.create(queueUrl).getPath();
    return path.substring(path.lastIndexOf('/') + 1);
  }
}
