package io.uploadlens.source.sqs.reader;

import io.uploadlens.source.sqs.SqsMessage;
import io.uploadlens.source.sqs.metrics.PayloadMetrics;
import io.uploadlens.source.sqs.payload.InvalidPointerException;
import io.uploadlens.source.sqs.payload.PayloadLocation;
import io.uploadlens.source.sqs.payload.PayloadPointer;
import io.uploadlens.source.sqs.payload.PayloadSettings;
import java.util.ArrayDeque;
import java.util.Deque;
import java.util.HashMap;
import java.util.Map;
import java.util.Optional;
import java.util.TreeMap;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.concurrent.atomic.AtomicLong;
import java.util.function.Consumer;

/**
 * Puts payloads into messages that only point to them, several at a time. Loop-confined, but for
 * what is marked.
 *
 * <p><b>Order.</b> A message and its payload are one: it is emitted when both are there. In a FIFO
 * queue the messages of a group keep their order: those behind one that waits for its payload wait
 * with it, while their own payloads are read already. In a standard queue, which has no order, a
 * message that waits holds up no other.
 *
 * <p><b>Memory.</b> A payload's bytes are reserved before it is read and given back when the task
 * takes the message. What is reserved is what the sender's attribute says; a payload that is larger
 * is broken off and read again with what it needs. So the bound holds whatever anyone claims, but
 * for a single payload when nothing else could ever give room (a group's first message behind whose
 * back its successors took all).
 *
 * <p>What passes by itself is tried again for as long as the message is held.
 */
final class PayloadResolver {

  private final PayloadSettings settings;
  private final PayloadFetcher fetcher;
  private final ReaderLoop loop;
  private final Backoff backoff;
  private final PayloadMetrics metrics;
  private final boolean fifo;
  private final Consumer<HeldMessage> ready;
  private final Runnable wake;

  private final Deque<Entry> waiting = new ArrayDeque<>();
  private final Map<String, Deque<Entry>> lines = new HashMap<>();
  private int fetching;
  private int backingOff;
  // Reserved, or read and not taken by the task; the latter part of it that is with the task.
  private long bytes;
  private long bytesReady;
  private boolean stopped;
  // Written by the loop alone.
  private final AtomicInteger size = new AtomicInteger();
  private final AtomicLong bodies = new AtomicLong();

  /**
   * @param fifo whether the queue has an order
   * @param ready takes each message that is complete
   * @param wake called after messages became ready later than {@link #add} returned
   */
  PayloadResolver(
      PayloadSettings settings,
      PayloadFetcher fetcher,
      ReaderLoop loop,
      Backoff backoff,
      PayloadMetrics metrics,
      boolean fifo,
      Consumer<HeldMessage> ready,
      Runnable wake) {
    this.settings = settings;
    this.fetcher = fetcher;
    this.loop = loop;
    this.backoff = backoff;
    this.metrics = metrics;
    this.fifo = fifo;
    this.ready = ready;
    this.wake = wake;
  }

  /** Finds out, before any payload is read, whether the job may read them. */
  void start() {
    settings.locations().forEach(location -> probe(location, 1));
  }

  /** Takes a message; in the order of receiving. */
  void add(HeldMessage held) {
    SqsMessage message = held.message();
    boolean marked = PayloadPointer.isMarked(message.attributes());
    String group = fifo ? String.valueOf(message.messageGroupId()) : null;
    Deque<Entry> line = lines.get(group);
    if (!marked && line == null) {
      ready.accept(held);
      return;
    }
    Entry entry = new Entry(held, group);
    size.incrementAndGet();
    bodies.addAndGet(entry.bodyLength);
    if (fifo) {
      lines.computeIfAbsent(group, g -> new ArrayDeque<>()).add(entry);
    }
    if (marked) {
      resolve(entry, message);
    } else {
      complete(entry);
    }
  }

  /** The task has taken the message: any thread may tell. */
  void taken(HeldMessage held) {
    int taken = held.payloadBytes();
    if (taken > 0) {
      loop.execute(
          () -> {
            bytes -= taken;
            bytesReady -= taken;
            pump();
          });
    }
  }

  /** How many messages wait in here; any thread may ask. */
  int size() {
    return size.get();
  }

  /** The characters of the bodies that wait in here, as received; any thread may ask. */
  long bodies() {
    return bodies.get();
  }

  /** Reads no more; the messages in here stay held and are for others to release. */
  void stop() {
    stopped = true;
    waiting.clear();
  }

  private void probe(PayloadLocation location, int attempt) {
    fetcher.probe(
        location,
        granted -> {
          if (!granted && !stopped) {
            loop.schedule(backoff.after(attempt), () -> probe(location, attempt + 1));
          }
        });
  }

