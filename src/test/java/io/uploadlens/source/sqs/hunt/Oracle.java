package io.uploadlens.source.sqs.hunt;

import io.uploadlens.source.sqs.hunt.Violation.Rule;
import io.uploadlens.source.sqs.split.Receipt;
import io.uploadlens.source.sqs.split.SqsSplit;
import java.util.BitSet;
import java.util.HashMap;
import java.util.List;
import java.util.Map;

/** Knows what must hold, and notes the first thing that does not. */
final class Oracle {

  private final boolean repetitionsForbidden;
  private final BitSet everDeleted = new BitSet();
  private final Map<String, Integer> restoredReceipts = new HashMap<>();
  private Checkpoints checkpoints;
  private Sqs sqs;
  private Job job;
  private Violation first;
  private int emitted;
  private int repeated;
  private int repeatedAfterRestore;
  private int deleted;

  /**
   * @param repetitionsForbidden whether nothing in the schedule can excuse that a message is
   *     emitted again whose effect stands
   */
  Oracle(boolean repetitionsForbidden) {
    this.repetitionsForbidden = repetitionsForbidden;
  }

  void watch(Checkpoints itsCheckpoints, Sqs itsSqs, Job itsJob) {
    checkpoints = itsCheckpoints;
    sqs = itsSqs;
    job = itsJob;
  }

  /** How many messages have been emitted, repetitions included. */
  int emitted() {
    return emitted;
  }

  /** How many were emitted although their effect stood already. */
  int repeated() {
    return repeated;
  }

  /**
   * How many of these had been restored as a receipt that could not do. Its reader deletes first
   * and reads then, but other subtasks read meanwhile. And the handle may be stale: a reader that
   * closes before it is told of a checkpoint gives back what it holds, and its last receive takes
   * that again. The next delivery is recognised by the reader that was given the receipt, until it
   * ends.
   */
  int repeatedAfterRestore() {
    return repeatedAfterRestore;
  }

  /** How many deletes took effect. */
  int deleted() {
    return deleted;
  }

  /** Throws what was noted: what happens inside a call of the reader can't be thrown there. */
  void rethrow() {
    if (first != null) {
      throw first;
    }
  }

  void deleted(Stored message) {
    deleted++;
    everDeleted.set(message.id);
    if (!checkpoints.isDurable(message.id)) {
      note(
          Rule.DELETED_NOT_DURABLE,
          message
              + " is deleted, and "
              + (checkpoints.latest() == null
                  ? "no checkpoint has completed"
                  : "the latest completed checkpoint, "
                      + checkpoints.latest().id()
                      + ", does not hold it"));
    }
  }

  void emitted(Subtask subtask, int id) {
    emitted++;
    if (job.holds(id)) {
      repeated++;
      if (sqs.message(id).poorlyRestored) {
        repeatedAfterRestore++;
      } else if (repetitionsForbidden) {
        note(
            Rule.EMITTED_AGAIN,
            "subtask " + subtask.index() + " emits message " + id + " whose effect stands");
      }
    }
    checkOrder(subtask, id);
  }

  /** After a start: what was deleted is in what was restored. */
  void restored() {
    BitSet effects = job.effects();
    for (int id = everDeleted.nextSetBit(0); id >= 0; id = everDeleted.nextSetBit(id + 1)) {
      if (!effects.get(id)) {
        throw new Violation(
            Rule.LOST_AT_RESTORE, "message " + id + " is deleted and not in the restored state");
      }
    }
  }

  /** A subtask has been started with these receipts. */
  void restored(int subtask, List<SqsSplit> splits) {
    sqs.queues().forEach(queue -> restoredReceipts.remove(subtask + queue.url()));
    for (SqsSplit split : splits) {
      restoredReceipts.merge(subtask + split.queueUrl(), split.receipts().size(), Integer::sum);
      for (Receipt receipt : split.receipts()) {
        Stored message = sqs.message(numberOf(receipt));
        message.poorlyRestored |=
            job.parallelism() > 1
                || !job.reads(message.queue)
                || !receipt.handle().equals(message.handle());
      }
    }
  }

