package io.uploadlens.localaws;

import io.uploadlens.aws.AwsService;
import io.uploadlens.aws.AwsSettings;
import java.util.EnumMap;
import java.util.Map;
import software.amazon.awssdk.auth.credentials.AwsBasicCredentials;
import software.amazon.awssdk.auth.credentials.StaticCredentialsProvider;
import software.amazon.awssdk.awscore.client.builder.AwsClientBuilder;
import software.amazon.awssdk.awscore.client.builder.AwsSyncClientBuilder;
import software.amazon.awssdk.awscore.retry.AwsRetryStrategy;
import software.amazon.awssdk.core.SdkClient;
import software.amazon.awssdk.http.apache.ApacheHttpClient;
import software.amazon.awssdk.regions.Region;
import software.amazon.awssdk.services.firehose.FirehoseClient;
import software.amazon.awssdk.services.kinesis.KinesisClient;
import software.amazon.awssdk.services.s3.S3Client;
import software.amazon.awssdk.services.sns.SnsClient;
import software.amazon.awssdk.services.sqs.SqsClient;

/**
 * The SDK's clients for a local AWS, without retries, so that a test sees each answer as it came.
 */
final class LocalClients implements AutoCloseable {

  private final AwsSettings settings;
  private final Map<AwsService, SdkClient> open = new EnumMap<>(AwsService.class);

  LocalClients(LocalAws aws) {
    this.settings = aws.settings();
  }

  SqsClient sqs() {
    return client(AwsService.SQS, SqsClient.builder(), SqsClient.class);
  }

  SnsClient sns() {
    return client(AwsService.SNS, SnsClient.builder(), SnsClient.class);
  }

  S3Client s3() {
    return client(AwsService.S3, S3Client.builder(), S3Client.class);
  }

  KinesisClient kinesis() {
    return client(AwsService.KINESIS, KinesisClient.builder(), KinesisClient.class);
  }

  FirehoseClient firehose() {
    return client(AwsService.FIREHOSE, FirehoseClient.builder(), FirehoseClient.class);
  }

  @Override
  public void close() {
    open.values().forEach(SdkClient::close);
  }

  private <B extends AwsClientBuilder<B, C> & AwsSyncClientBuilder<B, C>, C> C client(
      AwsService service, B builder, Class<C> type) {
    return type.cast(
        open.computeIfAbsent(
            service,
            name ->
                (SdkClient)
                    builder
                        .httpClientBuilder(ApacheHttpClient.builder())
                        .region(Region.of(settings.region()))
                        .endpointOverride(settings.endpoint(service))
                        .credentialsProvider(
                            StaticCredentialsProvider.create(
                                AwsBasicCredentials.create(
                                    settings.accessKeyId(), settings.secretAccessKey())))
                        .overrideConfiguration(
                            override -> override.retryStrategy(AwsRetryStrategy.doNotRetry()))
                        .build()));
  }
}
