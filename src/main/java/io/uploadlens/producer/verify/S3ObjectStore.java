package io.uploadlens.producer.verify;

import java.io.IOException;
import java.io.InputStream;
import java.util.List;
import java.util.Objects;
import java.util.stream.Collectors;
import software.amazon.awssdk.core.exception.SdkException;
import software.amazon.awssdk.services.s3.S3Client;
import software.amazon.awssdk.services.s3.model.S3Object;

/** The objects below a prefix of a bucket. */
public final class S3ObjectStore implements ObjectStore {

  private final S3Client client;
  private final String bucket;
  private final String prefix;

  /**
   * @param client not closed here
   * @param bucket the bucket's name
   * @param prefix what the keys begin with; may be empty
   */
  public S3ObjectStore(S3Client client, String bucket, String prefix) {
    this.client = Objects.requireNonNull(client, "client");
    this.bucket = Objects.requireNonNull(bucket, "bucket");
    this.prefix = Objects.requireNonNull(prefix, "prefix");
  }

  @Override
  public List<String> keys() throws IOException {
    try {
      return client
          .listObjectsV2Paginator(request -> request.bucket(bucket).prefix(prefix))
          .contents()
          .stream()
          .map(S3Object::key)
          .filter(key -> ObjectStore.isOutput(key.substring(prefix.lastIndexOf('/') + 1)))
          .sorted()
          .collect(Collectors.toList());
    } catch (SdkException e) {
      throw new IOException("can't list " + this + ": " + e.getMessage(), e);
    }
  }

  @Override
  public InputStream open(String key) throws IOException {
    try {
      return client.getObject(request -> request.bucket(bucket).key(key));
    } catch (SdkException e) {
      throw new IOException("can't read s3://" + bucket + "/" + key + ": " + e.getMessage(), e);
    }
  }

  @Override
  public String toString() {
    return "s3://" + bucket + "/" + prefix;
  }
}
