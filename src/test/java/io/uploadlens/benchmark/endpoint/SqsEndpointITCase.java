package io.uploadlens.benchmark.endpoint;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.catchThrowable;
import static org.awaitility.Awaitility.await;

import io.uploadlens.aws.AwsClients;
import io.uploadlens.aws.AwsService;
import io.uploadlens.aws.AwsSettings;
import io.uploadlens.event.DecodedMessage;
import io.uploadlens.event.EventDecoder;
import io.uploadlens.event.MessageOrigin;
import java.net.Socket;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.util.ArrayList;
import java.util.Collections;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.TimeUnit;
import java.util.stream.Collectors;
import org.assertj.core.api.ThrowableAssert.ThrowingCallable;
import org.assertj.core.groups.Tuple;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import software.amazon.awssdk.services.sqs.SqsAsyncClient;
import software.amazon.awssdk.services.sqs.model.BatchEntryIdsNotDistinctException;
import software.amazon.awssdk.services.sqs.model.BatchResultErrorEntry;
import software.amazon.awssdk.services.sqs.model.ChangeMessageVisibilityBatchRequestEntry;
import software.amazon.awssdk.services.sqs.model.DeleteMessageBatchRequestEntry;
import software.amazon.awssdk.services.sqs.model.DeleteMessageBatchResponse;
import software.amazon.awssdk.services.sqs.model.EmptyBatchRequestException;
import software.amazon.awssdk.services.sqs.model.Message;
import software.amazon.awssdk.services.sqs.model.MessageSystemAttributeName;
import software.amazon.awssdk.services.sqs.model.QueueAttributeName;
import software.amazon.awssdk.services.sqs.model.QueueDoesNotExistException;
import software.amazon.awssdk.services.sqs.model.ReceiveMessageResponse;
import software.amazon.awssdk.services.sqs.model.SqsException;
import software.amazon.awssdk.services.sqs.model.TooManyEntriesInBatchRequestException;

/** The endpoint's rules, as the real client of the SDK sees them; time passes by hand. */
class SqsEndpointITCase {

  private static final Duration LATENCY = Duration.ofMillis(15);
  private static final Duration VISIBILITY = Duration.ofSeconds(30);
  private static final Duration PATIENCE = Duration.ofSeconds(60);

  private static final List<SqsAsyncClient> CLIENTS = new ArrayList<>();

  private SqsEndpoint endpoint;
  private StepTimers timers;
  private SqsAsyncClient sqs;

  @BeforeEach
  void start() throws Exception {
    open(Duration.ZERO);
  }

  private void open(Duration latency) throws Exception {
    endpoint = new SqsEndpoint(latency, thread -> timers = new StepTimers(thread));
    sqs =
        AwsClients.sqsAsync(
            AwsSettings.ofRegion("eu-central-1")
                .withEndpoint(AwsService.SQS, endpoint.uri())
                .withCredentials("local", "local"),
            50);
  }

  @AfterEach
  void stop() throws Exception {
    CLIENTS.add(sqs);
    endpoint.close();
  }

  /** All at once: each takes seconds. */
  @AfterAll
  static void closeClients() {
    CLIENTS.parallelStream().forEach(SqsAsyncClient::close);
    CLIENTS.clear();
  }

  @Test
  void givesEveryMessageOnceWithSdkCheckedBodiesAndHandlesOfSqsLength() throws Exception {
    String url = fill("all", 95);
    Set<String> ids = new HashSet<>();
    Set<String> handles = new HashSet<>();
    for (int i = 0; i < 10; i++) {
      List<Message> messages = receive(url, 0).get().messages();
      assertThat(messages).hasSize(i < 9 ? 10 : 5);
      for (Message message : messages) {
        ids.add(message.messageId());
        handles.add(message.receiptHandle());
        assertThat(message.receiptHandle()).hasSize(ReceiptHandles.LENGTH);
        assertThat(message.body().length()).isBetween(500, 2000);
        assertThat(message.attributes())
            .containsEntry(MessageSystemAttributeName.APPROXIMATE_RECEIVE_COUNT, "1")
            .containsEntry(MessageSystemAttributeName.SENT_TIMESTAMP, Long.toString(timers.now()));
      }
    }
    assertThat(ids).hasSize(95);
    assertThat(handles).hasSize(95);
    assertThat(receive(url, 0).get().messages()).isEmpty();
    assertThat(held(url)).containsExactly(0, 95);
  }

