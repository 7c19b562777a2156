package io.uploadlens.event;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.List;
import net.jqwik.api.ForAll;
import net.jqwik.api.Property;
import net.jqwik.api.constraints.Size;
import net.jqwik.api.constraints.StringLength;
import org.junit.jupiter.api.Test;

/** The cache may forget, never confuse. */
class TextCacheTest {

  private final TextCache cache = new TextCache();

  @Property(seed = "1")
  void givesTheTextOfTheseCharactersOrNone(
      @ForAll @Size(max = 50) List<@StringLength(max = 140) String> texts) {
    for (String text : texts) {
      char[] chars = ("<" + text + ">").toCharArray();
      String found = cache.get(chars, 1, text.length());
      assertThat(found == null || found.equals(text)).isTrue();
      cache.put(chars, 1, text.length(), text);
    }
  }

  /** Alike in all that the slot is made of: they take each other's place. */
  @Test
  void tellsTextsOfOneSlotApart() {
    char[] one = "abcd-same".toCharArray();
    char[] other = "xbcd-same".toCharArray();
    cache.put(one, 0, 9, "abcd-same");

    assertThat(cache.get(other, 0, 9)).isNull();
    assertThat(cache.get(one, 0, 9)).isEqualTo("abcd-same");
    cache.put(other, 0, 9, "xbcd-same");
    assertThat(cache.get(one, 0, 9)).isNull();
    assertThat(cache.get(other, 0, 9)).isEqualTo("xbcd-same");
  }

  @Test
  void keepsNothingLong() {
    char[] chars = "x".repeat(129).toCharArray();
    cache.put(chars, 0, 129, "x".repeat(129));

    assertThat(cache.get(chars, 0, 129)).isNull();
  }
}
