package io.uploadlens.source.sqs.reader;

import java.util.ArrayList;
import java.util.HashSet;
import java.util.List;
import java.util.Set;
import java.util.TreeMap;

/**
 * Messages by the time since which they are hidden, to a tenth of a second, so that those whose
 * visibility ends first are found without a look at all the others. Loop-confined.
 */
final class HiddenOrder {

  private static final long SLOT_MILLIS = 100;

  private final TreeMap<Long, Set<HeldMessage>> slots = new TreeMap<>();

  /** Takes a message in, at its place; one that is in here already moves there. */
  void put(HeldMessage message) {
    remove(message);
    long slot = Math.floorDiv(message.hiddenSince(), SLOT_MILLIS);
    message.slot(slot);
    slots.computeIfAbsent(slot, at -> new HashSet<>()).add(message);
  }

  /** Takes a message out, if it is in here. */
  void remove(HeldMessage message) {
    long slot = message.slot();
    if (slot == HeldMessage.NO_SLOT) {
      return;
    }
    message.slot(HeldMessage.NO_SLOT);
    Set<HeldMessage> there = slots.get(slot);
    there.remove(message);
    if (there.isEmpty()) {
      slots.remove(slot);
    }
  }

  /** Takes out all that are hidden since then or longer, the longest hidden first. */
  List<HeldMessage> takeHiddenSince(long time) {
    List<HeldMessage> taken = new ArrayList<>();
    while (!slots.isEmpty() && (slots.firstKey() + 1) * SLOT_MILLIS - 1 <= time) {
      taken.addAll(slots.pollFirstEntry().getValue());
    }
    taken.forEach(message -> message.slot(HeldMessage.NO_SLOT));
    return taken;
  }
}
