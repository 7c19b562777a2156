package io.uploadlens.producer.truth;

import io.uploadlens.producer.generator.GeneratedEvent;
import java.time.Instant;
import java.util.Objects;

/**
 * One event as the archive is to hold it, once. Immutable; what the event does not tell is null.
 */
public final class ExpectedEvent {

  private final String bucket;
  private final String key;
  private final String versionId;
  private final String sequencer;
  private final String eventName;
  private final long eventTime;
  private final Long size;
  private final String principal;

  /**
   * @param size in bytes, or null
   * @param eventTime epoch milliseconds
   */
  public ExpectedEvent(
      String bucket,
      String key,
      String versionId,
      String sequencer,
      String eventName,
      long eventTime,
      Long size,
      String principal) {
    this.bucket = Objects.requireNonNull(bucket, "bucket");
    this.key = Objects.requireNonNull(key, "key");
    this.versionId = versionId;
    this.sequencer = sequencer;
    this.eventName = Objects.requireNonNull(eventName, "eventName");
    this.eventTime = eventTime;
    this.size = size;
    this.principal = principal;
  }

  /** What the archive is to say of a generated event. */
  public static ExpectedEvent of(GeneratedEvent event) {
    return new ExpectedEvent(
        event.bucket(),
        event.key(),
        event.versionId(),
        event.sequencer(),
        event.eventName(),
        event.eventTime(),
        event.size() == GeneratedEvent.NO_SIZE ? null : event.size(),
        event.principal());
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

  /** Epoch milliseconds. */
  public long eventTime() {
    return eventTime;
  }

  /** In bytes, or null. */
  public Long size() {
    return size;
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
        && Objects.equals(versionId, that.versionId)
        && Objects.equals(sequencer, that.sequencer)
        && Objects.equals(size, that.size)
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
