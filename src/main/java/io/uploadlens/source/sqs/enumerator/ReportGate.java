package io.uploadlens.source.sqs.enumerator;

import io.uploadlens.source.sqs.queue.QueueAttributes;
import java.util.HashMap;
import java.util.Map;

/**
 * Sends reports only to readers that are known to go on reading.
 *
 * <p>A checkpoint may be a savepoint that the job stops with. Its readers end some time after, and
 * Flink fails a job for an event that comes to a task which has just ended, although its savepoint
 * is complete. So from the moment when the enumerator is part of a checkpoint a reader is told
 * nothing, until it says that it goes on behind it, which one that stops never does; then it is
 * told the last that it missed of the queue that it speaks of. What was sent before, Flink delivers
 * before the checkpoint begins in the reader (<a
 * href="https://nightlies.apache.org/flink/flink-docs-release-1.20/api/java/org/apache/flink/runtime/operators/coordination/OperatorCoordinator.html">OperatorCoordinator</a>).
 *
 * <p>Not thread-safe: used by the coordinator's thread alone.
 */
final class ReportGate {

  private final Sender sender;
  // By subtask: the checkpoint behind which it reads.
  private final Map<Integer, Long> readsBehind = new HashMap<>();
  // By subtask, then by queue.
  private final Map<Integer, Map<String, QueueAttributes>> missed = new HashMap<>();
  private long lastCheckpoint = HeldReport.NO_CHECKPOINT;

  /** Tells a subtask what a queue has answered, with what the readers hold at that moment. */
  @FunctionalInterface
  interface Sender {
    void send(int subtaskId, String queueUrl, QueueAttributes attributes);
  }

  ReportGate(Sender sender) {
    this.sender = sender;
  }

  /** A reader has registered, so it has begun to read after the last checkpoint did. */
  void open(int subtaskId) {
    readsBehind.put(subtaskId, lastCheckpoint);
    missed.remove(subtaskId);
  }

  /** The enumerator is part of a checkpoint. */
  void close(long checkpointId) {
    lastCheckpoint = checkpointId;
  }

  /** A reader goes on to read a queue behind a checkpoint. */
  void readsBehind(int subtaskId, String queueUrl, long checkpointId) {
    readsBehind.merge(subtaskId, checkpointId, Math::max);
    if (isOpen(subtaskId)) {
      QueueAttributes waiting = missed.getOrDefault(subtaskId, Map.of()).get(queueUrl);
      if (waiting != null) {
        send(subtaskId, queueUrl, waiting);
      }
    }
  }

  /** Tells what a queue has answered, now or when the reader goes on. */
  void send(int subtaskId, String queueUrl, QueueAttributes attributes) {
    Map<String, QueueAttributes> ofReader =
        missed.computeIfAbsent(subtaskId, subtask -> new HashMap<>());
    if (isOpen(subtaskId)) {
      ofReader.remove(queueUrl);
      sender.send(subtaskId, queueUrl, attributes);
    } else {
      ofReader.put(queueUrl, attributes);
    }
  }

  private boolean isOpen(int subtaskId) {
    return readsBehind.getOrDefault(subtaskId, HeldReport.NO_CHECKPOINT) >= lastCheckpoint;
  }
}
