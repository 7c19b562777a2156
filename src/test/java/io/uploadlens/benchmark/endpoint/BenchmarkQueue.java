package io.uploadlens.benchmark.endpoint;

import java.time.Duration;
import java.util.ArrayDeque;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.Deque;
import java.util.EnumMap;
import java.util.List;
import java.util.Map;
import java.util.PriorityQueue;
import java.util.function.BooleanSupplier;
import java.util.function.Consumer;

/**
 * A standard queue: what is received is in flight until it is deleted or its visibility timeout has
 * passed; a receive that finds nothing waits as long as it asked for; a handle of an older receive
 * deletes nothing, and says so to nobody; 120,000 messages in flight are the end. Everything
 * happens on the endpoint's thread.
 */
final class BenchmarkQueue {

  /** SQS answers long polls with nothing when so many messages are in flight. */
  static final int IN_FLIGHT_LIMIT = 120_000;

  private final int ordinal;
  private final Timers timers;
  private final List<QueuedMessage> messages = new ArrayList<>();
  private final Deque<QueuedMessage> visible = new ArrayDeque<>();
  private final PriorityQueue<Hiding> hidings =
      new PriorityQueue<>(Comparator.comparingLong((Hiding hiding) -> hiding.until));
  private final Deque<Poll> polls = new ArrayDeque<>();
  private final List<Runnable> whenEmpty = new ArrayList<>();
  private final Map<Operation, Long> requests = new EnumMap<>(Operation.class);
  private int visibleCount;
  private int inFlight;
  private int mostInFlight;
  private long emptyReceives;
  private long received;
  private long deleted;
  private long staleDeletes;
  private long visibilityChanges;
  private long expired;
  private long watchedFor = Long.MAX_VALUE;

  BenchmarkQueue(int ordinal, Timers timers) {
    this.ordinal = ordinal;
    this.timers = timers;
  }

  int ordinal() {
    return ordinal;
  }

  void count(Operation operation) {
    requests.merge(operation, 1L, Long::sum);
  }

  /** Puts new messages in. */
  void fill(int count) {
    long now = timers.now();
    for (int i = 0; i < count; i++) {
      QueuedMessage message = new QueuedMessage(ordinal, messages.size(), now);
      messages.add(message);
      show(message);
    }
    serve();
  }

  /**
   * Gives messages, at once if there are any, else when there are or the wait is over.
   *
   * @param isGone whether nobody waits for the answer any more: then nothing is given
   */
  void receive(
      int max,
      Duration wait,
      Duration visibility,
      BooleanSupplier isGone,
      Consumer<List<QueuedMessage>> answer) {
    Poll poll = new Poll(max, visibility, isGone, answer);
    comeBack();
    polls.add(poll);
    serve();
    if (!poll.answered && wait.isZero()) {
      giveUp(poll);
    } else if (!poll.answered) {
      timers.schedule(wait, () -> giveUp(poll));
    }
  }

  /** Deletes the message if the handle is of its newest receive. */
  void delete(String handle) throws SqsError {
    comeBack();
    QueuedMessage message = find(handle);
    if (message == null) {
      return;
    }
    if (ReceiptHandles.receive(handle) != message.receives()) {
      staleDeletes++;
      return;
    }
    if (message.isInFlight()) {
      inFlight--;
    } else {
      visibleCount--;
    }
    message.delete();
    messages.set(message.number(), null);
    deleted++;
    serve();
    if (isEmpty()) {
      whenEmpty.forEach(Runnable::run);
      whenEmpty.clear();
    }
  }

  /** Hides a message in flight for this long from now; zero makes it visible. */
  void changeVisibility(String handle, Duration visibility) throws SqsError {
    comeBack();
    QueuedMessage message = find(handle);
    if (message == null
        || !message.isInFlight()
        || ReceiptHandles.receive(handle) != message.receives()) {
      throw new SqsError(
          "MessageNotInflight", "The message referred to is not in flight: " + handle);
    }
    visibilityChanges++;
    if (visibility.isZero()) {
      inFlight--;
      message.comeBack();
      show(message);
      serve();
    } else {
      hide(message, timers.now() + visibility.toMillis());
    }
  }

  /** Runs this as soon as the queue holds nothing, in flight or not. */
  void whenEmpty(Runnable task) {
    if (isEmpty()) {
      task.run();
    } else {
      whenEmpty.add(task);
    }
  }

  /** Answers the receives that wait with nothing. */
  void close() {
    List.copyOf(polls).forEach(this::giveUp);
  }

