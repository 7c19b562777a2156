package io.uploadlens.producer.target;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.uploadlens.aws.AwsErrorKind;
import io.uploadlens.producer.generator.GeneratedMessage;
import io.uploadlens.producer.generator.Messages;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.Collections;
import java.util.List;
import java.util.function.Function;
import java.util.stream.Collectors;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;
import software.amazon.awssdk.awscore.exception.AwsErrorDetails;
import software.amazon.awssdk.core.exception.SdkClientException;
import software.amazon.awssdk.services.sqs.model.SqsException;

class BatchingTargetTest {

  private final ManualTiming timing = new ManualTiming();
  private final List<List<String>> batches = Collections.synchronizedList(new ArrayList<>());
  private boolean closed;

  @AfterEach
  void closesItsSender() {
    assertThat(closed).isTrue();
  }

  @Test
  void batchesAreFilledWithinTheLimits() throws Exception {
    BatchingTarget target = target(batch -> List.of());
    for (int i = 0; i < 25; i++) {
      target.send(message("m" + i));
    }
    target.send(message("x".repeat(60)));
    target.send(message("y".repeat(60)));
    target.flush();
    assertThat(batches).extracting(List::size).containsExactly(10, 10, 6, 1);
    assertThat(target.progress().messages()).isEqualTo(27);
    assertThat(target.progress().bytes()).isEqualTo(10 * 2 + 15 * 3 + 120);
    target.close();
  }

  @Test
  void failedEntriesAreSentAgainAndOnlyThose() throws Exception {
    BatchingTarget target =
        target(
            batch ->
                batches.size() > 2
                    ? List.of()
                    : List.of(
                        new BatchSender.Failure(
                            batch.size() - 1, AwsErrorKind.RETRY, "Throttled: slow down")));
    for (int i = 0; i < 3; i++) {
      target.send(message("m" + i));
    }
    target.flush();
    assertThat(batches).containsExactly(List.of("m0", "m1", "m2"), List.of("m2"), List.of("m2"));
    assertThat(target.progress().messages()).isEqualTo(3);
    assertThat(target.progress().retried()).isEqualTo(2);
    assertThat(timing.sleeps).isEqualTo(2);
    target.close();
  }

  @Test
  void requestsThatFailForAWhileAreMadeAgain() throws Exception {
    BatchingTarget target =
        target(
            batch -> {
              if (batches.size() < 3) {
                throw SdkClientException.create("connection reset");
              }
              return List.of();
            });
    target.send(message("m"));
    target.flush();
    assertThat(batches).hasSize(3);
    assertThat(target.progress().messages()).isEqualTo(1);
    target.close();
  }

  @Test
  void whatIsNeverTakenEndsTheTarget() throws Exception {
    BatchingTarget target =
        target(
            batch ->
                List.of(new BatchSender.Failure(0, AwsErrorKind.RETRY, "Throttled: slow down")));
    target.send(message("m"));
    assertThatThrownBy(target::flush)
        .isInstanceOf(DeliveryException.class)
        .hasMessage(
            "test: 1 messages were not taken in 5 attempts; the last answer: Throttled: slow down");
    assertThat(batches).hasSize(5);
    assertThat(target.progress().messages()).isZero();
    target.close();
  }

  @Test
  void aRefusedMessageEndsTheTargetAtOnce() throws Exception {
    BatchingTarget target =
        target(
            batch ->
                List.of(
                    new BatchSender.Failure(0, AwsErrorKind.REJECT, "InvalidMessageContents: no")));
    target.send(message("m"));
    assertThatThrownBy(target::flush)
        .hasMessage("test: a message was refused: InvalidMessageContents: no");
    assertThat(batches).hasSize(1);
    assertThatThrownBy(() -> target.send(message("n"))).isInstanceOf(DeliveryException.class);
    target.close();
  }

  @Test
  void whatNoRepetitionHelpsIsNotRepeated() throws Exception {
    BatchingTarget target =
        target(
            batch -> {
              throw SqsException.builder()
                  .statusCode(403)
                  .awsErrorDetails(
                      AwsErrorDetails.builder()
                          .errorCode("AccessDenied")
                          .errorMessage("denied")
                          .build())
                  .build();
            });
    target.send(message("m"));
    assertThatThrownBy(target::flush)
        .isInstanceOf(DeliveryException.class)
        .hasMessageContaining("denied");
    assertThat(batches).hasSize(1);
    target.close();
  }

  @Test
  void aMessageBeyondTheLimitIsSaidSo() {
    BatchingTarget target = target(batch -> List.of());
    assertThatThrownBy(() -> target.send(message("x".repeat(100))))
        .hasMessage("test: a message of 109 bytes: at most 100");
    target.close();
  }

  /** Ten entries, 150 bytes a batch and 100 an entry, each with a partition key of 9 bytes. */
  private BatchingTarget target(Function<List<String>, List<BatchSender.Failure>> answer) {
    BatchSender sender =
        new BatchSender() {
          @Override
          public List<Failure> send(List<GeneratedMessage> batch) {
            List<String> bodies =
                batch.stream()
                    .map(message -> new String(message.body(), StandardCharsets.UTF_8))
                    .collect(Collectors.toList());
            batches.add(bodies);
            return answer.apply(bodies);
          }

          @Override
          public void close() {
            closed = true;
          }
        };
    return new BatchingTarget(
        "test",
        new BatchLimits(10, 150, 100),
        sender,
        SendSettings.defaults().withConcurrency(1).withAttempts(5).withTiming(timing));
  }

  private static GeneratedMessage message(String body) {
    return Messages.malformed(body);
  }
}
