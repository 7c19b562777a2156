package io.uploadlens.source.sqs.hunt;

import java.util.ArrayList;
import java.util.Iterator;
import java.util.List;

/**
 * Flink's checkpoint coordinator: which snapshots are on their way, which are complete, and which
 * of these a restore may start from.
 */
final class Checkpoints {

  private static final int MAX_PENDING = 3;

  private final List<Snapshot> pending = new ArrayList<>();
  private long lastId;
  private Snapshot latest;
  private Snapshot savepoint;

  /** What a restart goes back to: null before the first completes. */
  Snapshot latest() {
    return latest;
  }

  /** The newest savepoint if it is newer than the latest checkpoint, else null. */
  Snapshot savepoint() {
    return savepoint != null && (latest == null || savepoint.id() > latest.id()) ? savepoint : null;
  }

  /** The job has been started from this, or from nothing. */
  void restored(Snapshot from) {
    latest = from;
    pending.clear();
  }

  boolean mayTrigger() {
    return pending.size() < MAX_PENDING;
  }

  Snapshot trigger(Snapshot.Kind kind, int parallelism, EnumeratorWorld enumerator) {
    lastId++;
    Snapshot snapshot = new Snapshot(lastId, kind, parallelism, enumerator.snapshot(lastId));
    pending.add(snapshot);
    return snapshot;
  }

  List<Snapshot> pending() {
    return pending;
  }

  /** The barrier that reaches the subtask next, or null. */
  Snapshot nextBarrier(int subtask) {
    for (Snapshot snapshot : pending) {
      if (!snapshot.hasArrived(subtask)) {
        return snapshot;
      }
    }
    return null;
  }

  /** Every barrier has arrived. Older pending checkpoints are subsumed; savepoints go on. */
  void complete(Snapshot snapshot) {
    for (Iterator<Snapshot> i = pending.iterator(); i.hasNext(); ) {
      Snapshot other = i.next();
      if (other == snapshot
          || (other.id() < snapshot.id() && other.kind() == Snapshot.Kind.CHECKPOINT)) {
        i.remove();
      }
    }
    if (snapshot.kind() == Snapshot.Kind.CHECKPOINT) {
      latest = snapshot;
    } else {
      savepoint = snapshot;
    }
  }

  /** A stop with savepoint has completed: it is all that the job can be started from. */
  void stopped(Snapshot snapshot) {
    pending.clear();
    latest = snapshot;
  }

  void abortAll() {
    pending.clear();
  }

  /** Whether every snapshot that a restore may start from holds this message's effect. */
  boolean isDurable(int message) {
    return latest != null
        && latest.holds(message)
        && (savepoint() == null || savepoint().holds(message));
  }
}
