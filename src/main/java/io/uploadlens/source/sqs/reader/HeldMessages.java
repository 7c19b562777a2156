package io.uploadlens.source.sqs.reader;

import java.util.Collection;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;

/**
 * All messages of one queue that a reader holds, by id and by the time that is left until SQS shows
 * them again. Loop-confined, but for the size.
 */
final class HeldMessages {

  private final Map<String, HeldMessage> byId = new LinkedHashMap<>();
  private final HiddenOrder order = new HiddenOrder();
  private volatile int size;

  /** The message of this id, or null. */
  HeldMessage get(String messageId) {
    return byId.get(messageId);
  }

  /** Whether this very message is held. */
  boolean holds(HeldMessage message) {
    return byId.get(message.messageId()) == message;
  }

  void add(HeldMessage message) {
    HeldMessage before = byId.put(message.messageId(), message);
    if (before != null) {
      order.remove(before);
    }
    order.put(message);
    size = byId.size();
  }

  void remove(HeldMessage message) {
    byId.remove(message.messageId(), message);
    order.remove(message);
    size = byId.size();
  }

  /** SQS delivered a held message again. */
  void renew(HeldMessage message, String handle, long now) {
    message.renew(handle, now);
    order.put(message);
  }

  /** SQS hides a held message for a whole visibility timeout since then. */
  void hiddenSince(HeldMessage message, long since) {
    message.hiddenSince(since);
    order.put(message);
  }

  /**
   * Takes the messages that are hidden since then or longer out of the order, longest first; {@link
   * #hiddenSince} and {@link #renew} bring them back in. They stay held.
   */
  List<HeldMessage> takeHiddenSince(long time) {
    return order.takeHiddenSince(time);
  }

  Collection<HeldMessage> all() {
    return byId.values();
  }

  /** How many are held; any thread may ask. */
  int size() {
    return size;
  }
}
