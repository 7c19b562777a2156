package io.uploadlens.testing;

import io.uploadlens.source.sqs.SqsMessage;
import io.uploadlens.source.sqs.queue.BatchFailure;
import io.uploadlens.source.sqs.queue.QueueAttributes;
import io.uploadlens.source.sqs.queue.ReceiveRequest;
import io.uploadlens.source.sqs.queue.ReceivedMessage;
import java.time.Duration;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.HashSet;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.NavigableSet;
import java.util.Set;
import java.util.TreeSet;
import java.util.concurrent.CompletableFuture;
import java.util.function.Supplier;
import java.util.stream.Collectors;

/**
 * A standard queue as SQS documents it, in a test's own time: long polls, visibility timeouts,
 * redelivery, one receipt handle per receive, of which an older one deletes nothing, and the limit
 * of 12 hours. Requests and single entries fail as scripted; answers can be held back.
 */
public final class FakeSqsQueue extends ScriptableQueue {

  /** The requests that can be scripted. */
  public enum Request {
    RECEIVE,
    DELETE,
    CHANGE_VISIBILITY,
    ATTRIBUTES
  }

  private static final long MAX_HIDDEN = Duration.ofHours(12).toMillis();

  private final String url;
  private final Map<String, Stored> messages = new LinkedHashMap<>();
  private final Map<String, Stored> byHandle = new LinkedHashMap<>();
  // A hundred thousand messages must not be looked through at every receive.
  private final NavigableSet<Stored> shown = new TreeSet<>(Comparator.comparingLong(m -> m.order));
  private final NavigableSet<Stored> hidden =
      new TreeSet<>(
          Comparator.<Stored>comparingLong(m -> m.visibleAt).thenComparingLong(m -> m.order));
  private final Set<Long> wakeUps = new HashSet<>();
  private final List<String> deleted = new ArrayList<>();
  private final List<Poll> polls = new ArrayList<>();
  private final List<Integer> batchSizes = new ArrayList<>();
  private final List<Long> visibilityChanges = new ArrayList<>();
  private long nextId;
  private long nextHandle;
  private int openPolls;
  private int maxOpenPolls;
  private int openChanges;
  private int maxOpenChanges;
  private long shortestLeft = Long.MAX_VALUE;

  public FakeSqsQueue(String url, ManualClock clock) {
    super(clock);
    this.url = url;
  }

  /** Puts a message in; returns its id. */
  public String send(String body) {
    String id = "m" + nextId;
    Stored message = new Stored(id, nextId++, body, clock.now());
    messages.put(id, message);
    shown.add(message);
    clock.execute(this::servePolls);
    return id;
  }

  /** Puts in this many messages with bodies {@code prefix0}, {@code prefix1} …. */
  public void sendMany(String prefix, int count) {
    for (int i = 0; i < count; i++) {
      send(prefix + i);
    }
  }

  /** The queue's ids of messages deleted, in order. */
  public List<String> deleted() {
    return List.copyOf(deleted);
  }

  /** Whether the message is hidden from receives. */
  public boolean isHidden(String messageId) {
    return messages.get(messageId).visibleAt > clock.now();
  }

  /** How many messages are there, hidden or not. */
  public int size() {
    return messages.size();
  }

  /** How many messages a receive could return now. */
  public int visible() {
    return (int) messages.values().stream().filter(m -> m.visibleAt <= clock.now()).count();
  }

  /** The sizes of the delete batches, in order. */
  public List<Integer> deleteBatchSizes() {
    return List.copyOf(batchSizes);
  }

  /** The timeouts asked for by visibility changes, in seconds, one for each entry. */
  public List<Long> visibilityChanges() {
    return List.copyOf(visibilityChanges);
  }

  /** How many receives are in flight. */
  public int openPolls() {
    return openPolls;
  }

  /** The most receives that were in flight at a time. */
  public int maxOpenPolls() {
    return maxOpenPolls;
  }

