package io.uploadlens.benchmark.decode;

import software.amazon.awssdk.eventnotifications.s3.model.S3EventNotification;
import software.amazon.awssdk.eventnotifications.s3.model.S3EventNotificationRecord;

/** The AWS SDK's reader of S3's notifications; knows no other form. */
final class SdkNotifications implements MessageReader {

  static final String NAME = "s3_event_notifications";

  @Override
  public String name() {
    return NAME;
  }

  @Override
  public long read(byte[] message) {
    return S3EventNotification.fromJson(message).getRecords().size();
  }

  @Override
  public boolean tell(byte[] message, Findings findings) {
    for (S3EventNotificationRecord record : S3EventNotification.fromJson(message).getRecords()) {
      findings.add(
          record.getS3().getBucket().getName(),
          record.getS3().getObject().getUrlDecodedKey(),
          record.getS3().getObject().getSizeAsLong());
    }
    return true;
  }
}
