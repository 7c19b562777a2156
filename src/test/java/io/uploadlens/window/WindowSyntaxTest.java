package io.uploadlens.window;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.uploadlens.window.WindowDefinition.Type;
import java.time.Duration;
import java.util.List;
import java.util.Locale;
import java.util.stream.Collectors;
import java.util.stream.IntStream;
import net.jqwik.api.Arbitraries;
import net.jqwik.api.Arbitrary;
import net.jqwik.api.Combinators;
import net.jqwik.api.ForAll;
import net.jqwik.api.Property;
import net.jqwik.api.Provide;
import net.jqwik.api.constraints.IntRange;
import org.apache.flink.util.TimeUtils;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

class WindowSyntaxTest {

  private static final Duration MINUTE = Duration.ofMinutes(1);
  private static final Duration HOUR = Duration.ofHours(1);
  private static final Duration DAY = Duration.ofDays(1);
  private static final List<Integer> DIVISORS_OF_A_DAY =
      IntStream.rangeClosed(1, 86_400)
          .filter(seconds -> 86_400 % seconds == 0)
          .boxed()
          .collect(Collectors.toList());

  @Test
  void readsEveryType() {
    assertThat(
            WindowSyntax.parse(
                "TUMBLE(size 1 min); HOP(size 1 h, slide 5 min); CUMULATE(size 1 d, step 1 h)"))
        .containsExactly(
            WindowDefinition.tumble(MINUTE),
            WindowDefinition.hop(HOUR, MINUTE.multipliedBy(5)),
            WindowDefinition.cumulate(DAY, HOUR));
  }

  @ParameterizedTest
  @ValueSource(
      strings = {
        "HOP(size 1 h,slide 5 min)",
        "hop(SIZE 1 H, Slide 5 MIN)",
        "  Hop ( slide 300 seconds , size 3600000ms ) ",
        "HOP(size1h,slide05m)",
        "\tHOP(\n  size 60 minutes,\r\n  slide 5 minutes\n)"
      })
  void spacesOrderAndCaseAreFree(String text) {
    assertThat(WindowSyntax.parse(text))
        .containsExactly(WindowDefinition.hop(HOUR, MINUTE.multipliedBy(5)));
  }

