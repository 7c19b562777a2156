package io.uploadlens.event;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.uploadlens.testing.Events;
import java.io.IOException;
import java.io.InputStream;
import java.nio.charset.StandardCharsets;
import java.util.Arrays;
import java.util.List;
import java.util.Map;
import org.apache.flink.api.common.ExecutionConfig;
import org.apache.flink.api.common.typeinfo.TypeInformation;
import org.apache.flink.api.common.typeutils.SerializerTestBase;
import org.apache.flink.api.common.typeutils.TypeSerializer;
import org.apache.flink.api.common.typeutils.TypeSerializerSnapshot;
import org.apache.flink.core.memory.DataInputDeserializer;
import org.apache.flink.core.memory.DataOutputSerializer;
import org.apache.flink.util.StringUtils;
import org.junit.jupiter.api.Nested;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

/** The serializers' round trips, by Flink's own test base, and the bytes that must stay. */
class EventSerializersTest {

  private static final MessageOrigin ORIGIN =
      new MessageOrigin(Events.SOURCE, "5fea7756-0ea4-451a-a703-a558b933e274", 1_000, -2_000);

  @Nested
  class UploadEvents extends SerializerTestBase<UploadEvent> {

    @Override
    protected TypeSerializer<UploadEvent> createSerializer() {
      return serializerOf(EventTypes.UPLOAD_EVENT);
    }

    @Override
    protected int getLength() {
      return -1;
    }

    @Override
    protected Class<UploadEvent> getTypeClass() {
      return UploadEvent.class;
    }

    @Override
    protected UploadEvent[] getTestData() {
      return new UploadEvent[] {
        full(),
        bare(),
        Events.created("b", "k".repeat(70_000)).principal("p".repeat(5_000_000)).build(),
        Events.created("b", "\u00e4\u4e16\ud83d\ude00/\u0000").eTag("").build(),
        Events.created("b", "unpaired \ud83d and \ude00").build(),
        Events.created("b", "\ud83d".repeat(70_000)).size(Long.MAX_VALUE).build(),
        Events.removed("b", "k").at(Long.MIN_VALUE).ownId("own").build(),
      };
    }
  }

  @Nested
  class RejectedMessages extends SerializerTestBase<RejectedMessage> {

    @Override
    protected TypeSerializer<RejectedMessage> createSerializer() {
      return serializerOf(EventTypes.REJECTED_MESSAGE);
    }

    @Override
    protected int getLength() {
      return -1;
    }

    @Override
    protected Class<RejectedMessage> getTypeClass() {
      return RejectedMessage.class;
    }

    @Override
    protected RejectedMessage[] getTestData() {
      return new RejectedMessage[] {
        rejected(), new RejectedMessage(new byte[1_048_576], ORIGIN, RejectReason.INVALID_FIELD, "")
      };
    }
  }

  @Nested
  class DecodedMessages extends SerializerTestBase<DecodedMessage> {

    @Override
    protected TypeSerializer<DecodedMessage> createSerializer() {
      return serializerOf(EventTypes.DECODED_MESSAGE);
    }

    @Override
    protected int getLength() {
      return -1;
    }

    @Override
    protected Class<DecodedMessage> getTypeClass() {
      return DecodedMessage.class;
    }

    @Override
    protected DecodedMessage[] getTestData() {
      UploadEvent[] many = new UploadEvent[300];
      Arrays.setAll(many, i -> Events.created("b", "k" + i).build());
      return new DecodedMessage[] {
        DecodedMessage.ignored(),
        Events.message(full(), bare()),
        Events.message(many),
        DecodedMessage.rejected(rejected()),
        DecodedMessage.progress(SourceProgress.CATCHING_UP),
        DecodedMessage.progress(SourceProgress.LIVE),
        DecodedMessage.progress(SourceProgress.DRAINED),
      };
    }
  }

  @Test
  void readsTheBytesOfFormatTwo() throws IOException {
    DataInputDeserializer in = new DataInputDeserializer(goldenBytes("decoded-message-v2.hex"));
    DecodedMessageSerializer serializer = new DecodedMessageSerializer();

    assertThat(serializer.deserialize(in))
        .isEqualTo(
            DecodedMessage.events(MessageForm.SNS_EVENTBRIDGE, List.of(full(), full(), bare())));
    assertThat(serializer.deserialize(in)).isEqualTo(DecodedMessage.rejected(rejected()));
    assertThat(serializer.deserialize(in)).isEqualTo(DecodedMessage.ignored());
    assertThat(serializer.deserialize(in))
        .isEqualTo(DecodedMessage.progress(SourceProgress.DRAINED));
    assertThat(in.available()).isZero();
  }

