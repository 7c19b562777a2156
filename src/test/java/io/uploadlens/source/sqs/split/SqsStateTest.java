package io.uploadlens.source.sqs.split;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.uploadlens.source.sqs.enumerator.SqsEnumeratorState;
import io.uploadlens.source.sqs.enumerator.SqsEnumeratorStateSerializer;
import java.io.IOException;
import java.io.InputStream;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import org.junit.jupiter.api.Test;

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
  void todaysBytesAreThoseOfTheFiles() throws Exception {
    assertThat(SqsSplitSerializer.INSTANCE.getVersion()).isEqualTo(1);
    assertThat(SqsSplitSerializer.INSTANCE.serialize(SPLIT)).isEqualTo(golden("sqs-split-v1.bin"));
  }

  @Test
  void manyReceiptsComeBackAsTheyWere() throws Exception {
    List<Receipt> receipts = new ArrayList<>();
    for (int i = 0; i < 20_000; i++) {
      receipts.add(new Receipt("id" + i, "handle" + i + "x".repeat(400), i));
    }
    SqsSplit split = new SqsSplit("http://localhost/000000000000/a", 0, receipts);
    byte[] bytes = SqsSplitSerializer.INSTANCE.serialize(split);
    assertThat(SqsSplitSerializer.INSTANCE.deserialize(1, bytes)).isEqualTo(split);
  }

  @Test
  void anUnknownVersionIsRefusedAndBothAreNamed() {
    assertThatThrownBy(() -> SqsSplitSerializer.INSTANCE.deserialize(7, new byte[0]))
        .isInstanceOf(IOException.class)
        .hasMessageContaining("version 7")
        .hasMessageContaining("[1]");
    assertThatThrownBy(() -> SqsEnumeratorStateSerializer.INSTANCE.deserialize(2, new byte[0]))
        .isInstanceOf(IOException.class)
        .hasMessageContaining("version 2")
        .hasMessageContaining("[1]");
  }

  @Test
  void damagedBytesAreRefused() throws Exception {
    byte[] bytes = golden("sqs-split-v1.bin");
    assertThatThrownBy(
            () ->
                SqsSplitSerializer.INSTANCE.deserialize(1, Arrays.copyOf(bytes, bytes.length + 1)))
        .hasMessageContaining("1 bytes too many");
    for (int length = 0; length < bytes.length; length++) {
      byte[] cut = Arrays.copyOf(bytes, length);
      assertThatThrownBy(() -> SqsSplitSerializer.INSTANCE.deserialize(1, cut))
          .isInstanceOf(IOException.class);
    }
  }

  private static byte[] golden(String name) throws IOException {
    try (InputStream in = SqsStateTest.class.getResourceAsStream("/state/" + name)) {
      return in.readAllBytes();
    }
  }
}
