package io.uploadlens.producer.verify;

import java.io.IOException;
import java.net.URI;
import java.time.Duration;
import java.util.ArrayList;
import java.util.Collection;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.function.Consumer;
import software.amazon.awssdk.core.exception.SdkException;
import software.amazon.awssdk.services.s3.S3Client;
import software.amazon.awssdk.services.sqs.SqsClient;
import software.amazon.awssdk.services.sqs.model.BatchResultErrorEntry;
import software.amazon.awssdk.services.sqs.model.ChangeMessageVisibilityBatchRequestEntry;
import software.amazon.awssdk.services.sqs.model.DeleteMessageBatchRequestEntry;
import software.amazon.awssdk.services.sqs.model.Message;

/**
 * Reads the dead-letter queue until it gives no more. Leaves the messages there, unless told to
 * delete them: they are hidden while it reads and then made visible again.
 */
public final class SqsDeadLetters implements DeadLetterSource {

  private static final int BATCH = 10;
  private static final int EMPTY_RECEIVES = 2;

  /** For entries that fail in requests that succeed. */
  private static final int ATTEMPTS = 10;

  private static final Duration HIDDEN = Duration.ofMinutes(5);

  private final SqsClient sqs;
  private final S3Client s3;
  private final String queueUrl;
  private final Duration longPoll;
  private final boolean delete;

  /**
   * @param sqs not closed here
   * @param s3 for bodies that were too large for SQS; not closed here
   * @param longPoll how long a receive waits; two that come back empty are the end
   * @param delete whether to delete what was read
   */
  public SqsDeadLetters(
      SqsClient sqs, S3Client s3, String queueUrl, Duration longPoll, boolean delete) {
    this.sqs = sqs;
    this.s3 = s3;
    this.queueUrl = queueUrl;
    this.longPoll = longPoll;
    this.delete = delete;
  }

  @Override
  public void forEach(Consumer<String> json) throws IOException {
    // By message id: a message that comes twice has a new handle, and only that one is good.
    Map<String, String> handles = new HashMap<>();
    boolean complete = false;
    try {
      for (int empty = 0; empty < EMPTY_RECEIVES; ) {
        List<Message> messages =
            sqs.receiveMessage(
                    request ->
                        request
                            .queueUrl(queueUrl)
                            .maxNumberOfMessages(BATCH)
                            .visibilityTimeout((int) HIDDEN.toSeconds())
                            .waitTimeSeconds((int) longPoll.toSeconds()))
                .messages();
        empty = messages.isEmpty() ? empty + 1 : 0;
        for (Message message : messages) {
          if (handles.put(message.messageId(), message.receiptHandle()) == null) {
            json.accept(message.body());
          }
        }
      }
      complete = true;
      settle(handles.values(), delete);
    } catch (SdkException e) {
      if (!complete) {
        release(handles.values(), e);
      }
      throw new IOException("dead-letter queue " + queueUrl + ": " + e.getMessage(), e);
    }
  }

  /** Shows again what was read so far: whoever reads next must not find it hidden. */
  private void release(Collection<String> handles, SdkException because) {
    try {
      settle(handles, false);
    } catch (SdkException | IOException e) {
      because.addSuppressed(e);
    }
  }

  /**
   * Deletes messages, or makes them visible again.
   *
   * @throws IOException if entries fail again and again in requests that succeed
   */
  private void settle(Collection<String> handles, boolean deleting) throws IOException {
    List<String> left = new ArrayList<>(handles);
    BatchResultErrorEntry last = null;
    for (int attempt = 0; attempt < ATTEMPTS && !left.isEmpty(); attempt++) {
      List<String> failed = new ArrayList<>();
      for (int start = 0; start < left.size(); start += BATCH) {
        List<String> batch = left.subList(start, Math.min(left.size(), start + BATCH));
        for (BatchResultErrorEntry entry : deleting ? deleteAll(batch) : showAll(batch)) {
          failed.add(batch.get(Integer.parseInt(entry.id())));
          last = entry;
        }
      }
      left = failed;
    }
    if (!left.isEmpty()) {
      throw new IOException(
          String.format(
              "dead-letter queue %s: %d of %d messages can't be %s, the last one with %s",
              queueUrl,
              left.size(),
              handles.size(),
              deleting ? "deleted" : "made visible again",
              last));
    }
  }

  private List<BatchResultErrorEntry> deleteAll(List<String> handles) {
    List<DeleteMessageBatchRequestEntry> entries = new ArrayList<>();
    for (String handle : handles) {
      entries.add(
          DeleteMessageBatchRequestEntry.builder()
              .id(Integer.toString(entries.size()))
              .receiptHandle(handle)
              .build());
    }
    return sqs.deleteMessageBatch(request -> request.queueUrl(queueUrl).entries(entries)).failed();
  }

  private List<BatchResultErrorEntry> showAll(List<String> handles) {
    List<ChangeMessageVisibilityBatchRequestEntry> entries = new ArrayList<>();
    for (String handle : handles) {
      entries.add(
          ChangeMessageVisibilityBatchRequestEntry.builder()
              .id(Integer.toString(entries.size()))
              .receiptHandle(handle)
              .visibilityTimeout(0)
              .build());
    }
    return sqs.changeMessageVisibilityBatch(request -> request.queueUrl(queueUrl).entries(entries))
        .failed();
  }

  @Override
  public byte[] read(String path) throws IOException {
    URI uri = URI.create(path);
    String scheme = String.valueOf(uri.getScheme());
    if (!scheme.equals("s3a") && !scheme.equals("s3")) {
      throw new IOException("body_path is '" + path + "': must be s3a://bucket/key");
    }
    try {
      return s3.getObjectAsBytes(
              request -> request.bucket(uri.getHost()).key(uri.getPath().substring(1)))
          .asByteArray();
    } catch (SdkException e) {
      throw new IOException("can't read " + path + ": " + e.getMessage(), e);
    }
  }
}
