package io.uploadlens.source.sqs.hunt;

import io.uploadlens.source.sqs.SqsMessage;
import io.uploadlens.source.sqs.queue.BatchFailure;
import io.uploadlens.source.sqs.queue.QueueAttributes;
import io.uploadlens.source.sqs.queue.ReceiveRequest;
import io.uploadlens.source.sqs.queue.ReceivedMessage;
import java.time.Duration;
import java.util.ArrayList;
import java.util.Collection;
import java.util.HashSet;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.function.Consumer;

/**
 * One queue as SQS documents it: visibility timeouts, a new receipt handle with every receive, at
 * least once, no order; or, for a FIFO queue, groups of which one batch is in flight at a time, and
 * handles that end with their visibility. Effects only; {@link ModelClient} makes the calls.
 *
 * <p>See <a
 * href="https://docs.aws.amazon.com/AWSSimpleQueueService/latest/SQSDeveloperGuide/sqs-visibility-timeout.html">visibility
 * timeout</a> and <a
 * href="https://docs.aws.amazon.com/AWSSimpleQueueService/latest/SQSDeveloperGuide/using-receiverequestattemptid-request-parameter.html">receive
 * request attempts</a>.
 */
final class ModelQueue {

  private static final long MAX_HIDDEN = Duration.ofHours(12).toMillis();
  private static final long ATTEMPT_LIFE = Duration.ofMinutes(5).toMillis();

  private final int number;
  private final String url;
  private final Conditions conditions;
  private final VirtualTime time;
  private final Consumer<Stored> onDelete;
  private final Map<Integer, Stored> live = new LinkedHashMap<>();
  private final Map<Integer, Stored> deleted = new LinkedHashMap<>();
  private final Map<String, Attempt> attempts = new LinkedHashMap<>();
  private final LongPolls polls;
  private int receives;

  /**
   * @param onDelete is told of every delete that takes effect
   */
  ModelQueue(int number, Conditions conditions, VirtualTime time, Consumer<Stored> onDelete) {
    this.number = number;
    this.url = conditions.queueUrl(number);
    this.conditions = conditions;
    this.time = time;
    this.onDelete = onDelete;
    this.polls = new LongPolls(this, time);
  }

  String url() {
    return url;
  }

  LongPolls polls() {
    return polls;
  }

  void send(int id) {
    String group =
        conditions.isFifo()
            ? "g" + conditions.chance(id, 7) % conditions.get(Conditions.Number.GROUPS)
            : null;
    live.put(id, new Stored(id, number, group, time.now()));
    polls.serve();
  }

  /** Messages that are not deleted, hidden or not. */
  Collection<Stored> live() {
    return live.values();
  }

  /** Messages in flight will be delivered once more each. */
  void duplicate(int count) {
    live.values().stream()
        .filter(message -> !message.isVisible(time.now()))
        .sorted((a, b) -> Integer.compare(rank(a), rank(b)))
        .limit(count)
        .forEach(message -> message.strays = true);
    polls.serve();
  }

  /** Messages deleted lately come back. */
  void resurrect(int count) {
    List<Stored> back = new ArrayList<>(deleted.values());
    back.removeIf(message -> time.now() - message.deletedAt > Duration.ofMinutes(1).toMillis());
    back.sort((a, b) -> Integer.compare(rank(a), rank(b)));
    for (Stored message : back.subList(0, Math.min(count, back.size()))) {
      message.deleted = false;
      message.visibleAt = time.now();
      deleted.remove(message.id);
      live.put(message.id, message);
    }
    polls.serve();
  }

  QueueAttributes attributes() {
    long visible = live.values().stream().filter(m -> m.isVisible(time.now())).count();
    return new QueueAttributes(visible, live.size() - visible, 0);
  }

  /** When the next message becomes visible; {@link Long#MAX_VALUE} if none will. */
  long nextVisible() {
    long next = Long.MAX_VALUE;
    for (Stored message : live.values()) {
      // What is visible already and not handed out waits for its group, not for time.
      if (message.visibleAt > time.now()) {
        next = Math.min(next, message.visibleAt);
      }
    }
    return next;
  }

  /** Hands out what is visible; an empty list if nothing is. */
  List<ReceivedMessage> receive(ReceiveRequest request) {
    List<Stored> repeated = repeat(request);
    List<Stored> chosen = repeated != null ? repeated : choose(request);
    List<ReceivedMessage> received = new ArrayList<>(chosen.size());
    for (Stored message : chosen) {
      message.visibleAt = time.now() + request.visibilityTimeout().toMillis();
      if (repeated == null) {
        message.receives++;
        message.receivedAt = time.now();
        message.strays = false;
        if (message.firstReceivedAt < 0) {
          message.firstReceivedAt = time.now();
        }
      }
      received.add(delivery(message));
    }
    if (request.attemptId() != null && conditions.isFifo() && !chosen.isEmpty()) {
      attempts.put(request.attemptId(), new Attempt(chosen, time.now()));
    }
    return received;
  }

