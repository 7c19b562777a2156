package io.uploadlens.infra;

import java.util.Map;
import java.util.TreeMap;

/** {@code job.yaml} with the parameters that have no default. */
final class JobStack {

  private static final String ARN = "arn:aws:%s:eu-central-1:000000000000:%s";

  private final Map<String, String> parameters = new TreeMap<>();

  JobStack() {
    with("ApplicationName", "uploadlens");
    with("ArtifactsBucketName", "artifacts");
    with("JarKey", "jars/uploadlens-0123456789abcdef.jar");
    with("JarDirectory", "jars");
    with("QueueUrl", "https://sqs.eu-central-1.amazonaws.com/000000000000/uploadlens-uploads");
    with("QueueArn", String.format(ARN, "sqs", "uploadlens-uploads"));
    with("ResultsBucketName", "results");
    with("ResultsBucketArn", "arn:aws:s3:::results");
    with("DeliveryStreamName", "uploadlens-aggregates");
    with("DeliveryStreamArn", String.format(ARN, "firehose", "deliverystream/aggregates"));
    with(
        "DeadLetterQueueUrl",
        "https://sqs.eu-central-1.amazonaws.com/000000000000/uploadlens-dead");
    with("DeadLetterQueueArn", String.format(ARN, "sqs", "uploadlens-dead"));
  }

  JobStack with(String name, String value) {
    parameters.put(name, value);
    return this;
  }

  /** Everything that can be switched on. */
  JobStack withAll() {
    return with("MoreQueueUrls", "https://sqs.eu-central-1.amazonaws.com/000000000000/more")
        .with("MoreQueueArns", String.format(ARN, "sqs", "more"))
        .with("StreamName", "uploadlens-uploads")
        .with("StreamReadMode", "EFO")
        .with("PayloadBucketName", "payloads")
        .with("DataKeyArns", String.format(ARN, "kms", "key/1"));
  }

  Evaluation evaluation() {
    return new Evaluation(Template.read("job.yaml"), parameters);
  }
}
