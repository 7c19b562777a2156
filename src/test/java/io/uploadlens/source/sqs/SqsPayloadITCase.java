package io.uploadlens.source.sqs;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import io.uploadlens.aws.AwsClients;
import io.uploadlens.aws.AwsService;
import io.uploadlens.localaws.LocalAws;
import io.uploadlens.source.sqs.payload.PayloadSettings;
import io.uploadlens.source.sqs.queue.AwsSqsQueueProvider;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.TreeSet;
import java.util.concurrent.Callable;
import java.util.stream.Collectors;
import org.apache.flink.api.common.JobStatus;
import org.apache.flink.api.common.eventtime.WatermarkStrategy;
import org.apache.flink.api.common.restartstrategy.RestartStrategies;
import org.apache.flink.configuration.Configuration;
import org.apache.flink.core.execution.JobClient;
import org.apache.flink.runtime.testutils.MiniClusterResourceConfiguration;
import org.apache.flink.streaming.api.environment.StreamExecutionEnvironment;
import org.apache.flink.streaming.api.functions.sink.v2.DiscardingSink;
import org.apache.flink.test.junit5.MiniClusterExtension;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.RegisterExtension;
import software.amazon.awssdk.core.sync.RequestBody;
import software.amazon.awssdk.services.s3.S3Client;
import software.amazon.awssdk.services.s3.model.S3Object;
import software.amazon.awssdk.services.sqs.SqsClient;
import software.amazon.awssdk.services.sqs.model.MessageAttributeValue;
import software.amazon.awssdk.services.sqs.model.QueueAttributeName;

/** Messages as the SQS Extended Client sends them, read in a Flink cluster over the network. */
class SqsPayloadITCase {

  @RegisterExtension
  static final MiniClusterExtension CLUSTER =
      new MiniClusterExtension(
          new MiniClusterResourceConfiguration.Builder()
              .setNumberTaskManagers(1)
              .setNumberSlotsPerTaskManager(2)
              .build());

  private static final Duration LONG_ENOUGH = Duration.ofSeconds(90);
  private static final String BUCKET = "payloads";
  private static final int OF_EACH_KIND = 60;

  private LocalAws aws;
  private SqsClient sqs;
  private S3Client s3;
  private String queueUrl;
  private JobClient job;

  @BeforeEach
  void start() {
    Audit.reset();
    aws = LocalAws.start();
    sqs = AwsClients.sqs(aws.settings());
    s3 = AwsClients.s3(aws.settings());
    queueUrl = sqs.createQueue(b -> b.queueName("uploads")).queueUrl();
    s3.createBucket(b -> b.bucket(BUCKET));
  }

  @AfterEach
  void stop() throws Exception {
    if (job != null && !job.getJobStatus().get().isGloballyTerminalState()) {
      job.cancel().get();
      await().atMost(LONG_ENOUGH).until(() -> job.getJobStatus().get() == JobStatus.CANCELED);
    }
    s3.close();
    sqs.close();
    aws.close();
  }

  @Test
  void g1g3g6PayloadsOfBothKindsAreReadThroughACrashAndDeletedAfterTheirMessages()
      throws Exception {
    Set<String> expected = new TreeSet<>();
    for (int i = 0; i < OF_EACH_KIND; i++) {
      String today = large("today", i);
      String legacy = large("legacy", i);
      sendOffloaded(
          "software.amazon.payloadoffloading.PayloadS3Pointer",
          "ExtendedPayloadSize",
          "t" + i,
          today);
      sendOffloaded(
          "com.amazon.sqs.javamessaging.MessageS3Pointer", "SQSLargePayloadSize", "l" + i, legacy);
      send("plain" + i, Map.of());
      expected.addAll(List.of(today, legacy, "plain" + i));
    }
    sendOffloaded(
        "software.amazon.payloadoffloading.PayloadS3Pointer", "ExtendedPayloadSize", "gone", "x");
    s3.deleteObject(b -> b.bucket(BUCKET).key("gone"));
    // S3 is not always well either.
    aws.faults().on(AwsService.S3, "GetObject").failing(0.2).throttle();
    aws.faults().on(AwsService.S3, "GetObject").failing(0.1).serverError();
    Audit.failAfter(OF_EACH_KIND);
    job = run();

    // All of them may be read before the first checkpoint completes; one more is not.
    List<String> more = sendOneByOneUntil(Audit::hasFailed);
    expected.addAll(more);
    await().atMost(LONG_ENOUGH).until(() -> held() == 0);
    await().atMost(LONG_ENOUGH).untilAsserted(() -> assertThat(objects()).isEmpty());

    Set<String> seen = new TreeSet<>(Audit.seen().keySet());
    List<String> rejected =
        seen.stream().filter(it -> it.startsWith("the payload ")).collect(Collectors.toList());
    assertThat(rejected)
        .singleElement()
        .asString()
        .startsWith("the payload s3://payloads/gone is not there: NoSuchKey");
    seen.removeAll(rejected);
    assertThat(seen).isEqualTo(expected);
    assertThat(Audit.deletedEarly()).isEmpty();
    assertThat(Audit.deleted()).hasSize(3 * OF_EACH_KIND + 1 + more.size());
  }