  @Test
  void theBodiesAreUploadEvents() throws Exception {
    Message message = receive(fill("events", 1), 0).get().messages().get(0);
    DecodedMessage decoded =
        new EventDecoder()
            .decode(
                message.body().getBytes(StandardCharsets.UTF_8),
                new MessageOrigin("queue", message.messageId(), 0, 0));
    assertThat(decoded.events()).hasSize(1);
  }

  @Test
  void deletesWhatTheNewestHandleNamesAndSaysWhichEntriesFailed() throws Exception {
    String url = fill("deletes", 3);
    List<String> handles = handles(receive(url, 0).get());
    assertThat(delete(url, List.of(handles.get(0), "nonsense", handles.get(1))).get())
        .satisfies(
            answer -> {
              assertThat(answer.successful()).extracting("id").containsExactly("0", "2");
              assertThat(answer.failed())
                  .singleElement()
                  .satisfies(
                      failed -> {
                        assertThat(failed.id()).isEqualTo("1");
                        assertThat(failed.code()).isEqualTo("ReceiptHandleIsInvalid");
                        assertThat(failed.senderFault()).isTrue();
                      });
            });
    assertThat(held(url)).containsExactly(0, 1);
    // Once more is no error, as with SQS.
    assertThat(delete(url, handles.subList(0, 1)).get().failed()).isEmpty();

    timers.pass(VISIBILITY);
    List<String> newest = handles(receive(url, 0).get());
    assertThat(newest).hasSize(1).doesNotContainAnyElementsOf(handles);
    assertThat(delete(url, handles.subList(2, 3)).get().failed()).isEmpty();
    assertThat(held(url)).as("an older handle deletes nothing").containsExactly(0, 1);
    assertThat(delete(url, newest).get().failed()).isEmpty();
    assertThat(held(url)).containsExactly(0, 0);
  }

  @Test
  void theHandleOfAnotherQueueIsInvalid() throws Exception {
    List<String> handles = handles(receive(fill("one", 1), 0).get());
    assertThat(delete(fill("two", 1), handles).get().failed())
        .extracting(BatchResultErrorEntry::code)
        .containsExactly("ReceiptHandleIsInvalid");
  }

  @Test
  void aMessageComesBackWhenItsVisibilityTimeoutHasPassedAndNotBefore() throws Exception {
    String url = fill("expiry", 12);
    List<String> handles = handles(receive(url, 0).get());
    timers.pass(VISIBILITY.minusMillis(1));
    assertThat(held(url)).containsExactly(2, 10);
    assertThat(changeVisibility(url, handles.subList(0, 4), Duration.ofSeconds(60))).isEmpty();
    timers.pass(Duration.ofMillis(1));
    assertThat(held(url)).containsExactly(8, 4);
    assertThat(changeVisibility(url, handles.subList(3, 5), Duration.ofSeconds(60)))
        .as("what is visible can't be hidden any longer")
        .extracting(BatchResultErrorEntry::id, BatchResultErrorEntry::code)
        .containsExactly(Tuple.tuple("1", "MessageNotInflight"));
    timers.pass(Duration.ofSeconds(60).minusMillis(1));
    assertThat(held(url)).containsExactly(11, 1);
    assertThat(changeVisibility(url, handles.subList(3, 4), Duration.ZERO)).isEmpty();
    assertThat(held(url)).containsExactly(12, 0);
  }

  @Test
  void anAnswerLeavesWhenTheLatencyHasPassed() throws Exception {
    stop();
    open(LATENCY);
    String url = fill("latency", 20);
    CompletableFuture<ReceiveMessageResponse> first = receive(url, 20);
    await().atMost(PATIENCE).until(() -> timers.pending().size() == 1);
    CompletableFuture<ReceiveMessageResponse> second = receive(url, 20);
    await().atMost(PATIENCE).until(() -> timers.pending().size() == 2);
    assertThat(timers.pending()).containsExactly(LATENCY, LATENCY);
    timers.pass(LATENCY.minusMillis(1));
    assertThat(timers.pending()).containsExactly(Duration.ofMillis(1), Duration.ofMillis(1));
    assertThat(first).isNotDone();
    timers.pass(Duration.ofMillis(1));
    assertThat(first.get(60, TimeUnit.SECONDS).messages()).hasSize(10);
    assertThat(second.get(60, TimeUnit.SECONDS).messages()).hasSize(10);

    CompletableFuture<DeleteMessageBatchResponse> delete = delete(url, handles(first.get()));
    await().atMost(PATIENCE).until(() -> timers.pending().equals(List.of(LATENCY)));
    assertThat(delete).isNotDone();
    timers.pass(LATENCY);
    assertThat(delete.get(60, TimeUnit.SECONDS).successful()).hasSize(10);
  }

