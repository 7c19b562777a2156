package io.uploadlens.source.sqs.payload;

import java.io.ByteArrayOutputStream;
import java.nio.ByteBuffer;
import java.util.concurrent.CompletableFuture;
import org.reactivestreams.Subscriber;
import org.reactivestreams.Subscription;
import software.amazon.awssdk.core.async.AsyncResponseTransformer;
import software.amazon.awssdk.core.async.SdkPublisher;
import software.amazon.awssdk.services.s3.model.GetObjectResponse;

/**
 * Takes an object into memory, and never more than a given number of bytes: an object that says
 * that it has more, or turns out to, is broken off. That is a result and no error here, since the
 * SDK takes errors for ones of the network.
 */
final class BoundedBytes
    implements AsyncResponseTransformer<GetObjectResponse, BoundedBytes.Result> {

  private final long limit;
  private volatile CompletableFuture<BoundedBytes.Result> bytes;
  private volatile long told = -1;

  BoundedBytes(long limit) {
    this.limit = limit;
  }

  @Override
  public CompletableFuture<BoundedBytes.Result> prepare() {
    bytes = new CompletableFuture<>();
    return bytes;
  }

  @Override
  public void onResponse(GetObjectResponse response) {
    told = response.contentLength() == null ? -1 : response.contentLength();
  }

  @Override
  public void onStream(SdkPublisher<ByteBuffer> publisher) {
    publisher.subscribe(new Collecting(bytes, limit, told));
  }

  @Override
  public void exceptionOccurred(Throwable error) {
    bytes.completeExceptionally(error);
  }

  /** The object, or how large it is. */
  static final class Result {
    private final byte[] bytes;
    private final long tooLarge;

    private Result(byte[] bytes, long tooLarge) {
      this.bytes = bytes;
      this.tooLarge = tooLarge;
    }

    /** The object; null if it is too large. */
    byte[] bytes() {
      return bytes;
    }

    /** How many bytes it has at least, if it is too large. */
    long tooLarge() {
      return tooLarge;
    }
  }

  private static final class Collecting implements Subscriber<ByteBuffer> {
    private final CompletableFuture<BoundedBytes.Result> bytes;
    private final long limit;
    private final long told;
    private final ByteArrayOutputStream collected;
    private Subscription subscription;
    private boolean ended;

    Collecting(CompletableFuture<BoundedBytes.Result> bytes, long limit, long told) {
      this.bytes = bytes;
      this.limit = limit;
      this.told = told;
      this.collected =
          new ByteArrayOutputStream(told < 0 || told > limit ? 0 : Math.toIntExact(told));
    }

    @Override
    public void onSubscribe(Subscription given) {
      subscription = given;
      if (told > limit) {
        tooLarge(told);
      } else {
        given.request(Long.MAX_VALUE);
      }
    }

    @Override
    public void onNext(ByteBuffer part) {
      if (ended) {
        return;
      }
      long size = (long) collected.size() + part.remaining();
      if (size > limit) {
        tooLarge(size);
        return;
      }
      byte[] copy = new byte[part.remaining()];
      part.get(copy);
      collected.write(copy, 0, copy.length);
    }

    @Override
    public void onError(Throwable error) {
      ended = true;
      bytes.completeExceptionally(error);
    }

    @Override
    public void onComplete() {
      if (!ended) {
        ended = true;
        bytes.complete(new Result(collected.toByteArray(), 0));
      }
    }

    /** Before cancelling: the SDK may tell of the broken connection, and the first word counts. */
    private void tooLarge(long size) {
      ended = true;
      bytes.complete(new Result(null, size));
      subscription.cancel();
    }
  }
}
