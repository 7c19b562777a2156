package io.uploadlens.compose;

import static org.assertj.core.api.Assertions.assertThat;
import static org.junit.jupiter.api.Assumptions.assumeTrue;

import io.uploadlens.aws.AwsClients;
import io.uploadlens.aws.AwsService;
import io.uploadlens.localaws.LocalAws;
import java.io.IOException;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Objects;
import org.awaitility.Awaitility;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import software.amazon.awssdk.core.sync.RequestBody;
import software.amazon.awssdk.services.firehose.FirehoseClient;
import software.amazon.awssdk.services.kinesis.KinesisClient;
import software.amazon.awssdk.services.kinesis.model.StreamStatus;
import software.amazon.awssdk.services.s3.S3Client;
import software.amazon.awssdk.services.sqs.SqsClient;
import software.amazon.awssdk.services.sqs.model.Message;

/**
 * The init step with the AWS CLI itself, against the local AWS in this JVM. Skipped where the CLI
 * is not installed.
 */
class ComposeInitITCase {

  @TempDir Path directory;

  @Test
  void theCliMakesWhatTheJobUsesAndAnUploadReachesTheQueue() throws Exception {
    assumeTrue(hasCli(), "the AWS CLI is not installed");
    try (LocalAws aws = LocalAws.start()) {
      for (int run = 1; run <= 2; run++) {
        ComposeScript init = init(aws).run();
        assertThat(init.status()).as("run " + run + ": " + init.said()).isZero();
      }
      aws.notify("uploadlens-uploads", "arn:aws:sns:us-east-1:000000000000:uploadlens-uploads");
      theStreamsAreThere(aws);
      anUploadReachesTheQueueOnce(aws);
    }
  }

  private ComposeScript init(LocalAws aws) throws IOException {
    ComposeScript init =
        new ComposeScript(directory, "init.sh")
            .environment("HOME", Objects.requireNonNullElse(System.getenv("HOME"), "/"))
            .environment("AWS_CONFIG_FILE", directory.resolve("none").toString());
    ComposeFile.read().service("init").environment.forEach(init::environment);
    for (AwsService service : AwsService.values()) {
      String command = service == AwsService.S3 ? "s3api" : service.name().toLowerCase(Locale.ROOT);
      init.environment("ENDPOINT_" + command, aws.endpoint(service).toString());
    }
    // The local AWS has a port for each service, the emulator one for all; and its buckets are
    // told whom to notify by a call of Java's, so the CLI only checks its options.
    init.standIn(
        "aws",
        "shift 2; endpoint=ENDPOINT_$3\n"
            + "if [[ $4 == put-bucket-notification-configuration ]]; then\n"
            + "  set -- \"$@\" --generate-cli-skeleton output\n"
            + "fi\n"
            + ("PATH=" + System.getenv("PATH"))
            + " exec aws --endpoint-url \"${!endpoint}\" \"$@\"");
    return init;
  }

  private static boolean hasCli() throws InterruptedException {
    try {
      Process process = new ProcessBuilder("aws", "--version").redirectErrorStream(true).start();
      process.getInputStream().readAllBytes();
      return process.waitFor() == 0;
    } catch (IOException e) {
      return false;
    }
  }

  private static void theStreamsAreThere(LocalAws aws) {
    try (KinesisClient kinesis = AwsClients.kinesis(aws.settings());
        FirehoseClient firehose = AwsClients.firehose(aws.settings())) {
      assertThat(
              kinesis
                  .describeStreamSummary(request -> request.streamName("uploadlens-events"))
                  .streamDescriptionSummary()
                  .streamStatus())
          .isEqualTo(StreamStatus.ACTIVE);
      assertThat(
              firehose
                  .describeDeliveryStream(
                      request -> request.deliveryStreamName("uploadlens-aggregates"))
                  .deliveryStreamDescription()
                  .destinations()
                  .get(0)
                  .extendedS3DestinationDescription()
                  .bucketARN())
          .isEqualTo("arn:aws:s3:::uploadlens-output");
    }
  }

  private static void anUploadReachesTheQueueOnce(LocalAws aws) {
    String queue = aws.endpoint(AwsService.SQS) + "/" + LocalAws.ACCOUNT + "/uploadlens-events";
    List<Message> received = new ArrayList<>();
    try (S3Client s3 = AwsClients.s3(aws.settings());
        SqsClient sqs = AwsClients.sqs(aws.settings())) {
      s3.putObject(
          request -> request.bucket("uploadlens-uploads").key("a/b.txt"),
          RequestBody.fromString("x"));
      Awaitility.await()
          .atMost(Duration.ofSeconds(30))
          .until(
              () -> {
                received.addAll(receive(sqs, queue, 1));
                return received.stream().anyMatch(ComposeInitITCase::isUpload);
              });
      received.addAll(receive(sqs, queue, 1));
      assertThat(received).filteredOn(ComposeInitITCase::isUpload).hasSize(1);
      Map<String, String> attributes =
          sqs.getQueueAttributes(
                  request -> request.queueUrl(queue).attributeNamesWithStrings("All"))
              .attributesAsStrings();
      assertThat(attributes).containsEntry("VisibilityTimeout", "300").containsKey("RedrivePolicy");
    }
  }

  private static List<Message> receive(SqsClient sqs, String queue, int seconds) {
    return sqs.receiveMessage(
            request -> request.queueUrl(queue).maxNumberOfMessages(10).waitTimeSeconds(seconds))
        .messages();
  }

  /** S3's own form, without an envelope. */
  private static boolean isUpload(Message message) {
    return message.body().startsWith("{\"Records\":[") && message.body().contains("a/b.txt");
  }
}