  private void resolve(Entry entry, SqsMessage message) {
    try {
      entry.pointer = PayloadPointer.parse(message.body());
    } catch (InvalidPointerException e) {
      reject(
          entry,
          "the message is marked as a pointer of the SQS Extended Client, but its body is none: "
              + e.getMessage());
      return;
    }
    Optional<PayloadLocation> location = settings.locationOf(entry.pointer);
    if (location.isEmpty()) {
      reject(
          entry,
          "the payload "
              + entry.pointer
              + " is not where payloads may be read: "
              + settings.locations());
      return;
    }
    entry.location = location.get();
    long told = PayloadPointer.sizeHint(message.attributes());
    entry.needed = told < 0 ? settings.maxSize() : Math.min(told, settings.maxSize());
    waiting.add(entry);
    pump();
  }

  private void pump() {
    while (!stopped && fetching < settings.maxConcurrent() && !waiting.isEmpty()) {
      Entry next = waiting.peek();
      long more = next.needed - next.reserved;
      boolean onlyOne = fetching == 0 && backingOff == 0 && bytesReady == 0;
      if (bytes + more > settings.maxMemory() && !onlyOne) {
        return;
      }
      waiting.remove();
      bytes += more;
      next.reserved = next.needed;
      fetching++;
      fetcher.fetch(next.pointer, next.location, next.reserved, new Fetching(next));
    }
  }

  private void reject(Entry entry, String why) {
    metrics.rejected().inc();
    entry.held.resolve(entry.held.message().withPayloadFailure(why), 0, null);
    complete(entry);
  }

  private void complete(Entry entry) {
    entry.complete = true;
    if (!fifo) {
      handOver(entry);
      return;
    }
    Deque<Entry> line = lines.get(entry.group);
    while (!line.isEmpty() && line.peek().complete) {
      handOver(line.remove());
    }
    if (line.isEmpty()) {
      lines.remove(entry.group);
    }
  }

  private void handOver(Entry entry) {
    bytesReady += entry.held.payloadBytes();
    ready.accept(entry.held);
    // Last: at no moment does it seem to be nowhere.
    bodies.addAndGet(-entry.bodyLength);
    size.decrementAndGet();
  }

  /** What becomes of one read. */
  private final class Fetching implements PayloadFetcher.Outcome {
    private final Entry entry;

    Fetching(Entry entry) {
      this.entry = entry;
    }

    @Override
    public void text(String payload, int size) {
      ended(
          () -> {
            giveBack(entry.reserved - size);
            SqsMessage message = entry.held.message();
            Map<String, String> attributes = new TreeMap<>(message.attributes());
            // As the client does: the attribute tells of the pointer, which is gone.
            attributes.keySet().removeAll(PayloadPointer.ATTRIBUTES);
            entry.held.resolve(
                message.withPayload(payload, attributes),
                size,
                settings.delete() ? entry.pointer : null);
            complete(entry);
          });
    }

    @Override
    public void larger(long size) {
      ended(
          () -> {
            giveBack(entry.reserved);
            if (size > settings.maxSize()) {
              reject(
                  entry,
                  "the payload "
                      + entry.pointer
                      + " has "
                      + size
                      + " bytes or more; at most "
                      + settings.maxSize()
                      + " are read");
            } else {
              // A store that does not know sizes beforehand tells one that is too small.
              entry.needed = entry.tooLarge ? settings.maxSize() : size;
              entry.tooLarge = true;
              waiting.addFirst(entry);
            }
          });
    }

    @Override
    public void rejected(String why) {
      ended(
          () -> {
            giveBack(entry.reserved);
            reject(entry, why);
          });
    }

    @Override
    public void later() {
      ended(
          () -> {
            backingOff++;
            loop.schedule(
                backoff.after(++entry.failures),
                () -> {
                  backingOff--;
                  if (!stopped) {
                    waiting.addFirst(entry);
                    pump();
                  }
                });
          });
    }

    private void ended(Runnable outcome) {
      fetching--;
      if (!stopped) {
        outcome.run();
        pump();
        wake.run();
      }
    }

    private void giveBack(long unused) {
      bytes -= unused;
      entry.reserved -= unused;
    }
  }

  /** A message in here. */
  private static final class Entry {
    private final HeldMessage held;
    private final String group;
    private final int bodyLength;
    private PayloadPointer pointer;
    private PayloadLocation location;
    private long needed;
    private long reserved;
    private boolean tooLarge;
    private int failures;
    private boolean complete;

    Entry(HeldMessage held, String group) {
      this.held = held;
      this.group = group;
      this.bodyLength = held.length();
    }
  }
}
