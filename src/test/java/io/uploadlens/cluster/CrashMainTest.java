package io.uploadlens.cluster;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.ByteArrayOutputStream;
import java.io.PrintStream;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.util.ArrayList;
import java.util.Collections;
import java.util.EnumSet;
import java.util.Iterator;
import java.util.List;
import java.util.Random;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

class CrashMainTest {

  @ParameterizedTest
  @CsvSource(
      delimiter = '|',
      value = {
        "--minutes=0 | --minutes is 0; allowed: 1 to 1440",
        "--taskmanagers=9 | --taskmanagers is 9; allowed: 1 to 8",
        "--seed=x | Invalid value for option '--seed': 'x' is not a long",
      })
  void saysWhatIsWrongWithItsArguments(String argument, String problem) {
    ByteArrayOutputStream errors = new ByteArrayOutputStream();

    int status = CrashMain.execute(new PrintStream(errors, true, StandardCharsets.UTF_8), argument);

    assertThat(status).isEqualTo(2);
    assertThat(errors.toString(StandardCharsets.UTF_8))
        .startsWith("crash: " + problem + System.lineSeparator())
        .contains("scripts/crash.sh --help");
  }

  @Test
  void everyFaultStrikesBeforeOneStrikesAgain() {
    int kinds = CrashFault.values().length;
    List<CrashFault> twoRounds = faults(7, 2 * kinds);

    assertThat(EnumSet.copyOf(twoRounds.subList(0, kinds))).hasSize(kinds);
    assertThat(EnumSet.copyOf(twoRounds.subList(kinds, 2 * kinds))).hasSize(kinds);
  }

  @Test
  void theSeedDecidesTheOrder() {
    assertThat(faults(7, 30)).isEqualTo(faults(7, 30)).isNotEqualTo(faults(8, 30));
  }

  @Test
  void noFaultBeginsAfterTheEnd() {
    assertThat(CrashMain.inRandomOrder(new Random(1), Duration.ZERO).hasNext()).isFalse();
  }

  private static List<CrashFault> faults(long seed, int count) {
    Iterator<CrashFault> order = CrashMain.inRandomOrder(new Random(seed), Duration.ofDays(1));
    List<CrashFault> faults = new ArrayList<>(Collections.nCopies(count, null));
    faults.replaceAll(ignored -> order.next());
    return faults;
  }
}
