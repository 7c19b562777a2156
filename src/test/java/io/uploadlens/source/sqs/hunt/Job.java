package io.uploadlens.source.sqs.hunt;

import io.uploadlens.source.sqs.SqsSource;
import io.uploadlens.source.sqs.SqsSourceSettings;
import io.uploadlens.source.sqs.hunt.Conditions.Number;
import io.uploadlens.source.sqs.split.SqsSplit;
import java.time.Duration;
import java.util.ArrayList;
import java.util.BitSet;
import java.util.List;
import java.util.concurrent.CompletableFuture;

/** The Flink job around the source: starts, takes snapshots, fails and restarts. */
final class Job {

  private final Conditions conditions;
  private final Sqs sqs;
  private final Checkpoints checkpoints;
  private final TestedReader.Factory factory;
  private final Oracle oracle;
  private final List<Subtask> subtasks = new ArrayList<>();
  private EnumeratorWorld enumerator;
  private SqsSourceSettings settings;
  private int queueMask;
  private int parallelism;

  /**
   * @param oracle is told what is restored and emitted
   */
  Job(
      Conditions conditions,
      Sqs sqs,
      Checkpoints checkpoints,
      TestedReader.Factory factory,
      Oracle oracle) {
    this.conditions = conditions;
    this.sqs = sqs;
    this.checkpoints = checkpoints;
    this.factory = factory;
    this.oracle = oracle;
    this.parallelism = conditions.get(Number.PARALLELISM);
  }

  boolean isUp() {
    return !subtasks.isEmpty();
  }

  List<Subtask> subtasks() {
    return subtasks;
  }

  /** The subtask of this number, which may be of any size. */
  Subtask subtask(int number) {
    return subtasks.get(number % subtasks.size());
  }

  SqsSourceSettings settings() {
    return settings;
  }

  int parallelism() {
    return parallelism;
  }

  /** Whether the job, as it was started last, reads this queue. */
  boolean reads(int queue) {
    return (queueMask >> queue & 1) == 1;
  }

  /** What has taken effect in the whole job. */
  BitSet effects() {
    BitSet all = new BitSet();
    subtasks.forEach(subtask -> all.or(subtask.effects()));
    return all;
  }

  boolean holds(int message) {
    for (Subtask subtask : subtasks) {
      if (subtask.effects().get(message)) {
        return true;
      }
    }
    return false;
  }

  /**
   * Starts the job.
   *
   * @param from null for a first start
   * @param queues a bit for each queue to be read; with none, all are
   */
  void start(Snapshot from, int newParallelism, int queues) {
    int all = (1 << sqs.queues().size()) - 1;
    queueMask = (queues & all) == 0 ? all : queues & all;
    parallelism = newParallelism;
    settings = buildSettings();
    Snapshot dealt = from == null ? null : from.redistributed(parallelism);
    checkpoints.restored(dealt);
    enumerator =
        new EnumeratorWorld(
            sqs,
            settings,
            parallelism,
            from == null ? null : from.enumerator(),
            subtask -> subtasks.get(subtask).reader());
    enumerator.start();
    for (int i = 0; i < parallelism; i++) {
      subtasks.add(null);
      startSubtask(i, dealt);
    }
  }

  void checkpoint(Snapshot.Kind kind) {
    if (checkpoints.mayTrigger()) {
      checkpoints.trigger(kind, parallelism, enumerator);
    }
  }

  /** The next barrier reaches the subtask; tells whether there was one. */
  boolean barrier(Subtask subtask) {
    Snapshot snapshot = checkpoints.nextBarrier(subtask.index());
    if (snapshot == null) {
      return false;
    }
    List<SqsSplit> state = subtask.reader().snapshotState(snapshot.id());
    snapshot.arrived(subtask.index(), state, subtask.effects());
    return true;
  }

  /** All barriers arrive and the snapshot completes; of a checkpoint the readers will be told. */
  void complete(Snapshot snapshot) {
    arrive(snapshot);
    checkpoints.complete(snapshot);
    oracle.completed(snapshot);
    if (snapshot.kind() == Snapshot.Kind.CHECKPOINT) {
      subtasks.forEach(subtask -> subtask.notifications().add(snapshot.id()));
    }
  }

