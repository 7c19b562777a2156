package io.uploadlens.source.sqs.reader;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.uploadlens.aws.AwsErrorKind;
import io.uploadlens.aws.AwsErrors;
import io.uploadlens.source.sqs.queue.AwsSqsQueue;
import io.uploadlens.source.sqs.queue.BatchFailure;
import io.uploadlens.source.sqs.queue.ReceiveRequest;
import io.uploadlens.source.sqs.queue.SqsQueue;
import io.uploadlens.testing.ScriptedSqs;
import io.uploadlens.testing.ScriptedSqs.Call;
import io.uploadlens.testing.SqsAnswer;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.ExecutionException;
import java.util.stream.Stream;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.Arguments;
import org.junit.jupiter.params.provider.MethodSource;

/** What the queue makes of SQS's answers: all of one row of the failure matrix the same. */
class AwsAnswersITCase {

  private static final Map<Failure, AwsErrorKind> REQUESTS =
      Map.of(
          Failure.THROTTLED, AwsErrorKind.RETRY,
          Failure.SERVER_ERROR, AwsErrorKind.RETRY,
          Failure.CONNECTION_RESET, AwsErrorKind.RETRY,
          Failure.ACCESS_DENIED, AwsErrorKind.FATAL,
          Failure.WRONG_CREDENTIALS, AwsErrorKind.FATAL,
          Failure.KMS_DENIED, AwsErrorKind.FATAL,
          Failure.QUEUE_MISSING, AwsErrorKind.FATAL,
          Failure.EXPIRED_CREDENTIALS, AwsErrorKind.DOUBTFUL,
          Failure.CLOCK_SKEW, AwsErrorKind.DOUBTFUL,
          Failure.FOREIGN_ANSWER, AwsErrorKind.DOUBTFUL);

  private static final Map<Failure, AwsErrorKind> ENTRIES =
      Map.of(
          Failure.QUEUE_RECREATED, AwsErrorKind.REJECT,
          Failure.ENTRIES_FAIL, AwsErrorKind.RETRY,
          Failure.ENTRIES_THROTTLED, AwsErrorKind.RETRY,
          Failure.ENTRIES_DENIED, AwsErrorKind.FATAL,
          Failure.INCOMPLETE_ANSWER, AwsErrorKind.RETRY);

  private static ScriptedSqs sqs;
  private static SqsQueue queue;

  @BeforeAll
  static void start() {
    sqs = new ScriptedSqs();
    queue = open();
  }

  private static SqsQueue open() {
    return LiveReader.provider(sqs, Duration.ofSeconds(20)).open(sqs.queueUrl(), 4);
  }

  @AfterAll
  static void close() throws Exception {
    queue.close();
    sqs.close();
  }

  static Stream<Arguments> requests() {
    return REQUESTS.entrySet().stream()
        .flatMap(
            row ->
                row.getKey().answers().stream()
                    .map(answer -> Arguments.of(row.getKey(), row.getValue(), answer)));
  }

  /**
   * Each call has a client of its own: the SDK closes the connection of an answer that it could not
   * read, but it may have handed it to the next call by then, which fails for that.
   */
  @ParameterizedTest(name = "{0} {2}")
  @MethodSource("requests")
  void aFailedRequestIsJudgedAlikeWhateverTheCall(
      Failure row, AwsErrorKind kind, SqsAnswer answer) {
    for (Call call : Call.values()) {
      sqs.answer(call, answer);
      assertThatThrownBy(
              () -> {
                try (SqsQueue fresh = open()) {
                  make(call, fresh).get();
                }
              })
          .as("%s %s", row, call)
          .isInstanceOf(ExecutionException.class)
          .satisfies(error -> assertThat(AwsErrors.kindOf(error)).isEqualTo(kind))
          .satisfies(
              error ->
                  assertThat(AwsErrors.isThrottling(error)).isEqualTo(row == Failure.THROTTLED));
    }
  }

  static Stream<Arguments> entries() {
    return ENTRIES.entrySet().stream()
        .flatMap(
            row ->
                row.getKey().answers().stream()
                    .map(answer -> Arguments.of(row.getKey(), row.getValue(), answer)));
  }

  @ParameterizedTest(name = "{0} {2}")
  @MethodSource("entries")
  void aFailedEntryIsJudgedAlikeInBothBatches(Failure row, AwsErrorKind kind, SqsAnswer answer)
      throws Exception {
    sqs.answer(Call.DELETE, answer);
    sqs.answer(Call.CHANGE_VISIBILITY, answer);
    List<BatchFailure> failures = new ArrayList<>(queue.delete(List.of("a", "b")).get());
    failures.addAll(queue.changeVisibility(List.of("a", "b"), Duration.ZERO).get());
    assertThat(failures)
        .as(row.name())
        .hasSize(4)
        .allMatch(failure -> AwsErrors.kindOfEntry(failure.code(), failure.senderFault()) == kind);
  }

  @Test
  void anEntryHasSucceededOnlyIfTheAnswerSaysSoAndNothingElse() throws Exception {
    sqs.answer(
        Call.DELETE,
        SqsAnswer.ok(
            "{\"Successful\":[{\"Id\":\"0\"},{\"Id\":\"0\"},{\"Id\":\"1\"},{\"Id\":\"99\"}],"
                + "\"Failed\":["
                + "{\"Id\":\"1\",\"Code\":\"InternalError\",\"SenderFault\":false},"
                + "{\"Id\":\"2\",\"Code\":\"First\",\"SenderFault\":true},"
                + "{\"Id\":\"2\",\"Code\":\"Second\",\"SenderFault\":false},"
                + "{\"Id\":\"no number\",\"Code\":\"Odd\",\"SenderFault\":true}]}"));

    assertThat(queue.delete(List.of("a", "b", "c", "d")).get())
        .extracting(failure -> failure.index() + " " + failure.code())
        .containsExactly("1 InternalError", "2 First", "3 " + AwsSqsQueue.NOT_ANSWERED);
  }

  @Test
  void anAnswerWithoutTheNumberOfMessagesIsNotAnEmptyQueue() {
    for (SqsAnswer answer : Failure.INCOMPLETE_ANSWER.answers()) {
      sqs.answer(Call.ATTRIBUTES, answer);
      assertThatThrownBy(() -> queue.attributes().get())
          .hasStackTraceContaining(sqs.queueUrl())
          .hasStackTraceContaining("lacks ApproximateNumberOfMessages");
    }
  }

  private static CompletableFuture<?> make(Call call, SqsQueue queue) {
    switch (call) {
      case RECEIVE:
        return queue.receive(
            new ReceiveRequest(10, Duration.ofSeconds(20), Duration.ofSeconds(30), null));
      case DELETE:
        return queue.delete(List.of("a"));
      case CHANGE_VISIBILITY:
        return queue.changeVisibility(List.of("a"), Duration.ofSeconds(30));
      default:
        return queue.attributes();
    }
  }
}
