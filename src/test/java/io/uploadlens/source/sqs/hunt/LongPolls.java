package io.uploadlens.source.sqs.hunt;

import io.uploadlens.source.sqs.queue.ReceiveRequest;
import io.uploadlens.source.sqs.queue.ReceivedMessage;
import java.util.ArrayList;
import java.util.List;
import java.util.function.Consumer;

/** Receives that wait at a queue for a message. */
final class LongPolls {

  private final ModelQueue queue;
  private final VirtualTime time;
  private final List<Poll> waiting = new ArrayList<>();
  private long nextLook = Long.MAX_VALUE;

  LongPolls(ModelQueue queue, VirtualTime time) {
    this.queue = queue;
    this.time = time;
  }

  /**
   * Answers at once if there is a message, else when one comes or the wait is over.
   *
   * @param client who asks, to be forgotten by {@link #leave}
   */
  void receive(ReceiveRequest request, ModelClient client, Consumer<List<ReceivedMessage>> answer) {
    Poll poll = new Poll(request, client, answer);
    waiting.add(poll);
    serve();
    if (waiting.contains(poll)) {
      time.after(
          request.waitTime().toMillis(),
          () -> {
            if (waiting.remove(poll)) {
              poll.answer.accept(List.of());
            }
          });
    }
  }

  /** The client is gone, and its receives with it. */
  void leave(ModelClient client) {
    waiting.removeIf(poll -> poll.client == client);
  }

  /** Something may have become visible. */
  void serve() {
    while (!waiting.isEmpty()) {
      List<ReceivedMessage> messages = queue.receive(waiting.get(0).request);
      if (messages.isEmpty()) {
        lookAgain();
        return;
      }
      waiting.remove(0).answer.accept(messages);
    }
  }

  private void lookAgain() {
    long next = queue.nextVisible();
    if (next == Long.MAX_VALUE || next >= nextLook && nextLook > time.now()) {
      return;
    }
    nextLook = Math.max(next, time.now() + 1);
    time.after(nextLook - time.now(), this::serve);
  }

  private static final class Poll {
    private final ReceiveRequest request;
    private final ModelClient client;
    private final Consumer<List<ReceivedMessage>> answer;

    Poll(ReceiveRequest request, ModelClient client, Consumer<List<ReceivedMessage>> answer) {
      this.request = request;
      this.client = client;
      this.answer = answer;
    }
  }
}
