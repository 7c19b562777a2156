package io.uploadlens.producer.verify;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.uploadlens.aws.AwsClients;
import io.uploadlens.aws.AwsService;
import io.uploadlens.localaws.LocalAws;
import java.io.IOException;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import software.amazon.awssdk.services.s3.S3Client;
import software.amazon.awssdk.services.sqs.SqsClient;
import software.amazon.awssdk.services.sqs.model.QueueAttributeName;

/** Reading a dead-letter queue leaves it as it was, whatever SQS does meanwhile. */
class SqsDeadLettersITCase {

  private static final int MESSAGES = 25;

  private LocalAws aws;
  private SqsClient sqs;
  private String url;

  @BeforeEach
  void fill() {
    aws = LocalAws.builder().faultSeed(7).start();
    sqs = AwsClients.sqs(aws.settings());
    url = sqs.createQueue(request -> request.queueName("dead-letter")).queueUrl();
    for (int i = 0; i < MESSAGES; i++) {
      String body = "m" + i;
      sqs.sendMessage(request -> request.queueUrl(url).messageBody(body));
    }
  }

  @AfterEach
  void close() {
    sqs.close();
    aws.close();
  }

  @Test
  void messagesCanBeReadAgainThoughEntriesFail() throws IOException {
    aws.faults().on(AwsService.SQS, "ChangeMessageVisibilityBatch").failing(0.5).partial();
    for (int i = 0; i < 3; i++) {
      assertThat(read(false)).hasSize(MESSAGES).doesNotHaveDuplicates();
    }
  }

  @Test
  void messagesCanBeReadAgainAfterAReadThatFailed() throws IOException {
    // More often than the SDK tries.
    aws.faults().on(AwsService.SQS, "ReceiveMessage").after(1).times(10).serverError();
    assertThatThrownBy(() -> read(false)).isInstanceOf(IOException.class).hasMessageContaining(url);
    aws.faults().clear();

    assertThat(read(false)).hasSize(MESSAGES);
  }

  @Test
  void allAreDeletedThoughEntriesFail() throws IOException {
    aws.faults().on(AwsService.SQS, "DeleteMessageBatch").failing(0.5).partial();
    assertThat(read(true)).hasSize(MESSAGES);
    assertThat(
            sqs.getQueueAttributes(
                    request -> request.queueUrl(url).attributeNames(QueueAttributeName.ALL))
                .attributes())
        .containsEntry(QueueAttributeName.APPROXIMATE_NUMBER_OF_MESSAGES, "0")
        .containsEntry(QueueAttributeName.APPROXIMATE_NUMBER_OF_MESSAGES_NOT_VISIBLE, "0");
  }

  @Test
  void tellsOfMessagesThatCannotBeDeleted() {
    aws.faults().on(AwsService.SQS, "DeleteMessageBatch").partial();
    assertThatThrownBy(() -> read(true))
        .isInstanceOf(IOException.class)
        .hasMessageContaining(MESSAGES + " of " + MESSAGES + " messages can't be deleted")
        .hasMessageContaining("the last one with BatchResultErrorEntry(");
  }

  private List<String> read(boolean delete) throws IOException {
    List<String> bodies = new ArrayList<>();
    try (S3Client s3 = AwsClients.s3(aws.settings())) {
      new SqsDeadLetters(sqs, s3, url, Duration.ZERO, delete).forEach(bodies::add);
    }
    return bodies;
  }
}
