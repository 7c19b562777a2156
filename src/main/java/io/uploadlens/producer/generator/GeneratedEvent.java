package io.uploadlens.producer.generator;

import io.uploadlens.event.CreationMethod;
import io.uploadlens.event.EventKind;
import java.util.Objects;

/**
 * One S3 event as the generator meant it, before it is put into any form.
 *
 * <p>Two with the same {@link #ordinal()} are the same event, delivered twice. Immutable. Times are
 * epoch milliseconds in UTC; what the event does not tell is null, a size it does not tell is
 * {@link #NO_SIZE}.
 */
public final class GeneratedEvent {

  /** The size of an event that tells none. */
  public static final long NO_SIZE = -1;

  private final long ordinal;
  private final EventType type;
  private final long eventTime;
  private final String bucket;
  private final String key;
  private final String versionId;
  private final String eTag;
  private final String sequencer;
  private final long size;
  private final String principal;
  private final String sourceIp;
  private final String region;
  private final String requestId;
  private final String ownId;

  private GeneratedEvent(Builder builder) {
    this.ordinal = builder.ordinal;
    this.type = Objects.requireNonNull(builder.type, "type");
    this.eventTime = builder.eventTime;
    this.bucket = Objects.requireNonNull(builder.bucket, "bucket");
    this.key = Objects.requireNonNull(builder.key, "key");
    this.versionId = builder.versionId;
    this.eTag = builder.eTag;
    this.sequencer = builder.sequencer;
    this.size = builder.size;
    this.principal = builder.principal;
    this.sourceIp = builder.sourceIp;
    this.region = builder.region;
    this.requestId = builder.requestId;
    this.ownId = builder.ownId;
  }

  /** Collects the fields; type, bucket and key are needed. */
  public static final class Builder {
    private long ordinal;
    private EventType type;
    private long eventTime;
    private String bucket;
    private String key;
    private String versionId;
    private String eTag;
    private String sequencer;
    private long size = NO_SIZE;
    private String principal;
    private String sourceIp;
    private String region;
    private String requestId;
    private String ownId;

    /** The number of the event, what happened and when (epoch milliseconds). */
    public Builder event(long ordinal, EventType type, long eventTime) {
      this.ordinal = ordinal;
      this.type = type;
      this.eventTime = eventTime;
      return this;
    }

    /** The bucket and the key, as it is. */
    public Builder object(String bucket, String key) {
      this.bucket = bucket;
      this.key = key;
      return this;
    }

    /** The version and the sequencer; either may be null. */
    public Builder version(String versionId, String sequencer) {
      this.versionId = versionId;
      this.sequencer = sequencer;
      return this;
    }

    /** The size in bytes or {@link #NO_SIZE}, and the entity tag or null. */
    public Builder content(long size, String eTag) {
      this.size = size;
      this.eTag = eTag;
      return this;
    }

    /** Who did it and from where; either may be null. */
    public Builder principal(String principal, String sourceIp) {
      this.principal = principal;
      this.sourceIp = sourceIp;
      return this;
    }

    /** The bucket's region and the request id. */
    public Builder request(String region, String requestId) {
      this.region = region;
      this.requestId = requestId;
      return this;
    }

    /** The id that a flat event brings with it. */
    public Builder ownId(String ownId) {
      this.ownId = ownId;
      return this;
    }

    /**
     * The event.
     *
     * @throws NullPointerException if type, bucket or key is missing; the message names it
     */
    public GeneratedEvent build() {
      return new GeneratedEvent(this);
    }
  }

  /** The number of the event, from 0, the same for each of its deliveries. */
  public long ordinal() {
    return ordinal;
  }

  /** What happened. */
  public EventKind kind() {
    return type.kind;
  }

  /** How the object came to be. */
  public CreationMethod method() {
    return type.method;
  }

  /** S3's name of the event without the {@code s3:}. */
  public String eventName() {
    return type.eventName;
  }

  EventType type() {
    return type;
  }

  /** When S3 finished the request, epoch milliseconds. */
  public long eventTime() {
    return eventTime;
  }

  /** The bucket's name. */
  public String bucket() {
    return bucket;
  }

  /** The object's key, as it is (not encoded). */
  public String key() {
    return key;
  }

  /** The version, or null. */
  public String versionId() {
    return versionId;
  }

  /** The entity tag without quotes, or null. */
  public String eTag() {
    return eTag;
  }

  /** The sequencer, or null. */
  public String sequencer() {
    return sequencer;
  }

  /** The size in bytes, or {@link #NO_SIZE}. */
  public long size() {
    return size;
  }

  /** Who did it, or null. */
  public String principal() {
    return principal;
  }

  /** The address that the request came from, or null. */
  public String sourceIp() {
    return sourceIp;
  }

  /** The bucket's region. */
  public String region() {
    return region;
  }

  /** S3's request id. */
  public String requestId() {
    return requestId;
  }

  /** The id that a flat event brings with it, or null. */
  public String ownId() {
    return ownId;
  }

  @Override
  public String toString() {
    return "#" + ordinal + " " + eventName() + " s3://" + bucket + "/" + key + " at " + eventTime;
  }
}