  BatchFailure delete(int index, String handle) {
    Stored message = find(handle);
    if (message == null) {
      return new BatchFailure(index, "ReceiptHandleIsInvalid", handle, true);
    }
    if (message.deleted) {
      return null;
    }
    if (conditions.isFifo() && message.isVisible(time.now())) {
      return new BatchFailure(index, "InvalidParameterValue", "the handle has expired", true);
    }
    if (!handle.equals(message.handle())) {
      switch (conditions.oldHandle()) {
        case IGNORED:
          return null;
        case REFUSED:
          return new BatchFailure(index, "ReceiptHandleIsInvalid", handle, true);
        case DELETES:
        default:
      }
    }
    message.deleted = true;
    message.deletedAt = time.now();
    live.remove(message.id);
    deleted.put(message.id, message);
    onDelete.accept(message);
    // In a FIFO queue the next of its group may go now.
    polls.serve();
    return null;
  }

  BatchFailure changeVisibility(int index, String handle, Duration timeout) {
    Stored message = find(handle);
    if (message == null) {
      return new BatchFailure(index, "ReceiptHandleIsInvalid", handle, true);
    }
    if (message.isVisible(time.now()) || message.deleted || !handle.equals(message.handle())) {
      return new BatchFailure(index, "InvalidParameterValue", "not in flight", true);
    }
    if (time.now() + timeout.toMillis() > message.receivedAt + MAX_HIDDEN) {
      return new BatchFailure(index, "InvalidParameterValue", "beyond 12 hours", true);
    }
    message.visibleAt = time.now() + timeout.toMillis();
    polls.serve();
    return null;
  }

  private List<Stored> choose(ReceiveRequest request) {
    receives++;
    List<Stored> candidates = new ArrayList<>();
    Set<String> blocked = new HashSet<>();
    for (Stored message : live.values()) {
      boolean visible = message.isVisible(time.now());
      if (conditions.isFifo()) {
        // In the order of sending: behind one in flight, a group waits.
        if (!visible) {
          blocked.add(message.group);
        } else if (!blocked.contains(message.group)) {
          candidates.add(message);
        }
      } else if (visible || message.strays) {
        candidates.add(message);
      }
    }
    if (!conditions.isFifo()) {
      candidates.sort((a, b) -> Integer.compare(rank(a), rank(b)));
    }
    int most = Math.min(request.maxMessages(), candidates.size());
    // SQS samples its servers: often all that is asked for, sometimes less.
    int sample = conditions.chance(receives, number) % 4 == 0 ? 1 + receives % 3 : most;
    return candidates.subList(0, Math.min(sample, most));
  }

  /** FIFO: a repeated attempt gets what the first got, if nothing has happened to it since. */
  private List<Stored> repeat(ReceiveRequest request) {
    Attempt attempt = request.attemptId() == null ? null : attempts.get(request.attemptId());
    if (attempt == null || time.now() - attempt.at > ATTEMPT_LIFE) {
      return null;
    }
    for (int i = 0; i < attempt.messages.size(); i++) {
      Stored message = attempt.messages.get(i);
      if (message.deleted
          || message.isVisible(time.now())
          || !message.handle().equals(attempt.handles.get(i))) {
        return null;
      }
    }
    return attempt.messages;
  }

  private ReceivedMessage delivery(Stored message) {
    return new ReceivedMessage(
        SqsMessage.builder(url(), "id" + message.id)
            .body(Integer.toString(message.id))
            .sentTimestamp(message.sentAt)
            .firstReceiveTimestamp(message.firstReceivedAt)
            .receiveCount(message.receives)
            .messageGroupId(message.group)
            .sequenceNumber(message.group == null ? null : String.format("%020d", message.id))
            .build(),
        message.handle());
  }

  /** A message by its number, deleted or not. */
  Stored find(int id) {
    Stored message = live.get(id);
    return message == null ? deleted.get(id) : message;
  }

  /** All messages ever sent, by number where none came back. */
  Collection<Stored> all() {
    List<Stored> all = new ArrayList<>(live.values());
    all.addAll(deleted.values());
    return all;
  }

  private Stored find(String handle) {
    return find(Integer.parseInt(handle.substring(0, handle.indexOf('#'))));
  }

  private int rank(Stored message) {
    return conditions.chance(message.id, message.receives);
  }

  private static final class Attempt {
    private final List<Stored> messages;
    private final List<String> handles = new ArrayList<>();
    private final long at;

    Attempt(List<Stored> messages, long at) {
      this.messages = messages;
      this.at = at;
      messages.forEach(message -> handles.add(message.handle()));
    }
  }
}
