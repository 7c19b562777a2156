package io.uploadlens.localaws;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.uploadlens.aws.AwsService;
import java.time.Duration;
import java.util.HashSet;
import java.util.List;
import java.util.Set;
import java.util.stream.Collectors;
import java.util.stream.IntStream;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.TestInfo;
import software.amazon.awssdk.core.exception.SdkClientException;
import software.amazon.awssdk.services.sqs.SqsClient;
import software.amazon.awssdk.services.sqs.model.BatchResultErrorEntry;
import software.amazon.awssdk.services.sqs.model.ChangeMessageVisibilityBatchRequestEntry;
import software.amazon.awssdk.services.sqs.model.DeleteMessageBatchRequestEntry;
import software.amazon.awssdk.services.sqs.model.Message;
import software.amazon.awssdk.services.sqs.model.QueueAttributeName;
import software.amazon.awssdk.services.sqs.model.QueueDoesNotExistException;
import software.amazon.awssdk.services.sqs.model.SendMessageBatchRequestEntry;
import software.amazon.awssdk.services.sqs.model.SendMessageBatchResultEntry;
import software.amazon.awssdk.services.sqs.model.SqsException;
import software.amazon.awssdk.services.sqs.model.TooManyEntriesInBatchRequestException;

class LocalSqsITCase {

  private static LocalAws aws;
  private static LocalClients clients;
  private static SqsClient sqs;
  private String url;

  @BeforeAll
  static void start() {
    aws = LocalAws.builder().faultSeed(11).start();
    clients = new LocalClients(aws);
    sqs = clients.sqs();
  }

  @AfterAll
  static void stop() {
    clients.close();
    aws.close();
  }

  @BeforeEach
  void createQueue(TestInfo test) {
    String name = test.getTestMethod().orElseThrow().getName();
    url = sqs.createQueue(r -> r.queueName(name)).queueUrl();
  }

  @AfterEach
  void clearFaults() {
    aws.faults().clear();
  }

  @Test
  void keepsTheLimitsOfSqs() {
    String mebibyte = "x".repeat(1 << 20);
    sqs.sendMessage(r -> r.queueUrl(url).messageBody(mebibyte));
    assertThatThrownBy(() -> sqs.sendMessage(r -> r.queueUrl(url).messageBody(mebibyte + "x")))
        .isInstanceOf(SqsException.class);
    assertThatThrownBy(() -> sqs.sendMessageBatch(r -> r.queueUrl(url).entries(entries(11))))
        .isInstanceOf(TooManyEntriesInBatchRequestException.class);
    assertThatThrownBy(() -> sqs.receiveMessage(r -> r.queueUrl(url).maxNumberOfMessages(11)))
        .isInstanceOf(SqsException.class);
    assertThatThrownBy(() -> sqs.receiveMessage(r -> r.queueUrl(url).waitTimeSeconds(21)))
        .isInstanceOf(SqsException.class);
    assertThatThrownBy(() -> sqs.receiveMessage(r -> r.queueUrl(url + "x")))
        .isInstanceOf(QueueDoesNotExistException.class);
  }

  @Test
  void aLongPollEndsWhenAMessageComes() throws Exception {
    Thread sender =
        new Thread(
            () -> {
              sqs.sendMessage(r -> r.queueUrl(url).messageBody("late"));
            });
    long before = System.nanoTime();
    aws.faults().on(AwsService.SQS, "SendMessage").delay(Duration.ofMillis(300));
    sender.start();
    List<Message> messages =
        sqs.receiveMessage(r -> r.queueUrl(url).waitTimeSeconds(20)).messages();
    assertThat(messages).extracting(Message::body).containsExactly("late");
    assertThat(Duration.ofNanos(System.nanoTime() - before))
        .isBetween(Duration.ofMillis(250), Duration.ofSeconds(10));
    sender.join();
  }

  @Test
  void aPartialSendBatchSendsTheRest() {
    Fault fault = aws.faults().on(AwsService.SQS, "SendMessageBatch").failing(0.5).partial();
    var answer = sqs.sendMessageBatch(r -> r.queueUrl(url).entries(entries(10)));
    assertThat(answer.failed()).hasSize((int) fault.fired()).hasSizeBetween(1, 9);
    assertThat(answer.successful()).hasSize(10 - answer.failed().size());
    BatchResultErrorEntry failed = answer.failed().get(0);
    assertThat(failed.code()).isEqualTo("InternalError");
    assertThat(failed.senderFault()).isFalse();
    assertThat(receiveAll())
        .extracting(Message::body)
        .containsExactlyInAnyOrderElementsOf(
            answer.successful().stream()
                .map(SendMessageBatchResultEntry::id)
                .map(id -> "body " + id)
                .collect(Collectors.toList()));
  }

