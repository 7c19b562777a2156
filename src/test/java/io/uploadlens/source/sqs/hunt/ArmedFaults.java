package io.uploadlens.source.sqs.hunt;

import io.uploadlens.source.sqs.hunt.CallFault.Call;
import java.util.ArrayDeque;
import java.util.Deque;
import java.util.EnumMap;
import java.util.Map;

/** Faults that wait for the next call of their kind, of whichever reader. */
final class ArmedFaults {

  private final Map<Call, Deque<Armed>> armed = new EnumMap<>(Call.class);

  void arm(Call call, CallFault fault, int number) {
    armed.computeIfAbsent(call, c -> new ArrayDeque<>()).add(new Armed(fault, number));
  }

  /** The fault for this call, or null. */
  Armed take(Call call) {
    Deque<Armed> waiting = armed.get(call);
    return waiting == null ? null : waiting.poll();
  }

  /** From now on nothing fails. */
  void disarm() {
    armed.clear();
  }

  /** A fault with its number. */
  static final class Armed {
    private final CallFault fault;
    private final int number;

    Armed(CallFault fault, int number) {
      this.fault = fault;
      this.number = number;
    }

    CallFault fault() {
      return fault;
    }

    int number() {
      return number;
    }
  }
}
