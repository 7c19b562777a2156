package io.uploadlens.source.sqs.reader;

/**
 * How many receives may be in flight: one more for each that comes back nearly full, one less for
 * each that comes back less than half full, half for each that comes back empty or fails; never
 * less than one, the long poll of an idle queue. Loop-confined, but for the target.
 *
 * <p>Nearly full is eight of ten: a receive samples some of SQS's servers, so it may <a
 * href="https://docs.aws.amazon.com/AWSSimpleQueueService/latest/APIReference/API_ReceiveMessage.html">bring
 * fewer</a> than it asked for though more are there.
 */
final class ReceiveConcurrency {

  private static final int NEARLY_FULL_TENTHS = 8;

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
    if (10 * received >= NEARLY_FULL_TENTHS * asked) {
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
