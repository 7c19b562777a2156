package io.uploadlens.source.sqs.split;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.uploadlens.source.sqs.enumerator.SqsEnumeratorState;
import io.uploadlens.source.sqs.enumerator.SqsEnumeratorStateSerializer;
import io.uploadlens.source.sqs.payload.PayloadPointer;
import java.io.IOException;
import java.io.InputStream;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.Base64;
import java.util.List;
import java.util.Random;
import java.util.UUID;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

/**
 * State that was written once must be read for ever: the files under {@code state} are read here
 * and written by nothing.
 */
class SqsStateTest {

  private static final SqsSplit SPLIT =
      new SqsSplit(
          "https://sqs.eu-central-1.amazonaws.com/000000000000/uploads",
          3,
          List.of(
              new Receipt(
                  "5fea7756-0ea4-451a-a703-a558b933e274",
                  "AQEBwJnKyrHigUMZj6rYigCgxlaS3SLy0a==",
                  1_767_225_600_123L),
              new Receipt("mä", "hü", -1)));

  private static final SqsSplit WITH_PAYLOAD =
      new SqsSplit(
          "https://sqs.eu-central-1.amazonaws.com/000000000000/uploads",
          0,
          List.of(
              new Receipt("m1", "h1", 1_767_225_600_123L, new PayloadPointer("b", "schön/k 1")),
              new Receipt("m2", "h2", -1)));

  /** All that version 2 tells apart; the second handle is no Base64 to the last bit. */
  private static final SqsSplit SPLIT_2 =
      new SqsSplit(
          "https://sqs.eu-central-1.amazonaws.com/000000000000/uploads",
          3,
          List.of(
              new Receipt(
                  "5fea7756-0ea4-451a-a703-a558b933e274",
                  "AQEBwJnKyrHigUMZj6rYigCgxlaS3SLy0Q==",
                  1_767_225_600_123L),
              new Receipt(
                  "5FEA7756-0EA4-451A-A703-A558B933E274",
                  "AQEBwJnKyrHigUMZj6rYigCgxlaS3SLy0a==",
                  1_767_225_600_124L),
              new Receipt("mä", "hü", -1),
              new Receipt("not-a-uuid-but-as-long-as-one-is-36-", "", 0)));

  @Test
  void splitsOfVersion2AreRead() throws Exception {
    assertThat(SqsSplitSerializer.INSTANCE.deserialize(2, golden("sqs-split-v2.bin")))
        .isEqualTo(SPLIT_2);
  }

  @Test
  void splitsOfVersion2AreReadWithTheirPayloads() throws Exception {
    assertThat(SqsSplitSerializer.INSTANCE.deserialize(2, golden("sqs-split-v2-payload.bin")))
        .isEqualTo(WITH_PAYLOAD);
    assertThat(SqsSplitSerializer.INSTANCE.serialize(WITH_PAYLOAD))
        .isEqualTo(golden("sqs-split-v2-payload.bin"));
  }

  @Test
  void splitsOfVersion1AreRead() throws Exception {
    assertThat(SqsSplitSerializer.INSTANCE.deserialize(1, golden("sqs-split-v1.bin")))
        .isEqualTo(SPLIT);
  }

  @Test
  void enumeratorStateOfVersion1IsRead() throws Exception {
    SqsEnumeratorState state =
        SqsEnumeratorStateSerializer.INSTANCE.deserialize(1, golden("sqs-enumerator-v1.bin"));
    assertThat(state.unassigned())
        .containsExactly(SPLIT, new SqsSplit("http://localhost/000000000000/b", 0, List.of()));
  }

  @Test
  void enumeratorStateOfVersion1WithSplitsOfVersion2IsRead() throws Exception {
    SqsEnumeratorState state =
        SqsEnumeratorStateSerializer.INSTANCE.deserialize(
            1, golden("sqs-enumerator-v1-split-v2.bin"));
    assertThat(state.unassigned())
        .containsExactly(SPLIT_2, new SqsSplit("http://localhost/000000000000/b", 0, List.of()));
  }