  @Test
  void aReceiveThatFindsNothingWaitsAsLongAsItAsked() throws Exception {
    String url = fill("idle", 0);
    CompletableFuture<ReceiveMessageResponse> poll = receive(url, 20);
    await().atMost(PATIENCE).until(() -> timers.pending().equals(List.of(Duration.ofSeconds(20))));
    timers.pass(Duration.ofSeconds(20).minusMillis(1));
    assertThat(poll).isNotDone();
    timers.pass(Duration.ofMillis(1));
    assertThat(poll.get(60, TimeUnit.SECONDS).messages()).isEmpty();
    assertThat(counts("idle").emptyReceives()).isEqualTo(1);
  }

  @Test
  void aReceiveThatWaitsGetsWhatIsSentAndWhatComesBack() throws Exception {
    String url = fill("waiting", 0);
    CompletableFuture<ReceiveMessageResponse> first = receive(url, 20);
    await().atMost(PATIENCE).until(() -> timers.pending().size() == 1);
    fill("waiting", 3);
    assertThat(first.get(60, TimeUnit.SECONDS).messages()).hasSize(3);

    timers.pass(Duration.ofSeconds(15));
    CompletableFuture<ReceiveMessageResponse> second = receive(url, 20);
    await().atMost(PATIENCE).until(() -> timers.pending().contains(Duration.ofSeconds(20)));
    timers.pass(Duration.ofSeconds(15).minusMillis(1));
    assertThat(second).isNotDone();
    timers.pass(Duration.ofMillis(1));
    assertThat(second.get(60, TimeUnit.SECONDS).messages())
        .hasSize(3)
        .allSatisfy(
            message ->
                assertThat(message.attributes())
                    .containsEntry(MessageSystemAttributeName.APPROXIMATE_RECEIVE_COUNT, "2"));
    assertThat(counts("waiting").expired()).isEqualTo(3);
  }

  @Test
  void aClientThatHungUpGetsNothing() throws Exception {
    String url = fill("gone", 0);
    String body = "{\"QueueUrl\":\"" + url + "\",\"WaitTimeSeconds\":20}";
    String request =
        "POST / HTTP/1.1\r\nX-Amz-Target: AmazonSQS.ReceiveMessage\r\nContent-Length: "
            + body.length()
            + "\r\n\r\n"
            + body;
    try (Socket client = new Socket(endpoint.uri().getHost(), endpoint.uri().getPort())) {
      client.getOutputStream().write(request.getBytes(StandardCharsets.UTF_8));
      await().atMost(PATIENCE).until(() -> timers.pending().size() == 1);
      assertThat(endpoint.connections()).isEqualTo(1);
    }
    await().atMost(PATIENCE).until(() -> endpoint.connections() == 0);
    fill("gone", 3);
    assertThat(counts("gone").visible()).isEqualTo(3);
    assertThat(counts("gone").requests(Operation.ReceiveMessage)).isEqualTo(1);
  }

  @Test
  void emptyIsToldWhenTheLastMessageIsDeleted() throws Exception {
    String url = fill("empty", 2);
    List<String> handles = handles(receive(url, 0).get());
    CompletableFuture<Void> empty = new CompletableFuture<>();
    delete(url, handles.subList(0, 1)).get();
    endpoint.onThread(queues -> queues.create("empty").whenEmpty(() -> empty.complete(null)));
    assertThat(empty).isNotDone();
    delete(url, handles.subList(1, 2)).get();
    assertThat(empty).isDone();
  }

  @Test
  void refusesWhatSqsRefuses() throws Exception {
    assertThat(failure(() -> receive(endpoint.uri() + "/000000000000/missing", 0).get()))
        .isInstanceOf(QueueDoesNotExistException.class);
    assertThat(failure(() -> sqs.getQueueUrl(b -> b.queueName("missing")).get()))
        .isInstanceOf(QueueDoesNotExistException.class);
    String url = fill("strict", 1);
    assertThat(failure(() -> delete(url, List.of()).get()))
        .isInstanceOf(EmptyBatchRequestException.class);
    assertThat(failure(() -> delete(url, Collections.nCopies(11, "x")).get()))
        .isInstanceOf(TooManyEntriesInBatchRequestException.class);
    DeleteMessageBatchRequestEntry entry =
        DeleteMessageBatchRequestEntry.builder().id("a").receiptHandle("x").build();
    assertThat(
            failure(() -> sqs.deleteMessageBatch(b -> b.queueUrl(url).entries(entry, entry)).get()))
        .isInstanceOf(BatchEntryIdsNotDistinctException.class);
    assertThat(failure(() -> sqs.receiveMessage(b -> b.queueUrl(url).waitTimeSeconds(21)).get()))
        .isInstanceOf(SqsException.class)
        .hasMessageContaining("Value 21 for parameter WaitTimeSeconds");
    assertThat(failure(() -> sqs.purgeQueue(b -> b.queueUrl(url)).get()))
        .isInstanceOf(SqsException.class)
        .hasMessageContaining("does not answer 'AmazonSQS.PurgeQueue'");
  }

