package io.uploadlens.source.sqs.hunt;

import io.uploadlens.source.sqs.hunt.CallFault.Call;
import io.uploadlens.source.sqs.queue.BatchFailure;
import io.uploadlens.source.sqs.queue.QueueAttributes;
import io.uploadlens.source.sqs.queue.ReceiveRequest;
import io.uploadlens.source.sqs.queue.ReceivedMessage;
import io.uploadlens.source.sqs.queue.SqsQueue;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.CompletableFuture;
import java.util.function.BiFunction;
import java.util.function.Consumer;
import software.amazon.awssdk.awscore.exception.AwsErrorDetails;
import software.amazon.awssdk.core.exception.SdkClientException;
import software.amazon.awssdk.services.sqs.model.SqsException;

/** One reader's connection to a queue: where calls are late, fail and get lost. */
final class ModelClient implements SqsQueue {

  private final ModelQueue queue;
  private final VirtualTime time;
  private final ArmedFaults faults;
  private final boolean lingers;
  private boolean closed;

  ModelClient(ModelQueue queue, VirtualTime time, ArmedFaults faults, boolean lingers) {
    this.queue = queue;
    this.time = time;
    this.faults = faults;
    this.lingers = lingers;
  }

  @Override
  public String url() {
    return queue.url();
  }

  @Override
  public CompletableFuture<List<ReceivedMessage>> receive(ReceiveRequest request) {
    return call(Call.RECEIVE, (fault, answer) -> queue.polls().receive(request, this, answer));
  }

  @Override
  public CompletableFuture<List<BatchFailure>> delete(List<String> receiptHandles) {
    return batch(Call.DELETE, receiptHandles, queue::delete);
  }

  @Override
  public CompletableFuture<List<BatchFailure>> changeVisibility(
      List<String> receiptHandles, Duration visibilityTimeout) {
    return batch(
        visibilityTimeout.isZero() ? Call.RELEASE : Call.EXTEND,
        receiptHandles,
        (index, handle) -> queue.changeVisibility(index, handle, visibilityTimeout));
  }

  @Override
  public CompletableFuture<QueueAttributes> attributes() {
    return CompletableFuture.completedFuture(queue.attributes());
  }

  @Override
  public void close() {
    closed = true;
    if (!lingers) {
      queue.polls().leave(this);
    }
  }

  private CompletableFuture<List<BatchFailure>> batch(
      Call call, List<String> handles, BiFunction<Integer, String, BatchFailure> entry) {
    if (handles.isEmpty() || handles.size() > MAX_BATCH) {
      throw new IllegalArgumentException("A batch of " + handles.size());
    }
    return call(
        call,
        (fault, answer) -> {
          List<BatchFailure> failures = new ArrayList<>();
          for (int i = 0; i < handles.size(); i++) {
            boolean marked = fault != null && (fault.number() >> i & 1) == 1;
            boolean without = marked && fault.fault() == CallFault.ENTRIES_FAILED;
            BatchFailure failure = without ? null : entry.apply(i, handles.get(i));
            if (without || (marked && fault.fault() == CallFault.ENTRIES_SAID_TO_FAIL)) {
              failure = new BatchFailure(i, "InternalError", "try again", false);
            }
            if (failure != null) {
              failures.add(failure);
            }
          }
          answer.accept(failures);
        });
  }

  /** What a call does at SQS. */
  private interface Effect<R> {
    void apply(ArmedFaults.Armed fault, Consumer<R> answer);
  }

  private <R> CompletableFuture<R> call(Call call, Effect<R> effect) {
    if (closed) {
      throw new IllegalStateException("The queue is closed");
    }
    CompletableFuture<R> future = new CompletableFuture<>();
    ArmedFaults.Armed armed = faults.take(call);
    if (armed == null) {
      effect.apply(null, future::complete);
      return future;
    }
    switch (armed.fault()) {
      case LATE_ANSWER:
        effect.apply(armed, answer -> time.after(armed.number(), () -> future.complete(answer)));
        break;
      case LATE_EFFECT:
        time.after(armed.number(), () -> effect.apply(armed, future::complete));
        break;
      case THROTTLED:
        future.completeExceptionally(error("RequestThrottled", 403));
        break;
      case FAILED:
        future.completeExceptionally(error("InternalError", 500));
        break;
      case LOST_ANSWER:
        effect.apply(armed, answer -> future.completeExceptionally(broken()));
        break;
      case EFFECT_AFTER_ERROR:
        future.completeExceptionally(broken());
        time.after(armed.number(), () -> effect.apply(armed, answer -> {}));
        break;
      case ENTRIES_FAILED:
      case ENTRIES_SAID_TO_FAIL:
      default:
        effect.apply(armed, future::complete);
    }
    return future;
  }

  private static Throwable broken() {
    return SdkClientException.create("The connection broke");
  }

  private static Throwable error(String code, int status) {
    return SqsException.builder()
        .message(code)
        .statusCode(status)
        .awsErrorDetails(AwsErrorDetails.builder().errorCode(code).errorMessage(code).build())
        .writableStackTrace(false)
        .build();
  }
}
