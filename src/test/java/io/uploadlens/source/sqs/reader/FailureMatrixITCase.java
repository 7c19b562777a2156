package io.uploadlens.source.sqs.reader;

import static org.assertj.core.api.Assertions.assertThat;

import io.uploadlens.aws.AwsClients;
import io.uploadlens.aws.AwsSettings;
import io.uploadlens.source.sqs.metrics.SqsSourceMetrics;
import io.uploadlens.source.sqs.queue.Patience;
import io.uploadlens.source.sqs.reader.Failure.Reaction;
import io.uploadlens.source.sqs.split.Receipt;
import io.uploadlens.testing.ScriptedSqs;
import io.uploadlens.testing.ScriptedSqs.Call;
import io.uploadlens.testing.SqsAnswer;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.stream.Stream;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.parallel.Execution;
import org.junit.jupiter.api.parallel.ExecutionMode;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.Arguments;
import org.junit.jupiter.params.provider.EnumSource;
import org.junit.jupiter.params.provider.MethodSource;
import software.amazon.awssdk.core.SdkGlobalTime;
import software.amazon.awssdk.services.sqs.SqsAsyncClient;

/**
 * Every cell of the failure matrix, through the SDK's client over HTTP. {@link AwsAnswersITCase}
 * shows that all answers of a row are judged alike.
 *
 * <p>The cells have nothing in common but the time that the SDK's clients begin with, on which none
 * depends, and mostly wait: so they run at the same time.
 */
@Execution(ExecutionMode.CONCURRENT)
class FailureMatrixITCase {

  private static final Duration AMPLE = Duration.ofSeconds(20);

  /** While one client is open the others' common event loop need not be ended each time. */
  private static SqsAsyncClient keepsEventLoop;

  private final ScriptedSqs sqs = new ScriptedSqs();
  private final List<AutoCloseable> open = new ArrayList<>(List.of(sqs));

  @BeforeAll
  static void openClient() {
    keepsEventLoop =
        AwsClients.sqsAsync(AwsSettings.ofRegion("us-east-1").withCredentials("id", "secret"), 1);
  }

  @AfterAll
  static void closeClient() {
    keepsEventLoop.close();
  }

  @AfterEach
  void close() throws Exception {
    for (int i = open.size() - 1; i >= 0; i--) {
      open.get(i).close();
    }
    // What one client learns of the clock, all that are built later in this JVM begin with.
    SdkGlobalTime.setGlobalTimeOffset(0);
  }

  static Stream<Arguments> cells() {
    return Stream.of(Failure.values())
        .flatMap(
            failure ->
                Stream.of(Call.values())
                    .filter(call -> failure.reaction(call) != Reaction.NONE)
                    .map(call -> Arguments.of(failure, call)));
  }

  static Stream<Arguments> cellsThatMayPass() {
    return cells().filter(cell -> reaction(cell) == Reaction.FIVE_MINUTES);
  }

  private static Reaction reaction(Arguments cell) {
    return ((Failure) cell.get()[0]).reaction((Call) cell.get()[1]);
  }

  @ParameterizedTest(name = "{0} {1}")
  @MethodSource("cells")
  void theSourceReactsAsTheTableSays(Failure failure, Call call) throws Exception {
    SqsAnswer answer = failure.answers().get(0);
    Duration timeout = failure == Failure.TIMEOUT ? LiveReader.SHORT_CALL_TIMEOUT : AMPLE;
    SqsCall scene = SqsCall.of(call, sqs, timeout);
    open.add(scene);
    switch (failure.reaction(call)) {
      case RETRIED:
        retried(scene, failure, answer);
        return;
      case FIVE_MINUTES:
        retriedForFiveMinutes(scene, answer);
        return;
      case FAILS:
        scene.begin(answer);
        scene.workUntilFailed();
        assertThat(scene.requests()).isLessThanOrEqualTo(1);
        scene.assertFailureNames(answer);
        scene.assertNothingLost();
        return;
      case GIVEN_UP:
        scene.begin(answer);
        scene.workUntil("given up", () -> scene.counter(SqsSourceMetrics.DELETES_FAILED) == 1);
        assertThat(scene.requests()).isEqualTo(LiveReader.MAX_DELETE_ATTEMPTS);
        scene.assertForgotten();
        return;
      case DROPPED:
        scene.begin(answer);
        scene.workUntil("dropped", () -> scene.counter(SqsSourceMetrics.EXPIRED_HANDLES) == 1);
        scene.repair();
        scene.assertForgotten();
        assertThat(scene.counter(SqsSourceMetrics.DELETES_FAILED)).isZero();
        return;
      default:
        throw new AssertionError(failure.reaction(call));
    }
  }

