package io.uploadlens.source.sqs.reader;

import java.time.Duration;
import java.util.Collection;
import java.util.HashSet;
import java.util.Set;

/**
 * Lets a lane begin to receive when the receipts of the restored state are settled: what is
 * received before might be one of them, and be counted twice by a job that does not deduplicate. A
 * queue that does not let them be deleted holds reading up for {@link #MAX_WAIT} at most, which
 * costs nothing but such repetitions. Loop-confined.
 */
final class DeleteFirst {

  static final Duration MAX_WAIT = Duration.ofMinutes(1);

  private final ReaderLoop loop;
  private final Set<HeldMessage> unsettled = new HashSet<>();
  // Null before receiving may begin, and once it has.
  private Runnable receiving;

  DeleteFirst(ReaderLoop loop) {
    this.loop = loop;
  }

  /** These come first, if receiving has not begun yet. */
  void add(Collection<HeldMessage> restored) {
    unsettled.addAll(restored);
  }

  /** The message is deleted, dropped or given up. */
  void settled(HeldMessage message) {
    if (unsettled.remove(message) && unsettled.isEmpty()) {
      begin();
    }
  }

  /**
   * Receiving may begin.
   *
   * @param begin begins it; runs once, at once if there is nothing to wait for
   */
  void thenReceive(Runnable begin) {
    receiving = begin;
    if (unsettled.isEmpty()) {
      begin();
    } else {
      loop.schedule(MAX_WAIT, this::begin);
    }
  }

  /** Receiving does not begin any more. */
  void cancel() {
    receiving = null;
  }

  private void begin() {
    if (receiving != null) {
      Runnable begin = receiving;
      receiving = null;
      begin.run();
    }
  }
}
