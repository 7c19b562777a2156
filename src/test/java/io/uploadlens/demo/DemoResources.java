package io.uploadlens.demo;

import io.uploadlens.aws.AwsClients;
import io.uploadlens.aws.AwsService;
import io.uploadlens.aws.AwsSettings;
import io.uploadlens.localaws.LocalAws;
import io.uploadlens.producer.truth.Truth;
import io.uploadlens.producer.verify.S3ObjectStore;
import io.uploadlens.producer.verify.SqsDeadLetters;
import io.uploadlens.producer.verify.Verifier;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import software.amazon.awssdk.services.s3.S3Client;
import software.amazon.awssdk.services.sqs.SqsClient;
import software.amazon.awssdk.services.sqs.model.QueueAttributeName;

/**
 * What the job's local settings name in a local AWS, be it in this JVM or in another: queues,
 * stream, delivery stream, bucket. Holds clients; close it.
 */
public final class DemoResources implements AutoCloseable {

  /** Takes everything that the job writes. */
  public static final String BUCKET = "uploadlens-output";

  static final String AGGREGATES = "aggregates/";
  static final String ARCHIVE = "archive/";
  static final String LATE = "late/";
  static final String STREAM = "uploadlens-events";
  static final String QUEUE = "uploadlens-events";
  static final String DEAD_LETTER_QUEUE = "uploadlens-dead-letter";
  static final String DELIVERY_STREAM = "uploadlens-aggregates";

  private final AwsSettings settings;
  private final S3Client s3;
  private final SqsClient sqs;

  /**
   * @param settings where the services are
   */
  public DemoResources(AwsSettings settings) {
    this.settings = settings;
    this.s3 = AwsClients.s3(settings);
    this.sqs = AwsClients.sqs(settings);
  }

  /** Where the services are. */
  public AwsSettings settings() {
    return settings;
  }

  /** The configuration of Flink's S3 file system. */
  public Map<String, String> s3FileSystem() {
    return LocalAws.s3FileSystemSettings(settings);
  }

  /** Settings on top of the local ones: where the services of this run are. */
  public List<String> jobArguments() {
    List<String> arguments = new ArrayList<>();
    arguments.add("--aws.region=" + settings.region());
    arguments.add("--aws.access-key-id=" + settings.accessKeyId());
    arguments.add("--aws.secret-access-key=" + settings.secretAccessKey());
    for (AwsService service : AwsService.values()) {
      arguments.add(
          "--aws.endpoint-"
              + service.name().toLowerCase(Locale.ROOT)
              + "="
              + settings.endpoint(service));
    }
    arguments.add("--sqs-source.queue-urls=" + queueUrl());
    arguments.add("--dead-letter-sink.queue-url=" + deadLetterQueueUrl());
    return arguments;
  }

  S3Client s3() {
    return s3;
  }

  SqsClient sqs() {
    return sqs;
  }

  /** The queue that the job reads. */
  public String queueUrl() {
    return urlOf(QUEUE);
  }

  /** The queue of what could not be decoded. */
  public String deadLetterQueueUrl() {
    return urlOf(DEAD_LETTER_QUEUE);
  }

  private String urlOf(String queue) {
    return settings.endpoint(AwsService.SQS) + "/" + LocalAws.ACCOUNT + "/" + queue;
  }

  /** Messages in the queue that are not deleted, waiting or in flight. */
  public long messagesLeft() {
    Map<QueueAttributeName, String> attributes =
        sqs.getQueueAttributes(
                request ->
                    request
                        .queueUrl(queueUrl())
                        .attributeNames(
                            QueueAttributeName.APPROXIMATE_NUMBER_OF_MESSAGES,
                            QueueAttributeName.APPROXIMATE_NUMBER_OF_MESSAGES_NOT_VISIBLE))
            .attributes();
    return attributes.values().stream().mapToLong(Long::parseLong).sum();
  }

  /** Compares what was stored with a truth; the dead letter is left out. */
  public Verifier stored(Truth truth) {
    return Verifier.of(truth)
        .aggregates(new S3ObjectStore(s3, BUCKET, AGGREGATES))
        .archive(new S3ObjectStore(s3, BUCKET, ARCHIVE))
        .lateEvents(new S3ObjectStore(s3, BUCKET, LATE));
  }

  /** Compares every output with a truth. */
  public Verifier everything(Truth truth) {
    return stored(truth)
        .deadLetters(
            new SqsDeadLetters(sqs, s3, deadLetterQueueUrl(), Duration.ofSeconds(1), false));
  }

  @Override
  public void close() {
    s3.close();
    sqs.close();
  }
}
