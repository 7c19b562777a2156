package io.uploadlens.source.sqs.payload;

import java.util.Objects;
import java.util.concurrent.CompletableFuture;
import software.amazon.awssdk.services.s3.S3AsyncClient;

/** Payloads in Amazon S3, by the SDK's asynchronous client. Closing it closes the client. */
public final class S3PayloadStore implements PayloadStore {

  private final S3AsyncClient client;

  /**
   * @param client belongs to this store from now on; not null
   */
  public S3PayloadStore(S3AsyncClient client) {
    this.client = Objects.requireNonNull(client, "client");
  }

  @Override
  public CompletableFuture<byte[]> get(PayloadPointer pointer, long limit) {
    return client
        .getObject(sdk -> sdk.bucket(pointer.bucket()).key(pointer.key()), new BoundedBytes(limit))
        .thenApply(
            result -> {
              if (result.bytes() == null) {
                throw new PayloadTooLargeException(result.tooLarge(), limit);
              }
              return result.bytes();
            });
  }

  @Override
  public CompletableFuture<Void> delete(PayloadPointer pointer) {
    return client
        .deleteObject(sdk -> sdk.bucket(pointer.bucket()).key(pointer.key()))
        .thenApply(deleted -> null);
  }

  @Override
  public void close() {
    client.close();
  }
}