  /** The most visibility changes that were in flight at a time since this was last asked. */
  public int maxOpenVisibilityChanges() {
    int max = maxOpenChanges;
    maxOpenChanges = openChanges;
    return max;
  }

  /** The shortest time that any message had left when its visibility was extended. */
  public Duration shortestLeft() {
    return Duration.ofMillis(shortestLeft);
  }

  /** Ends a message's visibility timeout, as if it had passed unnoticed. */
  public void expire(String messageId) {
    hideUntil(messages.get(messageId), clock.now());
    clock.execute(this::servePolls);
  }

  @Override
  public String url() {
    return url;
  }

  @Override
  public CompletableFuture<List<ReceivedMessage>> receive(ReceiveRequest request) {
    openPolls++;
    maxOpenPolls = Math.max(maxOpenPolls, openPolls);
    CompletableFuture<List<ReceivedMessage>> failed = begin(Request.RECEIVE);
    if (failed != null) {
      openPolls--;
      return failed;
    }
    Poll poll = new Poll(request);
    polls.add(poll);
    clock.execute(this::servePolls);
    clock.schedule(
        request.waitTime(),
        () -> {
          if (polls.remove(poll)) {
            complete(poll, List.of());
          }
        });
    return poll.answer;
  }

  @Override
  public CompletableFuture<List<BatchFailure>> delete(List<String> receiptHandles) {
    return batch(
        Request.DELETE,
        receiptHandles,
        () -> {
          batchSizes.add(receiptHandles.size());
          List<BatchFailure> failed = new ArrayList<>();
          for (int i = 0; i < receiptHandles.size(); i++) {
            BatchFailure failure = deleteOne(i, receiptHandles.get(i));
            if (failure != null) {
              failed.add(failure);
            }
          }
          return failed;
        });
  }

  @Override
  public CompletableFuture<List<BatchFailure>> changeVisibility(
      List<String> receiptHandles, Duration visibilityTimeout) {
    return batch(
        Request.CHANGE_VISIBILITY,
        receiptHandles,
        () -> {
          List<BatchFailure> failed = new ArrayList<>();
          for (int i = 0; i < receiptHandles.size(); i++) {
            visibilityChanges.add(visibilityTimeout.toSeconds());
            BatchFailure failure = changeOne(i, receiptHandles.get(i), visibilityTimeout);
            if (failure != null) {
              failed.add(failure);
            }
          }
          return failed;
        });
  }

  @Override
  public CompletableFuture<QueueAttributes> attributes() {
    CompletableFuture<QueueAttributes> failed = begin(Request.ATTRIBUTES);
    return failed != null
        ? failed
        : CompletableFuture.completedFuture(
            new QueueAttributes(visible(), messages.size() - visible(), 0));
  }

  @Override
  public void close() {
    super.close();
    polls.clear();
  }

  private CompletableFuture<List<BatchFailure>> batch(
      Request request, List<String> handles, Supplier<List<BatchFailure>> effect) {
    if (handles.isEmpty() || handles.size() > MAX_BATCH) {
      throw new IllegalArgumentException("A batch of " + handles.size());
    }
    CompletableFuture<List<BatchFailure>> failed = begin(request);
    if (failed != null) {
      if (!isHeld(request)) {
        return failed;
      }
      CompletableFuture<Void> held = new CompletableFuture<>();
      answer(request, () -> held.complete(null));
      return held.thenCompose(nothing -> failed);
    }
    List<BatchFailure> result = effect.get();
    CompletableFuture<List<BatchFailure>> answer = new CompletableFuture<>();
    if (request == Request.CHANGE_VISIBILITY) {
      maxOpenChanges = Math.max(maxOpenChanges, ++openChanges);
    }
    answer(
        request,
        () -> {
          openChanges -= request == Request.CHANGE_VISIBILITY ? 1 : 0;
          answer.complete(result);
        });
    return answer;
  }

