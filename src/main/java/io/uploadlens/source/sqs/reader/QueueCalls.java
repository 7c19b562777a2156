package io.uploadlens.source.sqs.reader;

import io.uploadlens.aws.AwsErrorKind;
import io.uploadlens.aws.AwsErrors;
import io.uploadlens.source.sqs.metrics.QueueMetrics;
import java.util.EnumMap;
import java.util.Map;
import java.util.concurrent.CompletableFuture;
import java.util.function.Consumer;
import java.util.function.Supplier;
import org.apache.flink.util.FlinkRuntimeException;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * Makes calls to one queue: brings answers back to the loop, counts and judges errors, fails the
 * reader for those that don't pass, and logs an episode of failures once when it begins and once
 * when it ends. Loop-confined.
 */
final class QueueCalls {

  private static final Logger LOG = LoggerFactory.getLogger(QueueCalls.class);

  /** What a call is for, in the words of the log. */
  enum Purpose {
    RECEIVE("Receiving from", "sqs:ReceiveMessage"),
    /** With the attempt id of a receive that got no answer: only that id may be at fault. */
    RECEIVE_AGAIN("Repeating a receive from", "sqs:ReceiveMessage"),
    DELETE("Deleting from", "sqs:DeleteMessage"),
    EXTEND("Extending the visibility in", "sqs:ChangeMessageVisibility"),
    RELEASE("Releasing messages to", "sqs:ChangeMessageVisibility");

    private final String words;
    private final String permission;

    Purpose(String words, String permission) {
      this.words = words;
      this.permission = permission;
    }
  }

  private final String queueUrl;
  private final ReaderLoop loop;
  private final QueueMetrics metrics;
  private final Consumer<Throwable> fatal;
  private final Map<Purpose, Integer> failuresInARow = new EnumMap<>(Purpose.class);

  /**
   * @param fatal takes, on the loop, an error that does not pass
   */
  QueueCalls(String queueUrl, ReaderLoop loop, QueueMetrics metrics, Consumer<Throwable> fatal) {
    this.queueUrl = queueUrl;
    this.loop = loop;
    this.metrics = metrics;
    this.fatal = fatal;
  }

  /**
   * Makes a call.
   *
   * @param answered takes the answer, on the loop
   * @param failed takes the error's kind, on the loop; for {@link AwsErrorKind#FATAL} the reader is
   *     failing already
   */
  <R> void make(
      Purpose purpose,
      Supplier<CompletableFuture<R>> call,
      Consumer<R> answered,
      Consumer<AwsErrorKind> failed) {
    CompletableFuture<R> future;
    try {
      future = call.get();
    } catch (RuntimeException e) {
      future = CompletableFuture.failedFuture(e);
    }
    CompletableFuture<R> unused =
        future.whenComplete(
            (answer, error) ->
                loop.execute(
                    () -> {
                      if (error == null) {
                        succeeded(purpose);
                        answered.accept(answer);
                      } else {
                        failed.accept(judge(purpose, error));
                      }
                    }));
  }

  /** How many calls of this purpose have failed since the last that succeeded. */
  int failuresInARow(Purpose purpose) {
    return failuresInARow.getOrDefault(purpose, 0);
  }

  /** Fails the reader for an entry of a batch that no repetition helps. */
  void failForEntry(Purpose purpose, String description) {
    fatal.accept(new FlinkRuntimeException(permanent(purpose, description)));
  }

  private void succeeded(Purpose purpose) {
    Integer failures = failuresInARow.remove(purpose);
    if (failures != null) {
      LOG.info("{} queue {} works again after {} failures", purpose.words, queueUrl, failures);
    }
  }

  private AwsErrorKind judge(Purpose purpose, Throwable error) {
    metrics.requestsFailed().inc();
    if (AwsErrors.isThrottling(error)) {
      metrics.throttled().inc();
    }
    AwsErrorKind kind = AwsErrors.kindOf(error);
    // Every receive asks for the same: one that is rejected will always be.
    if (kind == AwsErrorKind.FATAL || (kind == AwsErrorKind.REJECT && purpose == Purpose.RECEIVE)) {
      fatal.accept(new FlinkRuntimeException(permanent(purpose, AwsErrors.describe(error)), error));
      return AwsErrorKind.FATAL;
    }
    if (failuresInARow.merge(purpose, 1, Integer::sum) == 1) {
      LOG.warn(
          "{} queue {} fails: {}. Backing off and going on; further failures are counted only",
          purpose.words,
          queueUrl,
          AwsErrors.describe(error));
    }
    return kind;
  }

  private String permanent(Purpose purpose, String description) {
    return purpose.words
        + " queue "
        + queueUrl
        + " failed: "
        + description
        + ". This does not pass by itself: check the URL, the credentials, the permission "
        + purpose.permission
        + " and, for an encrypted queue, kms:Decrypt.";
  }
}
