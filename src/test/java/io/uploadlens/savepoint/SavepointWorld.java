package io.uploadlens.savepoint;

import com.fasterxml.jackson.databind.ObjectMapper;
import io.uploadlens.aws.AwsClients;
import io.uploadlens.localaws.Faults;
import io.uploadlens.localaws.LocalAws;
import io.uploadlens.localaws.S3FileSystem;
import io.uploadlens.producer.truth.Truth;
import io.uploadlens.producer.verify.ObjectStore;
import io.uploadlens.producer.verify.S3ObjectStore;
import io.uploadlens.producer.verify.SqsDeadLetters;
import io.uploadlens.producer.verify.Verifier;
import io.uploadlens.producer.verify.VerifyReport;
import java.io.BufferedReader;
import java.io.IOException;
import java.io.InputStreamReader;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.Base64;
import java.util.List;
import java.util.Map;
import java.util.TreeSet;
import java.util.stream.Collectors;
import software.amazon.awssdk.core.SdkBytes;
import software.amazon.awssdk.services.firehose.FirehoseClient;
import software.amazon.awssdk.services.kinesis.KinesisClient;
import software.amazon.awssdk.services.kinesis.model.PutRecordsRequestEntry;
import software.amazon.awssdk.services.s3.S3Client;
import software.amazon.awssdk.services.sqs.SqsClient;
import software.amazon.awssdk.services.sqs.model.QueueAttributeName;
import software.amazon.awssdk.services.sqs.model.SendMessageBatchRequestEntry;

/**
 * A local AWS with what the {@link JobSettings} name, and much of it twice, for jobs that move.
 *
 * <p>What a state says of the world outside must be true at its restore. S3 keeps its directory, so
 * the uploads that the state wants completed are there. A Kinesis stream numbers its records in the
 * order in which they were put, from the same first number: the same records, put again in the same
 * order, are at the positions that the state knows. SQS alone has forgotten the messages whose
 * receipts the state holds, as SQS does after the queue's retention.
 */
final class SavepointWorld implements AutoCloseable {

  private static final int SHARDS = 2;
  private static final int SQS_BATCH = 10;
  private static final int KINESIS_BATCH = 100;
  private static final ObjectMapper JSON = new ObjectMapper();

  private final LocalAws aws;
  private final S3Client s3;
  private final SqsClient sqs;
  private final KinesisClient kinesis;

  /**
   * @param s3Directory what S3 holds already, and where it goes on
   */
  SavepointWorld(Path s3Directory) {
    aws = LocalAws.builder().kinesisThroughputLimits(false).s3Directory(s3Directory).start();
    s3 = AwsClients.s3(aws.settings());
    sqs = AwsClients.sqs(aws.settings());
    kinesis = AwsClients.kinesis(aws.settings());
    S3FileSystem.initialize(aws);
    for (String suffix : List.of("", JobSettings.OTHER)) {
      createBucket(JobSettings.BUCKET + suffix);
      sqs.createQueue(request -> request.queueName(JobSettings.QUEUE + suffix));
      sqs.createQueue(request -> request.queueName(JobSettings.DEAD_LETTER_QUEUE + suffix));
      createDeliveryStream(JobSettings.DELIVERY_STREAM + suffix);
    }
    createStream(JobSettings.STREAM);
  }

  /**
   * Creates a stream. The numbers of records go on over all streams: a second one is not to come
   * before those of the first that the state knows.
   */
  void createStream(String name) {
    kinesis.createStream(request -> request.streamName(name).shardCount(SHARDS));
    kinesis.waiter().waitUntilStreamExists(request -> request.streamName(name));
  }

  private void createBucket(String name) {
    if (s3.listBuckets().buckets().stream().noneMatch(bucket -> bucket.name().equals(name))) {
      s3.createBucket(request -> request.bucket(name));
    }
  }

  private void createDeliveryStream(String name) {
    try (FirehoseClient firehose = AwsClients.firehose(aws.settings())) {
      firehose.createDeliveryStream(
          request ->
              request
                  .deliveryStreamName(name)
                  .extendedS3DestinationConfiguration(
                      destination ->
                          destination
                              .bucketARN("arn:aws:s3:::" + JobSettings.BUCKET)
                              .roleARN("arn:aws:iam::000000000000:role/firehose")
                              .prefix("aggregates/")
                              .bufferingHints(
                                  hints -> hints.intervalInSeconds(1).sizeInMBs(5).build())));
    }
  }

  JobSettings settings() {
    return new JobSettings(aws.settings());
  }

  Faults faults() {
    return aws.faults();
  }

