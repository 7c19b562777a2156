package io.uploadlens.source.sqs;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.time.Duration;
import java.util.List;
import java.util.function.Consumer;
import org.apache.flink.streaming.api.environment.CheckpointConfig;
import org.junit.jupiter.api.Test;

/** Settings that contradict each other are told with their numbers and what to change. */
class SqsSourceWarningsTest {

  private static final String QUEUE = "https://sqs.eu-central-1.amazonaws.com/000000000000/uploads";

  @Test
  void theDefaultsAgreeWithCheckpointsEveryMinute() {
    assertThat(warnings(settings -> {}, 4, Duration.ofMinutes(1))).isEmpty();
    assertThat(warnings(settings -> {}, 1, Duration.ofMillis(100))).isEmpty();
  }

  @Test
  void withoutCheckpointsNothingIsEverDeleted() {
    assertThat(SqsSourceWarnings.of(settings(s -> {}), 4, new CheckpointConfig()))
        .singleElement()
        .asString()
        .contains("Checkpointing is off (execution.checkpointing.interval)")
        .contains("NOTHING IS EVER DELETED")
        .contains("each of 4 subtasks reads 25,000 messages");
  }

  @Test
  void aShortVisibilityTimeoutIsEndangeredByPauses() {
    assertThat(
            warnings(s -> s.setVisibilityTimeout(Duration.ofSeconds(19)), 2, Duration.ofSeconds(1)))
        .singleElement()
        .asString()
        .contains("visibilityTimeout is 19 s")
        .contains("pauses for 9500 ms")
        .contains("30 s or more");
    assertThat(
            warnings(s -> s.setVisibilityTimeout(Duration.ofSeconds(20)), 1, Duration.ofSeconds(1)))
        .isEmpty();
  }

  @Test
  void moreMessagesThanCanBeExtendedInTime() {
    assertThat(
            warnings(s -> s.setVisibilityTimeout(Duration.ofSeconds(10)), 1, Duration.ofSeconds(1)))
        .hasSize(2)
        .element(1)
        .asString()
        .contains("visibilityTimeout is 10 s, and a subtask may hold 100,000 messages")
        .contains("extending all of them takes 6260 ms, with 32 requests at a time of 20 ms each")
        .contains("Raise visibilityTimeout to 13 s or lower maxInFlight to 80,000");
    assertThat(
            warnings(
                s -> s.setVisibilityTimeout(Duration.ofSeconds(10)).setMaxInFlight(80_000),
                1,
                Duration.ofSeconds(1)))
        .singleElement()
        .asString()
        .contains("a garbage collection");
    assertThat(
            warnings(s -> s.setVisibilityTimeout(Duration.ofSeconds(20)), 1, Duration.ofSeconds(1)))
        .isEmpty();
  }

  @Test
  void aLongVisibilityTimeoutDelaysRecovery() {
    assertThat(warnings(s -> s.setVisibilityTimeout(Duration.ofHours(6)), 1, Duration.ofMinutes(1)))
        .singleElement()
        .asString()
        .contains("visibilityTimeout is 6 h")
        .contains("after a process was killed");
  }

  @Test
  void aVisibilityTimeoutNearTheIntervalCostsExtensions() {
    assertThat(
            warnings(s -> s.setVisibilityTimeout(Duration.ofSeconds(60)), 1, Duration.ofMinutes(1)))
        .singleElement()
        .asString()
        .contains(
            "visibilityTimeout is 60 s, less than three times the checkpoint interval of 60 s")
        .contains("about 300 requests for each 1,000 messages")
        .contains("raise visibilityTimeout to 3 min");
  }

  @Test
  void theCeilingAndTheIntervalBoundTheRate() {
    assertThat(warnings(s -> s.setMaxInFlight(5_000), 2, Duration.ofMinutes(1)))
        .singleElement()
        .asString()
        .contains("maxInFlight of 5,000 and checkpoints every 60 s")
        .contains("83 messages a second")
        .contains("to 7.6 while checkpoints take as long as their timeout of 10 min");
    assertThat(warnings(s -> s.setMaxInFlight(6_000), 2, Duration.ofMinutes(1))).isEmpty();
  }

  @Test
  void thePauseBetweenCheckpointsCountsLikeTheInterval() {
    CheckpointConfig checkpoints = new CheckpointConfig();
    checkpoints.setCheckpointInterval(1_000);
    checkpoints.setMinPauseBetweenCheckpoints(Duration.ofMinutes(1).toMillis());
    assertThat(SqsSourceWarnings.of(settings(s -> s.setMaxInFlight(5_000)), 2, checkpoints))
        .singleElement()
        .asString()
        .contains("checkpoints every 60 s");
  }

  @Test
  void noMessageStaysHiddenForTwelveHours() {
    CheckpointConfig checkpoints = new CheckpointConfig();
    checkpoints.setCheckpointInterval(Duration.ofMinutes(10).toMillis());
    checkpoints.setCheckpointTimeout(Duration.ofHours(12).toMillis());
    assertThat(
            SqsSourceWarnings.of(
                settings(s -> s.setVisibilityTimeout(Duration.ofMinutes(30))), 1, checkpoints))
        .singleElement()
        .asString()
        .contains("Checkpoints every 10 min that may take 12 h")
        .contains("12 hours at most");
  }

  @Test
  void moreSubtasksThanMessages() {
    assertThat(warnings(s -> s.setMaxInFlight(10), 16, Duration.ofMillis(10)))
        .singleElement()
        .asString()
        .contains("maxInFlight is 10 and the source's parallelism 16")
        .contains("16 may be in flight");
  }

  @Test
  void sharesBelowABatch() {
    assertThat(warnings(s -> s.setMaxInFlight(100), 16, Duration.ofMillis(10)))
        .singleElement()
        .asString()
        .contains("leaves each of 16 subtasks 6 messages")
        .contains("raise maxInFlight to 160");
  }

  @Test
  void fifoQueuesInChinaHoldLess() {
    String url = "https://sqs.cn-north-1.amazonaws.com.cn/000000000000/uploads.fifo";
    assertThat(warnings(s -> s.setQueueUrls(List.of(url)), 1, Duration.ofMinutes(1)))
        .singleElement()
        .asString()
        .contains("maxInFlight is 100,000")
        .contains("at most 20,000")
        .contains(url);
    assertThat(warnings(s -> s.setQueueUrls(List.of(QUEUE + ".fifo")), 1, Duration.ofMinutes(1)))
        .isEmpty();
  }

  @Test
  void aParallelismBelowOneIsRefused() {
    assertThatThrownBy(() -> warnings(s -> {}, -1, Duration.ofMinutes(1)))
        .hasMessageContaining("parallelism is -1");
  }

  private static List<String> warnings(
      Consumer<SqsSourceBuilder<String>> tune, int parallelism, Duration interval) {
    CheckpointConfig checkpoints = new CheckpointConfig();
    checkpoints.setCheckpointInterval(interval.toMillis());
    return SqsSourceWarnings.of(settings(tune), parallelism, checkpoints);
  }

  private static SqsSourceSettings settings(Consumer<SqsSourceBuilder<String>> tune) {
    SqsSourceBuilder<String> builder =
        SqsSource.<String>builder()
            .setQueueUrls(List.of(QUEUE))
            .setDeserializationSchema(new BodySchema())
            .setQueueProvider(
                (url, concurrency) -> {
                  throw new AssertionError("Nothing is opened");
                });
    tune.accept(builder);
    return builder.build().settings();
  }
}
