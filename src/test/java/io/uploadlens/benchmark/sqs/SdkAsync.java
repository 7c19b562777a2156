package io.uploadlens.benchmark.sqs;

import io.uploadlens.aws.AwsClients;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.ExecutionException;
import software.amazon.awssdk.services.sqs.SqsAsyncClient;
import software.amazon.awssdk.services.sqs.model.Message;

/**
 * The best that plain code can do: with the SDK's asynchronous client always so many receives in
 * flight, and the deletes beside them, waited for by nobody.
 */
final class SdkAsync implements Contender {

  private static final int BATCH = 10;
  private static final int WAIT_SECONDS = 20;

  private final String name;
  private final BenchmarkSetting setting;
  private final int receives;

  SdkAsync(String name, BenchmarkSetting setting, int receives) {
    this.name = name;
    this.setting = setting;
    this.receives = receives;
  }

  @Override
  public String name() {
    return name;
  }

  @Override
  public Reading read(String queueUrl, RoundClock clock) {
    // The deletes of a receive are done before those of its next but one begin, or nearly so.
    SqsAsyncClient sqs = AwsClients.sqsAsync(setting.aws(), 3 * receives);
    List<CompletableFuture<Void>> chains = new ArrayList<>();
    for (int i = 0; i < receives; i++) {
      CompletableFuture<Void> end = new CompletableFuture<>();
      chains.add(end);
      receive(sqs, queueUrl, clock, end);
    }
    return new Reading() {
      @Override
      public void check() throws ExecutionException, InterruptedException {
        for (CompletableFuture<Void> chain : chains) {
          if (chain.isDone()) {
            chain.get();
          }
        }
      }

      @Override
      public void stop() throws ExecutionException, InterruptedException {
        CompletableFuture.allOf(chains.toArray(CompletableFuture[]::new)).get();
        sqs.close();
      }
    };
  }

  private static void receive(
      SqsAsyncClient sqs, String queueUrl, RoundClock clock, CompletableFuture<Void> end) {
    if (clock.isDone()) {
      end.complete(null);
      return;
    }
    CompletableFuture<Void> unused =
        sqs.receiveMessage(
                b -> b.queueUrl(queueUrl).maxNumberOfMessages(BATCH).waitTimeSeconds(WAIT_SECONDS))
            .thenAccept(
                answer -> {
                  if (!answer.messages().isEmpty()) {
                    clock.count(answer.messages().size());
                    delete(sqs, queueUrl, answer.messages(), end);
                  }
                  receive(sqs, queueUrl, clock, end);
                })
            .whenComplete((nothing, error) -> failIfFailed(end, error));
  }

  private static void delete(
      SqsAsyncClient sqs, String queueUrl, List<Message> messages, CompletableFuture<Void> end) {
    CompletableFuture<?> unused =
        sqs.deleteMessageBatch(b -> b.queueUrl(queueUrl).entries(SdkThreads.entries(messages)))
            .whenComplete((answer, error) -> failIfFailed(end, error));
  }

  private static void failIfFailed(CompletableFuture<Void> end, Throwable error) {
    if (error != null) {
      end.completeExceptionally(error);
    }
  }
}
