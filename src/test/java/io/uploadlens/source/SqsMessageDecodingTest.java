package io.uploadlens.source;

import static org.assertj.core.api.Assertions.assertThat;

import io.uploadlens.event.DecodedMessage;
import io.uploadlens.event.EventTypes;
import io.uploadlens.event.MessageOrigin;
import io.uploadlens.event.RejectReason;
import io.uploadlens.event.RejectedMessage;
import io.uploadlens.event.SourceProgress;
import io.uploadlens.event.UploadEvent;
import io.uploadlens.source.sqs.QueueProgress;
import io.uploadlens.source.sqs.SqsMessage;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.List;
import org.apache.flink.api.common.functions.util.ListCollector;
import org.apache.flink.util.Collector;
import org.apache.flink.util.InstantiationUtil;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;

class SqsMessageDecodingTest {

  private static final String QUEUE = "https://sqs.eu-central-1.amazonaws.com/000000000000/up";
  private static final MessageOrigin ORIGIN = new MessageOrigin(QUEUE, "m-1", 1000, 2000);

  private final List<DecodedMessage> out = new ArrayList<>();
  private final Collector<DecodedMessage> collector = new ListCollector<>(out);
  private SqsMessageDecoding decoding;

  @BeforeEach
  void open() throws Exception {
    decoding = InstantiationUtil.clone(new SqsMessageDecoding());
    decoding.open(null);
  }

  @Test
  void aMessageIsDecodedWithItsOrigin() {
    decoding.deserialize(
        message(
            "{\"schema\": \"uploadlens.upload/1\", \"event_time\": \"2026-11-02T10:00:00Z\","
                + " \"bucket\": \"b\", \"key\": \"schön.jpg\"}"),
        collector);
    assertThat(out).hasSize(1);
    UploadEvent event = out.get(0).events().get(0);
    assertThat(event.key()).isEqualTo("schön.jpg");
    assertThat(event.origin()).isEqualTo(ORIGIN);
  }

  @Test
  void g6AMessageThatCanNotBeDecodedIsRejectedWithItsBytesAndOrigin() {
    decoding.deserialize(message("<xml>schön</xml>"), collector);
    assertThat(out).hasSize(1);
    RejectedMessage rejected = out.get(0).rejection();
    assertThat(rejected.body()).isEqualTo("<xml>schön</xml>".getBytes(StandardCharsets.UTF_8));
    assertThat(rejected.origin()).isEqualTo(ORIGIN);
  }

  @Test
  void g6AMessageWhosePayloadCanNotBeHadIsRejectedWithThePointerAndTheReason() {
    String pointer =
        "[\"software.amazon.payloadoffloading.PayloadS3Pointer\","
            + "{\"s3BucketName\":\"b\",\"s3Key\":\"k\"}]";
    decoding.deserialize(message(pointer).withPayloadFailure("it is not there"), collector);
    assertThat(out)
        .containsExactly(
            DecodedMessage.rejected(
                new RejectedMessage(
                    pointer.getBytes(StandardCharsets.UTF_8),
                    ORIGIN,
                    RejectReason.NO_PAYLOAD,
                    "it is not there")));
  }

  @Test
  void g1AnIgnorableMessageIsTold() {
    decoding.deserialize(
        message(
            "{\"Service\":\"Amazon S3\",\"Event\":\"s3:TestEvent\",\"Time\":"
                + "\"2026-11-02T10:00:00.000Z\",\"Bucket\":\"b\",\"RequestId\":\"r\","
                + "\"HostId\":\"h\"}"),
        collector);
    assertThat(out).containsExactly(DecodedMessage.ignored());
  }

  @ParameterizedTest
  @EnumSource
  void progressIsSaidInTheWordsOfTheEvents(QueueProgress progress) {
    decoding.progress(progress, collector);
    assertThat(out)
        .containsExactly(DecodedMessage.progress(SourceProgress.valueOf(progress.name())));
  }

  @Test
  void producesDecodedMessages() {
    assertThat(decoding.getProducedType()).isEqualTo(EventTypes.DECODED_MESSAGE);
  }

  private static SqsMessage message(String body) {
    return SqsMessage.builder(QUEUE, "m-1")
        .body(body)
        .sentTimestamp(1000)
        .firstReceiveTimestamp(2000)
        .build();
  }
}