  @ParameterizedTest
  @CsvSource(
      delimiter = '|',
      quoteCharacter = '`',
      value = {
        "``                              | expected TUMBLE, HOP or CUMULATE (at the end)",
        "1 min                           | expected TUMBLE, HOP or CUMULATE (at character 1, \"1 min\")",
        "SESSION(gap 1 min)              | expected TUMBLE, HOP or CUMULATE (at character 1, \"SESSION\")",
        "TUMBLE                          | expected an opening parenthesis after TUMBLE (at the end)",
        "TUMBLE size 1 min               | expected an opening parenthesis after TUMBLE (at character 8, \"size 1 min\")",
        "TUMBLE()                        | expected size (at character 8, \")\")",
        "TUMBLE(1 min)                   | expected size (at character 8, \"1 min\")",
        "HOP(size 1 h, 5 min)            | expected size or slide (at character 15, \"5 min\")",
        "TUMBLE(size)                    | expected the length of the size, for example 5 min (at character 12, \")\")",
        "TUMBLE(size -1 min)             | expected the length of the size, for example 5 min (at character 13, \"-1 min\")",
        "TUMBLE(size 60)                 | size needs a unit: ms, s, min, h or d (at character 13, \"60\")",
        "TUMBLE(size 5 parsecs)          | size needs a unit: ms, s, min, h or d (at character 13, \"5 parsecs\")",
        "TUMBLE(size 1.5 h)              | size needs a unit: ms, s, min, h or d (at character 13, \"1\")",
        "TUMBLE(size 1 min               | expected a comma or the closing parenthesis of TUMBLE (at the end)",
        "TUMBLE(size 1 min))             | expected a semicolon or the end behind a specification (at character 19, \")\")",
        "TUMBLE(size 1 min), HOP(size 1h)| expected a semicolon or the end behind a specification (at character 19, \", HOP\")",
        "TUMBLE(size 1 min);             | expected TUMBLE, HOP or CUMULATE (at the end)",
        "TUMBLE(size 1 min, slide 1 min) | TUMBLE takes size, not slide (at character 20, \"slide\")",
        "HOP(size 1 h, step 5 min)       | HOP takes size and slide, not step (at character 15, \"step\")",
        "CUMULATE(size 1 h, size 2 h)    | size is there twice (at character 20, \"size\")",
        "HOP(size 1 h)                   | HOP misses its slide (at character 1, \"HOP(size 1 h)\")",
        "CUMULATE(step 1 h)              | CUMULATE misses its size (at character 1, \"CUMULATE(step 1 h)\")",
        "TUMBLE(size 0 s)                | size is 0 ms, which is not whole seconds from 1 s to 1 d (at character 1, \"TUMBLE(size 0 s)\")",
        "TUMBLE(size 1500 ms)            | size is 1500 ms, which is not whole seconds from 1 s to 1 d (at character 1, \"TUMBLE(size 1500 ms)\")",
        "TUMBLE(size 2 d)                | size is 2 d, which is not whole seconds from 1 s to 1 d (at character 1, \"TUMBLE(size 2 d)\")",
        "TUMBLE(size 9999999999999999999999 h) | size is longer than 1 d (at character 13, \"9999999999999999999999 h\")",
        "TUMBLE(size 999999999999 d)     | size is 999999999999 d, which is not whole seconds from 1 s to 1 d (at character 1, \"TUMBLE(size 999999999999 d)\")",
        "TUMBLE(size 7 min)              | size is 7 min, which does not divide a day without a rest, so that days would have different windows (at character 1, \"TUMBLE(size 7 min)\")",
        "CUMULATE(size 7 h, step 1 h)    | size is 7 h, which does not divide a day without a rest, so that days would have different windows (at character 1, \"CUMULATE(size 7 h, step 1 h)\")",
        "HOP(size 14 min, slide 7 min)   | slide is 7 min, which does not divide a day without a rest, so that days would have different windows (at character 1, \"HOP(size 14 min, slide 7 min)\")",
        "HOP(size 1 h, slide 7 min)      | slide is 7 min, which does not divide the size, 1 h, without a rest (at character 1, \"HOP(size 1 h, slide 7 min)\")",
        "HOP(size 5 min, slide 1 h)      | slide is 1 h, which does not divide the size, 5 min, without a rest (at character 1, \"HOP(size 5 min, slide 1 h)\")",
        "TUMBLE(size 1 min); tumble(size 60 s) | TUMBLE(size 1 min) is there twice (at character 21, \"tumble(size 60 s)\")",
        "HOP(size 1 d, slide 10 min); HOP(size 12 h, slide 4 min) | a moment would be in 324 windows so far (at character 30, \"HOP(size 12 h, slide 4 min)\")",
        "HOP(size 1 d, slide 1 s)        | a moment would be in 86400 windows so far (at character 1, \"HOP(size 1 d, slide 1 s)\")",
      })
  void g7WhatIsWrongIsToldWithItsPlace(String text, String message) {
    assertThatThrownBy(() -> WindowSyntax.parse(text))
        .isInstanceOf(WindowSyntaxException.class)
        .hasMessage(message);
    assertThat(WindowSyntax.fault(text)).contains(message);
  }

  @Test
  void g7EverySpecificationThatIsWrongIsTold() {
    assertThat(
            WindowSyntax.fault(
                "HOP(size 1 h, slide 7 min); TUMBLE(size 1 min) x; TUMBLE(1 h);"
                    + " TUMBLE(size 2 min)"))
        .hasValueSatisfying(
            fault ->
                assertThat(fault.split(" and "))
                    .hasSize(3)
                    .satisfiesExactly(
                        it -> assertThat(it).startsWith("slide is 7 min, which does not divide"),
                        it -> assertThat(it).startsWith("expected a semicolon or the end"),
                        it -> assertThat(it).endsWith("(at character 58, \"1 h\")")));
    assertThat(WindowSyntax.fault("x;".repeat(100)).orElseThrow().split(" and ")).hasSize(5);
  }

  @Test
  void g7OneMoreThanTheMostIsRefusedAndTheMostIsNot() {
    String most =
        DIVISORS_OF_A_DAY.stream()
            .limit(WindowSyntax.MAX_SPECIFICATIONS)
            .map(seconds -> "TUMBLE(size " + seconds + " s)")
            .collect(Collectors.joining(";"));
    assertThat(WindowSyntax.parse(most)).hasSize(16);
    assertThatThrownBy(() -> WindowSyntax.parse(most + ";TUMBLE(size 1 d)"))
        .hasMessageStartingWith("more than 16 specifications (at character ")
        .hasMessageEndingWith(", \"TUMBLE(size 1 d)\")");
    assertThat(WindowSyntax.parse("HOP(size 5 min, slide 1 s)")).hasSize(1);
    assertThat(WindowSyntax.fault("HOP(size 5 min, slide 1 s); TUMBLE(size 1 min)"))
        .contains(
            "a moment would be in 301 windows so far (at character 29, \"TUMBLE(size 1 min)\")");
  }

  @Test
  void whatIsShownOfATextHasAnEndAndNoControlCharacters() {
    assertThat(WindowSyntax.fault("x".repeat(1_000)))
        .contains("expected TUMBLE, HOP or CUMULATE (at character 1, \"" + "x".repeat(60) + "…\")");
    assertThat(WindowSyntax.fault("\u0007x").orElseThrow()).endsWith("(at character 1, \"?x\")");
  }

