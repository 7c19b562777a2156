package io.uploadlens.event;

/**
 * The names of the metrics of decoding, all in the group {@value #GROUP}, which Managed Service for
 * Apache Flink forwards to CloudWatch.
 */
public final class EventMetrics {

  /** The group of all metrics. */
  public static final String GROUP = "kinesisanalytics";

  /** Counter: messages that the sources handed over. */
  public static final String MESSAGES = "messagesReceived";

  /** Counter, followed by {@link MessageForm#label()}: messages decoded. */
  public static final String DECODED = "decoded_";

  /** Counter, followed by {@link RejectReason#label()}: messages that could not be decoded. */
  public static final String REJECTED = "rejected_";

  /** Counter: messages that count nothing. */
  public static final String IGNORED = "ignored";

  /** Counter: events in the decoded messages. */
  public static final String EVENTS = "eventsDecoded";

  private EventMetrics() {}
}
