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
  private final String payloadFailure;

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
    this.payloadFailure = builder.payloadFailure;
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

  /**
   * The body; of a message whose body the SQS Extended Client put into S3, what is there, or the
   * pointer to it where that could {@linkplain #payloadFailure() not be had}.
   */
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

  /**
   * Why {@link #body()} is the SQS Extended Client's pointer and not what it points to: for a
   * person. Null for all other messages. It is final: what passes by itself is waited for.
   */
  public String payloadFailure() {
    return payloadFailure;
  }

  /** The same message with another body and other attributes: its payload, taken from S3. */
  public SqsMessage withPayload(String payload, Map<String, String> otherAttributes) {
    return copy().body(payload).attributes(otherAttributes).build();
  }

  /** The same message, as one whose payload can't be had. */
  public SqsMessage withPayloadFailure(String why) {
    return copy().payloadFailure(Objects.requireNonNull(why, "why")).build();
  }

  private Builder copy() {
    return builder(queueUrl, messageId)
        .body(body)
        .sentTimestamp(sentTimestamp)
        .firstReceiveTimestamp(firstReceiveTimestamp)
        .receiveCount(receiveCount)
        .attributes(attributes)
        .messageGroupId(messageGroupId)
        .sequenceNumber(sequenceNumber)
        .payloadFailure(payloadFailure);
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
    private String payloadFailure;

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

    /** Why the payload that the body points to can't be had, or null. */
    public Builder payloadFailure(String payloadFailure) {
      this.payloadFailure = payloadFailure;
      return this;
    }

    /** The message. */
    public SqsMessage build() {
      return new SqsMessage(this);
    }
  }
}
