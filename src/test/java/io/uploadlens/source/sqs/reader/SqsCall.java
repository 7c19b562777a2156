package io.uploadlens.source.sqs.reader;

import static org.assertj.core.api.Assertions.assertThat;

import io.uploadlens.source.sqs.metrics.SqsSourceMetrics;
import io.uploadlens.testing.ScriptedSqs;
import io.uploadlens.testing.ScriptedSqs.Call;
import io.uploadlens.testing.SqsAnswer;
import java.time.Duration;
import java.util.List;
import java.util.concurrent.Callable;

/**
 * One of the source's calls with its purpose: how it is brought about, how one sees that it has
 * served, and what is lost if it fails and the source does the wrong thing.
 */
abstract class SqsCall implements AutoCloseable {

  final ScriptedSqs sqs;
  private final Call call;
  private int requestsBefore;

  SqsCall(Call call, ScriptedSqs sqs) {
    this.call = call;
    this.sqs = sqs;
  }

  static SqsCall of(Call call, ScriptedSqs sqs, Duration callTimeout) {
    switch (call) {
      case RECEIVE:
        return new Receive(sqs, callTimeout);
      case DELETE:
        return new Delete(sqs, callTimeout);
      case CHANGE_VISIBILITY:
        return new Extend(sqs, callTimeout);
      default:
        return new AttributesCall(sqs, callTimeout);
    }
  }

  /** Everything up to the call. */
  abstract void prepare() throws Exception;

  /** Makes the source make the call. */
  abstract void provoke() throws Exception;

  abstract void workUntil(String what, Callable<Boolean> condition);

  abstract void workUntilSucceeded();

  abstract Throwable failure();

  abstract void jump(Duration duration);

  abstract long counter(String name);

  /** What the permission for the call is called. */
  abstract String permission();

  /** While the call fails, what it was for is still to be done. */
  abstract void assertNothingLost();

  /** The source has finished with what the call was for. */
  abstract void assertForgotten();

  boolean backsOff() {
    return true;
  }

  boolean countsThrottling() {
    return true;
  }

  Call call() {
    return call;
  }

  /** The call is made, and answered so. */
  final void begin(SqsAnswer answer) throws Exception {
    prepare();
    requestsBefore = sqs.requests(call);
    sqs.answer(call, answer);
    provoke();
  }

  final void repair() {
    sqs.repair(call);
  }

  final int requests() {
    return sqs.requests(call) - requestsBefore;
  }

  final void workUntilFailed() {
    workUntil("failed", () -> failure() != null);
  }

  final void assertFailureNames(SqsAnswer answer) {
    assertThat(failure())
        .hasStackTraceContaining(sqs.queueUrl())
        .hasStackTraceContaining(permission())
        .hasStackTraceContaining("does not pass by itself");
    if (answer.code() != null) {
      assertThat(failure()).hasStackTraceContaining(answer.code());
    }
  }

  /** Those that a reader makes. */
  private abstract static class OfReader extends SqsCall {
    final LiveReader reader;

    private OfReader(Call call, ScriptedSqs sqs, Duration callTimeout) {
      super(call, sqs);
      this.reader = LiveReader.start(sqs, callTimeout, List.of());
    }

    final void emit(String body) {
      sqs.send(body);
      workUntil("emitted", () -> reader.output.records().contains(body));
    }

    @Override
    void workUntil(String what, Callable<Boolean> condition) {
      reader.workUntil(what, condition);
    }

    @Override
    Throwable failure() {
      return reader.failure();
    }

    @Override
    void jump(Duration duration) {
      reader.jump(duration);
    }

    @Override
    long counter(String name) {
      return reader.counter(name);
    }

    @Override
    public void close() {
      reader.close();
    }
  }

  private static final class Receive extends OfReader {
    private Receive(ScriptedSqs sqs, Duration callTimeout) {
      super(Call.RECEIVE, sqs, callTimeout);
    }

    @Override
    void prepare() {
      emit("first");
    }

    @Override
    void provoke() {
      // It is always under way.
    }

    @Override
    void workUntilSucceeded() {
      emit("second");
    }

    @Override
    String permission() {
      return "sqs:ReceiveMessage";
    }

    @Override
    void assertNothingLost() {
      assertThat(reader.output.records()).containsExactly("first");
      assertThat(reader.snapshot(1)).hasSize(1);
    }

    @Override
    void assertForgotten() {
      throw new AssertionError("Nothing is held for a receive");
    }
  }

  private static final class Delete extends OfReader {
    private Delete(ScriptedSqs sqs, Duration callTimeout) {
      super(Call.DELETE, sqs, callTimeout);
    }

    @Override
    void prepare() {
      emit("a");
      reader.snapshot(1);
    }

    @Override
    void provoke() {
      reader.complete(1);
    }

    @Override
    void workUntilSucceeded() {
      workUntil("deleted", () -> counter(SqsSourceMetrics.DELETED) == 1);
      assertThat(sqs.deleted()).containsExactly("handle-a");
      assertThat(reader.snapshot(9)).isEmpty();
      assertThat(counter(SqsSourceMetrics.DELETES_FAILED)).isZero();
    }

    @Override
    String permission() {
      return "sqs:DeleteMessage";
    }

    @Override
    void assertNothingLost() {
      assertThat(reader.snapshot(2)).hasSize(1);
      assertThat(counter(SqsSourceMetrics.DELETED)).isZero();
    }

    @Override
    void assertForgotten() {
      assertThat(reader.snapshot(2)).isEmpty();
      assertThat(failure()).isNull();
      int made = requests();
      // Reading goes on, and deleting with it; what is forgotten is not tried again.
      repair();
      emit("b");
      reader.snapshot(3);
      reader.complete(3);
      workUntil("the next is deleted", () -> counter(SqsSourceMetrics.DELETED) == 1);
      assertThat(sqs.deleted()).containsExactly("handle-b");
      assertThat(requests()).isEqualTo(made + 1);
    }
  }

  private static final class Extend extends OfReader {
    private Extend(ScriptedSqs sqs, Duration callTimeout) {
      super(Call.CHANGE_VISIBILITY, sqs, callTimeout);
    }

    @Override
    void prepare() {
      // Nothing: the clock of a message runs as soon as it is received.
    }

    @Override
    void provoke() {
      emit("a");
    }

    @Override
    void workUntilSucceeded() {
      workUntil("extended", () -> counter(SqsSourceMetrics.VISIBILITY_EXTENSIONS) > 0);
      assertThat(sqs.extended()).contains("handle-a");
    }

    @Override
    boolean backsOff() {
      return false;
    }

    @Override
    String permission() {
      return "sqs:ChangeMessageVisibility";
    }

    @Override
    void assertNothingLost() {
      assertThat(reader.snapshot(2)).hasSize(1);
      assertThat(counter(SqsSourceMetrics.EXPIRED_HANDLES)).isZero();
    }

    @Override
    void assertForgotten() {
      assertThat(reader.snapshot(2)).as("still to be deleted").hasSize(1);
      emit("b");
      workUntil("the next is extended", () -> sqs.extended().contains("handle-b"));
      assertThat(sqs.extended()).containsExactly("handle-b");
      assertThat(failure()).isNull();
    }
  }
}
