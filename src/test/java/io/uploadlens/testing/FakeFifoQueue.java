package io.uploadlens.testing;

import io.uploadlens.source.sqs.SqsMessage;
import io.uploadlens.source.sqs.queue.BatchFailure;
import io.uploadlens.source.sqs.queue.QueueAttributes;
import io.uploadlens.source.sqs.queue.ReceiveRequest;
import io.uploadlens.source.sqs.queue.ReceivedMessage;
import io.uploadlens.source.sqs.queue.SqsQueue;
import java.io.IOException;
import java.math.BigInteger;
import java.time.Duration;
import java.util.ArrayList;
import java.util.Collection;
import java.util.LinkedHashMap;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.TreeMap;
import java.util.concurrent.CompletableFuture;
import java.util.function.Consumer;
import java.util.function.Function;
import java.util.function.Supplier;
import java.util.stream.Collectors;
import software.amazon.awssdk.awscore.exception.AwsErrorDetails;
import software.amazon.awssdk.services.sqs.model.SqsException;

/**
 * A FIFO queue as SQS documents it, in a test's own time, for several readers: message groups that
 * are blocked while messages of them are in flight, sequence numbers, receive request attempt ids,
 * and handles that delete nothing once their visibility timeout has ended. What becomes of a
 * request is its {@link FifoFate}.
 *
 * <p>SQS does not say whether a message that is visible again is handed out while a later one of
 * its group is still in flight. The queue does either.
 */
public final class FakeFifoQueue {

  /** The requests. */
  public enum Request {
    RECEIVE,
    DELETE,
    EXTEND,
    RELEASE
  }

  private static final Duration ATTEMPTS_KNOWN = Duration.ofMinutes(5);

  private final String url;
  private final ManualClock clock;
  private final boolean strictlyBlocking;
  private final Map<String, Stored> messages = new LinkedHashMap<>();
  private final Map<String, Stored> byHandle = new LinkedHashMap<>();
  private final Map<String, Attempt> attempts = new LinkedHashMap<>();
  private final List<Poll> polls = new ArrayList<>();
  private final List<String> attemptIds = new ArrayList<>();
  private final Set<String> deleted = new LinkedHashSet<>();
  private final Map<Request, Integer> requests = new TreeMap<>();
  // Twenty digits, and soon one more: their order is not that of strings.
  private BigInteger nextSequence = new BigInteger("99999999999999999990");
  private long nextHandle;
  private Function<Request, FifoFate> fates = request -> FifoFate.DONE;

  /**
   * @param strictlyBlocking whether any message in flight blocks its whole group; otherwise those
   *     that are visible before the first that is in flight are handed out
   */
  public FakeFifoQueue(String url, ManualClock clock, boolean strictlyBlocking) {
    this.url = url;
    this.clock = clock;
    this.strictlyBlocking = strictlyBlocking;
  }

  /** Puts a message in; its id is its body. */
  public void send(String group, String body) {
    messages.put(body, new Stored(group, body, nextSequence.toString()));
    nextSequence = nextSequence.add(BigInteger.ONE);
    clock.execute(this::servePolls);
  }

  /** Puts in this many messages with bodies {@code group0}, {@code group1} …. */
  public void sendMany(String group, int count) {
    for (int i = 0; i < count; i++) {
      send(group, group + i);
    }
  }

  /** Decides what becomes of each request from now on. */
  public void fates(Function<Request, FifoFate> fates) {
    this.fates = fates;
  }

  /** Every request is done and answered from now on. */
  public void repair() {
    fates = request -> FifoFate.DONE;
  }

  /** The attempt ids of all receives, in order. */
  public List<String> attemptIds() {
    return List.copyOf(attemptIds);
  }

  /** How many such requests were made. */
  public int requests(Request request) {
    return requests.getOrDefault(request, 0);
  }

  /** The ids of messages deleted, in order. */
  public Set<String> deleted() {
    return Set.copyOf(deleted);
  }

  /** How many messages are there, hidden or not. */
  public int size() {
    return messages.size();
  }

  /** How many messages are not hidden; their groups may be blocked. */
  public int visible() {
    return (int) messages.values().stream().filter(m -> !m.isHidden(clock.now())).count();
  }

