package io.uploadlens.benchmark.endpoint;

/** The calls of SQS that the endpoint answers, by the names that SQS gives them. */
public enum Operation {
  ReceiveMessage,
  DeleteMessageBatch,
  ChangeMessageVisibilityBatch,
  GetQueueAttributes,
  GetQueueUrl
}
