package io.uploadlens.benchmark.sqs;

import io.uploadlens.aws.AwsClients;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.Future;
import java.util.stream.Collectors;
import software.amazon.awssdk.services.sqs.SqsClient;
import software.amazon.awssdk.services.sqs.model.DeleteMessageBatchRequestEntry;
import software.amazon.awssdk.services.sqs.model.Message;

/**
 * The plain loop: receive ten, delete ten, with the SDK's blocking client; one thread or several.
 * It keeps nothing safe: what is received is deleted at once.
 */
final class SdkThreads implements Contender {

  private static final int BATCH = 10;
  private static final int WAIT_SECONDS = 20;

  private final String name;
  private final BenchmarkSetting setting;
  private final int threads;

  SdkThreads(String name, BenchmarkSetting setting, int threads) {
    this.name = name;
    this.setting = setting;
    this.threads = threads;
  }

  @Override
  public String name() {
    return name;
  }

  @Override
  public Reading read(String queueUrl, RoundClock clock) {
    SqsClient sqs = AwsClients.sqs(setting.aws());
    ExecutorService executor = Executors.newFixedThreadPool(threads);
    List<Future<?>> loops = new ArrayList<>();
    for (int i = 0; i < threads; i++) {
      loops.add(executor.submit(() -> loop(sqs, queueUrl, clock)));
    }
    return new Reading() {
      @Override
      public void check() throws ExecutionException, InterruptedException {
        for (Future<?> loop : loops) {
          if (loop.isDone()) {
            loop.get();
          }
        }
      }

      @Override
      public void stop() throws ExecutionException, InterruptedException {
        for (Future<?> loop : loops) {
          loop.get();
        }
        executor.shutdown();
        sqs.close();
      }
    };
  }

  private static void loop(SqsClient sqs, String queueUrl, RoundClock clock) {
    while (!clock.isDone()) {
      List<Message> messages =
          sqs.receiveMessage(
                  b ->
                      b.queueUrl(queueUrl).maxNumberOfMessages(BATCH).waitTimeSeconds(WAIT_SECONDS))
              .messages();
      if (!messages.isEmpty()) {
        clock.count(messages.size());
        sqs.deleteMessageBatch(b -> b.queueUrl(queueUrl).entries(entries(messages)));
      }
    }
  }

  /** What deletes these messages. */
  static List<DeleteMessageBatchRequestEntry> entries(List<Message> messages) {
    return messages.stream()
        .map(
            message ->
                DeleteMessageBatchRequestEntry.builder()
                    .id(message.messageId())
                    .receiptHandle(message.receiptHandle())
                    .build())
        .collect(Collectors.toList());
  }
}
