package io.uploadlens.source.sqs.reader;

import java.util.Queue;
import java.util.concurrent.ConcurrentLinkedQueue;
import java.util.concurrent.atomic.AtomicInteger;

/** Messages received and not yet emitted: the loop adds, the task's thread takes. */
final class Prefetch {

  private final Queue<HeldMessage> queue = new ConcurrentLinkedQueue<>();
  private final AtomicInteger size = new AtomicInteger();

  void add(HeldMessage message) {
    size.incrementAndGet();
    queue.add(message);
  }

  /** The next message, or null. */
  HeldMessage poll() {
    HeldMessage message = queue.poll();
    if (message != null) {
      size.decrementAndGet();
    }
    return message;
  }

  int size() {
    return size.get();
  }

  boolean isEmpty() {
    return queue.isEmpty();
  }
}
