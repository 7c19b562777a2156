package io.uploadlens.testing;

import io.uploadlens.source.sqs.payload.PayloadPointer;
import io.uploadlens.source.sqs.payload.PayloadStore;
import io.uploadlens.source.sqs.payload.PayloadTooLargeException;
import java.nio.charset.StandardCharsets;
import java.util.ArrayDeque;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Queue;
import java.util.concurrent.CompletableFuture;
import software.amazon.awssdk.awscore.exception.AwsErrorDetails;
import software.amazon.awssdk.services.s3.model.S3Exception;

/** Buckets in memory. Reads and deletes of single keys fail as scripted, or wait to be answered. */
public final class FakePayloadStore implements PayloadStore {

  private final Map<String, byte[]> objects = new HashMap<>();
  private final Map<String, Queue<Throwable>> failures = new HashMap<>();
  private final Map<String, Throwable> outages = new HashMap<>();
  private final Map<String, List<Runnable>> held = new LinkedHashMap<>();
  private final List<String> gets = new ArrayList<>();
  private final List<String> deleted = new ArrayList<>();
  private boolean holding;
  private long bytesInFlight;
  private long maxBytesInFlight;
  private boolean closed;

  /** An error as S3 answers it. */
  public static Throwable error(String code, int status) {
    return S3Exception.builder()
        .awsErrorDetails(AwsErrorDetails.builder().errorCode(code).build())
        .statusCode(status)
        .message("scripted")
        .build();
  }

  /** Stores an object; returns the pointer to it as the Extended Client writes it. */
  public String put(String bucket, String key, String payload) {
    return put(bucket, key, payload.getBytes(StandardCharsets.UTF_8));
  }

  /** Stores an object; returns the pointer to it as the Extended Client writes it. */
  public String put(String bucket, String key, byte[] payload) {
    objects.put(bucket + "/" + key, payload);
    return "[\"software.amazon.payloadoffloading.PayloadS3Pointer\",{\"s3BucketName\":\""
        + bucket
        + "\",\"s3Key\":\""
        + key
        + "\"}]";
  }

  /** Takes an object away. */
  public void take(String bucket, String key) {
    objects.remove(bucket + "/" + key);
  }

  /** The next request of this object fails. */
  public void failNext(String bucket, String key, Throwable error) {
    failures.computeIfAbsent(bucket + "/" + key, k -> new ArrayDeque<>()).add(error);
  }

  /** All requests of objects that begin so fail, until {@link #repair}. */
  public void failAlways(String beginning, Throwable error) {
    outages.put(beginning, error);
  }

  /** Such requests succeed again. */
  public void repair(String beginning) {
    outages.remove(beginning);
  }

  /** From now on requests wait for {@link #answer}. */
  public void hold() {
    holding = true;
  }

  /** Answers the requests of this object, and holds those to come. */
  public void answer(String bucket, String key) {
    held.remove(bucket + "/" + key).forEach(Runnable::run);
  }

  /** Answers everything, and holds nothing any more. */
  public void answerAll() {
    holding = false;
    List<List<Runnable>> all = new ArrayList<>(held.values());
    held.clear();
    all.forEach(requests -> requests.forEach(Runnable::run));
  }

  /** The objects whose requests wait, in order. */
  public List<String> waiting() {
    return List.copyOf(held.keySet());
  }

  /** The objects that were read, in order, each time once; without the probes of rights. */
  public List<String> gets() {
    return List.copyOf(gets);
  }

  /** The objects that were deleted, in order. */
  public List<String> deleted() {
    return List.copyOf(deleted);
  }

  /** The sum of the limits of the reads that were waiting at a time, at its most. */
  public long maxBytesInFlight() {
    return maxBytesInFlight;
  }

  public boolean isClosed() {
    return closed;
  }

  @Override
  public CompletableFuture<byte[]> get(PayloadPointer pointer, long limit) {
    String name = pointer.bucket() + "/" + pointer.key();
    if (!name.contains("uploadlens-probe")) {
      gets.add(name);
    }
    bytesInFlight += limit;
    maxBytesInFlight = Math.max(maxBytesInFlight, bytesInFlight);
    return request(
        name,
        answer -> {
          bytesInFlight -= limit;
          byte[] payload = objects.get(name);
          if (payload == null) {
            answer.completeExceptionally(error("NoSuchKey", 404));
          } else if (payload.length > limit) {
            answer.completeExceptionally(new PayloadTooLargeException(payload.length, limit));
          } else {
            answer.complete(payload.clone());
          }
        },
        () -> bytesInFlight -= limit);
  }

  @Override
  public CompletableFuture<Void> delete(PayloadPointer pointer) {
    String name = pointer.bucket() + "/" + pointer.key();
    return request(
        name,
        answer -> {
          objects.remove(name);
          deleted.add(name);
          answer.complete(null);
        },
        () -> {});
  }

  @Override
  public void close() {
    closed = true;
  }

  private <R> CompletableFuture<R> request(
      String name, java.util.function.Consumer<CompletableFuture<R>> effect, Runnable failed) {
    if (closed) {
      throw new IllegalStateException("The store is closed");
    }
    CompletableFuture<R> answer = new CompletableFuture<>();
    Throwable error = scripted(name);
    Runnable give =
        error == null
            ? () -> effect.accept(answer)
            : () -> {
              failed.run();
              answer.completeExceptionally(error);
            };
    if (holding) {
      held.computeIfAbsent(name, n -> new ArrayList<>()).add(give);
    } else {
      give.run();
    }
    return answer;
  }

  private Throwable scripted(String name) {
    Queue<Throwable> ofObject = failures.get(name);
    Throwable error = ofObject == null ? null : ofObject.poll();
    if (error != null) {
      return error;
    }
    return outages.entrySet().stream()
        .filter(outage -> name.startsWith(outage.getKey()))
        .map(Map.Entry::getValue)
        .findFirst()
        .orElse(null);
  }
}
