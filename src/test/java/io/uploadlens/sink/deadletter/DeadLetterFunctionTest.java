package io.uploadlens.sink.deadletter;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import io.uploadlens.event.MessageOrigin;
import io.uploadlens.event.RejectReason;
import io.uploadlens.event.RejectedMessage;
import java.io.IOException;
import java.net.URI;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Random;
import java.util.stream.Collectors;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class DeadLetterFunctionTest {

  private static final MessageOrigin ORIGIN =
      new MessageOrigin("queue", "m1", 1_793_613_600_500L, 1_793_613_601_000L);

  @TempDir Path directory;

  @Test
  void g6AMessageIsKeptWithItsBytesOriginAndReason() throws IOException {
    assertThat(text(map(rejected("{\"a\":", "unexpected end"))))
        .isEqualTo(
            "{\"source\":\"queue\",\"message_id\":\"m1\","
                + "\"arrival_time\":\"2026-11-02T10:00:00.500Z\","
                + "\"first_seen_time\":\"2026-11-02T10:00:01.000Z\",\"reason\":\"not_json\","
                + "\"detail\":\"unexpected end\",\"body_bytes\":5,"
                + "\"body_base64\":\"eyJhIjo=\"}");
    assertThat(directory).isEmptyDirectory();
  }

  @Test
  void g6AnyBytesComeBack() throws IOException {
    byte[] body = new byte[10_000];
    new Random(20261102).nextBytes(body);

    assertThat(json(map(rejected(body, "binary"))).get("body_base64").binaryValue())
        .isEqualTo(body);
  }

  @Test
  void aDetailHasOnlyCharactersThatSqsTakes() throws IOException {
    String detail = "nul \0 half \uD83D none \uFFFE\uFFFF emoji \uD83D\uDE00";

    byte[] letter = map(rejected("x", detail));

    assertThat(text(letter).codePoints())
        .allMatch(
            point ->
                point == 0x9
                    || point == 0xA
                    || point == 0xD
                    || point >= 0x20 && point <= 0xD7FF
                    || point >= 0xE000 && point <= 0xFFFD
                    || point >= 0x10000);
    assertThat(json(letter).get("detail").textValue()).isEqualTo(detail);
  }

  @Test
  void aDetailIsCutAndTheBodyIsNot() throws IOException {
    JsonNode letter = json(map(rejected("x", "d".repeat(2_000_000))));

    assertThat(letter.get("detail").textValue())
        .isEqualTo("d".repeat(DeadLetterJson.MAX_DETAIL_LENGTH) + "…");
    assertThat(letter.get("body_base64").binaryValue()).isEqualTo(new byte[] {'x'});
  }

  @Test
  void g6TheLargestMessageFitsAndTheNextIsKeptInAFile() throws IOException {
    int otherFields = map(rejected(new byte[0], "too long")).length;
    // The body's length takes six digits instead of one.
    int largest = (DeadLetterSink.MAX_MESSAGE_BYTES - otherFields - 5) / 4 * 3;

    byte[] inside = map(rejected(new byte[largest], "too long"));
    assertThat(inside.length)
        .isBetween(DeadLetterSink.MAX_MESSAGE_BYTES - 3, DeadLetterSink.MAX_MESSAGE_BYTES);
    assertThat(json(inside).has("body_base64")).isTrue();
    assertThat(directory).isEmptyDirectory();

    byte[] body = new byte[largest + 3];
    JsonNode outside = json(map(rejected(body, "too long")));
    assertThat(outside.has("body_base64")).isFalse();
    assertThat(outside.get("body_bytes").intValue()).isEqualTo(body.length);
    assertThat(Files.readAllBytes(file(outside))).isEqualTo(body);
  }

  @Test
  void g1TheSameMessageSeenAgainOverwritesItsFile() throws IOException {
    byte[] body = "x".repeat(3_000_000).getBytes(StandardCharsets.UTF_8);
    byte[] first = map(rejected(body, "too long"));
    Files.write(file(json(first)), new byte[] {1});

    byte[] again = map(rejected(body, "too long"));

    assertThat(again).isEqualTo(first);
    try (Stream<Path> files = Files.list(directory)) {
      assertThat(
              files
                  .map(file -> file.getFileName().toString())
                  .filter(name -> !name.startsWith("."))
                  .collect(Collectors.toList()))
          .containsExactly("e55b8bdf621ddaa8f462c74745db9680d3bb7536a9cf854f8d6668b34a287890");
    }
    assertThat(Files.readAllBytes(file(json(again)))).isEqualTo(body);
  }

  @Test
  void aFileThatCannotBeWrittenIsNamed() throws IOException {
    Path blocked = Files.writeString(directory.resolve("blocked"), "a file, no directory");
    DeadLetterFunction function = new DeadLetterFunction(blocked.toUri().toString());

    assertThatThrownBy(() -> function.map(rejected(new byte[2_000_000], "too long")))
        .isInstanceOf(IOException.class)
        .hasMessageContaining("2000000 bytes")
        .hasMessageContaining("queue#m1")
        .hasMessageContaining(blocked.toString());
  }

  private byte[] map(RejectedMessage message) throws IOException {
    return new DeadLetterFunction(directory.toUri().toString()).map(message);
  }

  private static RejectedMessage rejected(String body, String detail) {
    return rejected(body.getBytes(StandardCharsets.UTF_8), detail);
  }

  private static RejectedMessage rejected(byte[] body, String detail) {
    return new RejectedMessage(body, ORIGIN, RejectReason.NOT_JSON, detail);
  }

  private static Path file(JsonNode letter) {
    return Path.of(URI.create(letter.get("body_path").textValue()).getPath());
  }

  private static JsonNode json(byte[] letter) throws IOException {
    return new ObjectMapper().readTree(letter);
  }

  private static String text(byte[] letter) {
    return new String(letter, StandardCharsets.UTF_8);
  }
}
