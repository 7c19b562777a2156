package io.uploadlens.source.sqs.reader;

import io.uploadlens.source.sqs.metrics.QueueMetrics;
import io.uploadlens.source.sqs.payload.PayloadPointer;
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
 * by its new handle and not emitted again. So are those of messages whose delete SQS refused (a
 * FIFO queue does when their visibility has ended) or that was given up.
 */
final class Intake {

  /**
   * As many ids are remembered of messages that were left; beyond that the oldest is forgotten, and
   * emitted again if it comes back.
   */
  static final int MAX_LEFT = 100_000;

  private final ReaderLoop loop;
  private final QueueMetrics metrics;
  private final HeldMessages held;
  private final ReceiptLedger ledger;
  private final MessageGroups groups;
  private final Duration forgetAfter;

  // Ids of messages whose effect is durable and which are in the queue, perhaps: the last time when
  // that was said counts.
  private final Map<String, Remembered> durableIds = new HashMap<>();
  private final Deque<Remembered> forgetting = new ArrayDeque<>();
  private boolean forgettingScheduled;

  /**
   * @param forgetAfter how long a delivery of a message that was restored or left is recognised
   */
  Intake(
      ReaderLoop loop,
      QueueMetrics metrics,
      HeldMessages held,
      ReceiptLedger ledger,
      MessageGroups groups,
      Duration forgetAfter) {
    this.loop = loop;
    this.metrics = metrics;
    this.held = held;
    this.ledger = ledger;
    this.groups = groups;
    this.forgetAfter = forgetAfter;
  }

  /** Holds these, whose effect the restored state holds, and recognises them from now on. */
  void restored(Collection<HeldMessage> messages) {
    for (HeldMessage message : messages) {
      held.add(message);
      remember(message);
    }
  }

  /** The message is durable and was not deleted: recognises it from now on. */
  void left(HeldMessage message) {
    if (forgetting.size() >= MAX_LEFT) {
      forgetOldest();
    }
    remember(message);
  }

  /**
   * Takes what one receive brought.
   *
   * @param askedAt when the receive was made
   */
  Taken take(List<ReceivedMessage> messages, long askedAt) {
    long hiddenSince = groups.hiddenSince(askedAt, loop.now());
    Taken taken = new Taken();
    for (ReceivedMessage received : messages) {
      take(received, hiddenSince, taken);
    }
    return taken;
  }

  private void take(ReceivedMessage received, long hiddenSince, Taken taken) {
    String id = received.message().messageId();
    String handle = received.receiptHandle();
    HeldMessage known = held.get(id);
    if (known != null
        && groups.renew(known, received.message(), () -> held.renew(known, handle, hiddenSince))) {
      metrics.redelivered().inc();
      if (!known.isDurable()) {
        taken.uncovered.add(known);
      }
    } else if (durableIds.containsKey(id)) {
      metrics.redelivered().inc();
      PayloadPointer payload = durableIds.get(id).payload;
      HeldMessage again =
          new HeldMessage(new Receipt(id, handle, hiddenSince, payload), hiddenSince);
      held.add(again);
      ledger.restored(List.of(again));
      taken.toDelete.add(again);
    } else {
      HeldMessage message = new HeldMessage(received.message(), handle, hiddenSince);
      held.add(message);
      groups.received(message, received.message());
      taken.toEmit.add(message);
    }
  }

  private void remember(HeldMessage message) {
    Remembered remembered = new Remembered(message.messageId(), loop.now(), message.payload());
    durableIds.put(message.messageId(), remembered);
    forgetting.add(remembered);
    scheduleForgetting();
  }

  private void scheduleForgetting() {
    if (!forgettingScheduled && !forgetting.isEmpty()) {
      forgettingScheduled = true;
      loop.schedule(
          forgetAfter.minusMillis(loop.now() - forgetting.peek().at),
          () -> {
            forgettingScheduled = false;
            long until = loop.now() - forgetAfter.toMillis();
            while (!forgetting.isEmpty() && forgetting.peek().at <= until) {
              forgetOldest();
            }
            scheduleForgetting();
          });
    }
  }

  private void forgetOldest() {
    Remembered oldest = forgetting.remove();
    durableIds.remove(oldest.messageId, oldest);
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

    /** Those whose effect is durable already. */
    List<HeldMessage> toDelete() {
      return toDelete;
    }

    /** Those that were held already and that no completed checkpoint covers. */
    List<HeldMessage> uncovered() {
      return uncovered;
    }
  }

  private static final class Remembered {
    private final String messageId;
    private final long at;
    // What is to be deleted after the message, or null.
    private final PayloadPointer payload;

    Remembered(String messageId, long at, PayloadPointer payload) {
      this.messageId = messageId;
      this.at = at;
      this.payload = payload;
    }
  }
}
