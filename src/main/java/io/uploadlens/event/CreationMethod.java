package io.uploadlens.event;

/**
 * How an object came to be; {@link #NONE} for every event that is not {@link EventKind#CREATED}.
 */
public enum CreationMethod {
  /** Not a creation. */
  NONE,
  /** PutObject. */
  PUT,
  /** A browser's form upload (PostObject). */
  POST,
  /** CopyObject. */
  COPY,
  /** CompleteMultipartUpload. */
  MULTIPART,
  /** A creation whose method the message does not tell. */
  UNKNOWN
}
