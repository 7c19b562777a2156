package io.uploadlens.source.sqs.reader;

import java.util.Collection;
import java.util.LinkedHashMap;
import java.util.Map;

/** All messages of one queue that a reader holds, by id. Loop-confined, but for the size. */
final class HeldMessages {

  private final Map<String, HeldMessage> byId = new LinkedHashMap<>();
  private volatile int size;

  /** The message of this id, or null. */
  HeldMessage get(String messageId) {
    return byId.get(messageId);
  }

  void add(HeldMessage message) {
    byId.put(message.messageId(), message);
    size = byId.size();
  }

  void remove(HeldMessage message) {
    byId.remove(message.messageId(), message);
    size = byId.size();
  }

  Collection<HeldMessage> all() {
    return byId.values();
  }

  /** How many are held; any thread may ask. */
  int size() {
    return size;
  }
}
