package io.uploadlens.sink.firehose;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.uploadlens.analytics.AnalyticsTypes;
import io.uploadlens.analytics.WindowAggregate;
import io.uploadlens.aws.AwsService;
import io.uploadlens.aws.AwsSettings;
import io.uploadlens.sink.Aggregates;
import io.uploadlens.sink.FailsAfterCheckpoint;
import io.uploadlens.sink.SinkJobs;
import io.uploadlens.sink.firehose.FirehoseStub.Answer;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.util.HashSet;
import java.util.List;
import java.util.Set;
import java.util.concurrent.TimeUnit;
import java.util.stream.Collectors;
import java.util.stream.LongStream;
import org.apache.flink.api.common.eventtime.WatermarkStrategy;
import org.apache.flink.api.connector.source.util.ratelimit.RateLimiterStrategy;
import org.apache.flink.connector.datagen.source.DataGeneratorSource;
import org.apache.flink.streaming.api.environment.StreamExecutionEnvironment;
import org.apache.flink.test.junit5.MiniClusterExtension;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.extension.RegisterExtension;

@Timeout(value = 3, unit = TimeUnit.MINUTES)
class FirehoseSinksITCase {

  @RegisterExtension static final MiniClusterExtension CLUSTER = SinkJobs.cluster();

  @Test
  void rowsArriveInBatchesWithinTheLimit() throws Exception {
    try (FirehoseStub firehose = new FirehoseStub((request, records) -> Answer.taken())) {
      run(firehose, 0, 3_000, 0, FirehoseSinks.RETRY_TIME);

      assertThat(lines(firehose)).containsExactlyInAnyOrderElementsOf(expected(3_000));
      assertThat(firehose.batches()).allMatch(records -> records <= 500);
      assertThat(new HashSet<>(firehose.streams())).containsExactly("aggregates");
    }
  }

  @Test
  void g1NoRowIsLostThroughThrottlingPartialFailuresAndRestarts() throws Exception {
    try (FirehoseStub firehose =
        new FirehoseStub(
            (request, records) -> {
              switch (request % 5) {
                case 1:
                  return Answer.takenBut(Math.min(records, 2));
                case 3:
                  return Answer.error(503, "ServiceUnavailableException");
                default:
                  return Answer.taken();
              }
            })) {
      // Of a thousand between two checkpoints: what is left after the first failure and the next
      // checkpoint must do for another failure in each subtask.
      run(firehose, 2, 4_000, 4, FirehoseSinks.RETRY_TIME);

      assertThat(FailsAfterCheckpoint.failuresLeft("firehose")).isZero();
      assertThat(Set.copyOf(lines(firehose))).isEqualTo(Set.copyOf(expected(4_000)));
    }
  }

  @Test
  void aMissingDeliveryStreamFailsTheJobByName() throws Exception {
    assertFailsAtOnce(Answer.error(400, "ResourceNotFoundException"));
  }

  @Test
  void missingRightsFailTheJobWithTheStreamsName() throws Exception {
    assertFailsAtOnce(Answer.error(400, "AccessDeniedException"));
  }

  @Test
  void anErrorThatNeverEndsFailsTheJobAfterTheRetryTime() throws Exception {
    try (FirehoseStub firehose =
        new FirehoseStub((request, records) -> Answer.error(400, "UnrecognizedClientException"))) {
      assertThatThrownBy(() -> run(firehose, 0, 10, 0, Duration.ofSeconds(2)))
          .hasStackTraceContaining(
              "Firehose delivery stream 'aggregates': every request has failed for PT");
      assertThat(firehose.requests()).isGreaterThan(1);
      assertThat(firehose.records()).isEmpty();
    }
  }

  private static void assertFailsAtOnce(Answer answer) throws Exception {
    try (FirehoseStub firehose = new FirehoseStub((request, records) -> answer)) {
      assertThatThrownBy(() -> run(firehose, 0, 10, 0, FirehoseSinks.RETRY_TIME))
          .hasStackTraceContaining("Firehose delivery stream 'aggregates': the stub says ");
      assertThat(firehose.records()).isEmpty();
    }
  }

  /** Runs a job of some aggregates into the stub to its end. */
  private static void run(
      FirehoseStub firehose, int failures, int aggregates, int restarts, Duration retryTime)
      throws Exception {
    AwsSettings aws =
        AwsSettings.ofRegion("eu-west-1")
            .withCredentials("id", "secret")
            .withEndpoint(AwsService.FIREHOSE, firehose.endpoint());
    StreamExecutionEnvironment env = SinkJobs.job(2, restarts);
    DataGeneratorSource<WindowAggregate> source =
        new DataGeneratorSource<>(
            FirehoseSinksITCase::aggregate,
            aggregates,
            RateLimiterStrategy.perCheckpoint(1_000),
            AnalyticsTypes.WINDOW_AGGREGATE);
    env.fromSource(source, WatermarkStrategy.noWatermarks(), "aggregates")
        .map(new FailsAfterCheckpoint<>("firehose", failures))
        .returns(AnalyticsTypes.WINDOW_AGGREGATE)
        .sinkTo(FirehoseSinks.create("aggregates", aws, retryTime));
    env.execute("firehose");
  }

  private static WindowAggregate aggregate(long number) {
    return Aggregates.ofBucket("bucket-" + number, (int) number + 1);
  }

  private static List<String> expected(int aggregates) {
    WindowAggregateJson json = new WindowAggregateJson();
    return LongStream.range(0, aggregates)
        .mapToObj(number -> text(json.serialize(aggregate(number))))
        .collect(Collectors.toList());
  }

  private static List<String> lines(FirehoseStub firehose) {
    return firehose.records().stream().map(FirehoseSinksITCase::text).collect(Collectors.toList());
  }

  private static String text(byte[] bytes) {
    return new String(bytes, StandardCharsets.UTF_8);
  }
}
