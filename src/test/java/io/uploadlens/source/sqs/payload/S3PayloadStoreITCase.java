package io.uploadlens.source.sqs.payload;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.uploadlens.aws.AwsClients;
import io.uploadlens.aws.AwsErrorKind;
import io.uploadlens.aws.AwsErrors;
import io.uploadlens.aws.AwsService;
import io.uploadlens.localaws.LocalAws;
import java.nio.charset.StandardCharsets;
import java.util.Random;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.TimeUnit;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import software.amazon.awssdk.core.sync.RequestBody;
import software.amazon.awssdk.services.s3.S3Client;
import software.amazon.awssdk.services.s3.model.NoSuchKeyException;

/** Payloads over the network, from the local S3. */
class S3PayloadStoreITCase {

  private static final String BUCKET = "payloads";

  private static LocalAws aws;
  private static S3Client s3;
  private static PayloadStore store;

  @BeforeAll
  static void start() {
    aws = LocalAws.start();
    s3 = AwsClients.s3(aws.settings());
    s3.createBucket(b -> b.bucket(BUCKET));
    store = new S3PayloadStoreProvider(aws.settings()).open(2);
  }

  @AfterAll
  static void stop() {
    store.close();
    s3.close();
    aws.close();
  }

  @Test
  void aPayloadIsReadWhateverItsSizeAndKey() throws Exception {
    for (int size : new int[] {0, 1, 70_000, 5_000_000}) {
      byte[] payload = new byte[size];
      new Random(size).nextBytes(payload);
      String key = "schön/a +b%20?&=/" + size;
      put(key, payload);
      assertThat(get(key, size)).isEqualTo(payload);
    }
  }

  @Test
  void aPayloadThatIsTooLargeIsBrokenOffAndTheConnectionsGoOn() throws Exception {
    put("large", new byte[20_000_000]);
    put("small", "small".getBytes(StandardCharsets.UTF_8));
    // More often than there are connections.
    for (int i = 0; i < 6; i++) {
      assertThatThrownBy(() -> get("large", 19_999_999))
          .isInstanceOf(ExecutionException.class)
          .hasCauseInstanceOf(PayloadTooLargeException.class)
          .satisfies(
              e ->
                  assertThat(((PayloadTooLargeException) e.getCause()).size())
                      .isEqualTo(20_000_000));
    }
    assertThat(get("small", 5)).asString(StandardCharsets.UTF_8).isEqualTo("small");
    assertThat(get("large", 20_000_000)).hasSize(20_000_000);
  }

  @Test
  void aMissingObjectAndAMissingBucketAreToldApart() throws Exception {
    assertThatThrownBy(() -> get("missing", 0))
        .hasCauseInstanceOf(NoSuchKeyException.class)
        .satisfies(e -> assertThat(AwsErrors.isMissingObject(e)).isTrue());
    assertThatThrownBy(() -> finish(store.get(new PayloadPointer("no-such-bucket", "k"), 0)))
        .satisfies(
            e -> {
              assertThat(AwsErrors.isMissingObject(e)).isFalse();
              assertThat(AwsErrors.kindOf(e)).isEqualTo(AwsErrorKind.FATAL);
            });
  }

  @Test
  void whatIsDeletedIsGoneAndDeletingAgainIsNoFault() throws Exception {
    put("old", new byte[1]);
    finish(store.delete(new PayloadPointer(BUCKET, "old")));
    finish(store.delete(new PayloadPointer(BUCKET, "old")));
    assertThatThrownBy(() -> get("old", 1)).hasCauseInstanceOf(NoSuchKeyException.class);
  }

  @Test
  void nothingIsRepeatedHere() throws Exception {
    put("k", new byte[1]);
    aws.faults().on(AwsService.S3, "GetObject").times(1).throttle();
    assertThatThrownBy(() -> get("k", 1))
        .satisfies(
            e -> {
              assertThat(AwsErrors.kindOf(e)).isEqualTo(AwsErrorKind.RETRY);
              assertThat(AwsErrors.isThrottling(e)).isTrue();
            });
    assertThat(get("k", 1)).hasSize(1);
  }

  private static void put(String key, byte[] payload) {
    s3.putObject(b -> b.bucket(BUCKET).key(key), RequestBody.fromBytes(payload));
  }

  private static byte[] get(String key, long limit) throws Exception {
    return finish(store.get(new PayloadPointer(BUCKET, key), limit));
  }

  private static <R> R finish(CompletableFuture<R> future) throws Exception {
    return future.get(90, TimeUnit.SECONDS);
  }
}
