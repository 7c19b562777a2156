package io.uploadlens.benchmark.endpoint;

import java.util.UUID;

/** A message of the endpoint; deleted when its place in the queue is empty. */
final class QueuedMessage {

  private final int number;
  private final String id;
  private final long sentTime;
  private long firstReceived;
  private int receives;
  private long hiddenUntil;
  private boolean inFlight;
  private boolean deleted;

  QueuedMessage(int queue, int number, long sentTime) {
    this.number = number;
    // Any unique text will do, in the form that SQS's ids have.
    this.id = new UUID(0x1000L * queue + 0x4000, 0x8000000000000000L | number).toString();
    this.sentTime = sentTime;
  }

  int number() {
    return number;
  }

  String id() {
    return id;
  }

  long sentTime() {
    return sentTime;
  }

  long firstReceived() {
    return firstReceived;
  }

  /** How often it was received; the number of its newest receive. */
  int receives() {
    return receives;
  }

  long hiddenUntil() {
    return hiddenUntil;
  }

  boolean isInFlight() {
    return inFlight;
  }

  boolean isDeleted() {
    return deleted;
  }

  void receive(long now) {
    if (receives == 0) {
      firstReceived = now;
    }
    receives++;
    inFlight = true;
  }

  void hide(long until) {
    hiddenUntil = until;
  }

  void comeBack() {
    inFlight = false;
  }

  void delete() {
    inFlight = false;
    deleted = true;
  }
}