  private BatchFailure deleteOne(int index, String handle) {
    Stored message = byHandle.get(handle);
    if (message == null) {
      return new BatchFailure(index, "ReceiptHandleIsInvalid", handle, true);
    }
    BatchFailure scripted = failureOf(Request.DELETE, index, message.id);
    if (scripted != null) {
      return scripted;
    }
    // An older handle succeeds and deletes nothing.
    if (handle.equals(message.handle) && messages.remove(message.id) != null) {
      shown.remove(message);
      hidden.remove(message);
      deleted.add(message.id);
    }
    return null;
  }

  private BatchFailure changeOne(int index, String handle, Duration timeout) {
    Stored message = byHandle.get(handle);
    if (message == null) {
      return new BatchFailure(index, "ReceiptHandleIsInvalid", handle, true);
    }
    BatchFailure scripted = failureOf(Request.CHANGE_VISIBILITY, index, message.id);
    if (scripted != null) {
      return scripted;
    }
    if (!messages.containsKey(message.id)
        || !handle.equals(message.handle)
        || message.visibleAt <= clock.now()) {
      return new BatchFailure(index, "InvalidParameterValue", "not in flight", true);
    }
    long until = clock.now() + timeout.toMillis();
    if (until > message.receivedAt + MAX_HIDDEN) {
      return new BatchFailure(index, "InvalidParameterValue", "beyond 12 hours", true);
    }
    if (!timeout.isZero()) {
      shortestLeft = Math.min(shortestLeft, message.visibleAt - clock.now());
    }
    hideUntil(message, until);
    return null;
  }

  private void hideUntil(Stored message, long until) {
    shown.remove(message);
    hidden.remove(message);
    message.visibleAt = until;
    hidden.add(message);
    if (wakeUps.add(until)) {
      clock.schedule(
          Duration.ofMillis(until - clock.now()),
          () -> {
            wakeUps.remove(until);
            servePolls();
          });
    }
  }

  private void servePolls() {
    while (!hidden.isEmpty() && hidden.first().visibleAt <= clock.now()) {
      shown.add(hidden.pollFirst());
    }
    while (!polls.isEmpty()) {
      Poll poll = polls.get(0);
      List<Stored> found =
          shown.stream().limit(poll.request.maxMessages()).collect(Collectors.toList());
      if (found.isEmpty()) {
        return;
      }
      polls.remove(0);
      complete(
          poll,
          found.stream()
              .map(message -> handOut(message, poll.request.visibilityTimeout()))
              .collect(Collectors.toList()));
    }
  }

  private ReceivedMessage handOut(Stored message, Duration visibilityTimeout) {
    message.handle = message.id + "-handle" + nextHandle++;
    message.receivedAt = clock.now();
    message.firstReceivedAt = Math.min(message.firstReceivedAt, clock.now());
    message.receiveCount++;
    byHandle.put(message.handle, message);
    hideUntil(message, clock.now() + visibilityTimeout.toMillis());
    return new ReceivedMessage(
        SqsMessage.builder(url, message.id)
            .body(message.body)
            .sentTimestamp(message.sentAt)
            .firstReceiveTimestamp(message.firstReceivedAt)
            .receiveCount(message.receiveCount)
            .build(),
        message.handle);
  }

  private void complete(Poll poll, List<ReceivedMessage> received) {
    Runnable answer =
        () -> {
          openPolls--;
          poll.answer.complete(received);
        };
    answer(Request.RECEIVE, answer);
  }

  private static final class Poll {
    private final ReceiveRequest request;
    private final CompletableFuture<List<ReceivedMessage>> answer = new CompletableFuture<>();

    Poll(ReceiveRequest request) {
      this.request = request;
    }
  }

  private static final class Stored {
    private final String id;
    private final long order;
    private final String body;
    private final long sentAt;
    private long visibleAt;
    private long receivedAt;
    private long firstReceivedAt = Long.MAX_VALUE;
    private int receiveCount;
    private String handle;

    Stored(String id, long order, String body, long sentAt) {
      this.id = id;
      this.order = order;
      this.body = body;
      this.sentAt = sentAt;
    }
  }
}
