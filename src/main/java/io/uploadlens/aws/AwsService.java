package io.uploadlens.aws;

/** The AWS services that UploadLens talks to. */
public enum AwsService {
  /** Simple Queue Service. */
  SQS,
  /** Simple Notification Service. */
  SNS,
  /** Simple Storage Service. */
  S3,
  /** Kinesis Data Streams. */
  KINESIS,
  /** Data Firehose. */
  FIREHOSE
}
