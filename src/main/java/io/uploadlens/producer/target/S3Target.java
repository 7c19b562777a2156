package io.uploadlens.producer.target;

import io.uploadlens.aws.AwsClients;
import io.uploadlens.aws.AwsErrors;
import io.uploadlens.aws.AwsSettings;
import io.uploadlens.producer.generator.GeneratedEvent;
import io.uploadlens.producer.generator.GeneratedMessage;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.Semaphore;
import java.util.concurrent.atomic.AtomicReference;
import java.util.concurrent.atomic.LongAdder;
import software.amazon.awssdk.core.sync.RequestBody;
import software.amazon.awssdk.services.s3.S3Client;
import software.amazon.awssdk.services.s3.model.CompletedPart;

/**
 * Does in a bucket what the events tell: puts, copies, multipart uploads, deletes, tags. The
 * bucket's own notifications then make the events, so that what arrives has S3's times and
 * sequencers and can't be compared with a truth file.
 *
 * <p>All events go to one bucket, each bucket of theirs as a directory. Objects are of the event's
 * size up to {@value #LARGEST_OBJECT} bytes. Requests for one key are made in their order.
 * Duplicates and what S3 does by itself (lifecycle, replication, restores) are skipped.
 */
public final class S3Target implements MessageTarget {

  /** The largest object that is put. */
  public static final int LARGEST_OBJECT = 65_536;

  private static final int WAITING_EACH = 64;
  private static final String COPY_SOURCE = "uploadlens-copy-source";

  private final String bucket;
  private final S3Client client;
  private final SendSettings settings;
  private final List<ExecutorService> lanes = new ArrayList<>();
  private final Semaphore free;
  private final int capacity;
  private final AtomicReference<DeliveryException> failed = new AtomicReference<>();
  private final LongAdder requests = new LongAdder();
  private final LongAdder bytes = new LongAdder();
  private final LongAdder retried = new LongAdder();
  private final LongAdder skipped = new LongAdder();
  private boolean hasCopySource;

  /**
   * @param bucket the name of an existing bucket
   */
  public S3Target(AwsSettings aws, String bucket, SendSettings settings) {
    this.bucket = bucket;
    this.client = AwsClients.s3(aws);
    this.settings = settings;
    for (int i = 0; i < settings.concurrency(); i++) {
      lanes.add(
          Executors.newSingleThreadExecutor(
              task -> {
                Thread thread = new Thread(task, "upload to " + bucket);
                thread.setDaemon(true);
                return thread;
              }));
    }
    this.capacity = WAITING_EACH * settings.concurrency();
    this.free = new Semaphore(capacity);
  }

  @Override
  public String name() {
    return "S3 bucket " + bucket;
  }

  @Override
  public void send(GeneratedMessage message) throws InterruptedException {
    if (message.isDuplicate() || message.events().isEmpty()) {
      skipped.increment();
      return;
    }
    for (GeneratedEvent event : message.events()) {
      throwIfFailed();
      String key = event.bucket() + "/" + event.key();
      Runnable request = request(event, key);
      if (request == null) {
        skipped.increment();
        continue;
      }
      free.acquire();
      lanes
          .get(Math.floorMod(key.hashCode(), lanes.size()))
          .execute(
              () -> {
                try {
                  perform(request);
                } finally {
                  free.release();
                }
              });
    }
  }

  @Override
  public void flush() throws InterruptedException {
    free.acquire(capacity);
    free.release(capacity);
    throwIfFailed();
  }

  @Override
  public TargetProgress progress() {
    return new TargetProgress(requests.sum(), bytes.sum(), retried.sum(), skipped.sum());
  }

  @Override
  public void close() {
    lanes.forEach(ExecutorService::shutdownNow);
    client.close();
  }

  /** What is to be done, or null where only S3 itself can. */
  private Runnable request(GeneratedEvent event, String key) {
    switch (event.kind()) {
      case CREATED:
        return creation(event, key);
      case REMOVED:
        return () -> client.deleteObject(request -> request.bucket(bucket).key(key));
      default:
        return null;
    }
  }

  private Runnable creation(GeneratedEvent event, String key) {
    byte[] content = new byte[(int) Math.max(0, Math.min(LARGEST_OBJECT, event.size()))];
    switch (event.method()) {
      case COPY:
        return () -> copyTo(key);
      case MULTIPART:
        return () -> putInParts(key, content);
      default:
        return () -> put(key, content);
    }
  }

  private void put(String key, byte[] content) {
    client.putObject(request -> request.bucket(bucket).key(key), RequestBody.fromBytes(content));
    bytes.add(content.length);
  }

  private void copyTo(String key) {
    putCopySource();
    client.copyObject(
        request ->
            request
                .sourceBucket(bucket)
                .sourceKey(COPY_SOURCE)
                .destinationBucket(bucket)
                .destinationKey(key));
  }

  /** What is copied is an object of its own, which no delete can have taken away meanwhile. */
  private synchronized void putCopySource() {
    if (!hasCopySource) {
      put(COPY_SOURCE, new byte[1_024]);
      hasCopySource = true;
    }
  }

  /** One part is enough: the last may be of any size. */
  private void putInParts(String key, byte[] content) {
    String id = client.createMultipartUpload(r -> r.bucket(bucket).key(key)).uploadId();
    String tag =
        client
            .uploadPart(
                r -> r.bucket(bucket).key(key).uploadId(id).partNumber(1),
                RequestBody.fromBytes(content))
            .eTag();
    CompletedPart part = CompletedPart.builder().partNumber(1).eTag(tag).build();
    client.completeMultipartUpload(
        r -> r.bucket(bucket).key(key).uploadId(id).multipartUpload(parts -> parts.parts(part)));
    bytes.add(content.length);
  }

  private void perform(Runnable request) {
    for (int attempt = 1; failed.get() == null; attempt++) {
      try {
        request.run();
        requests.increment();
        return;
      } catch (RuntimeException e) {
        if (!AwsErrors.kindOf(e).mayPass() || attempt >= settings.attempts()) {
          fail(AwsErrors.describe(e), e);
          return;
        }
        retried.increment();
      }
      try {
        settings.backOff(attempt);
      } catch (InterruptedException e) {
        fail("closed with requests under way", e);
        return;
      }
    }
  }

  private void fail(String what, Throwable cause) {
    failed.compareAndSet(null, new DeliveryException(name() + ": " + what, cause));
  }

  private void throwIfFailed() {
    DeliveryException failure = failed.get();
    if (failure != null) {
      throw failure;
    }
  }
}
