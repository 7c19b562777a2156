package io.uploadlens.aws;

import java.net.URI;
import java.time.Duration;
import software.amazon.awssdk.auth.credentials.AwsBasicCredentials;
import software.amazon.awssdk.auth.credentials.AwsCredentialsProvider;
import software.amazon.awssdk.auth.credentials.DefaultCredentialsProvider;
import software.amazon.awssdk.auth.credentials.StaticCredentialsProvider;
import software.amazon.awssdk.awscore.client.builder.AwsClientBuilder;
import software.amazon.awssdk.awscore.retry.AwsRetryStrategy;
import software.amazon.awssdk.core.client.config.ClientOverrideConfiguration;
import software.amazon.awssdk.http.apache.ApacheHttpClient;
import software.amazon.awssdk.http.nio.netty.NettyNioAsyncHttpClient;
import software.amazon.awssdk.regions.Region;
import software.amazon.awssdk.services.firehose.FirehoseClient;
import software.amazon.awssdk.services.kinesis.KinesisClient;
import software.amazon.awssdk.services.s3.S3AsyncClient;
import software.amazon.awssdk.services.s3.S3Client;
import software.amazon.awssdk.services.sns.SnsClient;
import software.amazon.awssdk.services.sqs.SqsAsyncClient;
import software.amazon.awssdk.services.sqs.SqsClient;

/**
 * The one place where AWS clients are built from {@link AwsSettings}.
 *
 * <p>Every call gives a new client with connections of its own, which the caller closes. The
 * blocking clients repeat what failed for a moment by the SDK's standard strategy. Building one
 * makes no request; a missing credential shows at the first call.
 */
public final class AwsClients {

  /** Longer than the longest long poll (20 s), short enough to notice a dead connection. */
  private static final Duration READ_TIMEOUT = Duration.ofSeconds(30);

  private static final Duration CALL_TIMEOUT = Duration.ofSeconds(35);

  /** A large object takes its time; one that stops coming is noticed by the read timeout. */
  private static final Duration OBJECT_TIMEOUT = Duration.ofMinutes(5);

  private static final Duration CONNECTION_TIMEOUT = Duration.ofSeconds(5);
  private static final int BLOCKING_CONNECTIONS = 64;

  private AwsClients() {}

  /**
   * The asynchronous client of the SQS source. It repeats nothing by itself: the source counts and
   * paces the repetitions.
   *
   * @param maxConcurrency the most requests in flight, long polls included; at least 1
   */
  public static SqsAsyncClient sqsAsync(AwsSettings settings, int maxConcurrency) {
    return sqsAsync(settings, maxConcurrency, CALL_TIMEOUT);
  }

  /**
   * The same with another limit.
   *
   * @param callTimeout how long a call may take in all; longer than the longest poll
   */
  public static SqsAsyncClient sqsAsync(
      AwsSettings settings, int maxConcurrency, Duration callTimeout) {
    return configured(SqsAsyncClient.builder(), settings, AwsService.SQS)
        .httpClientBuilder(netty(maxConcurrency))
        .overrideConfiguration(withoutRetries(callTimeout))
        .build();
  }

  /**
   * The asynchronous S3 client of the SQS source, for payloads. It repeats nothing by itself, as
   * {@link #sqsAsync}; with an endpoint of its own it uses path-style addresses.
   *
   * @param maxConcurrency the most requests in flight; at least 1
   */
  public static S3AsyncClient s3Async(AwsSettings settings, int maxConcurrency) {
    return configured(S3AsyncClient.builder(), settings, AwsService.S3)
        .forcePathStyle(settings.endpoint(AwsService.S3) != null)
        .httpClientBuilder(netty(maxConcurrency))
        .overrideConfiguration(withoutRetries(OBJECT_TIMEOUT))
        .build();
  }

  /** The blocking SQS client, for producers and the dead letter. */
  public static SqsClient sqs(AwsSettings settings) {
    return configured(SqsClient.builder(), settings, AwsService.SQS)
        .httpClientBuilder(apache())
        .build();
  }

  /** The blocking S3 client; with an endpoint of its own it uses path-style addresses. */
  public static S3Client s3(AwsSettings settings) {
    return configured(S3Client.builder(), settings, AwsService.S3)
        .forcePathStyle(settings.endpoint(AwsService.S3) != null)
        .httpClientBuilder(apache())
        .build();
  }

  /** The blocking SNS client. */
  public static SnsClient sns(AwsSettings settings) {
    return configured(SnsClient.builder(), settings, AwsService.SNS)
        .httpClientBuilder(apache())
        .build();
  }

  /** The blocking Kinesis client. */
  public static KinesisClient kinesis(AwsSettings settings) {
    return configured(KinesisClient.builder(), settings, AwsService.KINESIS)
        .httpClientBuilder(apache())
        .build();
  }

  /** The blocking Firehose client. */
  public static FirehoseClient firehose(AwsSettings settings) {
    return configured(FirehoseClient.builder(), settings, AwsService.FIREHOSE)
        .httpClientBuilder(apache())
        .build();
  }

  private static NettyNioAsyncHttpClient.Builder netty(int maxConcurrency) {
    if (maxConcurrency < 1) {
      throw new IllegalArgumentException(
          "maxConcurrency is " + maxConcurrency + "; at least 1 is allowed");
    }
    return NettyNioAsyncHttpClient.builder()
        .maxConcurrency(maxConcurrency)
        .connectionTimeout(CONNECTION_TIMEOUT)
        .readTimeout(READ_TIMEOUT)
        .tcpKeepAlive(true);
  }

  private static ClientOverrideConfiguration withoutRetries(Duration callTimeout) {
    return ClientOverrideConfiguration.builder()
        .retryStrategy(AwsRetryStrategy.doNotRetry())
        .apiCallTimeout(callTimeout)
        .build();
  }

  private static ApacheHttpClient.Builder apache() {
    return ApacheHttpClient.builder()
        .maxConnections(BLOCKING_CONNECTIONS)
        .connectionTimeout(CONNECTION_TIMEOUT)
        .socketTimeout(READ_TIMEOUT);
  }

  private static <B extends AwsClientBuilder<B, ?>> B configured(
      B builder, AwsSettings settings, AwsService service) {
    builder.region(Region.of(settings.region())).credentialsProvider(credentials(settings));
    URI endpoint = settings.endpoint(service);
    if (endpoint != null) {
      builder.endpointOverride(endpoint);
    }
    return builder;
  }

  /** A chain of the client's own, so that closing the client ends its refreshing threads. */
  private static AwsCredentialsProvider credentials(AwsSettings settings) {
    return settings.accessKeyId() == null
        ? DefaultCredentialsProvider.builder().build()
        : StaticCredentialsProvider.create(
            AwsBasicCredentials.create(settings.accessKeyId(), settings.secretAccessKey()));
  }
}