  /** Whether the message is hidden by a receive of this reader. */
  public boolean isHeldBy(SqsQueue connection, String messageId) {
    Stored message = messages.get(messageId);
    return message != null && message.isHidden(clock.now()) && message.holder == connection;
  }

  /** Ends a message's visibility timeout, as if it had passed unnoticed. */
  public void expire(String messageId) {
    messages.get(messageId).visibleAt = clock.now();
    clock.execute(this::servePolls);
  }

  /** The queue as one reader sees it. What it asks for when it closes still takes effect. */
  public SqsQueue connect() {
    return new Connection();
  }

  private <R> CompletableFuture<R> request(Request request, Supplier<CompletableFuture<R>> effect) {
    requests.merge(request, 1, Integer::sum);
    FifoFate fate = fates.apply(request);
    CompletableFuture<R> answer = new CompletableFuture<>();
    if (!fate.takesEffect()) {
      clock.execute(() -> answer.completeExceptionally(new IOException("connection refused")));
      return answer;
    }
    CompletableFuture<R> unused =
        effect
            .get()
            .whenComplete(
                (result, error) -> {
                  if (error != null) {
                    answer.completeExceptionally(error);
                  } else if (fate.isAnswered()) {
                    clock.schedule(fate.delay(), () -> answer.complete(result));
                  } else {
                    answer.completeExceptionally(new IOException("connection reset"));
                  }
                });
    return answer;
  }

  private CompletableFuture<List<ReceivedMessage>> receive(
      ReceiveRequest request, SqsQueue connection) {
    attemptIds.add(request.attemptId());
    Attempt known = attempts.get(request.attemptId());
    if (known != null && !known.given.isEmpty()) {
      return known.isRepeatable(clock.now())
          ? CompletableFuture.completedFuture(known.again(request.visibilityTimeout()))
          : CompletableFuture.failedFuture(invalid("the attempt id can be used no more"));
    }
    Poll poll = new Poll(request, connection);
    polls.add(poll);
    clock.execute(this::servePolls);
    clock.schedule(
        request.waitTime(),
        () -> {
          if (polls.remove(poll)) {
            poll.answer.complete(List.of());
          }
        });
    return poll.answer;
  }

  private void servePolls() {
    while (!polls.isEmpty()) {
      Poll poll = polls.get(0);
      List<Stored> found = available(poll.request.maxMessages());
      if (found.isEmpty()) {
        return;
      }
      polls.remove(0);
      found.forEach(message -> message.handOut(poll));
      if (poll.request.attemptId() != null) {
        attempts.put(poll.request.attemptId(), new Attempt(clock.now(), found));
      }
      poll.answer.complete(found.stream().map(Stored::received).collect(Collectors.toList()));
    }
  }

  /** As many as possible of one group, then of the next. */
  private List<Stored> available(int max) {
    Map<String, List<Stored>> groups = new LinkedHashMap<>();
    for (Stored message : messages.values()) {
      groups.computeIfAbsent(message.group, group -> new ArrayList<>()).add(message);
    }
    List<Stored> found = new ArrayList<>();
    for (Collection<Stored> group : groups.values()) {
      boolean blocked =
          strictlyBlocking && group.stream().anyMatch(message -> message.isHidden(clock.now()));
      if (!blocked) {
        for (Stored message : group) {
          if (message.isHidden(clock.now()) || found.size() == max) {
            break;
          }
          found.add(message);
        }
      }
    }
    return found;
  }

  /**
   * Applies it to the messages of handles that are valid still.
   *
   * @param whenGone whether a message that is deleted already is no error
   */
  private CompletableFuture<List<BatchFailure>> each(
      List<String> handles, boolean whenGone, Consumer<Stored> effect) {
    List<BatchFailure> failures = new ArrayList<>();
    for (int i = 0; i < handles.size(); i++) {
      Stored message = byHandle.get(handles.get(i));
      boolean gone = message != null && !messages.containsKey(message.id);
      boolean valid =
          message != null && handles.get(i).equals(message.handle) && message.isHidden(clock.now());
      if (gone ? !whenGone : !valid) {
        failures.add(
            new BatchFailure(i, "InvalidParameterValue", "The receipt handle has expired", true));
      } else if (!gone) {
        effect.accept(message);
      }
    }
    clock.execute(this::servePolls);
    return CompletableFuture.completedFuture(failures);
  }