  @Test
  void writesTheBytesOfFormatTwo() throws IOException {
    DataOutputSerializer out = new DataOutputSerializer(16);
    DecodedMessageSerializer serializer = new DecodedMessageSerializer();
    serializer.serialize(
        DecodedMessage.events(MessageForm.SNS_EVENTBRIDGE, List.of(full(), full(), bare())), out);
    serializer.serialize(DecodedMessage.rejected(rejected()), out);
    serializer.serialize(DecodedMessage.ignored(), out);
    serializer.serialize(DecodedMessage.progress(SourceProgress.DRAINED), out);

    assertThat(out.getCopyOfBuffer()).isEqualTo(goldenBytes("decoded-message-v2.hex"));
  }

  @ParameterizedTest
  @CsvSource({"upload-event, 2", "rejected-message, 1", "decoded-message, 2"})
  void readsTheSnapshotsOfItsFormat(String name, int format) throws IOException {
    assertThat(snapshot(name, format).restoreSerializer()).isEqualTo(serializers().get(name));
  }

  @ParameterizedTest
  @CsvSource({"upload-event, UploadEvent", "decoded-message, DecodedMessage"})
  void refusesTheSnapshotsOfTheFormatBefore(String name, String type) {
    assertThatThrownBy(() -> snapshot(name, 1))
        .isInstanceOf(IOException.class)
        .hasMessage(
            "io.uploadlens.event.%sSerializer$Snapshot was written in format 1; "
                + "this release reads format 2",
            type);
  }

  @Test
  void refusesASnapshotOfALaterFormat() {
    assertThatThrownBy(
            () ->
                new UploadEventSerializer.Snapshot()
                    .readSnapshot(3, new DataInputDeserializer(new byte[0]), null))
        .isInstanceOf(IOException.class)
        .hasMessage(
            "io.uploadlens.event.UploadEventSerializer$Snapshot was written in format 3; "
                + "this release reads format 2");
  }

  /** Flink calls {@code duplicate()} for each thread; what one keeps no other may touch. */
  @Test
  void whoKeepsBuffersIsNoSingleton() {
    for (TypeSerializer<?> serializer :
        List.of(new UploadEventSerializer(), new DecodedMessageSerializer())) {
      assertThat(serializer.duplicate()).isNotSameAs(serializer).isEqualTo(serializer);
      TypeSerializerSnapshot<?> snapshot = serializer.snapshotConfiguration();
      assertThat(snapshot.restoreSerializer()).isNotSameAs(snapshot.restoreSerializer());
    }
    assertThat(serializerOf(EventTypes.UPLOAD_EVENT))
        .isNotSameAs(serializerOf(EventTypes.UPLOAD_EVENT));
    assertThat(serializerOf(EventTypes.DECODED_MESSAGE))
        .isNotSameAs(serializerOf(EventTypes.DECODED_MESSAGE));
  }

  /** Ordinals are in state: a constant may be added at the end, never moved or taken away. */
  @Test
  void enumConstantsKeepTheirOrdinals() {
    assertThat(Arrays.toString(EventKind.values()))
        .startsWith(
            "[CREATED, REMOVED, RESTORED, REPLICATION, LIFECYCLE_EXPIRED, LIFECYCLE_TRANSITION, "
                + "TAGGING, ACL, TIERING, OTHER");
    assertThat(Arrays.toString(CreationMethod.values()))
        .startsWith("[NONE, PUT, POST, COPY, MULTIPART, UNKNOWN");
    assertThat(Arrays.toString(MessageForm.values()))
        .startsWith("[S3, SNS_S3, EVENTBRIDGE, SNS_EVENTBRIDGE, FLAT, SNS_FLAT");
    assertThat(Arrays.toString(RejectReason.values()))
        .startsWith(
            "[EMPTY, NOT_JSON, UNKNOWN_FORM, UNSUPPORTED_VERSION, MISSING_FIELD, INVALID_FIELD");
    assertThat(Arrays.toString(SourceProgress.values())).startsWith("[CATCHING_UP, LIVE, DRAINED");
  }

