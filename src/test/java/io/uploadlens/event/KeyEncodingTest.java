package io.uploadlens.event;

import static org.assertj.core.api.Assertions.assertThat;

import java.net.URLDecoder;
import java.net.URLEncoder;
import java.nio.charset.StandardCharsets;
import net.jqwik.api.ForAll;
import net.jqwik.api.Property;
import net.jqwik.api.constraints.CharRange;
import net.jqwik.api.constraints.IntRange;
import net.jqwik.api.constraints.StringLength;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

/** The key's decoder against {@code java.net}. */
class KeyEncodingTest {

  private final KeyEncoding encoding = new KeyEncoding();

  @ParameterizedTest
  @CsvSource({
    "red+flower.jpg, red flower.jpg",
    "a%2Bb%2bc, a+b+c",
    "%C3%A4%E2%82%AC%F0%9F%98%80, \u00e4\u20ac\ud83d\ude00",
    "raw \u00e4\u20ac\ud83d\ude00%21, raw \u00e4\u20ac\ud83d\ude00!",
    "%252F, %2F",
    "dir%2Ffile/other, dir/file/other",
  })
  void undoesIt(String encoded, String key) {
    assertThat(decode(encoded)).isEqualTo(key);
  }

  @ParameterizedTest
  @ValueSource(
      strings = {
        "%",
        "%4",
        "a%4",
        "%zz",
        "%4g",
        "%g4",
        "%+1",
        "% 41",
        "%%41",
        "%u0041",
        "%-1",
        // Not UTF-8: a lone continuation, a cut sequence, overlong forms, surrogates, too large.
        "%80",
        "%BF",
        "%C3",
        "%C3a",
        "%C3%",
        "%C3%4",
        "%C3%41",
        "%E2%82",
        "%E2%82+",
        "%F0%9F%98",
        "%C0%80",
        "%C1%BF",
        "%E0%80%80",
        "%E0%9F%BF",
        "%F0%80%80%80",
        "%F0%8F%BF%BF",
        "%ED%A0%80",
        "%ED%BF%BF",
        "%F4%90%80%80",
        "%F8%88%80%80%80",
        "%FE",
        "%FF",
      })
  void refusesWhatIsNoKey(String encoded) {
    assertThat(decode(encoded)).isNull();
    assertThat(decode("before+" + encoded)).isNull();
  }

  @Property(seed = "1")
  void undoesEveryCodePoint(@ForAll @IntRange(max = Character.MAX_CODE_POINT) int codePoint) {
    if (codePoint >= Character.MIN_SURROGATE && codePoint <= Character.MAX_SURROGATE) {
      return;
    }
    String key = "a" + Character.toString(codePoint) + "b";

    assertThat(decode(URLEncoder.encode(key, StandardCharsets.UTF_8))).isEqualTo(key);
  }

  /** It looks at eight bytes at a time: at each place in them, and behind the last eight. */
  @ParameterizedTest
  @CsvSource({"%41, A", "%C3%A4, \u00e4", "\u00e4, \u00e4", "%2B%25, +%", "'+', ' '"})
  void undoesItAtEveryPlace(String encoded, String key) {
    for (int before = 0; before < 20; before++) {
      for (int behind = 0; behind < 20; behind++) {
        assertThat(decode("x".repeat(before) + encoded + "y".repeat(behind)))
            .isEqualTo("x".repeat(before) + key + "y".repeat(behind));
        assertThat(decode("x".repeat(before) + encoded + "y".repeat(behind) + "%")).isNull();
      }
    }
  }

  /** The JDK's decoder replaces what is no UTF-8, and takes a sign for a digit; else both agree. */
  @Property(seed = "2", tries = 5000)
  void agreesWithTheJdk(
      @ForAll
          @StringLength(max = 12)
          @CharRange(from = '0', to = '9')
          @CharRange(from = 'A', to = 'F')
          @CharRange(from = '%', to = '+')
          String encoded) {
    String expected;
    try {
      expected = URLDecoder.decode(encoded, StandardCharsets.UTF_8);
    } catch (IllegalArgumentException e) {
      expected = null;
    }
    if (expected != null && (expected.indexOf('\uFFFD') >= 0 || encoded.contains("%+"))) {
      expected = null;
    }

    assertThat(decode(encoded)).isEqualTo(expected);
  }

  @Test
  void takesKeysOfAnyLength() {
    String encoded = "%2B".repeat(100_000);

    assertThat(decode(encoded)).isEqualTo("+".repeat(100_000));
    assertThat(decode("a+b")).isEqualTo("a b");
  }

  /** Inside a larger buffer, as the parser hands it out. */
  private String decode(String encoded) {
    byte[] utf8 = ("41" + encoded + "41").getBytes(StandardCharsets.UTF_8);
    return encoding.decode(utf8, 2, utf8.length - 4);
  }
}
