package io.uploadlens.event;

import static org.assertj.core.api.Assertions.assertThat;

import java.nio.charset.StandardCharsets;
import java.util.List;
import net.jqwik.api.ForAll;
import net.jqwik.api.Property;
import net.jqwik.api.constraints.CharRange;
import net.jqwik.api.constraints.Size;
import net.jqwik.api.constraints.StringLength;
import org.junit.jupiter.api.Test;

/** The cache may forget, never confuse. */
class BytesCacheTest {

  private final BytesCache cache = new BytesCache();

  @Property(seed = "1")
  void givesTheTextOfTheseBytes(
      @ForAll @Size(max = 50)
          List<@StringLength(max = 140) @CharRange(from = 0, to = 255) String> texts) {
    for (String text : texts) {
      assertThat(textOf(text)).isEqualTo(text);
      assertThat(textOf(text)).isEqualTo(text);
    }
  }

  /** Alike in all that the slot is made of: they take each other's place. */
  @Test
  void tellsTextsOfOneSlotApart() {
    String one = "same at first, one, and the same at last";
    String other = "same at first, two, and the same at last";
    String first = textOf(one);
    assertThat(textOf(one)).isSameAs(first);

    assertThat(textOf(other)).isEqualTo(other);
    assertThat(textOf(one)).isEqualTo(one).isNotSameAs(first);
  }

  @Test
  void keepsNothingLong() {
    String longest = "x".repeat(128);
    assertThat(textOf(longest)).isSameAs(textOf(longest));
    assertThat(textOf(longest + "x")).isNotSameAs(textOf(longest + "x"));
  }

  /** Inside a larger array, as it stands in a message. */
  private String textOf(String text) {
    byte[] bytes = ("<" + text + ">").getBytes(StandardCharsets.ISO_8859_1);
    return cache.latin1(bytes, 1, text.length());
  }
}