  private List<String> sendOneByOneUntil(Callable<Boolean> condition) {
    List<String> sent = new ArrayList<>();
    await()
        .atMost(LONG_ENOUGH)
        .until(
            () -> {
              if (condition.call()) {
                return true;
              }
              String body = "more" + sent.size();
              send(body, Map.of());
              sent.add(body);
              return false;
            });
    return sent;
  }

  private JobClient run() throws Exception {
    StreamExecutionEnvironment env =
        StreamExecutionEnvironment.getExecutionEnvironment(new Configuration());
    env.setParallelism(2);
    env.enableCheckpointing(200);
    env.getConfig().disableGenericTypes();
    env.setRestartStrategy(RestartStrategies.fixedDelayRestart(1, 100));
    SqsSource<String> source =
        SqsSource.<String>builder()
            .setQueueUrls(List.of(queueUrl))
            .setDeserializationSchema(new Audit.Schema())
            .setAwsSettings(aws.settings())
            .setQueueProvider(new Audit.Provider(new AwsSqsQueueProvider(aws.settings())))
            .setVisibilityTimeout(Duration.ofSeconds(4))
            .setReceiveWait(Duration.ofSeconds(1))
            .setPayloads(
                PayloadSettings.builder()
                    .setBuckets(List.of(BUCKET))
                    .setMaxSize(400_000)
                    .setMaxMemory(1_000_000)
                    .setDelete(true))
            .build();
    env.fromSource(source, WatermarkStrategy.forMonotonousTimestamps(), "messages")
        .uid("messages")
        .process(new Audit.Effect())
        .name("effect")
        .uid("effect")
        .sinkTo(new DiscardingSink<>())
        .name("nowhere")
        .uid("nowhere");
    return env.executeAsync();
  }

  /** More than the client leaves in a message. */
  private static String large(String kind, int number) {
    return kind + number + "ö".repeat(135_000);
  }

  /** As the client does: the body into S3, the pointer and the size into the message. */
  private void sendOffloaded(String className, String attribute, String key, String payload) {
    s3.putObject(b -> b.bucket(BUCKET).key(key), RequestBody.fromString(payload));
    long size = s3.headObject(b -> b.bucket(BUCKET).key(key)).contentLength();
    send(
        "[\"" + className + "\",{\"s3BucketName\":\"" + BUCKET + "\",\"s3Key\":\"" + key + "\"}]",
        Map.of(
            attribute,
            MessageAttributeValue.builder()
                .dataType("Number")
                .stringValue(Long.toString(size))
                .build()));
  }

  private void send(String body, Map<String, MessageAttributeValue> attributes) {
    sqs.sendMessage(b -> b.queueUrl(queueUrl).messageBody(body).messageAttributes(attributes));
  }

  private List<String> objects() {
    return s3.listObjectsV2(b -> b.bucket(BUCKET)).contents().stream()
        .map(S3Object::key)
        .collect(Collectors.toList());
  }

  /** How many messages the queue holds, in flight or not. */
  private int held() {
    Map<QueueAttributeName, String> attributes =
        sqs.getQueueAttributes(b -> b.queueUrl(queueUrl).attributeNames(QueueAttributeName.ALL))
            .attributes();
    return Integer.parseInt(attributes.get(QueueAttributeName.APPROXIMATE_NUMBER_OF_MESSAGES))
        + Integer.parseInt(
            attributes.get(QueueAttributeName.APPROXIMATE_NUMBER_OF_MESSAGES_NOT_VISIBLE));
  }
}
