package io.uploadlens.source.sqs.reader;

import java.time.Duration;
import java.util.Queue;
import java.util.concurrent.ConcurrentLinkedQueue;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.concurrent.atomic.AtomicLong;
import java.util.function.IntSupplier;
import java.util.function.LongSupplier;

/**
 * Messages received and not yet emitted: the loop adds, the task's thread takes.
 *
 * <p>It has room as long as three bounds keep: a number of messages; a size, for which messages
 * under way count as large as the largest that came lately; and a time, in which all must be
 * emitted at the rate at which the task takes them now, since their visibility runs out while they
 * wait. An empty one always has room.
 */
final class Prefetch {

  /** How many smaller messages it takes until a large one is half forgotten, about. */
  private static final int LAST_FEW = 32;

  private final Queue<HeldMessage> queue = new ConcurrentLinkedQueue<>();
  private final AtomicInteger size = new AtomicInteger();
  private final AtomicLong bytes = new AtomicLong();
  private final EmissionRate rate = new EmissionRate();
  private volatile IntSupplier coming = () -> 0;
  private volatile LongSupplier comingBytes = () -> 0;
  private final int maxMessages;
  private final long maxBytes;
  private final long maxWaitMillis;
  // Written by the loop alone.
  private volatile long expectedBytes = 1;

  /**
   * @param maxMessages the most messages
   * @param maxBytes the most characters of their bodies
   * @param maxWait the longest that a message should wait
   */
  Prefetch(int maxMessages, long maxBytes, Duration maxWait) {
    this.maxMessages = maxMessages;
    this.maxBytes = maxBytes;
    this.maxWaitMillis = maxWait.toMillis();
  }

  /**
   * Keeps room for messages that come later, since they wait for their payloads.
   *
   * @param messages how many, to be asked by any thread
   * @param bodies the characters of the bodies that they were received with, likewise
   */
  void expect(IntSupplier messages, LongSupplier bodies) {
    coming = messages;
    comingBytes = bodies;
  }

  /**
   * A message was received: those under way count as large as the largest lately. Payloads don't
   * tell, since they come another way and have a bound of their own.
   */
  void received(HeldMessage message) {
    expectedBytes =
        Math.max(Math.max(1, message.length()), expectedBytes - expectedBytes / LAST_FEW);
  }

  /** How many wait to be emitted or come later. */
  int occupied() {
    return size.get() + coming.getAsInt();
  }

  void add(HeldMessage message) {
    bytes.addAndGet(message.length());
    size.incrementAndGet();
    queue.add(message);
  }

  /** The next message, or null; for the task's thread. */
  HeldMessage poll(long now) {
    HeldMessage message = queue.poll();
    if (message == null) {
      rate.ranDry();
    } else {
      size.decrementAndGet();
      bytes.addAndGet(-message.length());
      rate.taken(now);
    }
    return message;
  }

  /**
   * How many more messages may be asked for; any thread may ask.
   *
   * @param reserved how many are asked for already
   */
  long room(int reserved, long now) {
    int here = size.get();
    int later = coming.getAsInt();
    int underWay = reserved + later;
    if (here + underWay == 0) {
      return maxMessages;
    }
    HeldMessage oldest = queue.peek();
    if (oldest != null && now - oldest.receipt().receivedAt() > maxWaitMillis) {
      return 0;
    }
    long most =
        Math.min(
            Math.min(maxMessages, rate.takesWithin(maxWaitMillis, now)),
            here + later + (maxBytes - bytes()) / expectedBytes);
    return most - here - underWay;
  }

  int size() {
    return size.get();
  }

  /** The characters of all bodies, and of those that come later. */
  long bytes() {
    return bytes.get() + comingBytes.getAsLong();
  }
}