  void abort(Snapshot snapshot) {
    checkpoints.pending().remove(snapshot);
    subtasks.forEach(subtask -> subtask.aborted(snapshot.id()));
  }

  /** Stops with a savepoint, of which every reader is told before it closes. */
  void stop(long closeMillis) {
    checkpoints.abortAll();
    Snapshot snapshot = checkpoints.trigger(Snapshot.Kind.SAVEPOINT, parallelism, enumerator);
    arrive(snapshot);
    checkpoints.stopped(snapshot);
    oracle.completed(snapshot);
    for (Subtask subtask : subtasks) {
      subtask.notifications().add(snapshot.id());
      while (!subtask.notifications().isEmpty()) {
        subtask.notifyNext();
      }
    }
    fail(closeMillis);
  }

  /** The readers close, with so much time for it. */
  void fail(long closeMillis) {
    checkpoints.abortAll();
    subtasks.forEach(Job::shutDown);
    sqs.time().pass(closeMillis);
    kill();
  }

  void kill() {
    checkpoints.abortAll();
    subtasks.forEach(Subtask::end);
    subtasks.clear();
    enumerator.end();
  }

  /** One subtask alone fails and starts again from the latest checkpoint. */
  void failOne(Subtask subtask, boolean closes, long closeMillis) {
    checkpoints.abortAll();
    if (closes) {
      shutDown(subtask);
      sqs.time().pass(closeMillis);
    }
    subtask.end();
    enumerator.unregister(subtask.index());
    startSubtask(subtask.index(), checkpoints.latest());
  }

  private static void shutDown(Subtask subtask) {
    CompletableFuture<Void> unused = subtask.reader().shutDown();
  }

  private void arrive(Snapshot snapshot) {
    for (Subtask subtask : subtasks) {
      while (!snapshot.hasArrived(subtask.index())) {
        barrier(subtask);
      }
    }
  }

  /** In the order of Flink's SourceOperator: state first, then the enumerator's splits. */
  private void startSubtask(int index, Snapshot from) {
    Subtask subtask =
        new Subtask(
            index,
            parallelism,
            sqs,
            settings,
            factory,
            from == null ? new BitSet() : from.effects(index),
            event -> enumerator.take(index, event),
            oracle::emitted);
    subtasks.set(index, subtask);
    List<SqsSplit> restored = from == null ? List.of() : from.splits(index);
    oracle.restored(index, restored);
    if (!restored.isEmpty()) {
      subtask.reader().addSplits(restored);
    }
    subtask.reader().start();
    enumerator.register(index);
  }

  private SqsSourceSettings buildSettings() {
    List<String> urls = new ArrayList<>();
    for (int i = 0; i < sqs.queues().size(); i++) {
      if (reads(i)) {
        urls.add(conditions.queueUrl(i));
      }
    }
    int visibility = conditions.get(Number.VISIBILITY);
    return SqsSource.<Integer>builder()
        .setQueueUrls(urls)
        .setDeserializationSchema(new IdSchema())
        .setQueueProvider(
            (url, concurrency) -> {
              throw new AssertionError("Readers are given their own");
            })
        .setVisibilityTimeout(Duration.ofSeconds(visibility))
        .setReceiveWait(Duration.ofSeconds(conditions.get(Number.WAIT)))
        .setMaxInFlight(conditions.get(Number.IN_FLIGHT))
        .setMaxPrefetch(conditions.get(Number.PREFETCH))
        .setMaxConcurrentReceives(conditions.get(Number.RECEIVES))
        .setMaxConcurrentDeletes(conditions.get(Number.DELETES))
        .setMaxDeleteAttempts(conditions.get(Number.ATTEMPTS))
        .setBacklogInterval(Duration.ofSeconds(Math.min(600, Math.max(5, visibility / 6))))
        .build()
        .settings();
  }
}
