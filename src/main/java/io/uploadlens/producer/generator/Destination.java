package io.uploadlens.producer.generator;

/** The kind of source that a generated message is meant for. */
public enum Destination {
  /** An SQS queue (or an SNS topic that feeds one). */
  SQS,
  /** A Kinesis data stream. */
  KINESIS
}
