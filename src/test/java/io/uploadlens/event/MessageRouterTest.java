package io.uploadlens.event;

import static org.assertj.core.api.Assertions.assertThat;

import io.uploadlens.testing.Events;
import org.apache.flink.streaming.api.operators.ProcessOperator;
import org.apache.flink.streaming.runtime.streamrecord.StreamRecord;
import org.apache.flink.streaming.util.OneInputStreamOperatorTestHarness;
import org.junit.jupiter.api.Test;

class MessageRouterTest {

  private static final MessageOrigin ORIGIN = new MessageOrigin("queue", "m1", 1, 2);

  @Test
  void g1EveryMessageEndsInExactlyOnePlace() throws Exception {
    RejectedMessage rejected =
        new RejectedMessage(new byte[] {1}, ORIGIN, RejectReason.NOT_JSON, "a byte");
    UploadEvent first = Events.created("b", "1").build();
    UploadEvent second = Events.created("b", "2").build();
    try (OneInputStreamOperatorTestHarness<DecodedMessage, UploadEvent> harness =
        new OneInputStreamOperatorTestHarness<>(new ProcessOperator<>(new MessageRouter()))) {
      harness.open();
      harness.processElement(new StreamRecord<>(Events.message(first, second)));
      harness.processElement(new StreamRecord<>(DecodedMessage.rejected(rejected)));
      harness.processElement(new StreamRecord<>(DecodedMessage.ignored()));
      harness.processElement(new StreamRecord<>(DecodedMessage.progress(SourceProgress.LIVE)));

      assertThat(harness.extractOutputValues()).containsExactly(first, second);
      assertThat(harness.getSideOutput(MessageRouter.REJECTED))
          .extracting(StreamRecord::getValue)
          .containsExactly(rejected);
    }
  }
}