  @Test
  void namesAnOrdinalThatDoesNotExist() {
    assertThatThrownBy(
            () ->
                StateEncoding.readEnum(
                    new DataInputDeserializer(new byte[] {(byte) 0xC8}), EventKind.values()))
        .isInstanceOf(IOException.class)
        .hasMessage("ordinal 200 is no EventKind: those are 0 to 9");
  }

  @ParameterizedTest
  @ValueSource(longs = {0, 1, 127, 128, 16_383, 16_384, Long.MAX_VALUE, -1, Long.MIN_VALUE})
  void numbersComeBack(long number) throws IOException {
    DataOutputSerializer out = new DataOutputSerializer(16);
    StateEncoding.writeVarLong(out, number);

    DataInputDeserializer in = new DataInputDeserializer(out.getCopyOfBuffer());
    assertThat(StateEncoding.readVarLong(in)).isEqualTo(number);
    assertThat(in.available()).isZero();
  }

  @Test
  void refusesBytesThatAreNoLength() {
    byte[] endless = new byte[11];
    Arrays.fill(endless, (byte) 0xFF);
    assertThatThrownBy(() -> StateEncoding.readBytes(new DataInputDeserializer(endless)))
        .isInstanceOf(IOException.class)
        .hasMessage("a variable-length number of more than ten bytes");
    endless[9] = 1;
    assertThatThrownBy(() -> StateEncoding.readBytes(new DataInputDeserializer(endless)))
        .isInstanceOf(IOException.class)
        .hasMessage("a length of -1 is not one that an array can have");
  }

  @Test
  void typesTellThemselvesApart() {
    assertThat(EventTypes.UPLOAD_EVENT)
        .isEqualTo(new SerializerTypeInfo<>(UploadEvent.class, new UploadEventSerializer()))
        .isNotEqualTo(EventTypes.DECODED_MESSAGE)
        .hasToString("UploadEvent");
  }

  private static <T> TypeSerializer<T> serializerOf(TypeInformation<T> type) {
    ExecutionConfig config = new ExecutionConfig();
    config.disableGenericTypes();
    return type.createSerializer(config.getSerializerConfig());
  }

  private static Map<String, TypeSerializer<?>> serializers() {
    return Map.of(
        "upload-event", new UploadEventSerializer(),
        "rejected-message", RejectedMessageSerializer.INSTANCE,
        "decoded-message", new DecodedMessageSerializer());
  }

  private static TypeSerializerSnapshot<?> snapshot(String name, int format) throws IOException {
    return TypeSerializerSnapshot.readVersionedSnapshot(
        new DataInputDeserializer(goldenBytes(name + "-snapshot-v" + format + ".hex")),
        EventSerializersTest.class.getClassLoader());
  }

  static UploadEvent full() {
    return UploadEvent.of(
        new UploadEventBuilder()
            .event(
                EventKind.CREATED,
                CreationMethod.MULTIPART,
                "ObjectCreated:CompleteMultipartUpload")
            .eventTime(1_793_613_600_123L)
            .object("photos", "2026/\u00e4 \ud83d\ude00.jpg")
            .versionId("096fKKXTRTtl3on89fVO.nfljtsv6qko")
            .eTag("d41d8cd98f00b204e9800998ecf8427e-3")
            .sequencer("0055AED6DCD90281E5")
            .size(5_368_709_120L)
            .principal("AWS:AIDAEXAMPLE")
            .sourceIp("2001:db8::1")
            .region("eu-west-1")
            .requestId("C3D13FE58DE4C810")
            .carriedBy(MessageForm.SNS_EVENTBRIDGE, ORIGIN),
        0x0123456789abcdefL,
        0xfedcba9876543210L);
  }

  static UploadEvent bare() {
    return UploadEvent.of(
        new UploadEventBuilder()
            .event(EventKind.OTHER, CreationMethod.NONE, "ObjectAnnotation:Put")
            .object("b", "unpaired \ud83d")
            .carriedBy(MessageForm.FLAT, ORIGIN),
        -1,
        1);
  }

  private static RejectedMessage rejected() {
    return new RejectedMessage(
        "{\"a\":".getBytes(StandardCharsets.UTF_8), ORIGIN, RejectReason.NOT_JSON, "cut off");
  }

  private static byte[] goldenBytes(String name) throws IOException {
    try (InputStream in = EventSerializersTest.class.getResourceAsStream("/state/" + name)) {
      String hex = new String(in.readAllBytes(), StandardCharsets.US_ASCII);
      return StringUtils.hexStringToByte(hex.replaceAll("\\s", ""));
    }
  }
}