  private static SqsException invalid(String message) {
    return (SqsException)
        SqsException.builder()
            .awsErrorDetails(AwsErrorDetails.builder().errorCode("InvalidParameterValue").build())
            .statusCode(400)
            .message(message)
            .build();
  }

  private final class Connection implements SqsQueue {

    @Override
    public String url() {
      return url;
    }

    @Override
    public CompletableFuture<List<ReceivedMessage>> receive(ReceiveRequest request) {
      return request(Request.RECEIVE, () -> FakeFifoQueue.this.receive(request, this));
    }

    @Override
    public CompletableFuture<List<BatchFailure>> delete(List<String> receiptHandles) {
      return request(
          Request.DELETE,
          () ->
              each(
                  receiptHandles,
                  true,
                  message -> {
                    messages.remove(message.id);
                    deleted.add(message.id);
                  }));
    }

    @Override
    public CompletableFuture<List<BatchFailure>> changeVisibility(
        List<String> receiptHandles, Duration visibilityTimeout) {
      return request(
          visibilityTimeout.isZero() ? Request.RELEASE : Request.EXTEND,
          () ->
              each(
                  receiptHandles,
                  false,
                  message -> {
                    message.modified = true;
                    message.hide(visibilityTimeout);
                  }));
    }

    @Override
    public CompletableFuture<QueueAttributes> attributes() {
      return CompletableFuture.completedFuture(
          new QueueAttributes(visible(), messages.size() - visible(), 0));
    }

    @Override
    public void close() {
      // A poll that SQS has begun to serve may still hide messages.
    }
  }

  private static final class Poll {
    private final ReceiveRequest request;
    private final SqsQueue connection;
    private final CompletableFuture<List<ReceivedMessage>> answer = new CompletableFuture<>();

    Poll(ReceiveRequest request, SqsQueue connection) {
      this.request = request;
      this.connection = connection;
    }
  }

  /** A receive that brought messages, as SQS remembers it. */
  private final class Attempt {
    private final long at;
    private final List<Stored> given;
    private final List<String> handles;

    Attempt(long at, List<Stored> given) {
      this.at = at;
      this.given = given;
      this.handles = given.stream().map(message -> message.handle).collect(Collectors.toList());
    }

    boolean isRepeatable(long now) {
      for (int i = 0; i < given.size(); i++) {
        Stored message = given.get(i);
        if (message.modified
            || !message.handle.equals(handles.get(i))
            || !messages.containsKey(message.id)) {
          return false;
        }
      }
      return now - at <= ATTEMPTS_KNOWN.toMillis();
    }

    List<ReceivedMessage> again(Duration visibilityTimeout) {
      given.forEach(message -> message.hide(visibilityTimeout));
      return given.stream().map(Stored::received).collect(Collectors.toList());
    }
  }

  private final class Stored {
    private final String group;
    private final String id;
    private final String sequence;
    private final long sentAt = clock.now();
    private long visibleAt;
    private int receiveCount;
    private String handle;
    private SqsQueue holder;
    private boolean modified;

    Stored(String group, String id, String sequence) {
      this.group = group;
      this.id = id;
      this.sequence = sequence;
    }

    boolean isHidden(long now) {
      return visibleAt > now;
    }

    void hide(Duration timeout) {
      visibleAt = clock.now() + timeout.toMillis();
      clock.schedule(timeout, FakeFifoQueue.this::servePolls);
    }

    void handOut(Poll poll) {
      handle = id + "-handle" + nextHandle++;
      receiveCount++;
      modified = false;
      byHandle.put(handle, this);
      holder = poll.connection;
      hide(poll.request.visibilityTimeout());
    }

    ReceivedMessage received() {
      return new ReceivedMessage(
          SqsMessage.builder(url, id)
              .body(id)
              .sentTimestamp(sentAt)
              .firstReceiveTimestamp(sentAt)
              .receiveCount(receiveCount)
              .messageGroupId(group)
              .sequenceNumber(sequence)
              .build(),
          handle);
    }
  }
}
