package io.uploadlens.source.sqs.reader;

import io.uploadlens.source.sqs.metrics.QueueMetrics;
import io.uploadlens.source.sqs.queue.ReceivedMessage;
import io.uploadlens.source.sqs.split.Receipt;
import java.time.Duration;
import java.util.ArrayDeque;
import java.util.ArrayList;
import java.util.Collection;
import java.util.Deque;
import java.util.HashMap;
import java.util.List;
import java.util.Map;

/**
 * Takes deliveries in and tells the new from the known. Loop-confined.
 *
 * <p>SQS delivers at least once. A message that is held already only gets its newest handle. So
 * does one that the restored state holds: its handle there may be stale, since the attempt before
 * released the message when it ended, or it was delivered again meanwhile. The ids of a restored
 * state are therefore remembered until every copy must have come back, and one that does is deleted
 * by its new handle and not emitted again.
 */
final class Intake {

  private final ReaderLoop loop;
  private final QueueMetrics metrics;
  private final HeldMessages held;
  private final ReceiptLedger ledger;
  private final Duration forgetRestored;

  // A message may be in two restored splits: the later one counts.
  private final Map<String, Long> restoredIds = new HashMap<>();
  private final Deque<Restored> forgetting = new ArrayDeque<>();

  /**
   * @param forgetRestored how long after a restore a delivery of a restored message is recognised
   */
  Intake(
      ReaderLoop loop,
      QueueMetrics metrics,
      HeldMessages held,
      ReceiptLedger ledger,
      Duration forgetRestored) {
    this.loop = loop;
    this.metrics = metrics;
    this.held = held;
    this.ledger = ledger;
    this.forgetRestored = forgetRestored;
  }

  /** Holds these, whose effect the restored state holds, and recognises them from now on. */
  void restored(Collection<HeldMessage> messages) {
    long now = loop.now();
    for (HeldMessage message : messages) {
      held.add(message);
      restoredIds.put(message.messageId(), now);
      forgetting.add(new Restored(message.messageId(), now));
    }
    loop.schedule(forgetRestored, () -> forget(now));
  }

  /** Takes what one receive brought. */
  Taken take(List<ReceivedMessage> messages) {
    Taken taken = new Taken();
    for (ReceivedMessage received : messages) {
      take(received, taken);
    }
    return taken;
  }

  private void take(ReceivedMessage received, Taken taken) {
    String id = received.message().messageId();
    long now = loop.now();
    HeldMessage known = held.get(id);
    if (known != null) {
      metrics.redelivered().inc();
      held.renew(known, received.receiptHandle(), now);
      if (!known.isDurable()) {
        taken.uncovered.add(known);
      }
    } else if (restoredIds.containsKey(id)) {
      metrics.redelivered().inc();
      HeldMessage again = new HeldMessage(new Receipt(id, received.receiptHandle(), now), now);
      held.add(again);
      ledger.restored(List.of(again));
      taken.toDelete.add(again);
    } else {
      HeldMessage message = new HeldMessage(received.message(), received.receiptHandle(), now);
      held.add(message);
      taken.toEmit.add(message);
    }
  }

  private void forget(long restoredAt) {
    while (!forgetting.isEmpty() && forgetting.peek().at <= restoredAt) {
      Restored oldest = forgetting.remove();
      restoredIds.remove(oldest.messageId, oldest.at);
    }
  }

  /** What is to be done with the messages of one receive. */
  static final class Taken {
    private final List<HeldMessage> toEmit = new ArrayList<>();
    private final List<HeldMessage> toDelete = new ArrayList<>();
    private final List<HeldMessage> uncovered = new ArrayList<>();

    private Taken() {}

    /** New ones. */
    List<HeldMessage> toEmit() {
      return toEmit;
    }

    /** Those whose effect the restored state holds. */
    List<HeldMessage> toDelete() {
      return toDelete;
    }

    /** Those that were held already and that no completed checkpoint covers. */
    List<HeldMessage> uncovered() {
      return uncovered;
    }
  }

  private static final class Restored {
    private final String messageId;
    private final long at;

    Restored(String messageId, long at) {
      this.messageId = messageId;
      this.at = at;
    }
  }
}
