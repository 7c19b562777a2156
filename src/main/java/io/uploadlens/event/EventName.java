package io.uploadlens.event;

import java.util.HashMap;
import java.util.Map;

/**
 * What an event is called and what that says: S3's canonical name, whichever form it came in.
 *
 * <p>Names: <a
 * href="https://docs.aws.amazon.com/AmazonS3/latest/userguide/notification-how-to-event-types-and-destinations.html">Event
 * notification types and destinations</a>; EventBridge's: <a
 * href="https://docs.aws.amazon.com/AmazonS3/latest/userguide/EventBridge.html">Using
 * EventBridge</a>.
 */
final class EventName {

  private static final String CREATED = "ObjectCreated:";
  private static final String PREFIX = "s3:";
  private static final Map<String, EventName> KNOWN = new HashMap<>();

  static {
    put(EventKind.CREATED, CreationMethod.PUT, "ObjectCreated:Put");
    put(EventKind.CREATED, CreationMethod.POST, "ObjectCreated:Post");
    put(EventKind.CREATED, CreationMethod.COPY, "ObjectCreated:Copy");
    put(EventKind.CREATED, CreationMethod.MULTIPART, "ObjectCreated:CompleteMultipartUpload");
    put(EventKind.REMOVED, "ObjectRemoved:Delete", "ObjectRemoved:DeleteMarkerCreated");
    put(
        EventKind.RESTORED,
        "ObjectRestore:Post",
        "ObjectRestore:Completed",
        "ObjectRestore:Delete");
    put(
        EventKind.REPLICATION,
        "Replication:OperationFailedReplication",
        "Replication:OperationNotTracked",
        "Replication:OperationMissedThreshold",
        "Replication:OperationReplicatedAfterThreshold");
    put(
        EventKind.LIFECYCLE_EXPIRED,
        "LifecycleExpiration:Delete",
        "LifecycleExpiration:DeleteMarkerCreated");
    put(EventKind.LIFECYCLE_TRANSITION, "LifecycleTransition");
    put(EventKind.TIERING, "IntelligentTiering");
    put(EventKind.TAGGING, "ObjectTagging:Put", "ObjectTagging:Delete");
    put(EventKind.ACL, "ObjectAcl:Put");
    put(
        EventKind.OTHER,
        "ObjectAnnotation:Put",
        "ObjectAnnotation:Delete",
        "ReducedRedundancyLostObject");
  }

  private final EventKind kind;
  private final CreationMethod method;
  private final String name;

  private EventName(EventKind kind, CreationMethod method, String name) {
    this.kind = kind;
    this.method = method;
    this.name = name;
  }

  /** By S3's name, with or without the {@code s3:}. A name that S3 adds later is of its family. */
  static EventName ofS3(String name) {
    EventName known = KNOWN.get(name);
    if (known != null) {
      return known;
    }
    if (name.startsWith(PREFIX)) {
      String bare = name.substring(PREFIX.length());
      known = KNOWN.get(bare);
      return known != null ? known : ofFamily(bare);
    }
    return ofFamily(name);
  }

  /**
   * By what EventBridge tells.
   *
   * @param type the {@code detail-type}
   * @param reason the {@code detail.reason}, or null
   * @param deletion the {@code detail.deletion-type}, or null
   * @return null if EventBridge has no event of S3 objects of that type
   */
  static EventName ofEventBridge(String type, String reason, String deletion) {
    switch (type) {
      case "Object Created":
        return created(reason);
      case "Object Deleted":
        String family =
            "Lifecycle Expiration".equals(reason) ? "LifecycleExpiration:" : "ObjectRemoved:";
        return ofS3(
            family + ("Delete Marker Created".equals(deletion) ? "DeleteMarkerCreated" : "Delete"));
      case "Object Restore Initiated":
        return KNOWN.get("ObjectRestore:Post");
      case "Object Restore Completed":
        return KNOWN.get("ObjectRestore:Completed");
      case "Object Restore Expired":
        return KNOWN.get("ObjectRestore:Delete");
      case "Object Storage Class Changed":
        return KNOWN.get("LifecycleTransition");
      case "Object Access Tier Changed":
        return KNOWN.get("IntelligentTiering");
      case "Object ACL Updated":
        return KNOWN.get("ObjectAcl:Put");
      case "Object Tags Added":
        return KNOWN.get("ObjectTagging:Put");
      case "Object Tags Deleted":
        return KNOWN.get("ObjectTagging:Delete");
      default:
        return null;
    }
  }

  /** A name that is not known, and means nothing that is counted apart. */
  static EventName other(String name) {
    return new EventName(EventKind.OTHER, CreationMethod.NONE, name);
  }

  EventKind kind() {
    return kind;
  }

  CreationMethod method() {
    return method;
  }

  String name() {
    return name;
  }

  private static EventName created(String reason) {
    if (reason == null) {
      return new EventName(EventKind.CREATED, CreationMethod.UNKNOWN, "ObjectCreated");
    }
    switch (reason) {
      case "PutObject":
        return KNOWN.get("ObjectCreated:Put");
      case "POST Object":
        return KNOWN.get("ObjectCreated:Post");
      case "CopyObject":
        return KNOWN.get("ObjectCreated:Copy");
      case "CompleteMultipartUpload":
        return KNOWN.get("ObjectCreated:CompleteMultipartUpload");
      default:
        return new EventName(EventKind.CREATED, CreationMethod.UNKNOWN, CREATED + reason);
    }
  }

  private static EventName ofFamily(String name) {
    EventKind kind = family(name);
    return new EventName(
        kind, kind == EventKind.CREATED ? CreationMethod.UNKNOWN : CreationMethod.NONE, name);
  }

  private static EventKind family(String name) {
    if (name.startsWith(CREATED)) {
      return EventKind.CREATED;
    }
    if (name.startsWith("ObjectRemoved:")) {
      return EventKind.REMOVED;
    }
    if (name.startsWith("ObjectRestore:")) {
      return EventKind.RESTORED;
    }
    if (name.startsWith("Replication:")) {
      return EventKind.REPLICATION;
    }
    if (name.startsWith("LifecycleExpiration:")) {
      return EventKind.LIFECYCLE_EXPIRED;
    }
    if (name.startsWith("ObjectTagging:")) {
      return EventKind.TAGGING;
    }
    return name.startsWith("ObjectAcl:") ? EventKind.ACL : EventKind.OTHER;
  }

  private static void put(EventKind kind, String... names) {
    for (String name : names) {
      put(kind, CreationMethod.NONE, name);
    }
  }

  private static void put(EventKind kind, CreationMethod method, String name) {
    KNOWN.put(name, new EventName(kind, method, name));
  }
}
