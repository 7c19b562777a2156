package io.uploadlens.config;

import java.util.List;

/** The group {@code aws}: how AWS is reached. */
public final class AwsOptions {

  /** The group's id. */
  static final String ID = "aws";

  private static final String ENDPOINT = "an http or https URL of host and port, without a path";

  /** The region. */
  public static final Setting<String> REGION =
      Setting.text(
              ID,
              "region",
              "region",
              TextForms.REGION,
              "the id of an AWS region, such as eu-central-1")
          .describedAs(
              "The region of all services that the job talks to. Where it is not set, the"
                  + " environment variables AWS_REGION and AWS_DEFAULT_REGION are asked, in this"
                  + " order; Managed Service for Apache Flink sets the first to the application's"
                  + " own region.");

  /** The id of fixed credentials. */
  public static final Setting<String> ACCESS_KEY_ID =
      Setting.text(ID, "access-key-id", "text", text -> !text.isBlank(), "the id of an access key")
          .secret()
          .describedAs(
              "Fixed credentials for a local AWS, together with secret-access-key. Leave both out"
                  + " on AWS: the role of the application is used then, and no key lies in the"
                  + " application's properties, where everyone who may describe it reads it.");

  /** The secret of fixed credentials. */
  public static final Setting<String> SECRET_ACCESS_KEY =
      Setting.text(ID, "secret-access-key", "text", text -> !text.isBlank(), "a secret access key")
          .secret()
          .describedAs("The secret of access-key-id. Is never logged.");

  /** Where SQS is, other than in the region. */
  public static final Setting<String> ENDPOINT_SQS = endpoint("sqs", "SQS");

  /** Where Kinesis is, other than in the region. */
  public static final Setting<String> ENDPOINT_KINESIS = endpoint("kinesis", "Kinesis");

  /** Where Firehose is, other than in the region. */
  public static final Setting<String> ENDPOINT_FIREHOSE = endpoint("firehose", "Firehose");

  /** Where S3 is, other than in the region. */
  public static final Setting<String> ENDPOINT_S3 =
      Setting.text(ID, "endpoint-s3", "URL", TextForms::isEndpoint, ENDPOINT)
          .describedAs(
              "Another endpoint for S3: a local AWS or a VPC endpoint. Holds for the calls of the"
                  + " job itself; the paths of the sinks go through Flink's S3 file system, which"
                  + " has the setting s3.endpoint in Flink's own configuration.");

  /** Where SNS is, other than in the region. */
  public static final Setting<String> ENDPOINT_SNS = endpoint("sns", "SNS");

  static final OptionGroup GROUP =
      new OptionGroup(
          ID,
          "How AWS is reached. On AWS the group can be left out.",
          List.of(
              REGION,
              ACCESS_KEY_ID,
              SECRET_ACCESS_KEY,
              ENDPOINT_SQS,
              ENDPOINT_KINESIS,
              ENDPOINT_FIREHOSE,
              ENDPOINT_S3,
              ENDPOINT_SNS));

  private AwsOptions() {}

  private static Setting<String> endpoint(String key, String service) {
    return Setting.text(ID, "endpoint-" + key, "URL", TextForms::isEndpoint, ENDPOINT)
        .describedAs(
            "Another endpoint for "
                + service
                + ": a local AWS or a VPC endpoint. Without it, the region's own.");
  }
}