  @Test
  void aHopNeedNotDivideADayIfItsSlideDoes() {
    assertThat(WindowSyntax.parse("HOP(size 7 min, slide 1 min)"))
        .containsExactly(WindowDefinition.hop(MINUTE.multipliedBy(7), MINUTE));
    assertThat(WindowDefinition.hop(MINUTE.multipliedBy(7), MINUTE).overlap()).isEqualTo(7);
    assertThat(WindowDefinition.cumulate(DAY, HOUR).overlap()).isEqualTo(24);
    assertThat(WindowDefinition.tumble(DAY).overlap()).isEqualTo(1);
  }

  @Test
  void aSlideOrStepIsNotLeftOut() {
    assertThatThrownBy(() -> WindowDefinition.hop(HOUR, null))
        .isInstanceOf(NullPointerException.class)
        .hasMessage("slide");
    assertThatThrownBy(() -> WindowDefinition.cumulate(HOUR, null))
        .isInstanceOf(NullPointerException.class)
        .hasMessage("step");
  }

  @Property(seed = "1")
  void whatIsWrittenIsReadBack(@ForAll("definitions") List<WindowDefinition> windows) {
    String text = WindowSyntax.render(windows);
    assertThat(WindowSyntax.parse(text)).as(text).isEqualTo(windows);
    assertThat(WindowSyntax.parse(text.toLowerCase(Locale.ROOT))).isEqualTo(windows);
  }

  @Property(seed = "2")
  void anyTextIsReadOrRefusedWithAMessage(@ForAll("texts") String text) {
    try {
      assertThat(WindowSyntax.parse(text)).isNotEmpty();
    } catch (WindowSyntaxException e) {
      assertThat(e).hasMessageMatching("(?s).+ \\((at the end|at character [0-9]+, \".+\")\\)");
    }
  }

  /** As in every other setting, whose durations Flink reads. */
  @Property(seed = "3")
  void durationsAreReadAsFlinkReadsThem(
      @ForAll @IntRange(min = 1, max = 100_000) int amount, @ForAll("units") String unit) {
    String text = amount + unit;
    Duration read = TimeUtils.parseDuration(text);
    boolean allowed = DIVISORS_OF_A_DAY.contains((int) Math.min(100_000, read.toSeconds()));
    if (allowed && read.getNano() == 0) {
      assertThat(WindowSyntax.parse("TUMBLE(size " + text + ")"))
          .containsExactly(WindowDefinition.tumble(read));
    } else {
      assertThat(WindowSyntax.fault("TUMBLE(size " + text + ")").orElseThrow())
          .doesNotContain("unit");
    }
  }

  @Provide
  Arbitrary<String> units() {
    return Arbitraries.of(
        "ms", " s", "sec", " second", "seconds", " m", "min", " minute", "minutes", "h", " hour",
        "hours", " d", "day", " days");
  }

  @Provide
  Arbitrary<String> texts() {
    Arbitrary<String> pieces =
        Arbitraries.of(
            "TUMBLE",
            "HOP",
            "CUMULATE",
            "(",
            ")",
            ",",
            ";",
            "size",
            "slide",
            "step",
            " ",
            "1",
            "60",
            "min",
            "h",
            "s",
            "ß",
            "\u0000",
            "x");
    return Arbitraries.oneOf(
        pieces.list().ofMaxSize(25).map(list -> String.join("", list)), Arbitraries.strings());
  }

  @Provide
  Arbitrary<List<WindowDefinition>> definitions() {
    Arbitrary<Type> types = Arbitraries.of(Type.values());
    Arbitrary<Integer> steps = Arbitraries.of(DIVISORS_OF_A_DAY);
    Arbitrary<Integer> times = Arbitraries.integers().between(1, 18);
    Arbitrary<WindowDefinition> definition =
        Combinators.combine(types, steps, times)
            .as(
                (type, step, count) ->
                    type == Type.CUMULATE
                        ? WindowDefinition.cumulate(
                            Duration.ofSeconds(step), largestStep(step, count))
                        : type == Type.TUMBLE || step * count > 86_400
                            ? WindowDefinition.tumble(Duration.ofSeconds(step))
                            : WindowDefinition.hop(
                                Duration.ofSeconds((long) step * count), Duration.ofSeconds(step)));
    return definition
        .list()
        .uniqueElements()
        .ofMinSize(1)
        .ofMaxSize(WindowSyntax.MAX_SPECIFICATIONS);
  }

  /** A part of the size that divides it: as many as asked for, or fewer. */
  private static Duration largestStep(int size, int count) {
    int parts = count;
    while (size % parts != 0) {
      parts--;
    }
    return Duration.ofSeconds(size / parts);
  }
}
