package io.uploadlens.source.sqs.reader;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import io.uploadlens.source.sqs.enumerator.SqsEnumerator;
import io.uploadlens.source.sqs.queue.SqsQueueProvider;
import io.uploadlens.source.sqs.split.SqsSplit;
import io.uploadlens.testing.ScriptedSqs;
import io.uploadlens.testing.ScriptedSqs.Call;
import java.time.Duration;
import java.util.concurrent.Callable;
import java.util.concurrent.atomic.AtomicLong;
import java.util.function.BiConsumer;
import org.apache.flink.connector.testutils.source.reader.TestingSplitEnumeratorContext;

/** The enumerator's question for the backlog, which the test asks in place of a timer. */
final class AttributesCall extends SqsCall {

  private final AtomicLong jumped = new AtomicLong();
  private final Context context = new Context();
  private final SqsEnumerator enumerator;
  private Throwable failure;

  AttributesCall(ScriptedSqs sqs, Duration callTimeout) {
    super(Call.ATTRIBUTES, sqs);
    SqsQueueProvider provider = LiveReader.provider(sqs, callTimeout);
    this.enumerator =
        new SqsEnumerator(
            context,
            LiveReader.settings(sqs.queueUrl(), provider),
            provider,
            null,
            () -> System.currentTimeMillis() + jumped.get());
  }

  @Override
  void prepare() {
    enumerator.start();
    context.registerReader(0, "localhost");
    enumerator.addReader(0);
    work();
    assertThat(reports()).isEqualTo(1);
  }

  @Override
  void provoke() {
    // It is always about to be made.
  }

  @Override
  void workUntil(String what, Callable<Boolean> condition) {
    await(what)
        .atMost(Duration.ofSeconds(90))
        .pollDelay(Duration.ZERO)
        .pollInterval(Duration.ofMillis(10))
        .pollInSameThread()
        .until(
            () -> {
              work();
              return condition.call();
            });
  }

  @Override
  void workUntilSucceeded() {
    workUntil("reported", () -> reports() > 1);
  }

  @Override
  Throwable failure() {
    return failure;
  }

  @Override
  void jump(Duration duration) {
    jumped.addAndGet(duration.toMillis());
  }

  @Override
  long counter(String name) {
    throw new AssertionError("The enumerator has no counters");
  }

  @Override
  boolean backsOff() {
    return false;
  }

  @Override
  boolean countsThrottling() {
    return false;
  }

  @Override
  String permission() {
    return "sqs:GetQueueAttributes";
  }

  /** Silence is not an empty queue. */
  @Override
  void assertNothingLost() {
    assertThat(reports()).isEqualTo(1);
  }

  @Override
  void assertForgotten() {
    throw new AssertionError("Nothing is held for the backlog");
  }

  @Override
  public void close() {
    enumerator.close();
  }

  private int reports() {
    return context.getSentEvents().get(0).size();
  }

  private void work() {
    if (failure == null) {
      try {
        context.periodic.call();
      } catch (Exception e) {
        failure = e;
      }
    }
  }

  private static final class Context extends TestingSplitEnumeratorContext<SqsSplit> {
    private Callable<Void> periodic;

    Context() {
      super(1);
    }

    @Override
    public <T> void callAsync(
        Callable<T> callable, BiConsumer<T, Throwable> handler, long initialDelay, long period) {
      periodic =
          () -> {
            handler.accept(callable.call(), null);
            return null;
          };
    }
  }
}