  @Test
  void countsRequestsByKind() throws Exception {
    String url = fill("counts", 10);
    List<String> handles = handles(receive(url, 0).get());
    assertThat(receive(url, 0).get().messages()).isEmpty();
    assertThat(changeVisibility(url, handles, VISIBILITY)).isEmpty();
    delete(url, handles.subList(0, 5)).get();
    delete(url, handles.subList(5, 9)).get();
    assertThat(held(url)).containsExactly(0, 1);
    QueueCounts counts = counts("counts");
    assertThat(counts.requests(Operation.ReceiveMessage)).isEqualTo(2);
    assertThat(counts.requests(Operation.ChangeMessageVisibilityBatch)).isEqualTo(1);
    assertThat(counts.requests(Operation.DeleteMessageBatch)).isEqualTo(2);
    assertThat(counts.requests(Operation.GetQueueAttributes)).isEqualTo(1);
    assertThat(counts.messageRequests()).isEqualTo(5);
    assertThat(counts.received()).isEqualTo(10);
    assertThat(counts.emptyReceives()).isEqualTo(1);
    assertThat(counts.visibilityChanges()).isEqualTo(10);
    assertThat(counts.deleted()).isEqualTo(9);
    assertThat(counts.inFlight()).isEqualTo(1);
  }

  private String fill(String name, int messages) throws InterruptedException {
    String[] url = new String[1];
    endpoint.onThread(
        queues -> {
          queues.create(name).fill(messages);
          url[0] = queues.url(name);
        });
    return url[0];
  }

  private QueueCounts counts(String name) throws InterruptedException {
    QueueCounts[] counts = new QueueCounts[1];
    endpoint.onThread(queues -> counts[0] = queues.create(name).counts());
    return counts[0];
  }

  private CompletableFuture<ReceiveMessageResponse> receive(String url, int wait) {
    return sqs.receiveMessage(
        b ->
            b.queueUrl(url)
                .maxNumberOfMessages(10)
                .waitTimeSeconds(wait)
                .visibilityTimeout((int) VISIBILITY.toSeconds())
                .messageSystemAttributeNames(MessageSystemAttributeName.ALL));
  }

  private static List<String> handles(ReceiveMessageResponse answer) {
    return answer.messages().stream().map(Message::receiptHandle).collect(Collectors.toList());
  }

  private CompletableFuture<DeleteMessageBatchResponse> delete(String url, List<String> handles) {
    List<DeleteMessageBatchRequestEntry> entries = new ArrayList<>();
    for (String handle : handles) {
      entries.add(
          DeleteMessageBatchRequestEntry.builder()
              .id(Integer.toString(entries.size()))
              .receiptHandle(handle)
              .build());
    }
    return sqs.deleteMessageBatch(b -> b.queueUrl(url).entries(entries));
  }

  private List<BatchResultErrorEntry> changeVisibility(
      String url, List<String> handles, Duration visibility) throws Exception {
    List<ChangeMessageVisibilityBatchRequestEntry> entries = new ArrayList<>();
    for (String handle : handles) {
      entries.add(
          ChangeMessageVisibilityBatchRequestEntry.builder()
              .id(Integer.toString(entries.size()))
              .receiptHandle(handle)
              .visibilityTimeout((int) visibility.toSeconds())
              .build());
    }
    return sqs.changeMessageVisibilityBatch(b -> b.queueUrl(url).entries(entries)).get().failed();
  }

  /** How many messages the queue holds, visible and in flight, by its attributes. */
  private List<Integer> held(String url) throws Exception {
    Map<QueueAttributeName, String> attributes =
        sqs.getQueueAttributes(b -> b.queueUrl(url).attributeNames(QueueAttributeName.ALL))
            .get()
            .attributes();
    return List.of(
        Integer.parseInt(attributes.get(QueueAttributeName.APPROXIMATE_NUMBER_OF_MESSAGES)),
        Integer.parseInt(
            attributes.get(QueueAttributeName.APPROXIMATE_NUMBER_OF_MESSAGES_NOT_VISIBLE)));
  }

  private static Throwable failure(ThrowingCallable call) {
    Throwable failure = catchThrowable(call);
    return failure instanceof ExecutionException ? failure.getCause() : failure;
  }
}
