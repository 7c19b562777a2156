package io.uploadlens.event;

/**
 * What happened to an object, the same for every form in which the event may arrive.
 *
 * <p>Follows the event types that S3 publishes: <a
 * href="https://docs.aws.amazon.com/AmazonS3/latest/userguide/notification-how-to-event-types-and-destinations.html">Event
 * notification types and destinations</a>.
 */
public enum EventKind {
  /** An object was written: put, post, copy or a completed multipart upload. */
  CREATED,
  /** An object was deleted or got a delete marker, at somebody's request. */
  REMOVED,
  /** A restore from an archive class was asked for, was completed, or expired. */
  RESTORED,
  /** Replication failed, was late, or caught up. */
  REPLICATION,
  /** A lifecycle rule deleted the object or gave it a delete marker. */
  LIFECYCLE_EXPIRED,
  /** A lifecycle rule moved the object to another storage class. */
  LIFECYCLE_TRANSITION,
  /** Tags were put or deleted. */
  TAGGING,
  /** The access control list was put. */
  ACL,
  /** Intelligent-Tiering moved the object to an archive tier. */
  TIERING,
  /** An event that S3 added later, or one of little interest here (annotations, lost objects). */
  OTHER
}
