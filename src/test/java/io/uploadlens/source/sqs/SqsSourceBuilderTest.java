package io.uploadlens.source.sqs;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.uploadlens.aws.AwsSettings;
import io.uploadlens.source.sqs.payload.PayloadSettings;
import java.time.Duration;
import java.util.List;
import org.apache.flink.api.connector.source.Boundedness;
import org.apache.flink.util.InstantiationUtil;
import org.junit.jupiter.api.Test;

/** Every wrong setting is told, with its name, its value and what is allowed. */
class SqsSourceBuilderTest {

  private static final String QUEUE = "https://sqs.eu-central-1.amazonaws.com/000000000000/uploads";

  @Test
  void aSourceTravelsToTheTasks() throws Exception {
    SqsSource<String> source = valid().build();
    SqsSource<String> copy = InstantiationUtil.clone(source);
    assertThat(copy.settings().queueUrls()).containsExactly(QUEUE);
    assertThat(copy.getBoundedness()).isEqualTo(Boundedness.CONTINUOUS_UNBOUNDED);
    assertThat(copy.getProducedType()).isEqualTo(source.getProducedType());
  }

  @Test
  void defaultsKeepClearOfTheLimitsOfSqs() {
    SqsSourceSettings settings = valid().build().settings();
    assertThat(settings.maxInFlight()).isEqualTo(100_000);
    assertThat(settings.maxInFlightPerSubtask(3)).isEqualTo(33_333);
    assertThat(settings.maxPrefetch()).isEqualTo(20 * settings.maxConcurrentReceives());
    assertThat(settings.receiveWait()).isEqualTo(Duration.ofSeconds(20));
  }

  @Test
  void deletesKeepUpWithReceives() {
    assertThat(deletes(valid())).isEqualTo(32);
    assertThat(deletes(valid().setMaxConcurrentReceives(20))).isEqualTo(40);
    assertThat(deletes(valid().setMaxConcurrentReceives(200))).isEqualTo(256);
    assertThat(deletes(valid().setMaxConcurrentReceives(20).setMaxConcurrentDeletes(3)))
        .isEqualTo(3);
  }

  private static int deletes(SqsSourceBuilder<String> builder) {
    return builder.build().settings().maxConcurrentDeletes();
  }

  @Test
  void whatIsMissingIsTold() {
    assertThatThrownBy(() -> SqsSource.<String>builder().build())
        .isInstanceOf(IllegalArgumentException.class)
        .hasMessageContaining("queueUrls is empty")
        .hasMessageContaining("deserializationSchema is not set")
        .hasMessageContaining("awsSettings is not set");
  }

  @Test
  void everyProblemIsToldAtOnceWithNameValueAndWhatIsAllowed() {
    SqsSourceBuilder<String> wrong =
        valid()
            .setQueueUrls(List.of("uploads", QUEUE, QUEUE))
            .setVisibilityTimeout(Duration.ofHours(13))
            .setReceiveWait(Duration.ofMillis(1_500))
            .setMaxInFlight(120_001)
            .setMaxConcurrentReceives(0)
            .setMaxConcurrentDeletes(257)
            .setMaxDeleteAttempts(0)
            .setMaxPrefetch(0)
            .setBacklogInterval(Duration.ZERO)
            .setCatchUpThreshold(Duration.ZERO)
            .setCatchUpMinBacklog(-1)
            .setCloseTimeout(Duration.ofMinutes(2))
            .setPayloads(
                PayloadSettings.builder()
                    .setBuckets(List.of("s3://b"))
                    .setMaxSize(0)
                    .setMaxMemory(-1)
                    .setMaxConcurrent(257));
    assertThatThrownBy(wrong::build)
        .hasMessageContaining("queueUrls holds 'uploads'; allowed are queue URLs as https://")
        .hasMessageContaining("queueUrls holds '" + QUEUE + "' twice")
        .hasMessageContaining("visibilityTimeout is PT13H; PT1S to PT12H is allowed")
        .hasMessageContaining("receiveWait is PT1.5S; only whole seconds are allowed")
        .hasMessageContaining("maxInFlight is 120001; 1 to 120000 is allowed")
        .hasMessageContaining("maxConcurrentReceives is 0; 1 to 256 is allowed")
        .hasMessageContaining("maxConcurrentDeletes is 257; 1 to 256 is allowed")
        .hasMessageContaining("maxDeleteAttempts is 0; 1 to 100 is allowed")
        .hasMessageContaining("maxPrefetch is 0; 1 to 100000 is allowed")
        .hasMessageContaining("backlogInterval is PT0S; PT0.1S to PT10M is allowed")
        .hasMessageContaining("catchUpThreshold is PT0S; PT0.1S to PT1H is allowed")
        .hasMessageContaining("catchUpMinBacklog is -1; 0 to 2147483647 is allowed")
        .hasMessageContaining("closeTimeout is PT2M; PT0S to PT1M is allowed")
        .hasMessageContaining(
            "payloads.buckets holds 's3://b'; allowed are buckets, and a bucket, a slash and the")
        .hasMessageContaining("payloads.maxSize is 0; 1 to 1073741824 is allowed")
        .hasMessageContaining("payloads.maxMemory is -1; at least payloads.maxSize, 0, is allowed")
        .hasMessageContaining("payloads.maxConcurrent is 257; 1 to 256 is allowed");
    assertThatThrownBy(valid().setPayloads(PayloadSettings.builder().setDelete(true))::build)
        .hasMessageContaining("payloads.delete is set without payloads.buckets");
    assertThatThrownBy(
            SqsSource.<String>builder()
                    .setQueueUrls(List.of(QUEUE))
                    .setDeserializationSchema(new BodySchema())
                    .setQueueProvider((url, concurrency) -> null)
                    .setPayloads(PayloadSettings.builder().setBuckets(List.of("bucket")))
                ::build)
        .hasMessageContaining("payloads are read without awsSettings or payloadStoreProvider");
  }

  @Test
  void aFifoQueueNeedsMoreTimeThanAReceiveWaits() {
    SqsSourceBuilder<String> shortTimeout =
        valid()
            .setVisibilityTimeout(Duration.ofSeconds(40))
            .setReceiveWait(Duration.ofSeconds(20))
            .setQueueUrls(List.of(QUEUE, QUEUE + ".fifo"));
    assertThatThrownBy(shortTimeout::build)
        .hasMessageContaining(
            "visibilityTimeout is PT40S and receiveWait is PT20S; for the FIFO queue "
                + QUEUE
                + ".fifo more than twice receiveWait is allowed");
    assertThat(shortTimeout.setVisibilityTimeout(Duration.ofSeconds(41)).build()).isNotNull();
    shortTimeout.setVisibilityTimeout(Duration.ofSeconds(40)).setQueueUrls(List.of(QUEUE));
    assertThat(shortTimeout.build()).isNotNull();
  }

  private static SqsSourceBuilder<String> valid() {
    return SqsSource.<String>builder()
        .setQueueUrls(List.of(QUEUE))
        .setDeserializationSchema(new BodySchema())
        .setAwsSettings(AwsSettings.ofRegion("eu-central-1"));
  }
}
