package io.uploadlens.source.sqs.payload;

import java.util.concurrent.CompletableFuture;

/**
 * Where payloads are. Nothing blocks: every call gives a future, which may complete on any thread,
 * and a failed request completes it exceptionally with the SDK's error. Nothing is repeated here.
 */
public interface PayloadStore extends AutoCloseable {

  /**
   * Reads a payload.
   *
   * @param pointer where it is; not null
   * @param limit the most bytes to take into memory; at least 0
   * @return its bytes; fails with {@link PayloadTooLargeException} if there are more
   */
  CompletableFuture<byte[]> get(PayloadPointer pointer, long limit);

  /** Deletes a payload; one that is not there is deleted already. */
  CompletableFuture<Void> delete(PayloadPointer pointer);

  /** Gives up the requests in flight and frees the connections; does not wait. */
  @Override
  void close();
}
