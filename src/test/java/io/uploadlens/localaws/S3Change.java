package io.uploadlens.localaws;

import java.time.Instant;

/** A change of an object that S3 tells about. */
final class S3Change {

  /** What was done: the name in an S3 notification, and the three words of EventBridge. */
  enum Kind {
    PUT("ObjectCreated:Put", "PutObject", null),
    COPY("ObjectCreated:Copy", "CopyObject", null),
    MULTIPART("ObjectCreated:CompleteMultipartUpload", "CompleteMultipartUpload", null),
    DELETE("ObjectRemoved:Delete", "DeleteObject", "Permanently Deleted"),
    DELETE_MARKER("ObjectRemoved:DeleteMarkerCreated", "DeleteObject", "Delete Marker Created");

    private final String eventName;
    private final String reason;
    private final String deletionType;

    Kind(String eventName, String reason, String deletionType) {
      this.eventName = eventName;
      this.reason = reason;
      this.deletionType = deletionType;
    }

    String eventName() {
      return eventName;
    }

    String detailType() {
      return deletionType == null ? "Object Created" : "Object Deleted";
    }

    String reason() {
      return reason;
    }

    /** Null for a creation. */
    String deletionType() {
      return deletionType;
    }
  }

  private final Kind kind;
  private final Instant time;
  private final String bucket;
  private final String key;
  private final Long size;
  private final String eTag;
  private final String versionId;
  private final String sequencer;

  /**
   * @param size bytes, or null where S3 says none
   * @param eTag without quotes, or null
   * @param versionId or null
   * @param sequencer hexadecimal, greater than that of any earlier change
   */
  S3Change(
      Kind kind,
      Instant time,
      String bucket,
      String key,
      Long size,
      String eTag,
      String versionId,
      String sequencer) {
    this.kind = kind;
    this.time = time;
    this.bucket = bucket;
    this.key = key;
    this.size = size;
    this.eTag = eTag;
    this.versionId = versionId;
    this.sequencer = sequencer;
  }

  Kind kind() {
    return kind;
  }

  Instant time() {
    return time;
  }

  String bucket() {
    return bucket;
  }

  String key() {
    return key;
  }

  Long size() {
    return size;
  }

  String eTag() {
    return eTag;
  }

  String versionId() {
    return versionId;
  }

  String sequencer() {
    return sequencer;
  }
}