  @Test
  void todaysBytesAreThoseOfTheFiles() throws Exception {
    assertThat(SqsSplitSerializer.INSTANCE.getVersion()).isEqualTo(2);
    assertThat(SqsSplitSerializer.INSTANCE.serialize(SPLIT_2))
        .isEqualTo(golden("sqs-split-v2.bin"));
    assertThat(SqsEnumeratorStateSerializer.INSTANCE.getVersion()).isEqualTo(1);
    assertThat(
            SqsEnumeratorStateSerializer.INSTANCE.serialize(
                new SqsEnumeratorState(
                    List.of(
                        SPLIT_2, new SqsSplit("http://localhost/000000000000/b", 0, List.of())))))
        .isEqualTo(golden("sqs-enumerator-v1-split-v2.bin"));
  }

  @Test
  void manyReceiptsComeBackAsTheyWere() throws Exception {
    List<Receipt> receipts = new ArrayList<>();
    for (int i = 0; i < 20_000; i++) {
      receipts.add(new Receipt("id" + i, "handle" + i + "x".repeat(400), i));
    }
    SqsSplit split = new SqsSplit("http://localhost/000000000000/a", 0, receipts);
    byte[] bytes = SqsSplitSerializer.INSTANCE.serialize(split);
    assertThat(SqsSplitSerializer.INSTANCE.deserialize(2, bytes)).isEqualTo(split);
  }

  /** SQS's ids are UUIDs, its handles the Base64 of some 300 bytes. */
  @Test
  void aReceiptOfSqsTakes338BytesAndComesBackAsItWas() throws Exception {
    Random random = new Random(1);
    List<Receipt> receipts = new ArrayList<>();
    for (int i = 0; i < 1_000; i++) {
      byte[] handle = new byte[309];
      random.nextBytes(handle);
      receipts.add(
          new Receipt(
              new UUID(random.nextLong(), random.nextLong()).toString(),
              Base64.getEncoder().encodeToString(handle),
              1_767_225_600_000L + i));
    }
    SqsSplit split = new SqsSplit("http://localhost/000000000000/a", 0, receipts);
    byte[] bytes = SqsSplitSerializer.INSTANCE.serialize(split);
    assertThat(bytes).hasSizeBetween(338_000, 338_100);
    assertThat(SqsSplitSerializer.INSTANCE.deserialize(2, bytes)).isEqualTo(split);
  }

  @Test
  void flagsOfALaterTimeAreRefused() throws Exception {
    byte[] bytes = golden("sqs-split-v2.bin");
    // After the URL with its length, the ordinal and the number of receipts.
    int flags = 4 + SPLIT_2.queueUrl().length() + 4 + 4;
    assertThat(bytes[flags]).isEqualTo((byte) 3);
    bytes[flags] = 11;
    assertThatThrownBy(() -> SqsSplitSerializer.INSTANCE.deserialize(2, bytes))
        .isInstanceOf(IOException.class)
        .hasMessageContaining("flags 11");
  }

  @Test
  void anUnknownVersionIsRefusedAndBothAreNamed() {
    assertThatThrownBy(() -> SqsSplitSerializer.INSTANCE.deserialize(7, new byte[0]))
        .isInstanceOf(IOException.class)
        .hasMessageContaining("version 7")
        .hasMessageContaining("[1, 2]");
    assertThatThrownBy(() -> SqsEnumeratorStateSerializer.INSTANCE.deserialize(2, new byte[0]))
        .isInstanceOf(IOException.class)
        .hasMessageContaining("version 2")
        .hasMessageContaining("[1]");
  }

  @ParameterizedTest
  @CsvSource({"1, sqs-split-v1.bin", "2, sqs-split-v2.bin", "2, sqs-split-v2-payload.bin"})
  void damagedBytesAreRefused(int version, String file) throws Exception {
    byte[] bytes = golden(file);
    assertThatThrownBy(
            () ->
                SqsSplitSerializer.INSTANCE.deserialize(
                    version, Arrays.copyOf(bytes, bytes.length + 1)))
        .hasMessageContaining("1 bytes too many");
    for (int length = 0; length < bytes.length; length++) {
      byte[] cut = Arrays.copyOf(bytes, length);
      assertThatThrownBy(() -> SqsSplitSerializer.INSTANCE.deserialize(version, cut))
          .isInstanceOf(IOException.class);
    }
  }

  private static byte[] golden(String name) throws IOException {
    try (InputStream in = SqsStateTest.class.getResourceAsStream("/state/" + name)) {
      return in.readAllBytes();
    }
  }
}
