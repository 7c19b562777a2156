package io.uploadlens.event;

import static org.assertj.core.api.Assertions.assertThat;

import java.nio.charset.StandardCharsets;
import java.time.Instant;
import java.time.OffsetDateTime;
import java.time.ZoneOffset;
import java.time.format.DateTimeFormatter;
import net.jqwik.api.ForAll;
import net.jqwik.api.Property;
import net.jqwik.api.constraints.IntRange;
import net.jqwik.api.constraints.LongRange;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

/** The time reader against {@code java.time}. */
class IsoTimeTest {

  private static final long YEAR_0 = -62_167_219_200L;
  private static final long YEAR_9999_END = 253_402_300_799L;

  @Property(seed = "1")
  void readsEveryTimeOfFourDigitYears(
      @ForAll @LongRange(min = YEAR_0, max = YEAR_9999_END) long second,
      @ForAll @IntRange(max = 999_999_999) int nano,
      @ForAll @IntRange(min = -1079, max = 1079) int offsetMinutes) {
    OffsetDateTime time =
        Instant.ofEpochSecond(second, nano).atOffset(ZoneOffset.ofTotalSeconds(offsetMinutes * 60));
    if (time.getYear() < 0 || time.getYear() > 9999) {
      return;
    }
    long millis = time.toInstant().toEpochMilli();

    assertThat(
            parse(
                DateTimeFormatter.ofPattern("uuuu-MM-dd'T'HH:mm:ss.nXXX")
                    .format(time)
                    .replaceFirst("\\.\\d+", String.format(".%09d", nano))))
        .isEqualTo(millis);
    assertThat(parse(DateTimeFormatter.ofPattern("uuuu-MM-dd'T'HH:mm:ss.SSSXX").format(time)))
        .isEqualTo(millis);
    assertThat(parse(DateTimeFormatter.ofPattern("uuuu-MM-dd'T'HH:mm:ssXXX").format(time)))
        .isEqualTo(Math.floorDiv(millis, 1000) * 1000);
  }

  @ParameterizedTest
  @CsvSource({
    "2026-11-02T10:00:00Z,               2026-11-02T10:00:00Z",
    "2026-11-02T10:00:00.1Z,             2026-11-02T10:00:00.100Z",
    "2026-11-02T10:00:00.12Z,            2026-11-02T10:00:00.120Z",
    "2026-11-02T10:00:00.9999999999999Z, 2026-11-02T10:00:00.999Z",
    "2026-11-02t10:00:00z,               2026-11-02T10:00:00Z",
    "2026-11-02T10:00:00+01,             2026-11-02T09:00:00Z",
    "2026-11-02T10:00:00-0330,           2026-11-02T13:30:00Z",
    "2024-02-29T23:59:59.999+18:00,      2024-02-29T05:59:59.999Z",
    "2000-02-29T00:00:00-00:00,          2000-02-29T00:00:00Z",
    "1970-01-01T00:00:00.000Z,           1970-01-01T00:00:00Z",
  })
  void readsTheWaysToWriteIt(String text, Instant time) {
    assertThat(parse(text)).isEqualTo(time.toEpochMilli());
  }

  @ParameterizedTest
  @ValueSource(
      strings = {
        "",
        "2026-11-02",
        "2026-11-02T10:00Z",
        "2026-11-02T10:00:00",
        "2026-11-02 10:00:00Z",
        "2026-11-02T10:00:00.Z",
        "2026-11-02T10:00:00.5",
        "2026-11-02T10:00:00,5Z",
        "2026-11-02T10:00:00ZZ",
        "2026-11-02T10:00:00Z ",
        " 2026-11-02T10:00:00Z",
        "2026-11-02T10:00:00+",
        "2026-11-02T10:00:00+1",
        "2026-11-02T10:00:00+010",
        "2026-11-02T10:00:00+1:00",
        "2026-11-02T10:00:00+01:0",
        "2026-11-02T10:00:00+01:60",
        "2026-11-02T10:00:00+19:00",
        "2026-11-02T10:00:00+01-00",
        "2026-13-02T10:00:00Z",
        "2026-00-02T10:00:00Z",
        "2026-11-00T10:00:00Z",
        "2026-11-31T10:00:00Z",
        "2026-02-29T10:00:00Z",
        "1900-02-29T10:00:00Z",
        "2026-11-02T24:00:00Z",
        "2026-11-02T10:60:00Z",
        "2026-11-02T10:00:60Z",
        "20x6-11-02T10:00:00Z",
        "2026-1a-02T10:00:00Z",
        "2026-11-0\u0662T10:00:00Z",
        "+026-11-02T10:00:00Z",
        "2026:11:02T10-00-00Z",
        "1793613600000",
        "yesterday, a little after tea",
      })
  void refusesEverythingElse(String text) {
    assertThat(parse(text)).isEqualTo(IsoTime.INVALID);
  }

  /** Inside a larger buffer, as the parser hands it out. */
  private static long parse(String text) {
    byte[] utf8 = ("Z9" + text + "59Z").getBytes(StandardCharsets.UTF_8);
    return IsoTime.parse(utf8, 2, utf8.length - 5);
  }
}
