package io.uploadlens.source.sqs.reader;

import io.uploadlens.aws.AwsErrorKind;
import io.uploadlens.aws.AwsErrors;
import io.uploadlens.source.sqs.metrics.PayloadMetrics;
import io.uploadlens.source.sqs.payload.PayloadLocation;
import io.uploadlens.source.sqs.payload.PayloadPointer;
import io.uploadlens.source.sqs.payload.PayloadStore;
import io.uploadlens.source.sqs.payload.PayloadTooLargeException;
import io.uploadlens.source.sqs.queue.Patience;
import java.nio.ByteBuffer;
import java.nio.charset.CharacterCodingException;
import java.nio.charset.StandardCharsets;
import java.util.HashMap;
import java.util.Map;
import java.util.function.Consumer;
import org.apache.flink.util.FlinkRuntimeException;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * Reads single payloads and judges what S3 answers. Loop-confined.
 *
 * <p>A pointer is input: whoever may send to the queue decides what it names, so nothing that a
 * single object does may stop the job. The job's own rights are not input, and without them every
 * message would go to the dead letter. S3 says "access denied" in both cases, and for a missing
 * object too, to who may not list the bucket. What tells them apart is a probe: reading an object
 * that can't be there. "No such key" means that the rights are there, so that the fault is the
 * object's; any other refusal is one of the whole location and fails the reader.
 *
 * <p>An error that is {@link AwsErrorKind#DOUBTFUL} is one to wait for, {@link
 * Patience#OF_A_READ_QUEUE} long, and then such a refusal.
 */
final class PayloadFetcher {

  private static final Logger LOG = LoggerFactory.getLogger(PayloadFetcher.class);

  /** The key below a location's prefix that a probe reads. */
  static final String PROBE_KEY = "uploadlens-probe-of-rights-1f0e9c52";

  private final PayloadStore store;
  private final ReaderLoop loop;
  private final PayloadMetrics metrics;
  private final Consumer<Throwable> fatal;
  // By object, and by the probe's object for the whole location.
  private final Map<PayloadPointer, Patience> patience = new HashMap<>();
  private int failuresInARow;

  /**
   * @param fatal takes, on the loop, an error that does not pass
   */
  PayloadFetcher(
      PayloadStore store, ReaderLoop loop, PayloadMetrics metrics, Consumer<Throwable> fatal) {
    this.store = store;
    this.loop = loop;
    this.metrics = metrics;
    this.fatal = fatal;
  }

  /** What became of a payload; one of the methods is called, once, on the loop. */
  interface Outcome {

    /** Here it is. */
    void text(String payload, int bytes);

    /** It has more bytes than were allowed: at least this many. */
    void larger(long size);

    /** It can't be had, now or ever, for the reason given. */
    void rejected(String why);

    /** It can't be had now. */
    void later();
  }

  /**
   * Reads one payload.
   *
   * @param location the one that holds it
   * @param limit the most bytes that it may have
   */
  void fetch(PayloadPointer pointer, PayloadLocation location, long limit, Outcome outcome) {
    loop.call(
        () -> store.get(pointer, limit).thenApply(Payload::new),
        (payload, error) -> {
          if (error != null) {
            judge(pointer, location, error, outcome);
          } else if (payload.text == null) {
            answered(pointer, location);
            outcome.rejected("the payload " + pointer + " is not text in UTF-8");
          } else {
            answered(pointer, location);
            metrics.fetched().inc();
            metrics.bytes().inc(payload.bytes);
            outcome.text(payload.text, payload.bytes);
          }
        });
  }

  /**
   * Finds out whether the job has the rights to read payloads; fails the reader if not.
   *
   * @param granted takes, on the loop, whether the rights are known to be there
   */
  void probe(PayloadLocation location, Consumer<Boolean> granted) {
    PayloadPointer nothing = nothingIn(location);
    loop.call(
        () -> store.get(nothing, 0),
        (bytes, error) -> {
          if (error == null || isTooLarge(error) || AwsErrors.isMissingObject(error)) {
            answered(nothing, location);
            granted.accept(true);
            return;
          }
          metrics.requestsFailed().inc();
          if (mayPass(nothing, error)) {
            failed(nothing, error);
          } else {
            fatal.accept(new FlinkRuntimeException(refused(location, error), error));
          }
          granted.accept(false);
        });
  }

  private void judge(
      PayloadPointer pointer, PayloadLocation location, Throwable error, Outcome outcome) {
    if (isTooLarge(error)) {
      answered(pointer, location);
      outcome.larger(((PayloadTooLargeException) AwsErrors.causeOf(error)).size());
    } else if (AwsErrors.isMissingObject(error)) {
      answered(pointer, location);
      outcome.rejected("the payload " + pointer + " is not there: " + AwsErrors.describe(error));
    } else if (mayPass(pointer, error)) {
      metrics.requestsFailed().inc();
      // The location may be at fault, and its time runs as well.
      boolean unused = mayPass(nothingIn(location), error);
      failed(pointer, error);
      outcome.later();
    } else {
      metrics.requestsFailed().inc();
      String why = "S3 does not give the payload " + pointer + ": " + AwsErrors.describe(error);
      probe(
          location,
          granted -> {
            if (granted) {
              patience.remove(pointer);
              outcome.rejected(why);
            } else {
              outcome.later();
            }
          });
    }
  }

  private static PayloadPointer nothingIn(PayloadLocation location) {
    return new PayloadPointer(location.bucket(), location.prefix() + PROBE_KEY);
  }

  private boolean mayPass(PayloadPointer pointer, Throwable error) {
    AwsErrorKind kind = AwsErrors.kindOf(error);
    return kind == AwsErrorKind.DOUBTFUL
        ? !patience
            .computeIfAbsent(pointer, p -> new Patience(Patience.OF_A_READ_QUEUE))
            .endsAt(loop.now())
        : kind == AwsErrorKind.RETRY;
  }

  /** S3 has said what there is. */
  private void answered(PayloadPointer pointer, PayloadLocation location) {
    patience.remove(pointer);
    patience.remove(nothingIn(location));
    if (failuresInARow > 0) {
      LOG.info("Reading payloads works again after {} failures", failuresInARow);
      failuresInARow = 0;
    }
  }

  private void failed(PayloadPointer pointer, Throwable error) {
    if (++failuresInARow == 1) {
      LOG.warn(
          "Reading the payload {} fails: {}. Its message stays held, and it is tried again; further"
              + " failures are counted only",
          pointer,
          AwsErrors.describe(error));
    }
  }

  private static String refused(PayloadLocation location, Throwable error) {
    return "Reading payloads from "
        + location
        + " failed: "
        + AwsErrors.describe(error)
        + ". This does not pass by itself: check the bucket's name and region, the credentials and"
        + " the permissions s3:GetObject on its objects and s3:ListBucket on the bucket, without"
        + " which S3 does not tell a missing object from one that may not be read.";
  }

  private static boolean isTooLarge(Throwable error) {
    return AwsErrors.causeOf(error) instanceof PayloadTooLargeException;
  }

  /** Decoded where the bytes came, so that the loop does not wait for it. */
  private static final class Payload {
    private final String text;
    private final int bytes;

    Payload(byte[] payload) {
      this.bytes = payload.length;
      this.text = decode(payload);
    }

    private static String decode(byte[] payload) {
      try {
        // Reports what is not UTF-8, which new String would replace.
        return StandardCharsets.UTF_8.newDecoder().decode(ByteBuffer.wrap(payload)).toString();
      } catch (CharacterCodingException e) {
        return null;
      }
    }
  }
}
