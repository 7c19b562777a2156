package io.uploadlens.source.sqs.hunt;

/** A message as the model of SQS keeps it. */
final class Stored {

  final int id;
  final int queue;
  final String group;
  final long sentAt;

  long visibleAt;
  long receivedAt;
  long firstReceivedAt = -1;
  int receives;
  boolean deleted;
  long deletedAt;

  /** The next receive may return it although it is hidden. */
  boolean strays;

  /**
   * A restored receipt for it may not do: its handle was stale, or others could receive the message
   * before it was deleted, or nobody looked for its next delivery.
   */
  boolean poorlyRestored;

  Stored(int id, int queue, String group, long sentAt) {
    this.id = id;
    this.queue = queue;
    this.group = group;
    this.sentAt = sentAt;
    this.visibleAt = sentAt;
  }

  /** The handle of the newest receive. */
  String handle() {
    return id + "#" + receives;
  }

  boolean isVisible(long now) {
    return !deleted && visibleAt <= now;
  }

  @Override
  public String toString() {
    return "message " + id + " of queue " + queue + (group == null ? "" : " in group " + group);
  }
}
