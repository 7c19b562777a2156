package io.uploadlens.localaws;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.time.Instant;
import org.junit.jupiter.api.Test;

class ObjectPrefixTest {

  private static final Instant TIME = Instant.parse("2026-03-01T04:05:06Z");

  @Test
  void addsTheHourWhereThePrefixHasNoTimestamp() {
    assertThat(ObjectPrefix.parse("raw/", null).at(TIME)).isEqualTo("raw/2026/03/01/04/");
    assertThat(ObjectPrefix.parse(null, null).at(TIME)).isEqualTo("2026/03/01/04/");
  }

  @Test
  void writesTheTimestampsInUtc() {
    assertThat(
            ObjectPrefix.parse("a/dt=!{timestamp:yyyy-MM-dd}/hour=!{timestamp:HH}/", "errors/")
                .at(TIME))
        .isEqualTo("a/dt=2026-03-01/hour=04/");
  }

  @Test
  void drawsARandomString() {
    ObjectPrefix prefix =
        ObjectPrefix.parse("!{firehose:random-string}/!{timestamp:HH}/", "errors/");
    assertThat(prefix.at(TIME)).matches("[0-9a-f]{11}/04/").isNotEqualTo(prefix.at(TIME));
  }

  @Test
  void wantsAnErrorPrefixBesideAnExpression() {
    assertThatThrownBy(() -> ObjectPrefix.parse("!{timestamp:HH}/", null))
        .hasMessage("ErrorOutputPrefix cannot be null or empty when Prefix contains expressions");
  }

  @Test
  void refusesWhatItDoesNotKnow() {
    assertThatThrownBy(() -> ObjectPrefix.parse("!{partitionKeyFromQuery:x}/", "errors/"))
        .hasMessageContaining("!{partitionKeyFromQuery:x}");
    assertThatThrownBy(() -> ObjectPrefix.parse("!{timestamp:bbb}/", "errors/"))
        .hasMessageContaining("!{timestamp:bbb}");
    assertThatThrownBy(() -> ObjectPrefix.parse("!{timestamp/", "errors/"))
        .hasMessageContaining("!{timestamp/");
  }
}
