package io.uploadlens.event;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.util.Arrays;
import net.jqwik.api.ForAll;
import net.jqwik.api.Property;
import net.jqwik.api.constraints.CharRange;
import net.jqwik.api.constraints.StringLength;
import net.jqwik.api.constraints.WithNull;
import org.apache.flink.core.memory.DataInputDeserializer;
import org.apache.flink.core.memory.DataOutputSerializer;
import org.junit.jupiter.api.Test;

/** The bytes of an event on the wire: all of them, and none but them. */
class UploadEventSerializerTest {

  @Test
  void textsOfFewDifferentValuesAreReadAsTheSameString() throws IOException {
    UploadEventSerializer serializer = new UploadEventSerializer();
    byte[] bytes = written(serializer, EventSerializersTest.full());
    UploadEvent first = serializer.deserialize(new DataInputDeserializer(bytes));
    UploadEvent second = serializer.deserialize(new DataInputDeserializer(bytes));

    assertThat(second.bucket()).isSameAs(first.bucket());
    assertThat(second.eventName()).isSameAs(first.eventName());
    assertThat(second.principal()).isSameAs(first.principal());
    assertThat(second.sourceIp()).isSameAs(first.sourceIp());
    assertThat(second.region()).isSameAs(first.region());
    assertThat(second.origin().source()).isSameAs(first.origin().source());
    assertThat(second).isEqualTo(first).isEqualTo(EventSerializersTest.full());
  }

  /** A record is copied without being read, as a spilled or forwarded one is. */
  @Test
  void copiesTheBytesOfOneRecordOnly() throws IOException {
    UploadEventSerializer serializer = new UploadEventSerializer();
    byte[] one = written(serializer, EventSerializersTest.full());
    DataInputDeserializer in =
        new DataInputDeserializer(
            written(serializer, EventSerializersTest.full(), EventSerializersTest.bare()));
    DataOutputSerializer out = new DataOutputSerializer(16);

    serializer.copy(in, out);

    assertThat(out.getCopyOfBuffer()).isEqualTo(one);
    assertThat(serializer.deserialize(in)).isEqualTo(EventSerializersTest.bare());
  }

  @Test
  void refusesARecordThatIsNoneAtEveryLength() throws IOException {
    UploadEventSerializer serializer = new UploadEventSerializer();
    byte[] whole = written(serializer, EventSerializersTest.full());
    assertThat(whole[0] & 0x80).as("a length of two bytes").isNotZero();
    int length = whole.length - 2;
    for (int claimed = 0; claimed <= length + 1; claimed++) {
      byte[] bytes = Arrays.copyOf(whole, whole.length + 1);
      bytes[0] = (byte) (claimed & 0x7F | 0x80);
      bytes[1] = (byte) (claimed >> 7);
      DataInputDeserializer in = new DataInputDeserializer(bytes);
      if (claimed == length) {
        assertThat(serializer.deserialize(in)).isEqualTo(EventSerializersTest.full());
      } else {
        assertThatThrownBy(() -> serializer.deserialize(in))
            .isInstanceOf(IOException.class)
            .hasMessageMatching(
                claimed < length
                    ? "a record ends \\d+ bytes too early"
                    : "1 bytes are left over at the end of a record");
      }
    }
    assertThat(serializer.deserialize(new DataInputDeserializer(whole)))
        .isEqualTo(EventSerializersTest.full());
  }

  @Property
  void anyEventComesBack(
      @ForAll @StringLength(max = 40) String key,
      @ForAll @StringLength(max = 140) @CharRange(from = ' ', to = '\u0101') String bucket,
      @ForAll @WithNull(0.3) @StringLength(max = 20) String text,
      @ForAll @WithNull(0.3) @StringLength(max = 20) @CharRange(to = '\u00ff') String latin,
      @ForAll long time,
      @ForAll long arrival,
      @ForAll long size)
      throws IOException {
    UploadEvent event =
        UploadEvent.of(
            new UploadEventBuilder()
                .event(EventKind.ACL, CreationMethod.NONE, bucket)
                .object(bucket, key)
                .eventTime(time)
                .size(size)
                .versionId(text)
                .eTag(latin)
                .sequencer(latin)
                .principal(text)
                .sourceIp(latin)
                .region(text)
                .requestId(latin)
                .carriedBy(MessageForm.S3, new MessageOrigin(key, bucket, arrival, size)),
            time,
            arrival);
    UploadEventSerializer serializer = new UploadEventSerializer();
    DataInputDeserializer in = new DataInputDeserializer(written(serializer, event, event));

    assertThat(serializer.deserialize(in)).isEqualTo(event);
    assertThat(serializer.deserialize(in)).isEqualTo(event);
    assertThat(in.available()).isZero();
  }

  @Property
  void anyStringComesBackFromUtf8(@ForAll @StringLength(max = 30) String text) throws IOException {
    DataOutputSerializer out = new DataOutputSerializer(16);
    StateEncoding.writeString(out, text);
    DataInputDeserializer in = new DataInputDeserializer(out.getCopyOfBuffer());

    byte[] utf8 = text.getBytes(StandardCharsets.UTF_8);
    boolean unicode = new String(utf8, StandardCharsets.UTF_8).equals(text);
    long head = StateEncoding.readVarLong(new DataInputDeserializer(out.getCopyOfBuffer()));
    assertThat(head).isEqualTo(unicode ? 1 + 2L * utf8.length : 2 + 2L * text.length());
    assertThat(StateEncoding.readString(in)).isEqualTo(text);
    assertThat(in.available()).isZero();
  }

  private static byte[] written(UploadEventSerializer serializer, UploadEvent... events)
      throws IOException {
    DataOutputSerializer out = new DataOutputSerializer(16);
    for (UploadEvent event : events) {
      serializer.serialize(event, out);
    }
    return out.getCopyOfBuffer();
  }
}
