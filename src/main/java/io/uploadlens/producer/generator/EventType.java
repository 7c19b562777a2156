package io.uploadlens.producer.generator;

import io.uploadlens.event.CreationMethod;
import io.uploadlens.event.EventKind;

/**
 * The events that are generated, with their names in S3's notification and in EventBridge.
 *
 * <p>Names: <a
 * href="https://docs.aws.amazon.com/AmazonS3/latest/userguide/notification-how-to-event-types-and-destinations.html">S3
 * event types</a>, <a
 * href="https://docs.aws.amazon.com/AmazonS3/latest/userguide/EventBridge.html">EventBridge event
 * types</a>.
 */
public enum EventType {
  PUT("ObjectCreated:Put", EventKind.CREATED, CreationMethod.PUT, "Object Created", "PutObject"),
  POST(
      "ObjectCreated:Post",
      EventKind.CREATED,
      CreationMethod.POST,
      "Object Created",
      "POST Object"),
  COPY(
      "ObjectCreated:Copy", EventKind.CREATED, CreationMethod.COPY, "Object Created", "CopyObject"),
  MULTIPART(
      "ObjectCreated:CompleteMultipartUpload",
      EventKind.CREATED,
      CreationMethod.MULTIPART,
      "Object Created",
      "CompleteMultipartUpload"),
  DELETE("ObjectRemoved:Delete", EventKind.REMOVED, "Object Deleted", "DeleteObject"),
  DELETE_MARKER(
      "ObjectRemoved:DeleteMarkerCreated", EventKind.REMOVED, "Object Deleted", "DeleteObject"),
  LIFECYCLE_DELETE(
      "LifecycleExpiration:Delete",
      EventKind.LIFECYCLE_EXPIRED,
      "Object Deleted",
      "Lifecycle Expiration"),
  LIFECYCLE_DELETE_MARKER(
      "LifecycleExpiration:DeleteMarkerCreated",
      EventKind.LIFECYCLE_EXPIRED,
      "Object Deleted",
      "Lifecycle Expiration"),
  RESTORE_POST("ObjectRestore:Post", EventKind.RESTORED, "Object Restore Initiated", null),
  RESTORE_COMPLETED(
      "ObjectRestore:Completed", EventKind.RESTORED, "Object Restore Completed", null),
  TRANSITION(
      "LifecycleTransition", EventKind.LIFECYCLE_TRANSITION, "Object Storage Class Changed", null),
  TIERING("IntelligentTiering", EventKind.TIERING, "Object Access Tier Changed", null),
  TAGS_PUT("ObjectTagging:Put", EventKind.TAGGING, "Object Tags Added", null),
  TAGS_DELETE("ObjectTagging:Delete", EventKind.TAGGING, "Object Tags Deleted", null),
  ACL_PUT("ObjectAcl:Put", EventKind.ACL, "Object ACL Updated", null),
  REPLICATION_FAILED("Replication:OperationFailedReplication", EventKind.REPLICATION, null, null),
  LOST("ReducedRedundancyLostObject", EventKind.OTHER, null, null),
  ANNOTATION_PUT("ObjectAnnotation:Put", EventKind.OTHER, null, null);

  /** The types behind the share of other events. */
  static final EventType[] OTHERS = {
    RESTORE_POST,
    RESTORE_COMPLETED,
    TRANSITION,
    TIERING,
    TAGS_PUT,
    TAGS_DELETE,
    ACL_PUT,
    REPLICATION_FAILED,
    LOST,
    ANNOTATION_PUT
  };

  final String eventName;
  final EventKind kind;
  final CreationMethod method;
  final String detailType;
  final String reason;

  EventType(String eventName, EventKind kind, String detailType, String reason) {
    this(eventName, kind, CreationMethod.NONE, detailType, reason);
  }

  EventType(
      String eventName, EventKind kind, CreationMethod method, String detailType, String reason) {
    this.eventName = eventName;
    this.kind = kind;
    this.method = method;
    this.detailType = detailType;
    this.reason = reason;
  }

  /** Whether EventBridge has this event too; replication, for one, is S3's own only. */
  boolean hasEventBridgeForm() {
    return detailType != null;
  }

  /** Whether the object is gone afterwards, so that S3 tells neither size nor tag. */
  boolean isDeletion() {
    return kind == EventKind.REMOVED || kind == EventKind.LIFECYCLE_EXPIRED;
  }

  /** EventBridge's {@code deletion-type}, or null where this is no deletion. */
  String deletionType() {
    if (!isDeletion()) {
      return null;
    }
    return this == DELETE_MARKER || this == LIFECYCLE_DELETE_MARKER
        ? "Delete Marker Created"
        : "Permanently Deleted";
  }
}