  void sendToQueue(String queue, List<SentMessage> messages) {
    for (int from = 0; from < messages.size(); from += SQS_BATCH) {
      List<SendMessageBatchRequestEntry> entries = new ArrayList<>();
      for (SentMessage message :
          messages.subList(from, Math.min(messages.size(), from + SQS_BATCH))) {
        entries.add(
            SendMessageBatchRequestEntry.builder()
                .id(String.valueOf(entries.size()))
                .messageBody(message.body)
                .build());
      }
      int failed =
          sqs.sendMessageBatch(
                  request -> request.queueUrl(JobSettings.queueUrl(queue)).entries(entries))
              .failed()
              .size();
      if (failed > 0) {
        throw new IllegalStateException(failed + " messages were not taken by the queue");
      }
    }
  }

  /** Puts them one behind the other, so that their sequence numbers follow from the order. */
  void putIntoStream(String stream, List<SentMessage> messages) {
    for (int from = 0; from < messages.size(); from += KINESIS_BATCH) {
      List<PutRecordsRequestEntry> entries =
          messages.subList(from, Math.min(messages.size(), from + KINESIS_BATCH)).stream()
              .map(
                  message ->
                      PutRecordsRequestEntry.builder()
                          .partitionKey(message.partitionKey)
                          .data(SdkBytes.fromByteArray(message.bytes()))
                          .build())
              .collect(Collectors.toList());
      int failed =
          kinesis
              .putRecords(request -> request.streamName(stream).records(entries))
              .failedRecordCount();
      if (failed > 0) {
        throw new IllegalStateException(failed + " records were not taken by the stream");
      }
    }
  }

  /** Messages in both queues that are not deleted, waiting or in flight. */
  long messagesLeft() {
    return messagesLeft(JobSettings.QUEUE) + messagesLeft(JobSettings.QUEUE + JobSettings.OTHER);
  }

  private long messagesLeft(String queue) {
    Map<QueueAttributeName, String> attributes =
        sqs.getQueueAttributes(
                request ->
                    request
                        .queueUrl(JobSettings.queueUrl(queue))
                        .attributeNames(
                            QueueAttributeName.APPROXIMATE_NUMBER_OF_MESSAGES,
                            QueueAttributeName.APPROXIMATE_NUMBER_OF_MESSAGES_NOT_VISIBLE))
            .attributes();
    return attributes.values().stream().mapToLong(Long::parseLong).sum();
  }

  /** Compares aggregates and archive with a truth. */
  VerifyReport verify(Truth truth) throws IOException, InterruptedException {
    aws.flushFirehose();
    return Verifier.of(truth).aggregates(store("aggregates/")).archive(store("archive/")).verify();
  }

  private ObjectStore store(String prefix) {
    return new UnitedStores(
        List.of(
            new S3ObjectStore(s3, JobSettings.BUCKET, prefix),
            new S3ObjectStore(
                s3, JobSettings.BUCKET + JobSettings.OTHER, JobSettings.MOVED + prefix)));
  }

  /** How many files a bucket holds of an output. */
  long files(String bucket, String prefix) throws IOException {
    return new S3ObjectStore(s3, bucket, prefix).keys().size();
  }

  /** The keys of the late events, each as often as it was written. */
  List<String> lateKeys() throws IOException {
    List<String> keys = new ArrayList<>();
    ObjectStore late = store("late/");
    for (String object : late.keys()) {
      try (BufferedReader lines =
          new BufferedReader(new InputStreamReader(late.open(object), StandardCharsets.UTF_8))) {
        for (String line = lines.readLine(); line != null; line = lines.readLine()) {
          keys.add(JSON.readTree(line).get("key").asText());
        }
      }
    }
    keys.sort(null);
    return keys;
  }

  /** The bodies in the dead letter, each once: it is written at least once. */
  TreeSet<String> deadLetters() throws IOException {
    TreeSet<String> bodies = new TreeSet<>();
    List<String> letters = new ArrayList<>();
    for (String suffix : List.of("", JobSettings.OTHER)) {
      String url = JobSettings.queueUrl(JobSettings.DEAD_LETTER_QUEUE + suffix);
      new SqsDeadLetters(sqs, s3, url, Duration.ZERO, false).forEach(letters::add);
    }
    for (String letter : letters) {
      byte[] body = Base64.getDecoder().decode(JSON.readTree(letter).get("body_base64").asText());
      bodies.add(new String(body, StandardCharsets.UTF_8));
    }
    return bodies;
  }

  @Override
  public void close() {
    kinesis.close();
    sqs.close();
    s3.close();
    aws.close();
  }
}