  private static void retried(SqsCall scene, Failure failure, SqsAnswer answer) throws Exception {
    long began = System.nanoTime();
    scene.begin(answer);
    scene.workUntil("two failures", () -> scene.requests() >= 3);
    // 100 ms and 200 ms at least; extensions and the backlog have intervals of their own.
    if (scene.backsOff()) {
      assertThat(Duration.ofNanos(System.nanoTime() - began)).isGreaterThan(Duration.ofMillis(290));
    }
    scene.jump(Patience.OF_A_READ_QUEUE.multipliedBy(3));
    int before = scene.requests();
    scene.workUntil("more failures", () -> scene.requests() > before);
    assertThat(scene.failure()).isNull();
    scene.assertNothingLost();
    if (scene.countsThrottling()) {
      assertThat(scene.counter(SqsSourceMetrics.THROTTLED) > 0).isEqualTo(failure.isThrottling());
    }
    scene.repair();
    scene.workUntilSucceeded();
  }

  private static void retriedForFiveMinutes(SqsCall scene, SqsAnswer answer) throws Exception {
    scene.begin(answer);
    scene.workUntil("two failures", () -> scene.requests() >= 3);
    scene.jump(Patience.OF_A_READ_QUEUE.dividedBy(2));
    int before = scene.requests();
    scene.workUntil("one more", () -> scene.requests() >= before + 2);
    assertThat(scene.failure()).isNull();
    scene.assertNothingLost();
    scene.repair();
    scene.workUntilSucceeded();
  }

  @ParameterizedTest(name = "{0} {1}")
  @MethodSource("cellsThatMayPass")
  void whatMayPassAndDoesNotFailsTheJobAfterFiveMinutes(Failure failure, Call call)
      throws Exception {
    SqsAnswer answer = failure.answers().get(0);
    SqsCall scene = SqsCall.of(call, sqs, AMPLE);
    open.add(scene);
    scene.begin(answer);
    scene.workUntil("a failure", () -> scene.requests() >= 2);
    scene.jump(Patience.OF_A_READ_QUEUE);
    scene.workUntilFailed();
    scene.assertFailureNames(answer);
    scene.assertNothingLost();
    assertThat(failure.reaction(call)).isEqualTo(Reaction.FIVE_MINUTES);
  }

  /** Without the SDK's own repetitions, too, it sets its clock by the answer that refused it. */
  @ParameterizedTest
  @EnumSource(Call.class)
  void aClockThatDiffersIsSetRightByTheFirstAnswer(Call call) throws Exception {
    SqsCall scene = SqsCall.of(call, sqs, AMPLE);
    open.add(scene);
    scene.prepare();
    sqs.clockAheadOfClientBy(Duration.ofHours(2));
    scene.provoke();
    scene.workUntil("refused", () -> sqs.refusedByClock() > 0);
    scene.workUntilSucceeded();
    assertThat(scene.failure()).isNull();
  }

  @Test
  void aQueueThatIsDeletedAndCreatedAnewIsReadOnAfterTheRestart() throws Exception {
    SqsAnswer missing = Failure.QUEUE_MISSING.answers().get(0);
    LiveReader first = LiveReader.start(sqs, AMPLE, List.of());
    open.add(first);
    sqs.send("old");
    first.workUntil("emitted", () -> first.output.records().contains("old"));
    List<Receipt> state = first.snapshot(1);
    assertThat(state).hasSize(1);
    for (Call call : Call.values()) {
      sqs.answer(call, missing);
    }
    first.workUntil("failed", () -> first.failure() != null);
    assertThat(first.failure()).hasMessageContaining(sqs.queueUrl());

    sqs.repair(Call.RECEIVE);
    SqsAnswer unknownHandle = Failure.QUEUE_RECREATED.answers().get(0);
    sqs.answer(Call.DELETE, unknownHandle);
    sqs.answer(Call.CHANGE_VISIBILITY, unknownHandle);
    sqs.send("new");
    LiveReader second = LiveReader.start(sqs, AMPLE, state);
    open.add(second);
    second.workUntil("reads on", () -> second.output.records().contains("new"));

    assertThat(second.counter(SqsSourceMetrics.EXPIRED_HANDLES)).isEqualTo(1);
    assertThat(second.snapshot(2)).extracting(Receipt::messageId).containsExactly("id-new");
    assertThat(second.output.records()).containsExactly("new");
    assertThat(second.failure()).isNull();
  }
}
