package io.uploadlens.config;

import java.time.Duration;
import java.util.List;

/** The settings of the group {@code sqs-source}, checked. Immutable. */
public final class SqsSourceConfig {

  private final List<String> queueUrls;
  private final Duration visibilityTimeout;
  private final int maxInFlight;
  private final int maxConcurrentReceives;
  private final Duration receiveWait;
  private final Duration backlogInterval;
  private final Duration catchUpThreshold;
  private final List<String> payloadBuckets;
  private final int maxPayloadSize;
  private final long maxPayloadMemory;
  private final int maxConcurrentPayloads;
  private final boolean deletePayloads;

  SqsSourceConfig(ParsedSettings settings) {
    this.queueUrls = List.copyOf(settings.get(SqsSourceOptions.QUEUE_URLS));
    this.visibilityTimeout = settings.get(SqsSourceOptions.VISIBILITY_TIMEOUT);
    this.maxInFlight = settings.get(SqsSourceOptions.MAX_IN_FLIGHT);
    this.maxConcurrentReceives = settings.get(SqsSourceOptions.MAX_CONCURRENT_RECEIVES);
    this.receiveWait = settings.get(SqsSourceOptions.RECEIVE_WAIT);
    this.backlogInterval = settings.get(SqsSourceOptions.BACKLOG_INTERVAL);
    this.catchUpThreshold = settings.get(SqsSourceOptions.CATCH_UP_THRESHOLD);
    this.payloadBuckets =
        List.copyOf(settings.find(SqsSourceOptions.PAYLOAD_BUCKETS).orElse(List.of()));
    this.maxPayloadSize =
        Math.toIntExact(settings.get(SqsSourceOptions.PAYLOAD_MAX_SIZE).getBytes());
    this.maxPayloadMemory = settings.get(SqsSourceOptions.PAYLOAD_MAX_MEMORY).getBytes();
    this.maxConcurrentPayloads = settings.get(SqsSourceOptions.PAYLOAD_MAX_CONCURRENT);
    this.deletePayloads = settings.get(SqsSourceOptions.PAYLOAD_DELETE);
  }

  /** At least one, all different. */
  public List<String> queueUrls() {
    return queueUrls;
  }

  /** 10 s to 12 h, whole seconds. */
  public Duration visibilityTimeout() {
    return visibilityTimeout;
  }

  /** Messages of one queue over all subtasks, 10 to 120,000. */
  public int maxInFlight() {
    return maxInFlight;
  }

  /** Per subtask and queue, 1 to 100. */
  public int maxConcurrentReceives() {
    return maxConcurrentReceives;
  }

  /** 0 to 20 s, whole seconds. */
  public Duration receiveWait() {
    return receiveWait;
  }

  /** 1 s to 5 min. */
  public Duration backlogInterval() {
    return backlogInterval;
  }

  /** 1 s to 1 h. */
  public Duration catchUpThreshold() {
    return catchUpThreshold;
  }

  /** Where payloads may be read; none means that none are. */
  public List<String> payloadBuckets() {
    return payloadBuckets;
  }

  /** Bytes, 1 KiB to 256 MiB. */
  public int maxPayloadSize() {
    return maxPayloadSize;
  }

  /** Bytes, at least {@link #maxPayloadSize()}. */
  public long maxPayloadMemory() {
    return maxPayloadMemory;
  }

  /** Per subtask and queue, 1 to 256. */
  public int maxConcurrentPayloads() {
    return maxConcurrentPayloads;
  }

  /** Whether payloads are deleted after their messages. */
  public boolean deletePayloads() {
    return deletePayloads;
  }
}
