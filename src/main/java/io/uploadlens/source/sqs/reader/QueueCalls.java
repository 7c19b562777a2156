package io.uploadlens.source.sqs.reader;

import io.uploadlens.aws.AwsErrorKind;
import io.uploadlens.aws.AwsErrors;
import io.uploadlens.source.sqs.metrics.QueueMetrics;
import io.uploadlens.source.sqs.queue.BatchFailure;
import io.uploadlens.source.sqs.queue.Patience;
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
 *
 * <p>An error that is {@link AwsErrorKind#DOUBTFUL} is one to repeat for {@link
 * Patience#OF_A_READ_QUEUE}, and fatal then. Of a queue that is read no more, nothing fails the
 * job: all that is left to do there is deleting, which is repeated after any error for {@link
 * Patience#OF_A_REMOVED_QUEUE}, since giving up leaves messages there that are counted already.
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
  private final boolean read;
  private final Consumer<Throwable> fatal;
  private final Patience entryPatience = new Patience(Patience.OF_A_REMOVED_QUEUE);
  private final Map<Purpose, Patience> patience = new EnumMap<>(Purpose.class);
  private final Map<Purpose, Integer> failuresInARow = new EnumMap<>(Purpose.class);

  /**
   * @param read whether the job reads the queue, or only deletes what it has read of it
   * @param fatal takes, on the loop, an error that does not pass
   */
  QueueCalls(
      String queueUrl,
      boolean read,
      ReaderLoop loop,
      QueueMetrics metrics,
      Consumer<Throwable> fatal) {
    this.queueUrl = queueUrl;
    this.read = read;
    this.loop = loop;
    this.metrics = metrics;
    this.fatal = fatal;
  }

  /**
   * Makes a call.
   *
   * @param answered takes the answer, on the loop
   * @param failed takes the error's kind, on the loop: {@link AwsErrorKind#RETRY}, {@link
   *     AwsErrorKind#REJECT}, or {@link AwsErrorKind#FATAL} when the reader is failing already
   */
  <R> void make(
      Purpose purpose,
      Supplier<CompletableFuture<R>> call,
      Consumer<R> answered,
      Consumer<AwsErrorKind> failed) {
    loop.call(
        call,
        (answer, error) -> {
          if (error == null) {
            succeeded(purpose);
            answered.accept(answer);
          } else {
            failed.accept(judge(purpose, error));
          }
        });
  }

  /** How many calls of this purpose have failed since the last that succeeded. */
  int failuresInARow(Purpose purpose) {
    return failuresInARow.getOrDefault(purpose, 0);
  }

  /**
   * Judges an entry of a batch that failed, although the request succeeded.
   *
   * @return {@link AwsErrorKind#RETRY}, {@link AwsErrorKind#REJECT}, or {@link AwsErrorKind#FATAL}
   *     when the reader is failing already
   */
  AwsErrorKind judgeEntry(Purpose purpose, BatchFailure failure) {
    if (AwsErrors.isThrottlingCode(failure.code())) {
      metrics.throttled().inc();
    }
    AwsErrorKind kind = AwsErrors.kindOfEntry(failure.code(), failure.senderFault());
    if (kind == AwsErrorKind.DOUBTFUL || (kind == AwsErrorKind.FATAL && !read)) {
      return AwsErrorKind.RETRY;
    }
    if (kind == AwsErrorKind.FATAL) {
      fatal.accept(new FlinkRuntimeException(permanent(purpose, failure.toString())));
    }
    return kind;
  }

  /**
   * Whether an entry that has failed so often, for no fault of its handle, is given up: of a queue
   * that is read no more, when such failures have gone on for as long as those of whole requests.
   */
  boolean isEntryGivenUp(int attempts, int maxAttempts) {
    return read ? attempts >= maxAttempts : entryPatience.endsAt(loop.now());
  }

  private void succeeded(Purpose purpose) {
    patience.remove(purpose);
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
    AwsErrorKind kind = kindOf(purpose, error);
    if (kind == AwsErrorKind.FATAL) {
      fatal.accept(new FlinkRuntimeException(permanent(purpose, AwsErrors.describe(error)), error));
      return kind;
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

  private AwsErrorKind kindOf(Purpose purpose, Throwable error) {
    AwsErrorKind kind = AwsErrors.kindOf(error);
    if (!read && purpose != Purpose.DELETE) {
      // Extending helps deleting; it never decides that deleting ends.
      return AwsErrorKind.RETRY;
    }
    // Every receive asks for the same: one that is rejected will always be.
    boolean permanent =
        kind == AwsErrorKind.FATAL || (kind == AwsErrorKind.REJECT && purpose == Purpose.RECEIVE);
    if (permanent && read) {
      return AwsErrorKind.FATAL;
    }
    if (permanent || kind == AwsErrorKind.DOUBTFUL) {
      return patienceWith(purpose).endsAt(loop.now()) ? AwsErrorKind.FATAL : AwsErrorKind.RETRY;
    }
    return kind;
  }

  private Patience patienceWith(Purpose purpose) {
    return patience.computeIfAbsent(
        purpose, p -> new Patience(read ? Patience.OF_A_READ_QUEUE : Patience.OF_A_REMOVED_QUEUE));
  }

  private String permanent(Purpose purpose, String description) {
    return purpose.words
        + " queue "
        + queueUrl
        + " failed: "
        + description
        + ". This does not pass by itself: check the URL, the credentials, the clock, the permission "
        + purpose.permission
        + " and, for an encrypted queue, kms:Decrypt.";
  }
}
