package io.uploadlens.source.sqs.hunt;

import io.uploadlens.source.sqs.SqsSourceSettings;
import io.uploadlens.source.sqs.queue.BatchFailure;
import io.uploadlens.source.sqs.queue.ReceiveRequest;
import io.uploadlens.source.sqs.queue.ReceivedMessage;
import io.uploadlens.source.sqs.queue.SqsQueue;
import io.uploadlens.source.sqs.queue.SqsQueueProvider;
import io.uploadlens.source.sqs.reader.DrivenReader;
import io.uploadlens.source.sqs.split.Receipt;
import io.uploadlens.source.sqs.split.SqsSplit;
import java.time.Duration;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.concurrent.CompletableFuture;
import java.util.function.UnaryOperator;
import java.util.stream.Collectors;
import org.apache.flink.api.connector.source.SourceReaderContext;

/** The classic bugs of sources that delete on checkpoints, planted around the real reader. */
final class PlantedBugs {

  private PlantedBugs() {}

  /** What is received is deleted at once. */
  static TestedReader deletesAllReceived(
      SourceReaderContext context,
      SqsSourceSettings settings,
      SqsQueueProvider provider,
      DrivenReader.Driver driver) {
    return altered(
        context,
        settings,
        provider,
        driver,
        queue ->
            new AlteredQueue(queue) {
              @Override
              public CompletableFuture<List<ReceivedMessage>> receive(ReceiveRequest request) {
                return queue
                    .receive(request)
                    .thenApply(
                        messages -> {
                          if (!messages.isEmpty()) {
                            CompletableFuture<?> unused =
                                queue.delete(
                                    messages.stream()
                                        .map(ReceivedMessage::receiptHandle)
                                        .collect(Collectors.toList()));
                          }
                          return messages;
                        });
              }
            });
  }

  /** Visibility is never extended. */
  static TestedReader neverExtends(
      SourceReaderContext context,
      SqsSourceSettings settings,
      SqsQueueProvider provider,
      DrivenReader.Driver driver) {
    return altered(
        context,
        settings,
        provider,
        driver,
        queue ->
            new AlteredQueue(queue) {
              @Override
              public CompletableFuture<List<BatchFailure>> changeVisibility(
                  List<String> handles, Duration timeout) {
                return timeout.isZero()
                    ? queue.changeVisibility(handles, timeout)
                    : CompletableFuture.completedFuture(List.of());
              }
            });
  }

  /** Handles are bound to the checkpoint before the one whose barrier it is. */
  static TestedReader bindsToWrongCheckpoint(
      SourceReaderContext context,
      SqsSourceSettings settings,
      SqsQueueProvider provider,
      DrivenReader.Driver driver) {
    return new TestedReader(context, settings, provider, driver) {
      @Override
      List<SqsSplit> snapshotState(long checkpointId) {
        return super.snapshotState(checkpointId - 1);
      }
    };
  }

  /** A checkpoint is taken for complete when it is aborted. */
  static TestedReader takesAbortedForComplete(
      SourceReaderContext context,
      SqsSourceSettings settings,
      SqsQueueProvider provider,
      DrivenReader.Driver driver) {
    return new TestedReader(context, settings, provider, driver) {
      @Override
      void notifyCheckpointAborted(long checkpointId) throws Exception {
        notifyCheckpointComplete(checkpointId);
      }
    };
  }

  /** Restored handles are forgotten. */
  static TestedReader forgetsRestored(
      SourceReaderContext context,
      SqsSourceSettings settings,
      SqsQueueProvider provider,
      DrivenReader.Driver driver) {
    return new TestedReader(context, settings, provider, driver) {
      @Override
      void addSplits(List<SqsSplit> splits) {
        super.addSplits(
            splits.stream()
                .map(split -> new SqsSplit(split.queueUrl(), split.ordinal(), List.of()))
                .collect(Collectors.toList()));
      }
    };
  }

  /** A completion covers its own checkpoint, and not the earlier ones. */
  static TestedReader commitsOneIdOnly(
      SourceReaderContext context,
      SqsSourceSettings settings,
      SqsQueueProvider provider,
      DrivenReader.Driver driver) {
    Map<String, Long> checkpointOfMessage = new HashMap<>();
    Set<Long> completed = new HashSet<>();
    SqsQueueProvider altering =
        (url, concurrency) ->
            new AlteredQueue(provider.open(url, concurrency)) {
              @Override
              public CompletableFuture<List<BatchFailure>> delete(List<String> handles) {
                List<String> covered = new ArrayList<>(handles);
                covered.removeIf(
                    handle -> !completed.contains(checkpointOfMessage.get(messageOf(handle))));
                return covered.isEmpty()
                    ? CompletableFuture.completedFuture(List.of())
                    : queue.delete(covered);
              }
            };
    return new TestedReader(context, settings, altering, driver) {
      @Override
      void addSplits(List<SqsSplit> splits) {
        completed.add(0L);
        remember(splits, 0L);
        super.addSplits(splits);
      }

      @Override
      List<SqsSplit> snapshotState(long checkpointId) {
        List<SqsSplit> state = super.snapshotState(checkpointId);
        remember(state, checkpointId);
        return state;
      }

      @Override
      void notifyCheckpointComplete(long checkpointId) throws Exception {
        completed.add(checkpointId);
        super.notifyCheckpointComplete(checkpointId);
      }

      private void remember(List<SqsSplit> splits, long checkpointId) {
        for (SqsSplit split : splits) {
          for (Receipt receipt : split.receipts()) {
            checkpointOfMessage.putIfAbsent(messageOf(receipt.handle()), checkpointId);
          }
        }
      }
    };
  }

  private static String messageOf(String handle) {
    return handle.substring(0, handle.indexOf('#'));
  }

  private static TestedReader altered(
      SourceReaderContext context,
      SqsSourceSettings settings,
      SqsQueueProvider provider,
      DrivenReader.Driver driver,
      UnaryOperator<SqsQueue> alteration) {
    return new TestedReader(
        context,
        settings,
        (url, concurrency) -> alteration.apply(provider.open(url, concurrency)),
        driver);
  }
}
