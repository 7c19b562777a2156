package io.uploadlens.localaws;

import io.uploadlens.aws.AwsService;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.TreeSet;

/** The operations that the local services tell apart. */
final class Operations {

  private static final Map<AwsService, Set<String>> OPERATIONS =
      Map.of(
          AwsService.SQS,
          sorted(
              "AddPermission",
              "CancelMessageMoveTask",
              "ChangeMessageVisibility",
              "ChangeMessageVisibilityBatch",
              "CreateQueue",
              "DeleteMessage",
              "DeleteMessageBatch",
              "DeleteQueue",
              "GetQueueAttributes",
              "GetQueueUrl",
              "ListDeadLetterSourceQueues",
              "ListMessageMoveTasks",
              "ListQueueTags",
              "ListQueues",
              "PurgeQueue",
              "ReceiveMessage",
              "RemovePermission",
              "SendMessage",
              "SendMessageBatch",
              "SetQueueAttributes",
              "StartMessageMoveTask",
              "TagQueue",
              "UntagQueue"),
          AwsService.SNS,
          sorted(
              "CreateTopic",
              "DeleteTopic",
              "GetSubscriptionAttributes",
              "GetTopicAttributes",
              "ListSubscriptionsByTopic",
              "ListTopics",
              "Publish",
              "PublishBatch",
              "SetSubscriptionAttributes",
              "Subscribe",
              "Unsubscribe"),
          AwsService.S3,
          sorted(
              "AbortMultipartUpload",
              "CompleteMultipartUpload",
              "CopyObject",
              "CreateBucket",
              "CreateMultipartUpload",
              "DeleteBucket",
              "DeleteObject",
              "DeleteObjects",
              "GetObject",
              "HeadBucket",
              "HeadObject",
              "ListBuckets",
              "ListMultipartUploads",
              "ListObjectVersions",
              "ListObjects",
              "ListObjectsV2",
              "ListParts",
              "PutObject",
              "UploadPart",
              "UploadPartCopy",
              S3Operation.OTHER),
          AwsService.KINESIS,
          sorted(
              "CreateStream",
              "DeleteStream",
              "DescribeStream",
              "DescribeStreamSummary",
              "GetRecords",
              "GetShardIterator",
              "ListShards",
              "ListStreams",
              "MergeShards",
              "PutRecord",
              "PutRecords",
              "SplitShard"),
          AwsService.FIREHOSE,
          sorted(
              "CreateDeliveryStream",
              "DeleteDeliveryStream",
              "DescribeDeliveryStream",
              "ListDeliveryStreams",
              "PutRecord",
              "PutRecordBatch"));

  private Operations() {}

  static Set<String> of(AwsService service) {
    return OPERATIONS.get(service);
  }

  private static Set<String> sorted(String... names) {
    return new TreeSet<>(List.of(names));
  }
}
