package io.uploadlens.source.sqs.reader;

import io.uploadlens.source.sqs.split.Receipt;
import java.util.ArrayList;
import java.util.Collection;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.NavigableMap;
import java.util.Set;
import java.util.TreeMap;

/**
 * Knows which messages a completed checkpoint covers, and so which may be deleted.
 *
 * <p>A message enters when it is <em>emitted</em>; what is only received is in no checkpoint.
 * {@link #snapshot} binds all that was emitted since the last barrier to the checkpoint (or
 * savepoint) whose barrier this is. {@link #complete} makes this and all earlier ones durable:
 * every effect that an earlier checkpoint held, a later one holds too, so a checkpoint that was
 * aborted, and a savepoint, of which Flink tells nothing, are covered by the next that completes. A
 * durable message stays in the state until it is {@linkplain #settled settled}, so that a restore
 * can delete it.
 *
 * <p><b>Delivered again while held.</b> When its visibility ran out, SQS may deliver a message
 * again that is still in here. The reader does not emit it a second time; the entry keeps its place
 * and takes the newer handle, the only one that SQS is sure to take. That is safe: what the handle
 * deletes is the message, and the message's effect is the one emission, which is in the checkpoint
 * to which the entry is bound. If that checkpoint never completes, the entry is never deleted, and
 * the message comes back. A restored state may hold the older handle, whose delete may do nothing:
 * then the message is delivered and emitted again, once, and a deduplication behind the source
 * finds its twin.
 *
 * <p>Safe for use by the task's thread and the loop.
 */
final class ReceiptLedger {

  private List<HeldMessage> sinceBarrier = new ArrayList<>();
  private final NavigableMap<Long, List<HeldMessage>> bound = new TreeMap<>();
  private final Set<HeldMessage> durable = new LinkedHashSet<>();
  private int size;

  /** The message's records have left the reader. */
  synchronized void emitted(HeldMessage message) {
    sinceBarrier.add(message);
    size++;
  }

  /** Messages whose effect the state that the job was restored from holds. */
  synchronized void restored(Collection<HeldMessage> messages) {
    durable.addAll(messages);
    size += messages.size();
  }

  /**
   * The barrier of this checkpoint has come: binds what was emitted before it.
   *
   * @return the receipts of all that is emitted and not settled, for the checkpoint's state
   */
  synchronized List<Receipt> snapshot(long checkpointId) {
    if (!sinceBarrier.isEmpty()) {
      sinceBarrier.forEach(HeldMessage::setBound);
      bound.computeIfAbsent(checkpointId, id -> new ArrayList<>()).addAll(sinceBarrier);
      sinceBarrier = new ArrayList<>();
    }
    List<Receipt> receipts = new ArrayList<>(size);
    durable.forEach(message -> receipts.add(message.receiptForState()));
    bound
        .values()
        .forEach(list -> list.forEach(message -> receipts.add(message.receiptForState())));
    return receipts;
  }

  /**
   * This checkpoint has completed, and with it all earlier ones.
   *
   * @return what may be deleted now and might not before
   */
  synchronized List<HeldMessage> complete(long checkpointId) {
    NavigableMap<Long, List<HeldMessage>> covered = bound.headMap(checkpointId, true);
    List<HeldMessage> messages = new ArrayList<>();
    covered.values().forEach(messages::addAll);
    covered.clear();
    messages.forEach(HeldMessage::setDurable);
    durable.addAll(messages);
    return messages;
  }

  /** The message is deleted, or its delete is given up: nothing is left to do. */
  synchronized void settled(HeldMessage message) {
    if (durable.remove(message)) {
      size--;
    }
  }

  /** Nothing durable will be deleted any more; returns how much was to be. */
  synchronized int letGo() {
    int left = durable.size();
    durable.clear();
    size -= left;
    return left;
  }

  /** How many messages are emitted and not settled. */
  synchronized int size() {
    return size;
  }
}
