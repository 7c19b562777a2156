package io.uploadlens.event;

import java.util.Objects;

/**
 * One event of one S3 object, the same whichever form it came in.
 *
 * <p>Immutable. Two events with the same identity ({@link #idHigh()}, {@link #idLow()}) are the
 * same event, delivered twice. Times are epoch milliseconds in UTC; a field that the message did
 * not carry is null, a size that it did not carry is {@link #NO_SIZE}.
 */
public final class UploadEvent {

  /** The size of an event that carries none (deletes, lifecycle expirations). */
  public static final long NO_SIZE = -1;

  private final long idHigh;
  private final long idLow;
  private final EventKind kind;
  private final CreationMethod method;
  private final String eventName;
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
  private final MessageForm form;
  private final MessageOrigin origin;

  /** All fields that must be there are: see {@link #of}. */
  private UploadEvent(UploadEventBuilder builder, long idHigh, long idLow) {
    this.idHigh = idHigh;
    this.idLow = idLow;
    this.kind = builder.kind;
    this.method = builder.method;
    this.eventName = builder.eventName;
    this.eventTime = builder.eventTime;
    this.bucket = builder.bucket;
    this.key = builder.key;
    this.versionId = builder.versionId;
    this.eTag = builder.eTag;
    this.sequencer = builder.sequencer;
    this.size = builder.size;
    this.principal = builder.principal;
    this.sourceIp = builder.sourceIp;
    this.region = builder.region;
    this.requestId = builder.requestId;
    this.form = builder.form;
    this.origin = builder.origin;
  }

  /** Checks what must be there first: a constructor that does nothing else is the faster. */
  static UploadEvent of(UploadEventBuilder builder, long idHigh, long idLow) {
    Objects.requireNonNull(builder.kind, "kind");
    Objects.requireNonNull(builder.method, "method");
    Objects.requireNonNull(builder.eventName, "eventName");
    Objects.requireNonNull(builder.bucket, "bucket");
    Objects.requireNonNull(builder.key, "key");
    Objects.requireNonNull(builder.form, "form");
    Objects.requireNonNull(builder.origin, "origin");
    return new UploadEvent(builder, idHigh, idLow);
  }

  /** The upper 64 bits of the {@linkplain ObjectIdentity identity}. */
  public long idHigh() {
    return idHigh;
  }

  /** The lower 64 bits of the {@linkplain ObjectIdentity identity}. */
  public long idLow() {
    return idLow;
  }

  /** The identity as 32 lower-case hexadecimal digits. */
  public String eventId() {
    return String.format("%016x%016x", idHigh, idLow);
  }

  /** What happened. */
  public EventKind kind() {
    return kind;
  }

  /** How the object came to be; {@link CreationMethod#NONE} where this is no creation. */
  public CreationMethod method() {
    return method;
  }

  /** S3's name of the event without the {@code s3:}, for example {@code ObjectCreated:Put}. */
  public String eventName() {
    return eventName;
  }

  /** When S3 finished the request, epoch milliseconds. */
  public long eventTime() {
    return eventTime;
  }

  /** The bucket's name. */
  public String bucket() {
    return bucket;
  }

  /** The object's key, decoded. */
  public String key() {
    return key;
  }

  /** The object's version, or null. */
  public String versionId() {
    return versionId;
  }

  /** The object's entity tag without quotes, or null. */
  public String eTag() {
    return eTag;
  }

  /** S3's sequencer as it was received, or null. */
  public String sequencer() {
    return sequencer;
  }

  /** The object's size in bytes, or {@link #NO_SIZE}. */
  public long size() {
    return size;
  }

  /** Who did it (S3's {@code principalId}, EventBridge's {@code requester}), or null. */
  public String principal() {
    return principal;
  }

  /** The address that the request came from, or null. */
  public String sourceIp() {
    return sourceIp;
  }

  /** The bucket's region, or null. */
  public String region() {
    return region;
  }

  /** S3's request id, or null. */
  public String requestId() {
    return requestId;
  }

  /** The form of the message that carried this event. */
  public MessageForm form() {
    return form;
  }

  /** The message that carried this event. */
  public MessageOrigin origin() {
    return origin;
  }

  /** Equality of every field: that of values, not of {@linkplain ObjectIdentity identities}. */
  @Override
  public boolean equals(Object other) {
    if (!(other instanceof UploadEvent)) {
      return false;
    }
    UploadEvent that = (UploadEvent) other;
    return idHigh == that.idHigh
        && idLow == that.idLow
        && kind == that.kind
        && method == that.method
        && eventTime == that.eventTime
        && size == that.size
        && form == that.form
        && eventName.equals(that.eventName)
        && bucket.equals(that.bucket)
        && key.equals(that.key)
        && Objects.equals(versionId, that.versionId)
        && Objects.equals(eTag, that.eTag)
        && Objects.equals(sequencer, that.sequencer)
        && Objects.equals(principal, that.principal)
        && Objects.equals(sourceIp, that.sourceIp)
        && Objects.equals(region, that.region)
        && Objects.equals(requestId, that.requestId)
        && origin.equals(that.origin);
  }

  @Override
  public int hashCode() {
    return Long.hashCode(idHigh ^ idLow);
  }

  @Override
  public String toString() {
    return eventName + " s3://" + bucket + "/" + key + " at " + eventTime + " id " + eventId();
  }
}