  /** Messages that may be received. */
  int visible() {
    comeBack();
    return visibleCount;
  }

  /** Messages that are received and not deleted. */
  int inFlight() {
    comeBack();
    return inFlight;
  }

  /** What has happened so far. */
  QueueCounts counts() {
    comeBack();
    return new QueueCounts(
        new EnumMap<>(requests),
        emptyReceives,
        received,
        deleted,
        staleDeletes,
        visibilityChanges,
        expired,
        visibleCount,
        inFlight,
        mostInFlight);
  }

  private boolean isEmpty() {
    return visibleCount == 0 && inFlight == 0;
  }

  /** The message of the handle, or null if it is deleted. */
  private QueuedMessage find(String handle) throws SqsError {
    if (!ReceiptHandles.isOf(ordinal, handle)
        || Integer.compareUnsigned(ReceiptHandles.message(handle), messages.size()) >= 0) {
      throw new SqsError(
          "ReceiptHandleIsInvalid", "The input receipt handle \"" + handle + "\" is not valid.");
    }
    return messages.get(ReceiptHandles.message(handle));
  }

  private void show(QueuedMessage message) {
    visible.add(message);
    visibleCount++;
  }

  private void hide(QueuedMessage message, long until) {
    message.hide(until);
    hidings.add(new Hiding(message, until));
  }

  /** Answers the receives that wait, while there are messages. */
  private void serve() {
    while (!polls.isEmpty() && visibleCount > 0 && inFlight < IN_FLIGHT_LIMIT) {
      Poll poll = polls.poll();
      if (!poll.answered && !poll.isGone.getAsBoolean()) {
        poll.answer(take(poll.max, poll.visibility));
      }
    }
    watch();
  }

  private List<QueuedMessage> take(int max, Duration visibility) {
    long now = timers.now();
    List<QueuedMessage> taken = new ArrayList<>(max);
    while (taken.size() < max && visibleCount > 0 && inFlight < IN_FLIGHT_LIMIT) {
      QueuedMessage message = visible.poll();
      if (!message.isDeleted()) {
        visibleCount--;
        inFlight++;
        message.receive(now);
        // Even for no time at all: never twice in one answer.
        hide(message, now + visibility.toMillis());
        taken.add(message);
      }
    }
    mostInFlight = Math.max(mostInFlight, inFlight);
    received += taken.size();
    return taken;
  }

  private void giveUp(Poll poll) {
    if (!poll.answered) {
      polls.remove(poll);
      emptyReceives++;
      poll.answer(List.of());
    }
  }

  /** Makes visible what has been hidden long enough. */
  private void comeBack() {
    long now = timers.now();
    boolean any = false;
    while (!hidings.isEmpty() && hidings.peek().until <= now) {
      Hiding hiding = hidings.poll();
      QueuedMessage message = hiding.message;
      // An extension has made a later entry; a message that is deleted comes back no more.
      if (message.isInFlight() && message.hiddenUntil() == hiding.until) {
        inFlight--;
        expired++;
        message.comeBack();
        show(message);
        any = true;
      }
    }
    if (any) {
      serve();
    }
  }

  /** Looks for messages that come back as long as a receive waits for them. */
  private void watch() {
    if (polls.isEmpty() || hidings.isEmpty() || hidings.peek().until >= watchedFor) {
      return;
    }
    long until = hidings.peek().until;
    watchedFor = until;
    timers.schedule(
        Duration.ofMillis(Math.max(1, until - timers.now())),
        () -> {
          if (watchedFor == until) {
            watchedFor = Long.MAX_VALUE;
          }
          comeBack();
          watch();
        });
  }

  /** A message is hidden until then, unless that has changed. */
  private static final class Hiding {
    private final QueuedMessage message;
    private final long until;

    Hiding(QueuedMessage message, long until) {
      this.message = message;
      this.until = until;
    }
  }

  /** A receive that waits. */
  private static final class Poll {
    private final int max;
    private final Duration visibility;
    private final BooleanSupplier isGone;
    private final Consumer<List<QueuedMessage>> answer;
    private boolean answered;

    Poll(
        int max,
        Duration visibility,
        BooleanSupplier isGone,
        Consumer<List<QueuedMessage>> answer) {
      this.max = max;
      this.visibility = visibility;
      this.isGone = isGone;
      this.answer = answer;
    }

    void answer(List<QueuedMessage> messages) {
      answered = true;
      answer.accept(messages);
    }
  }
}