  @Test
  void aPartialDeleteBatchLeavesWhatFailed() {
    sqs.sendMessageBatch(r -> r.queueUrl(url).entries(entries(10)));
    List<Message> messages = receiveAll();
    aws.faults().on(AwsService.SQS, "DeleteMessageBatch").failing(0.5).partial();
    var answer =
        sqs.deleteMessageBatch(
            r ->
                r.queueUrl(url)
                    .entries(
                        IntStream.range(0, 10)
                            .mapToObj(
                                i ->
                                    DeleteMessageBatchRequestEntry.builder()
                                        .id("" + i)
                                        .receiptHandle(messages.get(i).receiptHandle())
                                        .build())
                            .collect(Collectors.toList())));
    assertThat(answer.failed()).hasSizeBetween(1, 9);
    assertThat(answer.successful()).hasSize(10 - answer.failed().size());
    assertThat(inFlight()).isEqualTo(answer.failed().size());
  }

  @Test
  void aVisibilityBatchThatFailsWholeChangesNothing() {
    sqs.sendMessageBatch(r -> r.queueUrl(url).entries(entries(2)));
    List<Message> messages = receiveAll();
    Fault fault = aws.faults().on(AwsService.SQS, "ChangeMessageVisibilityBatch").partial();
    var answer =
        sqs.changeMessageVisibilityBatch(
            r ->
                r.queueUrl(url)
                    .entries(
                        messages.stream()
                            .map(
                                message ->
                                    ChangeMessageVisibilityBatchRequestEntry.builder()
                                        .id(message.messageId())
                                        .receiptHandle(message.receiptHandle())
                                        .visibilityTimeout(0)
                                        .build())
                            .collect(Collectors.toList())));
    assertThat(answer.successful()).isEmpty();
    assertThat(answer.failed()).hasSize(2);
    assertThat(fault.fired()).isEqualTo(2);
    assertThat(inFlight()).isEqualTo(2);
  }

  @Test
  void throttlesAndFailsInItsOwnWords() {
    aws.faults().on(AwsService.SQS, "SendMessage").times(1).throttle();
    assertThatThrownBy(() -> sqs.sendMessage(r -> r.queueUrl(url).messageBody("a")))
        .isInstanceOf(SqsException.class)
        .satisfies(
            e -> {
              assertThat(((SqsException) e).isThrottlingException()).isTrue();
              assertThat(((SqsException) e).awsErrorDetails().errorCode())
                  .isEqualTo("RequestThrottled");
              assertThat(((SqsException) e).requestId()).isNotBlank();
            });
    aws.faults().on(AwsService.SQS, "SendMessage").times(1).serverError();
    assertThatThrownBy(() -> sqs.sendMessage(r -> r.queueUrl(url).messageBody("b")))
        .satisfies(e -> assertThat(((SqsException) e).statusCode()).isEqualTo(500));
    sqs.sendMessage(r -> r.queueUrl(url).messageBody("c"));
    assertThat(receiveAll()).extracting(Message::body).containsExactly("c");
  }

  @Test
  void aLostAnswerHasDoneItsWork() {
    aws.faults().on(AwsService.SQS, "SendMessage").times(1).loseAnswer();
    assertThatThrownBy(() -> sqs.sendMessage(r -> r.queueUrl(url).messageBody("sent")))
        .isInstanceOf(SdkClientException.class);
    assertThat(receiveAll()).extracting(Message::body).containsExactly("sent");
  }

  @Test
  void refusedConnectionsAreTakenAgainWhenCleared() {
    sqs.sendMessage(r -> r.queueUrl(url).messageBody("before"));
    Fault fault = aws.faults().on(AwsService.SQS).refuseConnections();
    assertThatThrownBy(() -> sqs.sendMessage(r -> r.queueUrl(url).messageBody("lost")))
        .isInstanceOf(SdkClientException.class);
    assertThatThrownBy(() -> sqs.sendMessage(r -> r.queueUrl(url).messageBody("lost")))
        .isInstanceOf(SdkClientException.class)
        .hasMessageContaining("Connection refused");
    fault.clear();
    sqs.sendMessage(r -> r.queueUrl(url).messageBody("after"));
    Set<String> bodies = new HashSet<>();
    receiveAll().forEach(message -> bodies.add(message.body()));
    assertThat(bodies).containsExactlyInAnyOrder("before", "after");
  }

  private List<Message> receiveAll() {
    return sqs.receiveMessage(
            r -> r.queueUrl(url).maxNumberOfMessages(10).waitTimeSeconds(1).visibilityTimeout(60))
        .messages();
  }

  private int inFlight() {
    return Integer.parseInt(
        sqs.getQueueAttributes(r -> r.queueUrl(url).attributeNames(QueueAttributeName.ALL))
            .attributes()
            .get(QueueAttributeName.APPROXIMATE_NUMBER_OF_MESSAGES_NOT_VISIBLE));
  }

  private static List<SendMessageBatchRequestEntry> entries(int count) {
    return IntStream.range(0, count)
        .mapToObj(
            i ->
                SendMessageBatchRequestEntry.builder()
                    .id("e" + i)
                    .messageBody("body e" + i)
                    .build())
        .collect(Collectors.toList());
  }
}
