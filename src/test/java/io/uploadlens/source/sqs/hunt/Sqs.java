package io.uploadlens.source.sqs.hunt;

import java.util.ArrayList;
import java.util.List;
import java.util.function.Consumer;

/** All queues of a schedule, and all messages ever sent. */
final class Sqs {

  private final Conditions conditions;
  private final VirtualTime time;
  private final ArmedFaults faults = new ArmedFaults();
  private final List<ModelQueue> queues = new ArrayList<>();
  private final List<Integer> queueOfMessage = new ArrayList<>();

  /**
   * @param onDelete is told of every delete that takes effect
   */
  Sqs(Conditions conditions, VirtualTime time, Consumer<Stored> onDelete) {
    this.conditions = conditions;
    this.time = time;
    for (int i = 0; i < conditions.get(Conditions.Number.QUEUES); i++) {
      queues.add(new ModelQueue(i, conditions, time, onDelete));
    }
  }

  VirtualTime time() {
    return time;
  }

  ArmedFaults faults() {
    return faults;
  }

  List<ModelQueue> queues() {
    return queues;
  }

  /** How many messages have been sent; they are numbered from 0. */
  int sent() {
    return queueOfMessage.size();
  }

  int queueOf(int message) {
    return queueOfMessage.get(message);
  }

  Stored message(int id) {
    return queues.get(queueOf(id)).find(id);
  }

  void send(int queue, int count) {
    for (int i = 0; i < count; i++) {
      int id = queueOfMessage.size();
      queueOfMessage.add(queue);
      queues.get(queue).send(id);
    }
  }

  ModelClient connect(String url) {
    for (ModelQueue queue : queues) {
      if (queue.url().equals(url)) {
        return new ModelClient(queue, time, faults, conditions.lingers());
      }
    }
    throw new AssertionError("No queue " + url);
  }
}
