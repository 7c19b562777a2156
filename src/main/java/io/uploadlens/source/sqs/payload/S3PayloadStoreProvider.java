package io.uploadlens.source.sqs.payload;

import io.uploadlens.aws.AwsClients;
import io.uploadlens.aws.AwsSettings;
import java.util.Objects;

/** Opens payloads in Amazon S3. */
public final class S3PayloadStoreProvider implements PayloadStoreProvider {

  private static final long serialVersionUID = 1L;

  private final AwsSettings settings;

  /**
   * @param settings region, endpoint and credentials; not null
   */
  public S3PayloadStoreProvider(AwsSettings settings) {
    this.settings = Objects.requireNonNull(settings, "settings");
  }

  @Override
  public PayloadStore open(int maxConcurrency) {
    return new S3PayloadStore(AwsClients.s3Async(settings, maxConcurrency));
  }
}
