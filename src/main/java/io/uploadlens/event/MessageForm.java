package io.uploadlens.event;

import java.util.Locale;

/** The form in which a message carried its events. */
public enum MessageForm {
  /** S3's own notification, {@code {"Records":[…]}}. */
  S3,
  /** S3's notification inside an SNS envelope. */
  SNS_S3,
  /** An EventBridge event of source {@code aws.s3}. */
  EVENTBRIDGE,
  /** An EventBridge event inside an SNS envelope. */
  SNS_EVENTBRIDGE,
  /** UploadLens's own flat upload event. */
  FLAT,
  /** A flat upload event inside an SNS envelope. */
  SNS_FLAT;

  /** The name in metrics, in the archive and in the truth files, for example {@code sns_s3}. */
  public String label() {
    return name().toLowerCase(Locale.ROOT);
  }
}
