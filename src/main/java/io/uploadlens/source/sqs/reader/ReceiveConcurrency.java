package io.uploadlens.source.sqs.reader;

/**
 * How many receives may be in flight: one more for each that comes back full, one less for each
 * that comes back less than half full, half for each that comes back empty or fails; never less
 * than one, the long poll of an idle queue. Loop-confined, but for the target.
 */
final class ReceiveConcurrency {

  private final int max;
  private volatile int target = 1;

  ReceiveConcurrency(int max) {
    this.max = max;
  }

  /** How many receives may be in flight now; any thread may ask. */
  int target() {
    return target;
  }

  /** A receive asked for this many messages and brought that many. */
  void answered(int asked, int received) {
    if (received >= asked) {
      target = Math.min(max, target + 1);
    } else if (received == 0) {
      halve();
    } else if (2 * received < asked) {
      target = Math.max(1, target - 1);
    }
  }

  /** A receive failed. */
  void failed() {
    halve();
  }

  private void halve() {
    target = Math.max(1, target / 2);
  }
}