  /** After every step: the bounds. */
  void step() {
    rethrow();
    for (Subtask subtask : job.subtasks()) {
      int share = job.settings().maxInFlightPerSubtask(job.parallelism());
      for (ModelQueue queue : sqs.queues()) {
        long prefetched = subtask.prefetched(queue);
        if (prefetched > job.settings().maxPrefetch()) {
          throw new Violation(
              Rule.BOUND_PASSED,
              prefetched + " messages are prefetched, " + job.settings().maxPrefetch() + " may be");
        }
        // Restored receipts are held whatever the share; but nothing is received on top.
        long held = subtask.held(queue);
        if (held > share
            && held > restoredReceipts.getOrDefault(subtask.index() + queue.url(), 0)) {
          throw new Violation(
              Rule.BOUND_PASSED,
              "subtask " + subtask.index() + " holds " + held + " messages, its share is " + share);
        }
      }
    }
  }

  /**
   * A snapshot has completed: unless something excuses it, what it holds and the queue still has,
   * it has a receipt for. A restore would find no other way to delete it.
   */
  void completed(Snapshot snapshot) {
    if (!repetitionsForbidden) {
      return;
    }
    BitSet receipts = new BitSet();
    for (int i = 0; i < job.parallelism(); i++) {
      for (SqsSplit split : snapshot.splits(i)) {
        split.receipts().forEach(receipt -> receipts.set(numberOf(receipt)));
      }
    }
    for (ModelQueue queue : sqs.queues()) {
      for (Stored message : queue.live()) {
        if (snapshot.holds(message.id) && !receipts.get(message.id) && !message.poorlyRestored) {
          note(
              Rule.RECEIPT_FORGOTTEN,
              "snapshot " + snapshot.id() + " holds the effect and no receipt of " + message);
        }
      }
    }
  }

  /** At rest: all is read, deleted and forgotten. */
  void atRest() {
    rethrow();
    BitSet effects = job.effects();
    BitSet live = new BitSet();
    for (ModelQueue queue : sqs.queues()) {
      queue.live().forEach(message -> live.set(message.id));
    }
    for (int id = 0; id < sqs.sent(); id++) {
      boolean read = job.reads(sqs.queueOf(id));
      if (!effects.get(id) && (read || !live.get(id))) {
        throw new Violation(
            Rule.NOT_READ,
            "message " + id + (live.get(id) ? " waits and is never read" : " is nowhere"));
      }
      if (live.get(id) && read) {
        throw new Violation(Rule.NOT_DELETED, "message " + id + " is read and never deleted");
      }
    }
    for (Subtask subtask : job.subtasks()) {
      for (ModelQueue queue : sqs.queues()) {
        long held = subtask.held(queue);
        long awaiting = subtask.awaitingDelete(queue);
        if (held > 0 || awaiting > 0) {
          throw new Violation(
              Rule.STATE_GROWS,
              String.format(
                  "at rest subtask %d holds %d messages and %d receipts of %s",
                  subtask.index(), held, awaiting, queue.url()));
        }
      }
    }
  }

  /** At rest: the last snapshot holds no receipts. */
  void restingState(Snapshot snapshot) {
    for (int i = 0; i < job.parallelism(); i++) {
      snapshot
          .splits(i)
          .forEach(
              split -> {
                if (!split.receipts().isEmpty()) {
                  throw new Violation(Rule.STATE_GROWS, "at rest the state holds " + split);
                }
              });
    }
  }

  /**
   * FIFO: what is emitted for the first time in this state has all its predecessors in it; what is
   * emitted again is still in the queue, which gives out the oldest first.
   */
  private void checkOrder(Subtask subtask, int id) {
    Stored message = sqs.message(id);
    if (message.group == null || job.holds(id)) {
      return;
    }
    for (Stored other : sqs.queues().get(message.queue).all()) {
      if (other.id < id && message.group.equals(other.group) && !job.holds(other.id)) {
        note(
            Rule.OUT_OF_ORDER,
            "subtask " + subtask.index() + " emits " + message + " before message " + other.id);
        return;
      }
    }
  }

  private static int numberOf(Receipt receipt) {
    return Integer.parseInt(receipt.messageId().substring(2));
  }

  private void note(Rule rule, String details) {
    if (first == null) {
      first = new Violation(rule, details);
    }
  }
}
