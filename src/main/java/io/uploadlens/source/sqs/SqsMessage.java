package io.uploadlens.source.sqs;

import java.nio.charset.StandardCharsets;
import java.util.Map;
import java.util.Objects;

/**
 * One message as SQS handed it out, without its receipt handle: deleting is the source's business.
 *
 * <p>Immutable. Times are epoch milliseconds in UTC.
 */
public final class SqsMessage {

  private final String queueUrl;
  private final String messageId;
  private final String body;
  private final long sentTimestamp;
  private final long firstReceiveTimestamp;
  private final int receiveCount;
  private final Map<String, String> attributes;
  private final String messageGroupId;
  private final String sequenceNumber;

  private SqsMessage(Builder builder) {
    this.queueUrl = builder.queueUrl;
    this.messageId = builder.messageId;
    this.body = Objects.requireNonNull(builder.body, "body");
    this.sentTimestamp = builder.sentTimestamp;
    this.firstReceiveTimestamp = builder.firstReceiveTimestamp;
    this.receiveCount = builder.receiveCount;
    this.attributes = Map.copyOf(builder.attributes);
    this.messageGroupId = builder.messageGroupId;
    this.sequenceNumber = builder.sequenceNumber;
  }

  /**
   * Starts a message.
   *
   * @param queueUrl the queue's URL; not null
   * @param messageId SQS's id of the message; not null
   */
  public static Builder builder(String queueUrl, String messageId) {
    return new Builder(queueUrl, messageId);
  }

  /** The URL of the queue that held the message. */
  public String queueUrl() {
    return queueUrl;
  }

  /** SQS's id of the message, the same at every receive. */
  public String messageId() {
    return messageId;
  }

  /** The body. */
  public String body() {
    return body;
  }

  /** The body in UTF-8, a new array. */
  public byte[] bodyBytes() {
    return body.getBytes(StandardCharsets.UTF_8);
  }

  /** When the queue took the message ({@code SentTimestamp}). */
  public long sentTimestamp() {
    return sentTimestamp;
  }

  /** When it was first received by anyone ({@code ApproximateFirstReceiveTimestamp}). */
  public long firstReceiveTimestamp() {
    return firstReceiveTimestamp;
  }

  /** How often it has been received, this time included ({@code ApproximateReceiveCount}). */
  public int receiveCount() {
    return receiveCount;
  }

  /** The sender's message attributes by name; a binary value is in Base64. Never null. */
  public Map<String, String> attributes() {
    return attributes;
  }

  /** The message group, or null where the sender gave none (standard queues mostly). */
  public String messageGroupId() {
    return messageGroupId;
  }

  /** The FIFO queue's sequence number, or null. */
  public String sequenceNumber() {
    return sequenceNumber;
  }

  /** Without the body, which may hold personal data. */
  @Override
  public String toString() {
    return queueUrl + "#" + messageId;
  }

  /** Builds a {@link SqsMessage}. */
  public static final class Builder {

    private final String queueUrl;
    private final String messageId;
    private String body;
    private long sentTimestamp;
    private long firstReceiveTimestamp;
    private int receiveCount = 1;
    private Map<String, String> attributes = Map.of();
    private String messageGroupId;
    private String sequenceNumber;

    private Builder(String queueUrl, String messageId) {
      this.queueUrl = Objects.requireNonNull(queueUrl, "queueUrl");
      this.messageId = Objects.requireNonNull(messageId, "messageId");
    }

    /** The body; not null. */
    public Builder body(String body) {
      this.body = body;
      return this;
    }

    /** When the queue took the message, epoch milliseconds. */
    public Builder sentTimestamp(long sentTimestamp) {
      this.sentTimestamp = sentTimestamp;
      return this;
    }

    /** When it was first received, epoch milliseconds. */
    public Builder firstReceiveTimestamp(long firstReceiveTimestamp) {
      this.firstReceiveTimestamp = firstReceiveTimestamp;
      return this;
    }

    /** How often it has been received. */
    public Builder receiveCount(int receiveCount) {
      this.receiveCount = receiveCount;
      return this;
    }

    /** The sender's message attributes; not null. */
    public Builder attributes(Map<String, String> attributes) {
      this.attributes = attributes;
      return this;
    }

    /** The message group, or null. */
    public Builder messageGroupId(String messageGroupId) {
      this.messageGroupId = messageGroupId;
      return this;
    }

    /** The FIFO queue's sequence number, or null. */
    public Builder sequenceNumber(String sequenceNumber) {
      this.sequenceNumber = sequenceNumber;
      return this;
    }

    /** The message. */
    public SqsMessage build() {
      return new SqsMessage(this);
    }
  }
}
