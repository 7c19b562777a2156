package io.uploadlens.localaws;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import com.fasterxml.jackson.databind.JsonNode;
import java.nio.charset.StandardCharsets;
import java.time.Instant;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;

class JsonWireTest {

  private static final Instant TIME = Instant.parse("2026-03-01T12:00:00.123Z");

  @ParameterizedTest
  @EnumSource(JsonWire.class)
  void readsBackWhatItWrites(JsonWire wire) throws Exception {
    Map<String, Object> value = new LinkedHashMap<>();
    value.put("Text", "ü");
    value.put("Number", 7);
    value.put("Long", 1L << 40);
    value.put("Flag", true);
    value.put("Blob", new byte[] {0, -1, 7});
    value.put("Time", TIME);
    value.put("List", List.of(Map.of("A", "b")));
    value.put("Nothing", null);
    JsonNode node = wire.read(wire.write(value));
    assertThat(node.get("Text").asText()).isEqualTo("ü");
    assertThat(node.get("Number").asInt()).isEqualTo(7);
    assertThat(node.get("Long").asLong()).isEqualTo(1L << 40);
    assertThat(node.get("Flag").asBoolean()).isTrue();
    assertThat(node.get("Blob").binaryValue()).containsExactly(0, -1, 7);
    assertThat(wire.timestamp(node.get("Time"))).isEqualTo(TIME);
    assertThat(node.get("List").get(0).get("A").asText()).isEqualTo("b");
    assertThat(node.has("Nothing")).isFalse();
  }

  @Test
  void jsonHasSecondsAndBase64() {
    assertThat(new String(JsonWire.JSON.write(Map.of("T", TIME)), StandardCharsets.UTF_8))
        .isEqualTo("{\"T\":1772366400.123}");
    assertThat(new String(JsonWire.JSON.write(Map.of("D", new byte[] {1})), StandardCharsets.UTF_8))
        .isEqualTo("{\"D\":\"AQ==\"}");
  }

  @Test
  void cborHasTaggedMillisecondsAndBytes() {
    // Map, "T", tag 1, 64-bit 1772366400123.
    assertThat(JsonWire.CBOR.write(Map.of("T", TIME)))
        .containsSubsequence(0x61, (byte) 'T', 0xc1, 0x1b, 0, 0, 0x01, 0x9c);
    assertThat(JsonWire.CBOR.write(Map.of("D", new byte[] {1})))
        .containsSubsequence(0x61, 'D', 0x41, 0x01);
  }

  @Test
  void refusesWhatIsNoObject() {
    assertThatThrownBy(() -> JsonWire.JSON.read("[]".getBytes(StandardCharsets.UTF_8)))
        .isInstanceOf(ServiceException.class)
        .hasMessage("an object is expected");
    assertThatThrownBy(() -> JsonWire.JSON.read("{".getBytes(StandardCharsets.UTF_8)))
        .isInstanceOf(ServiceException.class);
  }
}
