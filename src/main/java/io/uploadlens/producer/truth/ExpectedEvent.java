package io.uploadlens.producer.truth;

import io.uploadlens.producer.generator.GeneratedEvent;
import java.time.Instant;
import java.util.Locale;
import java.util.Objects;

/** One event as the archive is to hold it, once. Immutable; what it does not tell is null. */
public final class ExpectedEvent {

  private final String bucket;
  private final String key;
  private final String versionId;
  private final String sequencer;
  private final String eventName;
  private final String kind;
  private final String method;
  private final long eventTime;
  private final Long size;
  private final String eTag;
  private final String principal;

  private ExpectedEvent(Builder builder) {
    this.bucket = Objects.requireNonNull(builder.bucket, "bucket");
    this.key = Objects.requireNonNull(builder.key, "key");
    this.versionId = builder.versionId;
    this.sequencer = builder.sequencer;
    this.eventName = Objects.requireNonNull(builder.eventName, "eventName");
    this.kind = Objects.requireNonNull(builder.kind, "kind");
    this.method = Objects.requireNonNull(builder.method, "method");
    this.eventTime = builder.eventTime;
    this.size = builder.size;
    this.eTag = builder.eTag;
    this.principal = builder.principal;
  }

  /** Collects the fields; the three of {@link #object} and {@link #event} are needed. */
  public static final class Builder {
    private String bucket;
    private String key;
    private String versionId;
    private String sequencer;
    private String eventName;
    private String kind;
    private String method;
    private long eventTime;
    private Long size;
    private String eTag;
    private String principal;

    /** The bucket, the key and, or null, version and sequencer. */
    public Builder object(String bucket, String key, String versionId, String sequencer) {
      this.bucket = bucket;
      this.key = key;
      this.versionId = versionId;
      this.sequencer = sequencer;
      return this;
    }

    /** S3's name of the event, the labels of kind and method, and the time, epoch milliseconds. */
    public Builder event(String eventName, String kind, String method, long eventTime) {
      this.eventName = eventName;
      this.kind = kind;
      this.method = method;
      this.eventTime = eventTime;
      return this;
    }

    /** Size in bytes, entity tag and principal, each or null. */
    public Builder content(Long size, String eTag, String principal) {
      this.size = size;
      this.eTag = eTag;
      this.principal = principal;
      return this;
    }

    /** The event. */
    public ExpectedEvent build() {
      return new ExpectedEvent(this);
    }
  }

  /** What the archive is to say of a generated event. */
  public static ExpectedEvent of(GeneratedEvent event) {
    return new Builder()
        .object(event.bucket(), event.key(), event.versionId(), event.sequencer())
        .event(
            event.eventName(),
            event.kind().name().toLowerCase(Locale.ROOT),
            event.method().name().toLowerCase(Locale.ROOT),
            event.eventTime())
        .content(
            event.size() == GeneratedEvent.NO_SIZE ? null : event.size(),
            event.eTag(),
            event.principal())
        .build();
  }

  /** The bucket. */
  public String bucket() {
    return bucket;
  }

  /** The key, decoded. */
  public String key() {
    return key;
  }

  /** The version, or null. */
  public String versionId() {
    return versionId;
  }

  /** The sequencer, or null. */
  public String sequencer() {
    return sequencer;
  }

  /** S3's name of the event without the {@code s3:}. */
  public String eventName() {
    return eventName;
  }

  /** What happened, for example {@code created}. */
  public String kind() {
    return kind;
  }

  /** How the object came to be, for example {@code put}. */
  public String method() {
    return method;
  }

  /** Epoch milliseconds. */
  public long eventTime() {
    return eventTime;
  }

  /** In bytes, or null. */
  public Long size() {
    return size;
  }

  /** The entity tag, or null. */
  public String eTag() {
    return eTag;
  }

  /** Who did it, or null. */
  public String principal() {
    return principal;
  }

  @Override
  public boolean equals(Object other) {
    if (!(other instanceof ExpectedEvent)) {
      return false;
    }
    ExpectedEvent that = (ExpectedEvent) other;
    return eventTime == that.eventTime
        && bucket.equals(that.bucket)
        && key.equals(that.key)
        && eventName.equals(that.eventName)
        && kind.equals(that.kind)
        && method.equals(that.method)
        && Objects.equals(versionId, that.versionId)
        && Objects.equals(sequencer, that.sequencer)
        && Objects.equals(size, that.size)
        && Objects.equals(eTag, that.eTag)
        && Objects.equals(principal, that.principal);
  }

  @Override
  public int hashCode() {
    return Objects.hash(bucket, key, sequencer, eventTime);
  }

  @Override
  public String toString() {
    return eventName
        + " s3://"
        + bucket
        + "/"
        + key
        + " version "
        + versionId
        + " sequencer "
        + sequencer
        + " at "
        + Instant.ofEpochMilli(eventTime);
  }
}
