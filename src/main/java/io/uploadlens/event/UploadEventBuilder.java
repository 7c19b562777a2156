package io.uploadlens.event;

/**
 * Collects the fields of an {@link UploadEvent} and gives it its {@linkplain ObjectIdentity
 * identity}. Not thread-safe; may be used again after {@link #clear()}.
 */
public final class UploadEventBuilder {

  final IdentityBytes identity;
  EventKind kind = EventKind.OTHER;
  CreationMethod method = CreationMethod.NONE;
  String eventName;
  long eventTime;
  String bucket;
  String key;
  String versionId;
  String eTag;
  String sequencer;
  long size = UploadEvent.NO_SIZE;
  String principal;
  String sourceIp;
  String region;
  String requestId;
  MessageForm form;
  MessageOrigin origin;
  String ownId;

  /** An empty builder. */
  public UploadEventBuilder() {
    this(new IdentityBytes());
  }

  /** One that makes identities in a buffer that others use as well, one after the other. */
  UploadEventBuilder(IdentityBytes identity) {
    this.identity = identity;
  }

  /** Forgets everything that was set. */
  public UploadEventBuilder clear() {
    kind = EventKind.OTHER;
    method = CreationMethod.NONE;
    eventName = null;
    eventTime = 0;
    bucket = null;
    key = null;
    versionId = null;
    eTag = null;
    sequencer = null;
    size = UploadEvent.NO_SIZE;
    principal = null;
    sourceIp = null;
    region = null;
    requestId = null;
    form = null;
    origin = null;
    ownId = null;
    return this;
  }

  /** What happened, how, and S3's name for it without the {@code s3:}. */
  public UploadEventBuilder event(EventKind kind, CreationMethod method, String eventName) {
    this.kind = kind;
    this.method = method;
    this.eventName = eventName;
    return this;
  }

  /** When S3 finished the request, epoch milliseconds. */
  public UploadEventBuilder eventTime(long eventTime) {
    this.eventTime = eventTime;
    return this;
  }

  /** The bucket's name and the decoded key. */
  public UploadEventBuilder object(String bucket, String key) {
    this.bucket = bucket;
    this.key = key;
    return this;
  }

  /** The object's version, or null. */
  public UploadEventBuilder versionId(String versionId) {
    this.versionId = versionId;
    return this;
  }

  /** The entity tag without quotes, or null. */
  public UploadEventBuilder eTag(String eTag) {
    this.eTag = eTag;
    return this;
  }

  /** S3's sequencer as received, or null. */
  public UploadEventBuilder sequencer(String sequencer) {
    this.sequencer = sequencer;
    return this;
  }

  /** The size in bytes, or {@link UploadEvent#NO_SIZE}. */
  public UploadEventBuilder size(long size) {
    this.size = size;
    return this;
  }

  /** Who did it, or null. */
  public UploadEventBuilder principal(String principal) {
    this.principal = principal;
    return this;
  }

  /** The address that the request came from, or null. */
  public UploadEventBuilder sourceIp(String sourceIp) {
    this.sourceIp = sourceIp;
    return this;
  }

  /** The bucket's region, or null. */
  public UploadEventBuilder region(String region) {
    this.region = region;
    return this;
  }

  /** S3's request id, or null. */
  public UploadEventBuilder requestId(String requestId) {
    this.requestId = requestId;
    return this;
  }

  /** The message that carried the event, and its form. */
  public UploadEventBuilder carriedBy(MessageForm form, MessageOrigin origin) {
    this.form = form;
    this.origin = origin;
    return this;
  }

  /** The id that a flat event brings with it, or null to derive the identity from the object. */
  public UploadEventBuilder ownId(String ownId) {
    this.ownId = ownId;
    return this;
  }

  /**
   * The event.
   *
   * @throws NullPointerException if the name, bucket, key, form or origin is not set; the message
   *     names it
   */
  public UploadEvent build() {
    return ObjectIdentity.identify(this);
  }
}
