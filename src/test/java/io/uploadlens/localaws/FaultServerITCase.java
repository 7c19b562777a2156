package io.uploadlens.localaws;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatCode;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.uploadlens.aws.AwsClients;
import io.uploadlens.aws.AwsService;
import java.io.IOException;
import java.time.Duration;
import org.junit.jupiter.api.Test;
import software.amazon.awssdk.core.exception.SdkClientException;
import software.amazon.awssdk.services.sqs.SqsClient;
import software.amazon.awssdk.services.sqs.model.SqsException;

/** Faults as another process asks for them. */
class FaultServerITCase {

  @Test
  void faultsStrikeUntilTheyAreCleared() throws Exception {
    try (LocalAws aws = LocalAws.start();
        FaultServer server = FaultServer.start(0, aws.faults());
        SqsClient sqs = AwsClients.sqs(aws.settings())) {
      FaultClient faults = new FaultClient(server.port());

      faults.serverError(AwsService.SQS, "ListQueues", 1);
      assertThatThrownBy(sqs::listQueues).isInstanceOf(SqsException.class);
      faults.clear(AwsService.KINESIS);
      assertThatThrownBy(sqs::listQueues).isInstanceOf(SqsException.class);
      faults.clear(AwsService.SQS);
      assertThatCode(sqs::listQueues).doesNotThrowAnyException();

      faults.refuse(AwsService.SQS);
      assertThatThrownBy(sqs::listQueues).isInstanceOf(SdkClientException.class);
      faults.clear(AwsService.SQS);
      faults.hang(AwsService.SQS, Duration.ofMillis(20));
      assertThatThrownBy(sqs::listQueues).isInstanceOf(SdkClientException.class);
      faults.clear(AwsService.SQS);
      assertThat(sqs.listQueues().queueUrls()).isEmpty();
    }
  }

  @Test
  void refusesWhatCannotBe() throws Exception {
    try (LocalAws aws = LocalAws.start();
        FaultServer server = FaultServer.start(0, aws.faults())) {
      FaultClient faults = new FaultClient(server.port());
      assertThatThrownBy(() -> faults.throttle(AwsService.SQS, "PutRecords", 1))
          .isInstanceOf(IOException.class)
          .hasMessageContaining("has no operation 'PutRecords'");
      assertThatThrownBy(() -> faults.partial(AwsService.SQS, "ReceiveMessage", 1))
          .isInstanceOf(IOException.class)
          .hasMessageContaining("A partial failure is possible in");
      assertThatThrownBy(() -> faults.throttle(AwsService.SQS, "ReceiveMessage", 2))
          .isInstanceOf(IOException.class)
          .hasMessageContaining("A probability is 0 to 1, not 2.0");
    }
  }
}
