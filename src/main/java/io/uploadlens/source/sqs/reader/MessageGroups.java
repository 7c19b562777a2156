package io.uploadlens.source.sqs.reader;

import io.uploadlens.source.sqs.SqsMessage;
import io.uploadlens.source.sqs.metrics.QueueMetrics;
import java.time.Duration;
import java.util.HashMap;
import java.util.Map;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * Keeps the order of a FIFO queue's message groups on the way through the reader. Of a standard
 * queue it keeps nothing.
 *
 * <p>SQS hands out no message of a group while an earlier one is invisible, so the order of
 * receiving is the group's order as long as that holds. It ends with the visibility of a message
 * that still waits to be emitted: someone else may have it then, and its successors after it. Such
 * a message is not emitted, nor is any of its group that this reader received before this was
 * found; they are released, and what of them is still there is received again, in order.
 *
 * <p>The sequence numbers that SQS gives are the check: a message that is emitted behind a later
 * one of its group is counted and logged. It is emitted all the same, since nothing tells that it
 * ever was before. Groups are known only while messages of them are held.
 *
 * <p>Safe for use by the task's thread and the loop.
 */
final class MessageGroups {

  private static final Logger LOG = LoggerFactory.getLogger(MessageGroups.class);

  private final boolean fifo;
  private final String queueUrl;
  private final long visibilityMillis;
  private final QueueMetrics metrics;
  private final Map<String, Group> groups = new HashMap<>();
  private long lastOrdinal;
  private final LogPace logOfOrder = new LogPace();

  /**
   * @param fifo false for a standard queue
   */
  MessageGroups(boolean fifo, String queueUrl, Duration visibilityTimeout, QueueMetrics metrics) {
    this.fifo = fifo;
    this.queueUrl = queueUrl;
    this.visibilityMillis = visibilityTimeout.toMillis();
    this.metrics = metrics;
  }

  /**
   * When SQS began to hide what was received. Of a FIFO queue, that is no earlier than asked: an
   * answer may have been on its way for long.
   */
  long hiddenSince(long askedAt, long answeredAt) {
    return fifo ? askedAt : answeredAt;
  }

  /** A new message is held; to be told in the order of receiving. */
  synchronized void received(HeldMessage held, SqsMessage message) {
    if (fifo) {
      String id = String.valueOf(message.messageGroupId());
      Group group = groups.computeIfAbsent(id, Group::new);
      group.held++;
      held.place(new Place(group, ++lastOrdinal, message.sequenceNumber(), message.receiveCount()));
    }
  }

  /**
   * A message that is held was delivered again, and the newest handle counts. Answers may overtake
   * one another: the handle of an older delivery does not.
   *
   * @param renewal takes the handle
   * @return false if it has lost its place in its group, and counts as a new one
   */
  synchronized boolean renew(HeldMessage held, SqsMessage message, Runnable renewal) {
    Place place = held.place();
    if (place != null) {
      if (place.isLost()) {
        return false;
      }
      if (message.receiveCount() < place.receiveCount) {
        return true;
      }
      place.receiveCount = message.receiveCount();
    }
    renewal.run();
    return true;
  }

  /**
   * The task wants to emit this message now, which it asks once of each.
   *
   * @return false if it must not, and the message is to be {@linkplain #gone given up}
   */
  synchronized boolean mayEmit(HeldMessage held, long now) {
    Place place = held.place();
    if (place == null) {
      return true;
    }
    if (place.isLost()) {
      return false;
    }
    if (!held.isExtendable() || now - held.hiddenSince() >= visibilityMillis) {
      place.group.lostUpTo = lastOrdinal;
      return false;
    }
    place.emitted = true;
    check(place, now);
    return true;
  }

  /** The message is held no more. */
  synchronized void gone(HeldMessage held) {
    Place place = held.place();
    if (place != null && --place.group.held == 0) {
      groups.remove(place.group.id);
    }
  }

  /** How many groups have messages that are held. */
  synchronized int size() {
    return groups.size();
  }

  private void check(Place place, long now) {
    String sequence = place.sequenceNumber;
    if (sequence == null) {
      return;
    }
    String last = place.group.lastEmitted;
    if (last == null || compare(last, sequence) <= 0) {
      place.group.lastEmitted = sequence;
      return;
    }
    metrics.outOfOrder().inc();
    if (logOfOrder.mayLog(now)) {
      LOG.warn(
          "Queue {} delivered message {} of group {} behind {}, which is emitted already. It is"
              + " emitted as well; further ones are counted only for a minute",
          queueUrl,
          sequence,
          place.group.id,
          last);
    }
  }

  /** Sequence numbers are decimal and of up to 128 bits. */
  static int compare(String one, String other) {
    String a = withoutZeros(one);
    String b = withoutZeros(other);
    return a.length() == b.length() ? a.compareTo(b) : Integer.compare(a.length(), b.length());
  }

  private static String withoutZeros(String number) {
    int start = 0;
    while (start < number.length() && number.charAt(start) == '0') {
      start++;
    }
    return number.substring(start);
  }

  /** Where a message stands in its group. Guarded by the groups. */
  static final class Place {
    private final Group group;
    private final long ordinal;
    private final String sequenceNumber;
    private int receiveCount;
    private boolean emitted;

    private Place(Group group, long ordinal, String sequenceNumber, int receiveCount) {
      this.group = group;
      this.ordinal = ordinal;
      this.sequenceNumber = sequenceNumber;
      this.receiveCount = receiveCount;
    }

    private boolean isLost() {
      return !emitted && ordinal <= group.lostUpTo;
    }
  }

  private static final class Group {
    private final String id;
    private int held;
    // Of what was received up to here, nothing is emitted any more.
    private long lostUpTo;
    private String lastEmitted;

    Group(String id) {
      this.id = id;
    }
  }
}
