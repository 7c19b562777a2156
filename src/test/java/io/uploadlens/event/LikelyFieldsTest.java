package io.uploadlens.event;

import static io.uploadlens.event.Samples.bytes;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import com.fasterxml.jackson.core.JsonToken;
import java.io.IOException;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** What the cursor expects to come next changes how fast it reads, and never what. */
class LikelyFieldsTest extends PlainCursorFixture {

  /** What is likely is still looked at: a comma too few or too many, an end too early. */
  @ParameterizedTest
  @ValueSource(
      strings = {
        "{,\"a\":1}",
        "{\"a\":1\"b\":2}",
        "{\"a\":1,,\"b\":2}",
        "{\"b\":2}{,\"a\":1}",
        "{\"a\":{,\"b\":2}}",
        "{\"a\":{}\"b\":2}",
        "{\"a\":[]\"b\":2}",
        "{\"a\":[,\"b\":2]}",
        "{\"a\":1,\"b\"",
        "{\"a\":1,\"b\":",
        "{\"a\":1,\"b\":2",
        "{\"a\":1,\"longer than eight\":",
        "{\"a\":1,\"longer than eight",
        "{\"a\":1,\"longer thin eight\"",
        "{\"a\":1 \"b\":2}",
        "{\"a\":1,\"b\" 2}",
        "{\"a",
      })
  void takesNothingForWhatIsLikely(String json) throws IOException {
    for (int i = 0; i < 20; i++) {
      readAll(bytes("{\"a\":1,\"b\":2}{\"b\":1,\"a\":1}"));
      readAll(bytes("{\"a\":{\"b\":2},\"b\":2}{\"a\":[],\"b\":1}{\"a\":1 , \"b\" : 2}"));
      readAll(bytes("{\"a\":1,\"longer than eight\":2}"));
    }

    assertThatThrownBy(() -> readAll(bytes(json))).isSameAs(NotPlain.INSTANCE);
    // Nor for the bytes behind the JSON's end.
    byte[] longer = bytes(json + "\":2}\",\"a\":1}");
    assertThatThrownBy(() -> readAll(longer, bytes(json).length)).isSameAs(NotPlain.INSTANCE);
  }

  /** Texts that begin or end as the likely one does, or are as long, with what escapes it. */
  @ParameterizedTest
  @ValueSource(
      strings = {"", "eu", "1234567", "12345678", "eu-west-1", "a name of some length, 24"})
  void readsTheValueThatStandsWhereAnotherIsLikely(String likely) throws IOException {
    List<String> others = new ArrayList<>();
    for (int i = 0; i < likely.length(); i++) {
      others.add(likely.substring(0, i));
      others.add(likely.substring(i));
      others.add(likely.substring(0, i) + "~" + likely.substring(i + 1));
      others.add(likely.substring(0, i) + "\\\"" + likely.substring(i + 1));
      others.add(likely.substring(0, i) + "\u00e4" + likely.substring(i + 1));
      others.add(likely.substring(0, i) + "\\u0041" + likely.substring(i + 1));
    }
    others.addAll(
        List.of(likely + "~", likely + "\\\"", likely + "\\\\", likely + "\u00e4", likely));
    for (String other : others) {
      for (String rest : List.of("}", ",\"b\":\"" + likely + "\"}", "          }")) {
        for (int i = 0; i < 20; i++) {
          assertThat(commonText(bytes("{\"a\":\"" + likely + "\"" + rest))).isEqualTo(likely);
        }
        byte[] json = bytes("{\"a\":\"" + other + "\"" + rest);

        // Until it is the likely one.
        for (int i = 0; i < 10; i++) {
          assertThat(commonText(json)).isEqualTo(jacksonText(json));
        }
      }
    }
  }

  @Test
  void aLikelyValueIsTheSameString() throws IOException {
    byte[] json = bytes("{\"a\":\"eu-west-1\",\"b\":\"eu-west-1\"}");
    String text = commonText(json);

    for (int i = 0; i < 20; i++) {
      assertThat(commonText(json)).isSameAs(text);
    }
    assertThat(cursor.text().toString()).isEqualTo("eu-west-1");
    assertThatThrownBy(() -> commonText(Arrays.copyOf(json, 15))).isSameAs(NotPlain.INSTANCE);
  }

  /** Of a text as long as a message no copy is kept. */
  @Test
  void aLongValueIsNeverLikely() throws IOException {
    byte[] json = bytes("{\"a\":\"" + "long".repeat(40) + "\",\"b\":1}");
    String text = commonText(json);

    for (int i = 0; i < 20; i++) {
      assertThat(commonText(json)).isEqualTo(text);
    }
    assertThat(commonText(json)).isNotSameAs(commonText(json));
  }

  private String commonText(byte[] json) throws IOException {
    over(json, json.length).nextDocument();
    assertThat(cursor.nextName()).isEqualTo("a");
    assertThat(cursor.value()).isEqualTo(JsonToken.VALUE_STRING);
    String text = cursor.text().toString();
    assertThat(cursor.commonText(reuse.texts)).isEqualTo(text);
    text = cursor.commonText(reuse.texts);
    while (cursor.nextName() != null) {
      cursor.skipValue();
    }
    assertThat(cursor.nextDocument()).isNull();
    return text;
  }
}
